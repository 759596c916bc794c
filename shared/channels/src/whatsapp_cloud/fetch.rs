//! Fetching a message's media: the Graph API tells a URL, and the file is there. Contract:
//! <https://developers.facebook.com/documentation/business-messaging/whatsapp/business-phone-numbers/media/>.
//!
//! **Where the access token goes.** The file wants the token as well, so whoever answers the first
//! question could have it sent anywhere. It is sent to two origins: that of the Graph API, which has
//! it already, and [`FILES`], Meta's own for such files. Any other is an error. The first is also how
//! a server that stands in for Meta serves files. Meta does not promise the second; many programs
//! show it.

use std::time::Duration;

use bytes::Bytes;
use conversation::AttachmentSource;
use conversation::ports::{Failure, FetchError};
use http_client::{BaseUrl, Response, Url, from_json};
use serde_json::Value;

use super::media::MEDIA_ID;
use super::{Sender, errors};
use crate::fetching::{Fetching, body, told};
use crate::json::{integer, text};

/// Where Meta has the files of messages.
const FILES: &str = "https://lookaside.fbsbx.com";

impl Sender {
    pub(crate) async fn fetch(
        &self,
        source: &AttachmentSource,
        most_bytes: u64,
        time_limit: Duration,
    ) -> Result<Bytes, FetchError> {
        let id = told(source, MEDIA_ID)?;
        let fetching = Fetching::new(&self.client, most_bytes, time_limit);
        let response = self.download(&fetching, id).await?;
        // A URL lives for five minutes, and Meta does not say how it refuses one that has expired.
        let response = match response.status {
            400 | 401 | 403 | 404 | 410 => self.download(&fetching, id).await?,
            _ => response,
        };
        body(response)
    }

    async fn download(&self, fetching: &Fetching<'_>, id: &str) -> Result<Response, FetchError> {
        let url = self.url_of(fetching, id).await?;
        fetching
            .download(|client| self.authorized(client.get(&url)))
            .await
    }

    async fn url_of(&self, fetching: &Fetching<'_>, id: &str) -> Result<Url, FetchError> {
        let media = self.base.join(&[id]);
        let number = [("phone_number_id", &self.phone_number_id)];
        let response = fetching
            .ask(|client| self.authorized(client.get(&media).query(&number)))
            .await?;
        if !(200..=299).contains(&response.status) {
            return Err(errors::not_told(&response));
        }
        let answer: Value = from_json(&response.body).unwrap_or_default();
        fetching.check_size(answer.get("file_size").and_then(integer))?;
        let url = text(&answer, "/url").and_then(|url| url.parse::<Url>().ok());
        let url = url.ok_or_else(|| Failure::transient("the answer has no URL of the file"))?;
        match may_have_the_token(&url, &self.base) {
            true => Ok(url),
            false => Err(
                Failure::permanent("the file is on a server that is not known as Meta's").into(),
            ),
        }
    }
}

fn may_have_the_token(url: &Url, base: &BaseUrl) -> bool {
    let origin = url.origin();
    origin == base.origin() || origin.ascii_serialization() == FILES
}

#[cfg(test)]
mod tests {
    use http_client::Access;

    use super::*;

    #[test]
    fn only_two_origins_get_the_token() {
        let base = BaseUrl::parse("https://graph.facebook.com/v25.0", Access::PublicHttps);
        let base = base.unwrap();
        for (url, may) in [
            (
                "https://lookaside.fbsbx.com/whatsapp_business/attachments/?mid=1",
                true,
            ),
            ("https://graph.facebook.com/files/1", true),
            ("http://lookaside.fbsbx.com/1", false),
            ("https://lookaside.fbsbx.com:8443/1", false),
            ("https://lookaside.fbsbx.com.example/1", false),
            ("https://lookaside.fbsbx.com@files.example/1", false),
            ("https://apps.fbsbx.com/1", false),
            ("https://files.example/lookaside.fbsbx.com", false),
        ] {
            let url: Url = url.parse().unwrap();
            assert_eq!(may_have_the_token(&url, &base), may, "{url}");
        }
    }
}

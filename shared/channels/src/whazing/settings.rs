//! What a channel at Whazing must be told.

use fields::{Address, Form, In, Link, Out, ProviderServer, Secret, Word, walked};
use http_client::Url;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

walked! {
    /// Whazing
    #[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
    pub struct Settings {
        /// With the API's id: `https://<backend>/v1/api/external/{API_ID}`.
        pub base_url: Link<ExternalApi>,
        /// The API's token.
        pub token: Secret<Out>,
        /// The token by which webhooks are known. Whazing calls it the N8N API key.
        pub webhook_token: Secret<In>,
        /// The channel's id in Whazing. With it, events that name another channel are not believed.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub whatsapp_id: Option<Word<Id>>,
        /// The id of the queue in which the assistant works. Without it every transfer of a ticket is one
        /// to people, and only a closed ticket, or one that is in no queue yet, is nobody's.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub bot_queue: Option<Word<Id>>,
    }
}

/// The external API of one channel.
#[derive(Debug)]
pub enum ExternalApi {}

impl Address for ExternalApi {
    fn check(url: &Url) -> Result<(), String> {
        ProviderServer::check(url)?;
        // Without the id, requests would go nowhere.
        match url.path().split_once("/v1/api/external/") {
            Some((_, id)) if !id.is_empty() => Ok(()),
            _ => Err(
                "must end in /v1/api/external/ and the API's id, as Whazing shows it".to_owned(),
            ),
        }
    }
}

/// An id that Whazing shows.
#[derive(Debug)]
pub enum Id {}

impl Form for Id {
    const PATTERN: Option<&'static str> = Some("^[0-9]{1,20}$");

    fn check(text: &str) -> Result<(), String> {
        match number(text) {
            Some(_) => Ok(()),
            None => Err("must be the id that Whazing shows, a number".to_owned()),
        }
    }
}

/// The number that an id is.
pub(crate) fn number(id: &str) -> Option<u64> {
    let digits = id.bytes().all(|b| b.is_ascii_digit());
    id.parse().ok().filter(|_| digits)
}

impl Settings {
    pub(crate) fn whatsapp_id(&self) -> Option<u64> {
        self.whatsapp_id.as_ref().and_then(|id| number(id.as_str()))
    }

    pub(crate) fn bot_queue(&self) -> Option<u64> {
        self.bot_queue.as_ref().and_then(|id| number(id.as_str()))
    }
}

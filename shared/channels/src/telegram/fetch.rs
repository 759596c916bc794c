//! Fetching a message's media: `getFile` tells a path, and the file is there for an hour at least
//! (<https://core.telegram.org/bots/api#getfile>). A bot gets files of up to 20 MB.

use std::time::Duration;

use bytes::Bytes;
use conversation::AttachmentSource;
use conversation::ports::{Failure, FetchError};
use http_client::from_json;
use serde_json::{Value, json};

use super::Sender;
use super::media::FILE_ID;
use super::sender::refused;
use crate::fetching::{Fetching, body, told};
use crate::json::{integer, text};

impl Sender {
    pub(crate) async fn fetch(
        &self,
        source: &AttachmentSource,
        most_bytes: u64,
        time_limit: Duration,
    ) -> Result<Bytes, FetchError> {
        let fetching = Fetching::new(&self.client, most_bytes, time_limit);
        let path = self.path_of(&fetching, told(source, FILE_ID)?).await?;
        let url = self.file_url(&path);
        body(fetching.download(|client| client.get(&url)).await?)
    }

    async fn path_of(&self, fetching: &Fetching<'_>, file_id: &str) -> Result<String, FetchError> {
        let url = self.url("getFile");
        let file = json!({"file_id": file_id});
        let response = fetching.ask(|client| client.post(&url).json(&file)).await?;
        let answer: Value = from_json(&response.body).unwrap_or_default();
        match response.status {
            200..=299 => {
                fetching.check_size(answer.pointer("/result/file_size").and_then(integer))?
            }
            400 => return Err(not_told(text(&answer, "/description"))),
            _ => return Err(refused(&response).into()),
        }
        match text(&answer, "/result/file_path") {
            // <https://core.telegram.org/bots/api#using-a-local-bot-api-server>
            Some(path) if path.starts_with('/') => {
                let detail = "the Bot API's server runs with --local and serves no files";
                Err(Failure::permanent(detail).into())
            }
            Some(path) => Ok(path.to_owned()),
            None => Err(Failure::transient("the answer has no path of the file").into()),
        }
    }
}

/// Why `getFile` was refused as a bad request, whose one parameter is the file's id. Telegram does
/// not document its descriptions; these are known from programs that read them.
fn not_told(description: Option<&str>) -> FetchError {
    match description {
        Some(told) if told.contains("file is too big") => FetchError::TooLarge,
        Some(told) if told.contains("temporarily unavailable") => {
            Failure::transient("status 400: the file is not there now, or its id is wrong").into()
        }
        _ => FetchError::Gone,
    }
}

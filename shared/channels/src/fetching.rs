//! Fetching what attachments hold.

use std::future::Future;
use std::time::{Duration, Instant};

use bytes::Bytes;
use conversation::AttachmentSource;
use conversation::ports::{Failure, FetchError};
use http_client::{BodyLimit, Client, HttpError, RequestBuilder, Response, Url};

use crate::json::text;
use crate::sending::{refused, unanswered};

/// The pauses before a request is sent again that failed for now.
const PAUSES: &[Duration] = &[Duration::from_millis(250), Duration::from_secs(1)];

/// One fetch, with all that bounds it.
pub(crate) struct Fetching<'a> {
    client: &'a Client,
    most_bytes: u64,
    ends_at: Instant,
    pauses_while_missing: &'static [Duration],
}

impl<'a> Fetching<'a> {
    pub(crate) fn new(client: &'a Client, most_bytes: u64, time_limit: Duration) -> Self {
        Self {
            client,
            most_bytes,
            ends_at: Instant::now() + time_limit,
            pauses_while_missing: &[],
        }
    }

    /// The same for a provider that tells of a file before it has it: a 404 is asked again after
    /// these pauses.
    pub(crate) const fn missing_at_first(self, pauses: &'static [Duration]) -> Self {
        Self {
            pauses_while_missing: pauses,
            ..self
        }
    }

    /// Asks the provider where a file is.
    pub(crate) async fn ask(
        &self,
        request: impl Fn(&Client) -> RequestBuilder,
    ) -> Result<Response, FetchError> {
        let send = |left| {
            self.client
                .send(request(self.client), BodyLimit::JSON, left)
        };
        Ok(self.repeated(send).await.map_err(unanswered)?)
    }

    /// Downloads a file, or gives the response without a body that refuses it.
    pub(crate) async fn download(
        &self,
        request: impl Fn(&Client) -> RequestBuilder,
    ) -> Result<Response, FetchError> {
        let limit = BodyLimit::bytes(self.most_bytes);
        let send = |left| self.client.download(request(self.client), limit, left);
        self.repeated(send).await.map_err(|error| match error {
            HttpError::BodyTooLarge { .. } => FetchError::TooLarge,
            error => unanswered(error).into(),
        })
    }

    /// Refuses a size that the provider tells beforehand.
    pub(crate) fn check_size(&self, told: Option<u64>) -> Result<(), FetchError> {
        match told {
            Some(bytes) if bytes > self.most_bytes => Err(FetchError::TooLarge),
            _ => Ok(()),
        }
    }

    async fn repeated<F: Future<Output = Result<Response, HttpError>>>(
        &self,
        send: impl Fn(Duration) -> F,
    ) -> Result<Response, HttpError> {
        let mut tries = 0;
        loop {
            let sent = send(self.left()).await;
            match self.pause(&sent, tries) {
                Some(pause) if pause < self.left() => tokio::time::sleep(pause).await,
                _ => return sent,
            }
            tries += 1;
        }
    }

    fn left(&self) -> Duration {
        self.ends_at.saturating_duration_since(Instant::now())
    }

    /// How long to wait before a request is sent again; none if it is not.
    fn pause(&self, sent: &Result<Response, HttpError>, tries: usize) -> Option<Duration> {
        let pauses = match sent {
            Ok(response) if response.status == 404 => self.pauses_while_missing,
            Ok(response) if response.is_transient() => PAUSES,
            Err(error) if error.is_transient() => PAUSES,
            _ => &[],
        };
        let asked = sent.as_ref().ok().and_then(Response::retry_after);
        pauses
            .get(tries)
            .map(|pause| asked.unwrap_or(*pause).max(*pause))
    }
}

/// Fetches a file by a URL that needs no token. Whoever wrote the URL may have meant any server: the
/// guard of the client's addresses is what protects us.
pub(crate) async fn by_url(
    fetching: &Fetching<'_>,
    source: &AttachmentSource,
    field: &str,
) -> Result<Bytes, FetchError> {
    let url: Option<Url> = told(source, field)?.parse().ok();
    let url = url.ok_or_else(foreign_source)?;
    body(fetching.download(|client| client.get(&url)).await?)
}

/// What a source has in a field.
pub(crate) fn told<'a>(source: &'a AttachmentSource, field: &str) -> Result<&'a str, FetchError> {
    text(&source.0, &format!("/{field}")).ok_or_else(foreign_source)
}

/// The file that a response holds.
pub(crate) fn body(response: Response) -> Result<Bytes, FetchError> {
    match response.status {
        200..=299 => Ok(response.body),
        404 | 410 => Err(FetchError::Gone),
        _ => Err(refused(&response).into()),
    }
}

fn foreign_source() -> FetchError {
    Failure::permanent("the attachment's source is not one of this channel").into()
}

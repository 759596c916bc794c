//! The settings of a channel at Whazing.

use fields::{Address, Form, In, Link, Out, ProviderServer, Reason, Secret, Word, some, walked};
use http_client::BaseUrl;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

walked! {
    /// Whazing
    #[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
    pub struct Settings {
        /// The base URL of Whazing's external API, with the API's id:
        /// `https://<backend>/v1/api/external/{API_ID}`.
        pub base_url: Link<ExternalApi>,
        /// The API's token.
        pub token: Secret<Out>,
        /// The token that authenticates webhooks. Whazing calls it the N8N API key.
        pub webhook_token: Secret<In>,
        /// The channel's id in Whazing. If set, events that name another channel are ignored.
        #[serde(
            default,
            deserialize_with = "some",
            skip_serializing_if = "Option::is_none"
        )]
        #[schemars(with = "Word<Id>")]
        pub whatsapp_id: Option<Word<Id>>,
        /// The id of the queue in which the assistant works. Without it, every transfer of a ticket
        /// counts as a transfer to people, and only a closed ticket, or one without a queue,
        /// belongs to nobody.
        #[serde(
            default,
            deserialize_with = "some",
            skip_serializing_if = "Option::is_none"
        )]
        #[schemars(with = "Word<Id>")]
        pub bot_queue: Option<Word<Id>>,
    }
}

/// The base URL of the external API of one channel.
#[derive(Debug)]
pub enum ExternalApi {}

impl Address for ExternalApi {
    fn check(url: &BaseUrl) -> Result<(), Reason> {
        ProviderServer::check(url)?;
        // Without the id, requests would go nowhere.
        match url.url().path().split_once("/v1/api/external/") {
            Some((_, id)) if !id.is_empty() => Ok(()),
            _ => Err(Reason::WhazingUrl),
        }
    }
}

/// An id that Whazing shows.
#[derive(Debug)]
pub enum Id {}

impl Form for Id {
    const PATTERN: Option<&'static str> = Some("^[0-9]{1,20}$");

    fn check(text: &str) -> Result<(), Reason> {
        match number(text) {
            Some(_) => Ok(()),
            None => Err(Reason::WhazingId),
        }
    }
}

/// The id as a number.
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

//! The settings of a phone number on Meta's WhatsApp Cloud API.

use fields::{Form, In, Link, Out, ProviderServer, Reason, Secret, Word, walked};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

walked! {
    /// WhatsApp Cloud API
    #[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
    pub struct Settings {
        /// The id of the phone number at Meta. It is not the phone number itself.
        pub phone_number_id: Word<NumberId>,
        /// The system user's access token.
        pub access_token: Secret<Out>,
        /// The app's secret. Meta signs webhooks with it.
        pub app_secret: Secret<In>,
        /// A token of your choice. Meta repeats it when it verifies the webhook's URL.
        pub verify_token: Secret<In>,
        /// The base URL of the Graph API, with its version.
        #[serde(default = "graph")]
        pub base_url: Link<ProviderServer>,
    }
}

fn graph() -> Link<ProviderServer> {
    Link::written("https://graph.facebook.com/v25.0")
}

/// The id of a phone number at Meta.
#[derive(Debug)]
pub enum NumberId {}

impl Form for NumberId {
    const PATTERN: Option<&'static str> = Some("^[0-9]{1,32}$");

    fn check(text: &str) -> Result<(), Reason> {
        match text.len() <= 32 && text.bytes().all(|b| b.is_ascii_digit()) {
            true => Ok(()),
            false => Err(Reason::PhoneNumberId),
        }
    }
}

//! What a provider of one's own must be told, and a desk that is reached by webhook.

use fields::{Endpoint, Form, InOut, Link, Out, Secret, walked};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::signing::Key;

walked! {
    /// A provider of one's own
    #[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
    pub struct Settings {
        /// Where replies are posted.
        pub reply_url: Link<Endpoint>,
        /// The key that signs both directions: `whsec_` and 24 to 64 bytes in base64.
        pub signing_secret: Secret<InOut, SigningSecret>,
    }
}

walked! {
    /// A server of the business's own
    #[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
    pub struct DeskSettings {
        /// Where transfers are posted.
        pub url: Link<Endpoint>,
        /// The key that signs them: `whsec_` and 24 to 64 bytes in base64.
        pub signing_secret: Secret<Out, SigningSecret>,
    }
}

/// A key as Standard Webhooks writes it.
#[derive(Debug)]
pub enum SigningSecret {}

impl Form for SigningSecret {
    const PATTERN: Option<&'static str> = Some("^whsec_[A-Za-z0-9+/]+=*$");

    fn check(text: &str) -> Result<(), String> {
        match Key::parse(text) {
            Ok(_) => Ok(()),
            Err(error) => Err(error.to_string()),
        }
    }
}

//! The settings of an agent bot in a Chatwoot account.

use fields::{Form, In, Link, Out, ProviderServer, Reason, Secret, Word, walked};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

walked! {
    /// Chatwoot
    #[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
    pub struct Settings {
        /// The base URL of the Chatwoot installation.
        pub base_url: Link<ProviderServer>,
        /// The account's number: the part of Chatwoot's address after `/accounts/`.
        pub account_id: Word<AccountId>,
        /// The agent bot's access token.
        pub access_token: Secret<Out>,
        /// The agent bot's webhook secret.
        pub webhook_secret: Secret<In>,
    }
}

/// An account's number.
#[derive(Debug)]
pub enum AccountId {}

impl Form for AccountId {
    const PATTERN: Option<&'static str> = Some("^[1-9][0-9]{0,18}$");

    fn check(text: &str) -> Result<(), Reason> {
        let is_number = text.len() <= 19 && text.bytes().all(|b| b.is_ascii_digit());
        match is_number && !text.starts_with('0') {
            true => Ok(()),
            false => Err(Reason::ChatwootAccount),
        }
    }
}

//! What a bot on Telegram must be told.

use fields::{Form, InOut, Link, Out, ProviderServer, Secret, walked};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

walked! {
    /// A bot of Telegram
    #[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
    pub struct Settings {
        /// The token that BotFather gave.
        pub bot_token: Secret<Out, BotToken>,
        /// A word of your own: it verifies webhooks, and goes out when Telegram is told where they go.
        pub secret_token: Secret<InOut, SecretToken>,
        /// The Bot API's server.
        #[serde(default = "telegram")]
        pub base_url: Link<ProviderServer>,
    }
}

fn telegram() -> Link<ProviderServer> {
    Link::written("https://api.telegram.org")
}

/// A bot's token. It becomes a part of the URL's path, so that nothing else may pass.
#[derive(Debug)]
pub enum BotToken {}

impl Form for BotToken {
    const PATTERN: Option<&'static str> = Some("^[0-9]+:[A-Za-z0-9_-]+$");

    fn check(text: &str) -> Result<(), String> {
        match text.split_once(':') {
            Some((id, key))
                if !id.is_empty() && id.bytes().all(|b| b.is_ascii_digit()) && is_word(key) =>
            {
                Ok(())
            }
            _ => Err("must be the token that BotFather gave, such as 123456:ABC-DEF".to_owned()),
        }
    }
}

/// The secret of `setWebhook`.
#[derive(Debug)]
pub enum SecretToken {}

impl Form for SecretToken {
    const PATTERN: Option<&'static str> = Some("^[A-Za-z0-9_-]{1,256}$");

    fn check(text: &str) -> Result<(), String> {
        match text.len() <= 256 && is_word(text) {
            true => Ok(()),
            false => Err("must be 1 to 256 of A-Z, a-z, 0-9, _ and -".to_owned()),
        }
    }
}

fn is_word(text: &str) -> bool {
    !text.is_empty()
        && text
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'-')
}

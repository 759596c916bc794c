//! The settings of a bot on Telegram.

use fields::{Form, InOut, Link, Out, ProviderServer, Reason, Secret, walked};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

walked! {
    /// A Telegram bot
    #[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
    pub struct Settings {
        /// The bot's token from BotFather.
        pub bot_token: Secret<Out, BotToken>,
        /// A secret of your choice. Telegram is told it together with the webhook's URL, and sends
        /// it with every webhook.
        pub secret_token: Secret<InOut, SecretToken>,
        /// The base URL of the Bot API's server.
        #[serde(default = "telegram")]
        pub base_url: Link<ProviderServer>,
    }
}

fn telegram() -> Link<ProviderServer> {
    Link::written("https://api.telegram.org")
}

/// A bot's token. It becomes part of a URL's path, so no other characters are allowed.
#[derive(Debug)]
pub enum BotToken {}

impl Form for BotToken {
    const PATTERN: Option<&'static str> = Some("^[0-9]+:[A-Za-z0-9_-]+$");

    fn check(text: &str) -> Result<(), Reason> {
        match text.split_once(':') {
            Some((id, key))
                if !id.is_empty() && id.bytes().all(|b| b.is_ascii_digit()) && is_word(key) =>
            {
                Ok(())
            }
            _ => Err(Reason::BotToken),
        }
    }
}

/// The `secret_token` of Telegram's `setWebhook`.
#[derive(Debug)]
pub enum SecretToken {}

impl Form for SecretToken {
    const PATTERN: Option<&'static str> = Some("^[A-Za-z0-9_-]{1,256}$");

    fn check(text: &str) -> Result<(), Reason> {
        match text.len() <= 256 && is_word(text) {
            true => Ok(()),
            false => Err(Reason::TelegramSecretToken),
        }
    }
}

fn is_word(text: &str) -> bool {
    !text.is_empty()
        && text
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'-')
}

//! Where people work: each desk moves a conversation to its people, in steps that are recorded, and
//! takes it back where the assistant has recovered.
//!
//! A desk is one module here and one line in [`AnyDesk`]. Most channels have a desk of their own
//! and lend it their credentials; a desk that is set apart has its own.

mod chatwoot;
mod note;
mod webhook;
mod whazing;

use std::collections::BTreeMap;
use std::time::Duration;

use channels::{Field, SettingsError};
use conversation::ports::{Case, Desk, Failure, Recovery};
use secrecy::SecretString;

/// A kind of desk that can be set apart from the channel, as whoever stores settings or shows them
/// sees it.
#[derive(Debug, Clone, Copy)]
pub struct Kind {
    /// Its name in the settings.
    pub name: &'static str,
    /// What it needs to be told.
    pub fields: &'static [Field],
}

/// The kinds that can be set apart from the channel. The others move what only their own channel
/// has: a ticket.
pub fn kinds() -> &'static [Kind] {
    &[webhook::KIND]
}

/// The desk of one integration.
#[derive(Debug)]
pub enum AnyDesk {
    /// Nobody is told: the conversation waits in the console's list of those that people have.
    None,
    /// Whazing.
    Whazing(whazing::Whazing),
    /// Chatwoot.
    Chatwoot(chatwoot::Chatwoot),
    /// A webhook of the business's own.
    Webhook(webhook::Webhook),
}

impl AnyDesk {
    /// The desk of that kind. `values` and `secrets` are those of the channel that it belongs to,
    /// or its own when it is set apart.
    pub fn new(
        kind: &str,
        values: &BTreeMap<String, String>,
        secrets: &BTreeMap<String, SecretString>,
        client: outbound::Client,
    ) -> Result<Self, SettingsError> {
        match kind {
            "whazing" => whazing::Whazing::new(values, secrets, client).map(Self::Whazing),
            "chatwoot" => chatwoot::Chatwoot::new(values, secrets, client).map(Self::Chatwoot),
            "webhook" => webhook::Webhook::new(values, secrets, client).map(Self::Webhook),
            _ => Ok(Self::None),
        }
    }
}

impl Desk for AnyDesk {
    fn name(&self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Whazing(_) => "whazing",
            Self::Chatwoot(_) => chatwoot::NAME,
            Self::Webhook(_) => "webhook",
        }
    }

    fn steps(&self) -> u32 {
        match self {
            Self::None => 0,
            Self::Whazing(_) => whazing::STEPS,
            Self::Chatwoot(_) => chatwoot::STEPS,
            Self::Webhook(_) => webhook::STEPS,
        }
    }

    fn is_shown_by_the_channel(&self) -> bool {
        matches!(self, Self::Whazing(_) | Self::Chatwoot(_))
    }

    async fn take_step(
        &self,
        step: u32,
        case: Case<'_>,
        time_limit: Duration,
    ) -> Result<(), Failure> {
        match self {
            Self::None => Ok(()),
            Self::Whazing(desk) => desk.take_step(step, case, time_limit).await,
            Self::Chatwoot(desk) => desk.take_step(step, case, time_limit).await,
            Self::Webhook(desk) => desk.take_step(step, case, time_limit).await,
        }
    }

    async fn take_back(&self, recovery: Recovery<'_>, time_limit: Duration) -> Result<(), Failure> {
        match self {
            Self::None => Ok(()),
            Self::Whazing(desk) => desk.take_back(recovery, time_limit).await,
            Self::Chatwoot(desk) => desk.take_back(recovery, time_limit).await,
            Self::Webhook(desk) => desk.take_back(recovery, time_limit).await,
        }
    }
}

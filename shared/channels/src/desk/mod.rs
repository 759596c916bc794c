//! Desks, where people work. Each desk moves a conversation to its people, in steps that are
//! recorded, and takes it back when the assistant has recovered.
//!
//! A desk is the module `desk` of its provider, and one line in [`AnyDesk`]. Most channels have a
//! desk of their own and lend it their credentials; a desk that is configured apart has its own.

pub(crate) mod note;
mod settings;

use std::time::Duration;

use conversation::ports::{Case, Desk, Failure, Recovery};
use fields::NotOpened;
use http_client::CheckError;

pub use settings::{DeskInUse, DeskSettings, WrittenDesk};

use crate::{chatwoot, webhook, whazing};

/// The desk of one integration.
#[derive(Debug)]
pub enum AnyDesk {
    /// No desk is told: the conversation waits in the console's list of those that people have.
    None,
    /// Whazing.
    Whazing(whazing::Desk),
    /// Chatwoot.
    Chatwoot(chatwoot::Desk),
    /// A webhook of the business's own.
    Webhook(webhook::Desk),
}

impl AnyDesk {
    /// Opens the desk of these settings, whose outbound secrets are opened.
    pub fn new(settings: DeskInUse<'_>, client: http_client::Client) -> Result<Self, NotOpened> {
        Ok(match settings {
            DeskInUse::None => Self::None,
            DeskInUse::Whazing(own) => Self::Whazing(whazing::Desk::new(own, client)?),
            DeskInUse::Chatwoot(own) => Self::Chatwoot(chatwoot::Desk::new(own, client)?),
            DeskInUse::Webhook(own) => Self::Webhook(webhook::Desk::new(own, client)?),
            DeskInUse::Apart(desk) => Self::Webhook(webhook::Desk::apart(desk, client)?),
        })
    }
}

impl AnyDesk {
    /// Whether the desk answers right now. None if there is nothing to be read from it: every call of
    /// a webhook is a transfer.
    pub async fn check(&self, time_limit: Duration) -> Option<Result<(), CheckError>> {
        match self {
            Self::None | Self::Webhook(_) => None,
            Self::Whazing(desk) => Some(desk.check(time_limit).await),
            Self::Chatwoot(desk) => Some(desk.check(time_limit).await),
        }
    }
}

impl Desk for AnyDesk {
    fn name(&self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Whazing(_) => "whazing",
            Self::Chatwoot(_) => chatwoot::desk::NAME,
            Self::Webhook(_) => "webhook",
        }
    }

    fn steps(&self) -> u32 {
        match self {
            Self::None => 0,
            Self::Whazing(_) => whazing::desk::STEPS,
            Self::Chatwoot(_) => chatwoot::desk::STEPS,
            Self::Webhook(_) => webhook::desk::STEPS,
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

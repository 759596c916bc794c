//! The port of what an integration may spend in a day.

use super::PortError;
use crate::{ConversationId, IntegrationId, Seq, Timestamp};

/// What is counted.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Counted {
    /// Characters that were spoken.
    SpokenCharacters,
    /// Seconds of recordings that were written down.
    HeardSeconds,
    /// Tokens that the assistant took.
    Tokens,
    /// Of these, the tokens that it took in one conversation.
    ContactTokens(ConversationId),
    /// Of these, the tokens that it took for one turn.
    TurnTokens(ConversationId, Seq),
}

/// What each integration has spent in a day.
pub trait DayBudget {
    /// Counts `amount` on the day (UTC) of `at`. False if there would be more than `daily`; then
    /// nothing is counted.
    async fn take(
        &self,
        integration: &IntegrationId,
        what: &Counted,
        amount: u64,
        at: Timestamp,
        daily: u64,
    ) -> Result<bool, PortError>;

    /// Takes back what was counted on that day and not spent.
    async fn give_back(
        &self,
        integration: &IntegrationId,
        what: &Counted,
        amount: u64,
        at: Timestamp,
    ) -> Result<(), PortError>;
}

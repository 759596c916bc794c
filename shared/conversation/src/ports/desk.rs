//! The port of an integration's desk, where its people work.

use std::time::Duration;

use crate::{ContactName, ReplyAddress, Told, Transfer, ports::Failure};

/// A transfer on its way to the desk.
#[derive(Debug, Clone, Copy)]
pub struct Case<'a> {
    /// The transfer. Its `turn_id` is the same on every repeat.
    pub transfer: &'a Transfer,
    /// The conversation's address at its channel.
    pub at: &'a ReplyAddress,
    /// Whether the contact has been told.
    pub told: &'a Told,
    /// How many runs have had the chance to take this step, including this one: from 1.
    pub attempt: u32,
}

/// The news for a desk that the assistant has a conversation back.
#[derive(Debug, Clone, Copy)]
pub struct Recovery<'a> {
    /// The turn that answered, which is the same on every repeat.
    pub turn_id: &'a str,
    /// The contact's first name.
    pub contact: &'a ContactName,
    /// The conversation's address at its channel.
    pub at: &'a ReplyAddress,
}

/// The desk of one integration.
pub trait Desk {
    /// The desk's name, by which its steps are told from those of another desk.
    fn name(&self) -> &'static str;

    /// How many steps it takes to move a conversation to the desk's people. Each step is recorded,
    /// so that a retry does not repeat it.
    fn steps(&self) -> u32;

    /// Whether these steps change what the channel's own desk shows of the conversation.
    fn is_shown_by_the_channel(&self) -> bool;

    /// Takes the step numbered `step`, from 0. Fails as transient after `time_limit`.
    async fn take_step(
        &self,
        step: u32,
        case: Case<'_>,
        time_limit: Duration,
    ) -> Result<(), Failure>;

    /// Takes a conversation back from the queue of people, where nobody has done anything about it,
    /// and tells them. Fails as transient after `time_limit`. A repeat does all of it again.
    async fn take_back(&self, recovery: Recovery<'_>, time_limit: Duration) -> Result<(), Failure>;
}

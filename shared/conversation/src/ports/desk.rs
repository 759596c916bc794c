//! The port of an integration's desk, where its people work.

use std::time::Duration;

use crate::{ContactName, ReplyAddress, Told, Transfer, ports::Failure};

/// A transfer on its way to the desk.
#[derive(Debug, Clone, Copy)]
pub struct Case<'a> {
    /// What was decided; its `turn_id` is the same on every repeat.
    pub transfer: &'a Transfer,
    /// Where the conversation is at its channel.
    pub at: &'a ReplyAddress,
    /// Whether the contact knows.
    pub told: &'a Told,
    /// How many runs have had the chance to take this step, this one included: from 1.
    pub attempt: u32,
}

/// What a desk is told when the assistant has a conversation again.
#[derive(Debug, Clone, Copy)]
pub struct Recovery<'a> {
    /// The turn that answered; the same on every repeat.
    pub turn_id: &'a str,
    /// The contact's first name.
    pub contact: &'a ContactName,
    /// Where the conversation is at its channel.
    pub at: &'a ReplyAddress,
}

/// Where the people of one integration work.
pub trait Desk {
    /// Its name, by which the steps of one desk are not taken for those of another.
    fn name(&self) -> &'static str;

    /// How many steps it takes to move a conversation to its people. Each is recorded, so that a
    /// retry does not repeat it.
    fn steps(&self) -> u32;

    /// Whether these steps change what the channel's own desk shows of the conversation.
    fn is_shown_by_the_channel(&self) -> bool;

    /// Takes the step numbered `step`, from 0; fails for now after `time_limit`.
    async fn take_step(
        &self,
        step: u32,
        case: Case<'_>,
        time_limit: Duration,
    ) -> Result<(), Failure>;

    /// Takes a conversation back from the queue of people, where nobody has done anything about it,
    /// and tells them; fails for now after `time_limit`. A repeat does all of it
    /// again.
    async fn take_back(&self, recovery: Recovery<'_>, time_limit: Duration) -> Result<(), Failure>;
}

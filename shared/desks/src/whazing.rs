//! Whazing: the ticket moves to the queue of people.

use std::collections::BTreeMap;
use std::time::Duration;

use channels::{SettingsError, WhazingApi};
use conversation::ReplyAddress;
use conversation::ports::{Case, Failure, Recovery};
use secrecy::SecretString;

use crate::note::{RECOVERED, note, or_soon_without, or_without};

/// How many steps it takes: the move, and a note for the people. The move comes first: the note is
/// only a help, and until it moves the ticket shows that nobody has it.
pub(crate) const STEPS: u32 = 2;
const MOVE: u32 = 0;

/// A desk at Whazing.
#[derive(Debug)]
pub struct Whazing(WhazingApi);

impl Whazing {
    pub(crate) fn new(
        values: &BTreeMap<String, String>,
        secrets: &BTreeMap<String, SecretString>,
        client: outbound::Client,
    ) -> Result<Self, SettingsError> {
        WhazingApi::new(values, secrets, client).map(Self)
    }

    pub(crate) async fn take_step(
        &self,
        step: u32,
        case: Case<'_>,
        time_limit: Duration,
    ) -> Result<(), Failure> {
        let ticket = ticket(case.at)?;
        let queue = case.transfer.queue.trim().parse().map_err(|_| {
            Failure::permanent(
                "the transfer's queue must be the id of a queue at Whazing, a number",
            )
        })?;
        if step == MOVE {
            return self.0.move_ticket(ticket, queue, time_limit).await;
        }
        let written = self.0.write_note(ticket, &note(&case), time_limit).await;
        // An older Whazing has no notes.
        or_soon_without(written, &case)
    }

    /// Without a queue of the assistant's the ticket stays where it is.
    pub(crate) async fn take_back(
        &self,
        recovery: Recovery<'_>,
        time_limit: Duration,
    ) -> Result<(), Failure> {
        let Self(api) = self;
        let ticket = ticket(recovery.at)?;
        if let Some(queue) = api.bot_queue() {
            api.move_ticket(ticket, queue, time_limit / 2).await?;
        }
        let written = api.write_note(ticket, RECOVERED, time_limit / 2).await;
        or_without(written, recovery.turn_id)
    }
}

fn ticket(at: &ReplyAddress) -> Result<u64, Failure> {
    let none = || Failure::permanent("the conversation has no ticket at Whazing");
    WhazingApi::ticket(at).ok_or_else(none)
}

//! Whazing as a desk: the ticket moves to the queue of people.

use std::time::Duration;

use conversation::ReplyAddress;
use conversation::ports::{Case, Failure, Recovery};
use fields::{NotOpened, Reason};
use http_client::CheckError;

use super::Settings;
use super::api::WhazingApi;
use super::settings::number;
use crate::desk::note::{RECOVERED, note, or_soon_without, or_without};

/// The number of steps: the move, and a note for the people. The move comes first, since the note
/// is only a help, and until the move the ticket shows that nobody has it.
pub(crate) const STEPS: u32 = 2;
const MOVE: u32 = 0;

/// A desk at Whazing.
#[derive(Debug)]
pub struct Desk(WhazingApi);

impl Desk {
    pub(crate) fn new(settings: &Settings, client: http_client::Client) -> Result<Self, NotOpened> {
        WhazingApi::new(settings, client).map(Self)
    }

    pub(crate) async fn check(&self, time_limit: Duration) -> Result<(), CheckError> {
        self.0.check(time_limit).await
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

    /// Moves the ticket back into the queue of the assistant. Without such a queue, it stays where
    /// it is.
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

/// Whether people work in `queue`. The assistant works in `bot_queue`: a ticket that is moved there
/// is its own.
pub(crate) fn check_queue(settings: &Settings, queue: &str) -> Result<(), Reason> {
    let Some(queue) = number(queue) else {
        return Err(Reason::WhazingQueue);
    };
    match settings.bot_queue() == Some(queue) {
        true => Err(Reason::WhazingBotQueue),
        false => Ok(()),
    }
}

fn ticket(at: &ReplyAddress) -> Result<u64, Failure> {
    let none = || Failure::permanent("the conversation has no ticket at Whazing");
    WhazingApi::ticket(at).ok_or_else(none)
}

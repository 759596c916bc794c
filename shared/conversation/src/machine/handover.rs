//! A transfer on its way to the desk: first the contact is told, then the desk. Each step is
//! recorded under a lease, so that a retry goes on where the last run ended.

use crate::{
    Author, Handover, Later, Lease, Link, Message, MessageId, Outcome, Owner, Seq, State,
    Timestamp, Token, Told, Turn, TurnRecord,
    link::{Standing, standing},
    ports::Versioned,
};

use super::Sent;

/// What becomes of an entry of the human queue that asks to work on a transfer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HandoverClaim {
    /// The desk has the conversation, nobody is to be told any more, or another entry counts.
    Void,
    /// The commit that the entry was sent for is not written yet.
    Early,
    /// Another run works on the transfer, or a retry is not due yet.
    Wait(Timestamp),
    /// The transfer is this run's.
    Claimed(Box<State>),
}

/// Claims the transfer that a turn decided, for the entry with that link.
pub fn claim_handover(
    read: &Versioned,
    turn: Seq,
    link: Option<Link>,
    lease: Lease,
    now: Timestamp,
) -> HandoverClaim {
    let mut state = read.state.clone();
    let known = state.handover.as_mut().filter(|known| known.turn == turn);
    let Some(handover) = known else {
        return HandoverClaim::Void;
    };
    match standing(link, handover.entry, read) {
        Standing::Counts => {}
        Standing::Early => return HandoverClaim::Early,
        Standing::Void => return HandoverClaim::Void,
    }
    if now < handover.lease.until {
        return HandoverClaim::Wait(handover.lease.until);
    }
    handover.entry = link.map(|link| link.token);
    handover.lease = lease;
    handover.attempts += 1;
    handover.claimed_at.get_or_insert(now);
    HandoverClaim::Claimed(Box::new(state))
}

/// Records that the channel has taken the transfer message, even if people took the conversation
/// while it was on its way: the transcript says what the contact saw. None if the conversation was
/// erased and begun anew meanwhile.
pub fn contact_told(
    mut state: State,
    turn: Seq,
    (text, id): (&str, Option<MessageId>),
    now: Timestamp,
) -> Option<Sent> {
    if turn < state.first_seq {
        return None;
    }
    if let Some(handover) = state.handover.as_mut().filter(|known| known.turn == turn) {
        if handover.told == Told::Yes {
            let message = None;
            return Some(Sent { state, message });
        }
        handover.told = Told::Yes;
    }
    state.last_reply_at = Some(now);
    let seq = state.take_seq();
    let message = Message {
        provider_id: id,
        ..Message::said(seq, Author::Assistant, text.to_owned(), now)
    };
    Some(Sent {
        state,
        message: Some(message),
    })
}

/// Records that the channel refuses the transfer message. None if the run no longer holds the
/// transfer.
pub fn contact_not_told(mut state: State, token: Token, why: &str) -> Option<State> {
    state.handover_of(token)?.told = Told::No {
        why: why.to_owned(),
    };
    Some(state)
}

/// Gives the transfer message up, because a person is about to write and it would come after their
/// words. None if the contact is not to be told any more.
pub fn not_to_be_told(mut state: State) -> Option<State> {
    let known = state.handover.as_mut();
    known.filter(|known| known.told == Told::NotYet)?.told = Told::No {
        why: "a person wrote instead".to_owned(),
    };
    Some(state)
}

/// Records that the desk of that name has taken the step numbered `step`. None if the run no longer
/// holds the transfer.
pub fn desk_stepped(mut state: State, token: Token, desk: &str, step: u32) -> Option<State> {
    let handover = state.handover_of(token)?;
    handover.desk = Some(desk.to_owned());
    handover.desk_steps = step + 1;
    handover.attempts_before_step = handover.attempts.saturating_sub(1);
    Some(state)
}

/// Gives the transfer up until `retry_at`, when its next `entry` comes. None if the run no longer
/// holds the transfer.
pub fn hand_over_later(
    mut state: State,
    token: Token,
    (entry, retry_at): (Token, Timestamp),
    error: &str,
) -> Option<State> {
    let handover = state.handover_of(token)?;
    handover.entry = Some(entry);
    handover.lease = Lease {
        token: None,
        until: retry_at,
    };
    handover.last_error = Some(error.to_owned());
    Some(state)
}

/// Ends a transfer whose steps are all done; `shown` says whether the channel's own desk shows
/// them. None if the run no longer holds the transfer.
pub fn handed_over(
    mut state: State,
    token: Token,
    shown: bool,
    now: Timestamp,
) -> Option<(State, TurnRecord)> {
    state.handover_of(token)?;
    let handover = state.handover.take()?;
    if shown {
        // What it showed until now was without the transfer.
        state.desk.with_people = true;
        state.desk.taken_back = None;
        state.desk.known_by_our_clock(now);
    }
    state.heard(now);
    let seq = state.take_seq();
    let outcome = Outcome::HandedOver {
        customer_told: handover.told == Told::Yes,
    };
    let turn_record = handover.turn_record(seq, outcome, now);
    Some((state, turn_record))
}

/// Records that the channel's own desk was asked to take a conversation back, and did; what it
/// showed until then did not reflect that. None if people have the conversation by now, if the desk
/// has told something since it was asked, or if the conversation is another one than that of
/// `turn`.
pub fn taken_back(
    mut state: State,
    turn: Seq,
    (asked, answered): (Timestamp, Timestamp),
) -> Option<State> {
    let newest = state.owner == Owner::Assistant && state.desk.at <= asked;
    if !newest || turn < state.first_seq {
        return None;
    }
    state.desk.with_people = false;
    state.desk.taken_back = Some(asked);
    state.desk.known_by_our_clock(answered);
    Some(state)
}

impl Handover {
    /// The transfer that a turn's run decides now. The run's own token becomes that of the entry.
    pub(super) fn new(turn: &Turn, now: Timestamp) -> Self {
        Self {
            turn: turn.seq,
            batch: turn.batch,
            window: turn.unanswered(),
            decided_at: now,
            entry: turn.lease.token,
            lease: Lease {
                token: None,
                until: now,
            },
            attempts: 0,
            attempts_before_step: 0,
            claimed_at: None,
            told: Told::NotYet,
            desk: None,
            desk_steps: 0,
            last_error: None,
            later: Later::NONE,
        }
    }

    /// The record of a transfer that has come to its end.
    pub(super) fn turn_record(self, seq: Seq, outcome: Outcome, now: Timestamp) -> TurnRecord {
        TurnRecord {
            attempts: self.attempts,
            opened_at: self.decided_at,
            claimed_at: self.claimed_at,
            decided_at: Some(self.decided_at),
            last_error: match self.told {
                Told::No { why } => Some(why),
                Told::Yes | Told::NotYet => self.last_error,
            },
            ..TurnRecord::ended(seq, self.batch, outcome, now)
        }
    }
}

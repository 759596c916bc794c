//! The steps of a run. Each step is void once the run no longer holds its turn.

use crate::{
    Author, Cap, Decision, HeardReport, LeftOut, Message, MessageId, Outcome, Owner, Part, PartOf,
    SeenReport, Seq, State, TextFallback, Timestamp, Token, TurnRecord, Usage, VoiceReport, Wait,
    machine::Wake,
};

use super::ending::Ending;

/// The outcome of asking the assistant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// The decision.
    pub decision: Decision,
    /// What the assistant's answer cost.
    pub usage: Option<Usage>,
    /// The model that gave it.
    pub model: Option<String>,
    /// What it was given without.
    pub left_out: Vec<LeftOut>,
    /// What was heard in the batch; none if there was nothing to hear.
    pub heard: Option<HeardReport>,
    /// What the assistant was shown of the batch's files; none if there was nothing to show.
    pub seen: Option<SeenReport>,
    /// What became of a reply that was to be spoken; none if it was not.
    pub voice: Option<VoiceReport>,
    /// The cap that led to the decision; none if no cap did.
    pub over_cap: Option<Cap>,
    /// The permanent error behind the decision, in a form fit for logs.
    pub error: Option<String>,
}

impl From<Decision> for Verdict {
    fn from(decision: Decision) -> Self {
        Self {
            decision,
            usage: None,
            model: None,
            left_out: Vec::new(),
            heard: None,
            seen: None,
            voice: None,
            over_cap: None,
            error: None,
        }
    }
}

/// Stores the run's decision; an earlier decision to transfer stays. None if the run no longer
/// holds the turn.
pub fn decide(mut state: State, token: Token, verdict: Verdict, now: Timestamp) -> Option<State> {
    let turn = state.turn_of(token)?;
    // The commit of an earlier try may have been written and called a conflict.
    let replies = matches!(verdict.decision, Decision::Reply { .. });
    if turn.is_transfer() || (replies && turn.decision.is_some()) {
        return Some(state);
    }
    turn.usage = match (verdict.usage, turn.usage) {
        (Some(last), Some(before)) => Some(before.and(last)),
        (last, before) => last.or(before),
    };
    turn.model = verdict.model.or(turn.model.take());
    turn.leave_out(&verdict.left_out);
    turn.heard = verdict.heard.or(turn.heard.take());
    turn.seen = verdict.seen.or(turn.seen.take());
    turn.voice = verdict.voice.or(turn.voice.take());
    turn.over_cap = verdict.over_cap.or(turn.over_cap);
    turn.last_error = verdict.error.or(turn.last_error.take());
    match verdict.decision {
        Decision::Transfer {
            reason, summary, ..
        } => state.hand_over(reason, summary, now),
        reply @ Decision::Reply { .. } => {
            turn.decided_at = Some(now);
            turn.decision = Some(reply);
            turn.end_rounds();
            turn.came_further();
            if turn.tries_again {
                state.transferred = None;
            }
            state.replies = state.replies.and_one(now);
        }
    }
    Some(state)
}

/// The change that follows from a part that the channel has taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sent {
    /// The next state.
    pub state: State,
    /// The part as a line of the transcript; none if it is already recorded.
    pub message: Option<Message>,
}

/// Records a part that the channel has taken, even if people took the conversation while it was on
/// its way: the transcript says what the contact saw. None if the conversation was erased and begun
/// anew meanwhile. `id` is the channel's id of the part; `character_cost` is what speaking it has
/// just cost.
pub fn sent(
    mut state: State,
    turn: Seq,
    index: usize,
    (part, id): (&Part, Option<MessageId>),
    character_cost: u64,
    now: Timestamp,
) -> Option<Sent> {
    if turn < state.first_seq {
        return None;
    }
    let mut part_of = None;
    if let Some(current) = state.turn.as_mut().filter(|current| current.seq == turn)
        && let Some(Decision::Reply { parts, .. }) = &mut current.decision
        && let Some(recorded) = parts.get_mut(index)
    {
        if recorded.sent {
            return Some(Sent {
                state,
                message: None,
            });
        }
        recorded.sent = true;
        part_of = Some(PartOf {
            turn,
            batch: current.batch,
            index: Some(index),
        });
        if let Some(voice) = current.voice.as_mut().filter(|_| part.voice) {
            voice.parts += 1;
            voice.characters += part.characters();
            voice.character_cost += character_cost;
        }
    }
    state.last_reply_at = Some(now);
    let seq = state.take_seq();
    Some(Sent {
        state,
        message: Some(Message {
            voice: part.voice,
            provider_id: id,
            part_of,
            ..Message::said(seq, Author::Assistant, part.text.clone(), now)
        }),
    })
}

/// Turns the unsent rest of a reply into text: the rest of a reply that was begun, or else the
/// whole reply as it was written. None if the run no longer holds the turn. `character_cost` is
/// what speaking has just cost in vain.
pub fn fall_back_to_text(
    mut state: State,
    token: Token,
    why: TextFallback,
    character_cost: u64,
) -> Option<State> {
    let turn = state.turn_of(token)?;
    let Some(Decision::Reply {
        parts,
        text_fallback,
        ..
    }) = &mut turn.decision
    else {
        return None;
    };
    // The commit of an earlier try may have been written and called a conflict.
    if !parts.iter().any(|part| part.voice && !part.sent) {
        return Some(state);
    }
    let whole = std::mem::take(text_fallback);
    if whole.is_empty() || parts.iter().any(|part| part.sent) {
        for part in parts.iter_mut().filter(|part| !part.sent) {
            part.voice = false;
        }
    } else {
        *parts = whole;
    }
    let voice = turn.voice.get_or_insert_default();
    voice.character_cost += character_cost;
    voice.text_fallback = Some(why);
    Some(state)
}

/// Drops the unsent rest of a reply if the contact has written since it was decided and the rest begins
/// with a balloon. None if the run no longer holds the turn.
pub fn drop_rest(mut state: State, token: Token) -> Option<State> {
    let has_written = state.has_written_since_the_decision();
    let turn = state.turn_of(token)?;
    let Some(Decision::Reply { parts, .. }) = &mut turn.decision else {
        return None;
    };
    // The commit of an earlier try may have been written and called a conflict.
    let next = parts.iter().position(|part| !part.sent);
    let begins = |index: &usize| parts.get(*index).is_some_and(Part::begins_a_balloon);
    if let Some(next) = next.filter(begins)
        && has_written
    {
        turn.dropped += parts.len() - next;
        parts.truncate(next);
    }
    Some(state)
}

/// Whether the run may send the next part of its reply.
pub fn still_held(state: &State, token: Token) -> bool {
    state.owner == Owner::Assistant && state.turn_is_of(token)
}

/// How far a failed run came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Attempt {
    /// No provider was asked for anything; the attempt does not count.
    Unasked,
    /// The assistant, or the channel, was asked, or what that may cost was reserved.
    Asked,
    /// The assistant was asked, and did not answer in time.
    TimedOut,
    /// Nothing failed, but the next step needs more time than was left.
    OutOfTime,
}

/// Gives the turn up until `retry_at`. None if the run no longer holds it.
pub fn fail(
    mut state: State,
    token: Token,
    attempt: Attempt,
    (now, retry_at): (Timestamp, Timestamp),
    error: &str,
) -> Option<State> {
    let turn = state.turn_of(token)?;
    match attempt {
        Attempt::Unasked => turn.spent = turn.spent.saturating_sub(1),
        Attempt::Asked | Attempt::TimedOut => {
            turn.failing_since.get_or_insert(now);
        }
        Attempt::OutOfTime => {}
    }
    turn.timeouts += u32::from(attempt == Attempt::TimedOut);
    turn.lease.token = None;
    turn.lease.until = retry_at;
    if attempt != Attempt::OutOfTime {
        turn.last_error = Some(error.to_owned());
    }
    Some(state)
}

/// The change that follows from a turn's end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Completed {
    /// The next state.
    pub state: State,
    /// The turn's record.
    pub turn_record: TurnRecord,
    /// The wake-up to send first, if messages are waiting.
    pub wake_up: Option<Wake>,
}

/// Ends a turn whose work is all done. None if the run no longer holds it.
pub fn complete(mut state: State, token: Token, wait: Wait, now: Timestamp) -> Option<Completed> {
    let outcome = match &state.turn_of(token)?.decision {
        Some(Decision::Reply { parts, .. }) => Outcome::Answered { parts: parts.len() },
        Some(Decision::Transfer { reason, .. }) => Outcome::Transferred { reason: *reason },
        None => return None,
    };
    let ending = Ending::of_turn(state.turn.take()?, outcome);
    state.changed_at = now;
    let answered = matches!(outcome, Outcome::Answered { .. });
    let turn_record = TurnRecord {
        sent_at: state.last_reply_at.filter(|_| answered),
        ..ending.turn_record(state.left_to_people(), now)
    };
    let wake_up = state.next_run_at(wait).map(Wake::At);
    Some(Completed {
        state,
        turn_record,
        wake_up,
    })
}

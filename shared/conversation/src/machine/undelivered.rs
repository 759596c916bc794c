//! Parts that a channel had taken and could not deliver.

use crate::{
    Decision, Later, Lease, Owner, Part, Reason, State, TextBecause, Timestamp, Turn, Undelivered,
    VoiceReport, Window, machine::Wake,
};

use super::Change;

/// The most parts that wait to be made up for. If more fail, people get all of them.
pub const MAX_UNDELIVERED: usize = 5;

/// Remembers an undelivered part, for a turn of its own. None if people have the conversation,
/// since the transcript shows them the failure.
pub fn undelivered(mut state: State, failed: Undelivered, now: Timestamp) -> Option<Change> {
    if state.owner != Owner::Assistant {
        return None;
    }
    // Otherwise the end of the turn, or the turn of an earlier one, sees to it.
    let is_first = state.turn.is_none() && state.undelivered.is_empty();
    if state.undelivered.len() < MAX_UNDELIVERED {
        state.undelivered.push(failed);
        state.undelivered.sort_by_key(|failed| failed.seq);
    } else if let Some(last) = state.undelivered.last_mut() {
        last.voice = false;
    }
    Some(Change {
        wake_up: is_first.then_some(Wake::At(now)),
        ..Change::from(state)
    })
}

/// Makes a turn of the first undelivered part: it sends `text_fallback` in the part's place or, if
/// that is empty, hands over with this summary. The messages in the window go on waiting.
pub fn redeliver(
    mut state: State,
    text_fallback: Vec<Part>,
    summary: String,
    lease: Lease,
    now: Timestamp,
) -> State {
    if state.undelivered.is_empty() {
        return state;
    }
    let failed = state.undelivered.remove(0);
    let seq = state.take_seq();
    let voice = failed.voice.then(|| VoiceReport {
        text_fallback: Some(TextBecause::ChannelRefused.with(&failed.why)),
        ..VoiceReport::default()
    });
    let window = Window {
        first: failed.batch.first,
        opened_at: failed.at,
        later: Later::NONE,
    };
    let mut turn = Turn {
        redelivers: true,
        voice,
        last_error: Some(failed.why),
        ..Turn::claimed(seq, failed.batch, window, lease, now)
    };
    if text_fallback.is_empty() {
        state.turn = Some(turn);
        state.hand_over(Reason::Undeliverable, summary, now);
    } else {
        turn.decision = Some(Decision::text(text_fallback));
        turn.decided_at = Some(now);
        state.turn = Some(turn);
    }
    state
}

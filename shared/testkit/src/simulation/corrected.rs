//! What the contact makes of their own messages.

use conversation::{Author, ConversationRef, Message, Outcome, Seq, State, Window, ports::Commit};

use super::{reached::Rare, universe::Universe};

/// Only what waits is rewritten: what the assistant was shown stays as it was.
pub(super) fn commit(
    universe: &Universe,
    conversation: &ConversationRef,
    before: Option<&State>,
    written: &Commit,
) {
    let turn = before.and_then(|before| before.turn.as_ref());
    for message in &written.rewritten {
        let (seq, sightings) = (message.seq, &universe.sightings);
        let in_a_turn = turn.is_some_and(|turn| turn.batch.contains(seq));
        if in_a_turn || is_answered(universe, conversation, seq) {
            universe.broken(5, "what was answered says something else now");
        }
        let deleted = message.author == Author::Note;
        sightings.see(match deleted {
            true => Rare::Deleted,
            false => Rare::Edited,
        });
        if deleted && message.text.contains("/c") {
            universe.broken(13, "a message that was deleted is still to be read");
        }
    }
}

fn is_answered(universe: &Universe, of: &ConversationRef, seq: Seq) -> bool {
    let answered = universe.table.with(of, |items| {
        items.trails.values().any(|trail| {
            trail.batch.contains(seq) && matches!(trail.outcome, Outcome::Answered { .. })
        })
    });
    answered == Some(true)
}

/// The first message of a window that is still there to be answered.
pub(super) fn first_of(universe: &Universe, of: &ConversationRef, window: &Window) -> Seq {
    let first = universe.table.with(of, |items| {
        let mut waits = items.messages.range(window.first..);
        let first = waits.find(|(_, message): &(&Seq, &Message)| message.is_answerable());
        first.map(|(seq, _)| *seq)
    });
    first.flatten().unwrap_or(window.first)
}

//! Edits and deletions of the contact's own messages.

use std::{cell::RefCell, collections::HashSet};

use conversation::{
    Author, ConversationRef, Decision, Message, MessageId, Outcome, Seq, State, Turn, Window,
    ports::Commit,
};

use super::{reached::Rare, universe::Universe};

/// The messages that contacts have deleted.
#[derive(Debug, Default)]
pub(super) struct Deleted {
    stored: RefCell<HashSet<(ConversationRef, Seq)>>,
    ids: RefCell<HashSet<MessageId>>,
}

impl Deleted {
    /// Whether a message was deleted, perhaps before it came.
    pub(super) fn has(&self, id: &MessageId) -> bool {
        self.ids.borrow().contains(id)
    }
}

/// Only waiting messages are rewritten: what the assistant was shown stays as it was.
pub(super) fn commit(
    universe: &Universe,
    conversation: &ConversationRef,
    before: Option<&State>,
    written: &Commit,
) {
    let mut ids = universe.deleted.ids.borrow_mut();
    // An id that is remembered without a message is an event, or was deleted before it came.
    ids.extend(written.seen.iter().cloned());
    let turn = before.and_then(|before| before.turn.as_ref());
    for message in &written.rewritten {
        let (seq, sightings) = (message.seq, &universe.sightings);
        // If the conversation goes to people, they have the messages.
        let in_a_turn = turn.is_some_and(|turn| turn.batch.contains(seq) && !is_transfer(turn));
        if in_a_turn || is_answered(universe, conversation, seq) {
            universe.broken(5, "what was answered says something else now");
        }
        let deleted = message.author == Author::Note;
        let key = (conversation.clone(), seq);
        let mut known = universe.deleted.stored.borrow_mut();
        if known.contains(&key) {
            universe.broken(13, "a message that was deleted is rewritten");
        }
        if deleted {
            known.insert(key);
        }
        sightings.see(match deleted {
            true => Rare::Deleted,
            false => Rare::Edited,
        });
        if deleted && message.in_words().contains("/c") {
            universe.broken(13, "a message that was deleted is still to be read");
        }
    }
}

fn is_transfer(turn: &Turn) -> bool {
    matches!(turn.decision, Some(Decision::Transfer { .. }))
}

fn is_answered(universe: &Universe, of: &ConversationRef, seq: Seq) -> bool {
    let answered = universe.table.with(of, |items| {
        items.turn_records.values().any(|turn_record| {
            turn_record.batch.contains(seq)
                && matches!(turn_record.outcome, Outcome::Answered { .. })
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

//! The contact changes, or deletes, what they have written.

use crate::{Author, Message, Owner, Seq, State, Window};

use super::Change;

/// What the assistant reads in the place of a message that was deleted.
const DELETED: &str = "[The customer deleted a message that stood here.]";

/// Replaces the words of a message that waits, or takes it out of what is answered; the window stays.
/// None where it waits no longer: what was answered stays as it was when it was answered.
pub fn correct(state: State, message: &Message, text: Option<&str>) -> Option<Change> {
    if message.author != Author::Customer || !state.waits(message.seq) {
        return None;
    }
    let corrected = match text {
        Some(text) => Message {
            text: text.to_owned(),
            ..message.clone()
        },
        None => Message {
            author: Author::Note,
            text: DELETED.to_owned(),
            about: None,
            voice: false,
            ..message.clone()
        },
    };
    (corrected != *message).then(|| Change {
        rewritten: vec![corrected],
        ..Change::from(state)
    })
}

impl State {
    /// Whether a message of the contact's is still to be answered, and in no turn yet.
    fn waits(&self, message: Seq) -> bool {
        let left = match &self.owner {
            Owner::People { unanswered, .. } => unanswered.as_ref(),
            Owner::Assistant => None,
        };
        let waits = |window: &Window| window.first <= message;
        [self.window.as_ref(), left]
            .into_iter()
            .flatten()
            .any(waits)
    }
}

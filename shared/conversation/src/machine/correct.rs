//! Corrections: the contact edits or deletes a message.

use crate::{Author, Correction, Message, Owner, Seq, State, Window};

use super::{Change, back::never_answered};

/// The assistant reads this in place of a deleted message.
const DELETED: &str = "[A message that stood here was deleted.]";

/// Replaces what a waiting message says, or removes the message from the batch; the window stays.
/// None if the message no longer waits: an answered message stays as it was when it was answered.
pub fn correct(state: State, message: &Message, correction: &Correction) -> Option<Change> {
    if message.author != Author::Customer || !state.waits(message.seq) {
        return None;
    }
    let told_again = Some(&correction.attachments).filter(|told| !told.is_empty());
    let corrected = match &correction.text {
        Some(text) => Message {
            text: text.clone(),
            attachments: told_again.unwrap_or(&message.attachments).clone(),
            ..message.clone()
        },
        None => Message {
            author: Author::Note,
            text: DELETED.to_owned(),
            attachments: Vec::new(),
            heard: Vec::new(),
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
    /// Whether a message of the contact still waits for an answer and belongs to no turn yet.
    fn waits(&self, message: Seq) -> bool {
        let left = match &self.owner {
            Owner::People { unanswered, .. } => unanswered.clone(),
            Owner::Assistant => None,
        };
        // What may be asked again when people give it back.
        let failed = match self.turn {
            None => never_answered(self.handover.as_ref(), self.unattended.clone()),
            Some(_) => None,
        };
        let waits = |window: &Window| window.first <= message;
        let windows = [self.window.clone(), left, failed];
        windows.iter().flatten().any(waits)
    }
}

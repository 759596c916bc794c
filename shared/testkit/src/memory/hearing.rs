//! Who hears the recordings of a message, and what was heard.

use conversation::{Heard, Seq, Timestamp, Token, ports::Hold};

use super::Items;

impl Items {
    /// Holds a message until then, unless another does now.
    pub(super) fn hold(
        &mut self,
        message: Seq,
        token: Token,
        (now, until): (Timestamp, Timestamp),
    ) -> Hold {
        let Some(held) = self.messages.get(&message) else {
            return Hold::Gone;
        };
        let others = self.hearings.get(&message);
        if others.is_some_and(|(by, until)| *by != token && *until > now) {
            return Hold::Others;
        }
        self.hearings.insert(message, (token, until));
        Hold::Ours(Box::new(held.clone()))
    }

    /// Notes what was heard, and ends the hold, if it is still the token's.
    pub(super) fn note(&mut self, message: Seq, token: Token, heard: &[Heard]) {
        let held = self.hearings.get(&message);
        if held.is_some_and(|(by, _)| *by == token)
            && let Some(noted) = self.messages.get_mut(&message)
        {
            noted.heard = heard.to_vec();
            self.hearings.remove(&message);
        }
    }
}

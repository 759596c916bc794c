//! Customers who wait for a person.

use crate::{Owner, State, Timestamp, Unattended};

impl State {
    /// Since when the customer waits for a person, if people have the conversation: since the first
    /// message that nobody has answered, or since the transfer if no person has written after it.
    pub fn waits_since(&self) -> Option<Timestamp> {
        let Owner::People { unanswered, .. } = &self.owner else {
            return None;
        };
        let failed = match &self.unattended {
            Some(Unattended::AssistantFailed { window, .. }) => Some(window),
            Some(Unattended::Disabled) | None => None,
        };
        let said = [unanswered.as_ref(), failed].into_iter().flatten();
        let transferred = self.transferred.as_ref();
        let transferred = transferred.filter(|transfer| !transfer.answered);
        said.map(|window| window.opened_at)
            .chain(transferred.map(|transfer| transfer.at))
            .min()
    }
}

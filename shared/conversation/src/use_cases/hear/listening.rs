//! Hearing one message's recordings under its hold.

use std::time::Duration;

use crate::{
    ConversationRef, Heard, Message, Seq, Timestamp, Token,
    budgets::{HEARING_MARGIN, LOOK_FOR_HEARD_EVERY},
    heard::bounded,
    policy::Hearing,
    ports::{Clock, Conversations, Hold, PortError, Random, RunPorts},
    use_cases::{reach::Reach, retry_recording},
};

/// Who hears the recordings of one conversation, and until when.
pub(super) struct Listening<'a, P: RunPorts> {
    pub(super) ports: &'a P,
    pub(super) channel: Reach<'a, P::Channel>,
    pub(super) conversation: &'a ConversationRef,
    pub(super) hearing: &'a Hearing,
    pub(super) until: Timestamp,
    /// Whether nobody hears them later: then one waits for others who hear the same, and what fails
    /// has failed for good.
    pub(super) is_last: bool,
}

impl<P: RunPorts> Listening<'_, P> {
    /// Hears what is not heard yet of a message's first so many recordings. Gives all that is known of
    /// them then; none if somebody else hears them, or the message is gone.
    pub(super) async fn hear(
        &self,
        message: Seq,
        first: usize,
    ) -> Result<Option<Vec<Heard>>, PortError> {
        let (clock, token) = (self.ports.clock(), self.ports.random().token());
        loop {
            let now = clock.now();
            let held_until = self.until.plus(HEARING_MARGIN);
            let hold = self.ports.conversations().hold_hearing(
                self.conversation,
                message,
                token,
                (now, held_until),
            );
            match hold.await? {
                Hold::Ours(message) => {
                    return self.hear_held(&message, first, token).await.map(Some);
                }
                Hold::Others if self.is_last && now < self.until => {
                    let again = now.plus(LOOK_FOR_HEARD_EVERY).min(self.until);
                    clock.sleep_until(again).await;
                }
                Hold::Others | Hold::Gone => return Ok(None),
            }
        }
    }

    /// Hears a message's recordings, one at a time since each may be large, and notes what was heard. That
    /// ends the hold, also where somebody else has heard them meanwhile.
    async fn hear_held(
        &self,
        message: &Message,
        first: usize,
        token: Token,
    ) -> Result<Vec<Heard>, PortError> {
        let mut heard = message.heard.clone();
        for (attachment, source) in message.unheard(first) {
            heard.extend(self.recording(attachment, source).await);
        }
        let heard = bounded(heard);
        let end = self.until.plus(HEARING_MARGIN);
        let note = async || {
            let table = self.ports.conversations();
            let seq = message.seq;
            table
                .note_heard(self.conversation, seq, token, &heard)
                .await
        };
        let noted = retry_recording(self.ports, end, note, |_| true).await;
        match noted {
            // A run goes on with what it knows, whatever the table says.
            Err(error) if !self.is_last => Err(error),
            Ok(()) | Err(_) => Ok(heard),
        }
    }

    pub(super) fn time_left(&self) -> Duration {
        self.until.since(self.ports.clock().now())
    }
}

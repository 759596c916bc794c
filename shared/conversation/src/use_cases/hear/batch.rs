//! Hearing what a run's batch holds, before the assistant is asked.

use futures_util::future::join_all;

use crate::{
    Heard, Policy, Seq, Took,
    budgets::{ANSWER_RESERVE, WAIT_TO_HEAR},
    policy::Hearing,
    ports::{Clock, PortError, RunPorts},
    use_cases::run::Run,
};

use super::Listening;

/// How many messages are heard at once. Each may hold a recording of many megabytes.
const HEARD_AT_ONCE: usize = 2;

impl<P: RunPorts> Run<'_, P> {
    /// Hears the batch's recordings that nobody has heard while the window waited, and leaves none
    /// without a word or a reason. Gives whether there was anything to hear, which takes time.
    pub(in crate::use_cases) async fn listen(&mut self, policy: &Policy) -> bool {
        let Some(hearing) = &policy.hearing else {
            return false;
        };
        let to_hear = self.batch.to_hear(hearing.max_recordings);
        let to_hear: Vec<(Seq, usize)> = to_hear
            .map(|(message, first)| (message.seq, first))
            .collect();
        if !to_hear.is_empty() {
            let heard = self.hear(&to_hear, hearing);
            let heard = self.timed(heard, Took::hearing).await;
            for ((message, _), heard) in to_hear.iter().zip(heard) {
                // What the table does not tell is not ready.
                if let Ok(Some(heard)) = heard {
                    self.batch.hear(*message, heard);
                }
            }
        }
        self.batch.leave_unheard(hearing.max_recordings);
        !to_hear.is_empty()
    }

    /// What is heard in the first so many recordings of each message.
    async fn hear(
        &self,
        to_hear: &[(Seq, usize)],
        hearing: &Hearing,
    ) -> Vec<Result<Option<Vec<Heard>>, PortError>> {
        let half = self.time_left(ANSWER_RESERVE) / 2;
        let listening = Listening {
            ports: self.ports,
            channel: self.channel(),
            conversation: self.conversation,
            hearing,
            until: self.ports.clock().now().plus(half.min(WAIT_TO_HEAR)),
            is_last: true,
        };
        let mut heard = Vec::new();
        for some in to_hear.chunks(HEARD_AT_ONCE) {
            let some = some.iter();
            let some = some.map(|(message, first)| listening.hear(*message, *first));
            heard.extend(join_all(some).await);
        }
        heard
    }
}

//! Read, decide, write; and again when somebody else was faster.

use std::time::Duration;

use crate::{
    ConversationRef, Message, State, Timestamp, Trail, WakeUp,
    machine::WakeUpAt,
    ports::{Clock, Commit, CommitError, Conversations, InboundPorts, PortError, Versioned},
};

use super::{jitter, send_at};

/// How long a step goes on against conflicts.
const PATIENCE: Duration = Duration::from_secs(10);

/// What a step writes.
pub(super) struct Change {
    pub(super) state: State,
    pub(super) message: Option<Message>,
    pub(super) trail: Option<Trail>,
    pub(super) wake_up: Option<WakeUpAt>,
}

impl From<State> for Change {
    fn from(state: State) -> Self {
        Self {
            state,
            message: None,
            trail: None,
            wake_up: None,
        }
    }
}

impl Change {
    /// The wake-up to send before this change is written on top of `read_version`, and when it is
    /// due. It names what it will find: the message that is stored with it, or else a version.
    pub(super) fn wake_up<P: InboundPorts>(
        &self,
        ports: &P,
        conversation: &ConversationRef,
        read_version: u64,
    ) -> Option<(WakeUp, Timestamp)> {
        let due = self.wake_up.as_ref()?;
        let wake_up = WakeUp {
            conversation: conversation.clone(),
            message_id: due.message_id.clone(),
            follows: self.message.is_none().then_some(read_version),
            created_at: ports.clock().now(),
            exhausted: false,
        };
        Some((wake_up, due.at))
    }
}

/// Writes what `decide` makes of the conversation, starting from what is `known` of it. None when
/// `decide` finds nothing to do, or the conversation was erased.
pub(super) async fn change<P: InboundPorts>(
    ports: &P,
    conversation: &ConversationRef,
    mut known: Versioned,
    decide: impl Fn(State, Timestamp) -> Option<Change>,
) -> Result<Option<Versioned>, PortError> {
    let give_up_at = ports.clock().now().plus(PATIENCE);
    loop {
        let Some(change) = decide(known.state, ports.clock().now()) else {
            return Ok(None);
        };
        if let Some((wake_up, at)) = change.wake_up(ports, conversation, known.version) {
            send_at(ports, &wake_up, at).await?;
        }
        let commit = Commit {
            read_version: known.version,
            state: change.state.clone(),
            messages: change.message.into_iter().collect(),
            names: Vec::new(),
            trail: change.trail,
        };
        match ports.conversations().commit(conversation, commit).await {
            Ok(()) => {
                return Ok(Some(Versioned {
                    state: change.state,
                    version: known.version + 1,
                }));
            }
            Err(CommitError::Conflict) if ports.clock().now() < give_up_at => {}
            Err(CommitError::Conflict) => {
                return Err(PortError::new("too many conflicts on one conversation"));
            }
            Err(CommitError::Failed(error)) => return Err(error),
        }
        jitter(ports).await;
        match ports.conversations().state(conversation).await? {
            Some(read) => known = read,
            None => return Ok(None),
        }
    }
}

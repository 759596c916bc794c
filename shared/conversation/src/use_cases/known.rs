//! Finding the message that a webhook refers to.

use crate::{
    Contact, ConversationRef, Message, MessageId, Timestamp,
    ports::{Conversations, InboundPorts, PortError, Versioned},
};

use super::{event::Scope, store_event::locate};

/// The time of an event about an earlier message, if the provider gives none: before any change of
/// names.
pub(super) const SAID_BEFORE: Timestamp = Timestamp::from_millis(0);

/// A message of a contact's conversation, and that conversation.
pub(super) struct Known {
    pub(super) conversation: ConversationRef,
    pub(super) read: Versioned,
    /// The message; none if no message of the transcript has the id.
    pub(super) message: Option<Message>,
}

/// Finds the message of that id in the conversation that the contact had at that time. None if
/// there is no such conversation.
pub(super) async fn find<P: InboundPorts>(
    ports: &P,
    scope: Scope<'_>,
    (contact, at): (&Contact, Timestamp),
    id: &MessageId,
) -> Result<Option<Known>, PortError> {
    let found = locate(ports, scope, (contact, at), None).await?;
    let Some(read) = found.state else {
        return Ok(None);
    };
    let conversation = ConversationRef {
        integration: scope.integration.clone(),
        id: found.conversation,
    };
    let message = ports.conversations().said(&conversation, id).await?;
    Ok(Some(Known {
        conversation,
        read,
        message,
    }))
}

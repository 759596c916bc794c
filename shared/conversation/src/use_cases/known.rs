//! What a webhook tells of a message that we should know.

use crate::{
    Contact, ConversationKey, ConversationRef, IntegrationId, Message, MessageId, State,
    ports::{Conversations, InboundPorts, PortError},
};

use super::by_contact::candidates;

/// A message of a contact's conversation, and that conversation.
pub(super) struct Known {
    pub(super) conversation: ConversationRef,
    pub(super) state: State,
    /// None where no message of the transcript has the id.
    pub(super) message: Option<Message>,
}

/// Finds the message of that id in the contact's conversation. None where there is no such
/// conversation.
pub(super) async fn find<P: InboundPorts>(
    ports: &P,
    integration: &IntegrationId,
    key: &ConversationKey,
    contact: &Contact,
    id: &MessageId,
) -> Result<Option<Known>, PortError> {
    let table = ports.conversations();
    let candidates = candidates(key, contact);
    let found = table.find(integration, &candidates, None).await?;
    let Some(read) = found.state else {
        return Ok(None);
    };
    let conversation = ConversationRef {
        integration: integration.clone(),
        id: found.conversation,
    };
    let message = table.said(&conversation, id).await?;
    Ok(Some(Known {
        conversation,
        state: read.state,
        message,
    }))
}

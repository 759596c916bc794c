//! Making up for a part that the channel could not deliver.

use crate::{
    ConversationRef, Lease, Part, ReplyAddress, State, Undelivered,
    machine::{self, Batch},
    policy::REPLY_LIMIT,
    ports::{Channel, Clock, Conversations, PortError, RunPorts},
};

use super::ask::last_words;

/// The state that claims the part. A voice is sent again as text, once. For any other part, and for
/// one that is older than a reply may be, people get the conversation.
pub(super) async fn redeliver<P: RunPorts>(
    ports: &P,
    conversation: &ConversationRef,
    state: State,
    failed: &Undelivered,
    batch: &Batch,
    lease: Lease,
) -> Result<State, PortError> {
    let now = ports.clock().now();
    let text_fallback = match failed.voice && now.since(failed.at) <= REPLY_LIMIT {
        true => text_fallback(ports, conversation, failed, &state.reply_address).await?,
        false => Vec::new(),
    };
    let summary = match text_fallback.is_empty() {
        true => last_words(ports, conversation, batch).await,
        false => String::new(),
    };
    Ok(machine::redeliver(
        state,
        text_fallback,
        summary,
        lease,
        now,
    ))
}

/// The text of the voice; nothing if it is no longer in the transcript.
async fn text_fallback<P: RunPorts>(
    ports: &P,
    conversation: &ConversationRef,
    failed: &Undelivered,
    to: &ReplyAddress,
) -> Result<Vec<Part>, PortError> {
    let table = ports.conversations();
    let said = table.said(conversation, &failed.id).await?;
    let said = said.map(|message| ports.channel().verbatim(&message.text, to));
    Ok(said.unwrap_or_default())
}

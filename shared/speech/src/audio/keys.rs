//! The keys of the bucket. No other file builds a key.
//!
//! Neither an integration's id nor a turn's holds a `/`, so no key reaches into another's folder.

use conversation::{ConversationRef, IntegrationId};

use crate::AudioFormat;

/// One part of a turn's reply.
pub(super) fn audio(
    integration: &IntegrationId,
    turn_id: &str,
    part: usize,
    format: AudioFormat,
) -> String {
    let (integration, extension) = (integration.as_str(), format.extension());
    format!("audio/{integration}/{turn_id}/{part}.{extension}")
}

/// The prefix that all keys of a conversation share, and no others: its id, which has a fixed
/// length, begins its turns' ids.
pub(super) fn of_conversation(of: &ConversationRef) -> String {
    let ConversationRef { integration, id } = of;
    format!("audio/{}/{}-", integration.as_str(), id.as_str())
}

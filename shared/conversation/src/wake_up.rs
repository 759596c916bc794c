//! The delayed queue message that ends a window.

use serde::{Deserialize, Serialize};

use crate::{ConversationRef, MessageId, Timestamp};

/// What the wake-up queue carries. A new version is a new variant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type")]
pub enum WakeUpMessage {
    /// The first version.
    #[serde(rename = "wake_up_v1")]
    WakeUpV1(WakeUp),
    /// Looks whether people have been quiet for so long that the assistant goes on.
    #[serde(rename = "return_v1")]
    ReturnV1(Return),
}

impl WakeUpMessage {
    /// The conversation that it is about.
    pub const fn conversation(&self) -> &ConversationRef {
        match self {
            Self::WakeUpV1(wake_up) => &wake_up.conversation,
            Self::ReturnV1(back) => &back.conversation,
        }
    }
}

/// Asks a responder to give one conversation back to the assistant, once nobody has written in it
/// for as long as the settings say.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Return {
    /// The conversation.
    pub conversation: ConversationRef,
    /// Since when people have it: with any other time it is about nothing any more.
    pub since: Timestamp,
}

/// Asks a responder to look at one conversation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WakeUp {
    /// The conversation.
    pub conversation: ConversationRef,
    /// The message it was sent for. It may arrive before that message is stored.
    pub message_id: MessageId,
    /// The version of the conversation on top of which the window was written, where the message
    /// was there before the window: nothing is due before a later version is there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub follows: Option<u64>,
    /// When the first of its line was sent; a successor keeps it.
    pub created_at: Timestamp,
    /// True once it has been in the dead-letter queue: it hands over instead of running.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub exhausted: bool,
}

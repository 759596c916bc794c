//! Messages of the wake-up queue, which come after a delay.

use serde::{Deserialize, Serialize};

use crate::{ConversationRef, Link, Seq, Timestamp, Token};

/// A message on the wake-up queue. A new version is a new variant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type")]
pub enum WakeUpMessage {
    /// A request to look at one conversation. The first version named a message in place of the
    /// link.
    #[serde(rename = "wake_up_v2", alias = "wake_up_v1")]
    WakeUp(WakeUp),
    /// A request to check whether people have been quiet for so long that the conversation returns.
    #[serde(rename = "return_v1")]
    ReturnV1(Return),
    /// A request to hear a message's recordings.
    #[serde(rename = "hear_v1")]
    HearV1(Hear),
}

impl WakeUpMessage {
    /// The conversation that the message names.
    pub const fn conversation(&self) -> &ConversationRef {
        match self {
            Self::WakeUp(wake_up) => &wake_up.conversation,
            Self::ReturnV1(back) => &back.conversation,
            Self::HearV1(hear) => &hear.conversation,
        }
    }
}

/// A request to look at one conversation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WakeUp {
    /// The conversation.
    pub conversation: ConversationRef,
    /// The link to the commit that the wake-up was sent for; none in the first version.
    #[serde(default)]
    pub link: Option<Link>,
    /// When the wake-up was sent.
    pub created_at: Timestamp,
}

/// What the state knows of the wake-up by which a window or a turn goes on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scheduled {
    /// The wake-up's token.
    pub token: Token,
    /// When the wake-up was last sent again because it was overdue.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sent_again_at: Option<Timestamp>,
}

/// A request to give one conversation back to the assistant, once nobody has written in it for as
/// long as the settings say.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Return {
    /// The conversation.
    pub conversation: ConversationRef,
    /// Since when people have the conversation. If that has changed, the message no longer applies.
    pub since: Timestamp,
    /// The link to the commit that the message was sent for; none in earlier releases.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub link: Option<Link>,
    /// When the message was sent; long ago in earlier releases.
    #[serde(default)]
    pub created_at: Timestamp,
}

/// A request to hear the recordings of one message. Nothing depends on it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hear {
    /// The conversation.
    pub conversation: ConversationRef,
    /// The message.
    pub message: Seq,
}

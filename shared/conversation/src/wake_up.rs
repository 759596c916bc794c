//! The delayed queue message that ends a window.

use serde::{Deserialize, Serialize};

use crate::{ConversationRef, Link, Timestamp, Token};

/// What the wake-up queue carries. A new version is a new variant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type")]
pub enum WakeUpMessage {
    /// Looks at one conversation. The first version named a message in place of the link.
    #[serde(rename = "wake_up_v2", alias = "wake_up_v1")]
    WakeUp(WakeUp),
    /// Looks whether people have been quiet for so long that the assistant goes on.
    #[serde(rename = "return_v1")]
    ReturnV1(Return),
}

impl WakeUpMessage {
    /// The conversation that it is about.
    pub const fn conversation(&self) -> &ConversationRef {
        match self {
            Self::WakeUp(wake_up) => &wake_up.conversation,
            Self::ReturnV1(back) => &back.conversation,
        }
    }
}

/// Asks a responder to look at one conversation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WakeUp {
    /// The conversation.
    pub conversation: ConversationRef,
    /// What ties it to the commit that it was sent for; none in the first version.
    #[serde(default)]
    pub link: Option<Link>,
    /// When it was sent.
    pub created_at: Timestamp,
}

/// The wake-up by which a window or a turn goes on: what the state knows of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scheduled {
    /// Its token.
    pub token: Token,
    /// When it was last sent once more, because it was overdue.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sent_again_at: Option<Timestamp>,
}

/// Asks a responder to give one conversation back to the assistant, once nobody has written in it
/// for as long as the settings say.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Return {
    /// The conversation.
    pub conversation: ConversationRef,
    /// Since when people have it: with any other time it is about nothing any more.
    pub since: Timestamp,
    /// What ties it to the commit that it was sent for; none in earlier releases.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub link: Option<Link>,
    /// When it was sent; long ago in earlier releases.
    #[serde(default)]
    pub created_at: Timestamp,
}

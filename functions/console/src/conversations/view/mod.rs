//! A conversation with its transcript and its turns, as the API shows it.

mod attachment;
mod heard;
mod message;
mod seen;
mod state;
mod transfer;
mod turn;
mod voiced;

use conversation::{ConversationRef, Seq, State};
use schemars::JsonSchema;
use serde::Serialize;

use super::page::Page;
use crate::at::At;
use message::Message;
use turn::EndedTurn;

pub(crate) use state::Conversation;

/// A conversation with its transcript and the turns that have ended.
#[derive(Serialize, JsonSchema)]
pub(crate) struct WholeConversation {
    #[serde(flatten)]
    state: Conversation,
    /// The messages, oldest first.
    transcript: Vec<Message>,
    /// Whether the transcript is complete.
    transcript_is_whole: bool,
    /// The turns that have ended, oldest first.
    trail: Vec<EndedTurn>,
    /// The value of `before` for the page of earlier messages. Null if there are none.
    earlier: Option<u64>,
}

impl WholeConversation {
    pub(super) fn new(of: &ConversationRef, state: &State, page: &Page) -> Self {
        let trail = page.trail.iter();
        Self {
            state: Conversation::new(of, state),
            transcript: page.transcript.iter().map(Message::new).collect(),
            transcript_is_whole: page.is_whole,
            trail: trail
                .map(|turn| EndedTurn::new(of, turn, &page.transcript))
                .collect(),
            earlier: page.earlier.map(|Seq(earlier)| earlier),
        }
    }
}

/// Sequence numbers of messages, including both ends.
#[derive(Serialize, JsonSchema)]
pub(super) struct Range {
    first: u64,
    last: u64,
}

impl From<conversation::Range> for Range {
    fn from(range: conversation::Range) -> Self {
        Self {
            first: range.first.0,
            last: range.last.0,
        }
    }
}

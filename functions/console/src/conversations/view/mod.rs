//! A conversation as it is shown.

mod message;
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

pub(super) use state::Conversation;

/// A conversation with what was said and done in it.
#[derive(Serialize, JsonSchema)]
pub(super) struct WholeConversation {
    #[serde(flatten)]
    state: Conversation,
    /// Oldest first.
    transcript: Vec<Message>,
    /// False when not all of it is here.
    transcript_is_whole: bool,
    /// The turns that have ended, oldest first.
    trail: Vec<EndedTurn>,
    /// What `before` must say to show what came earlier; null when there is nothing.
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

/// Numbers of messages, both ends included.
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

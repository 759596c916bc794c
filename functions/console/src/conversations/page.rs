//! A page of a conversation: its newest messages and turns, or earlier ones.

use conversation::{ConversationRef, Message, Seq, TurnRecord};
use store::{DynamoConversations, StoreError};

use crate::AnyClock;

/// The most that a page holds. The newest messages stay.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Bounds {
    pub(crate) messages: usize,
    pub(crate) chars: usize,
    pub(crate) turns: usize,
}

/// An answer of Lambda has at most 6 MB, and one message may have 100 KB.
pub(super) const OF_AN_ANSWER: Bounds = Bounds {
    messages: 1000,
    chars: 500_000,
    turns: 500,
};

/// All messages and ended turns between two numbers, oldest first.
pub(crate) struct Page {
    pub(crate) transcript: Vec<Message>,
    pub(crate) trail: Vec<TurnRecord>,
    /// The page's lowest number, if there is anything below it.
    pub(crate) earlier: Option<Seq>,
    /// Whether the page holds the conversation from beginning to end.
    pub(super) is_whole: bool,
}

impl Page {
    /// The newest page, or the newest one below the number `before`.
    pub(crate) async fn read(
        conversations: &DynamoConversations<AnyClock>,
        of: &ConversationRef,
        before: Option<Seq>,
        most: Bounds,
    ) -> Result<Self, StoreError> {
        let end = before.unwrap_or(Seq(u64::MAX));
        let read = conversations.messages_before(of, end, most.messages + 1, most.chars);
        let mut transcript = read.await?;
        let chars = transcript.iter().map(Message::chars);
        let more = transcript.len() > most.messages || chars.sum::<usize>() > most.chars;
        transcript.truncate(most.messages);
        let oldest = transcript.last().map(|line| line.seq);
        let mut earlier = oldest.filter(|_| more);

        let range = earlier.unwrap_or(Seq(0))..end;
        let mut trail = conversations.turns_in(of, range, most.turns + 1).await?;
        if trail.len() > most.turns {
            trail.truncate(most.turns);
            earlier = trail.last().map(|turn| turn.seq);
            transcript.retain(|line| Some(line.seq) >= earlier);
        }
        transcript.reverse();
        trail.reverse();
        Ok(Self {
            transcript,
            trail,
            earlier,
            is_whole: before.is_none() && earlier.is_none(),
        })
    }
}

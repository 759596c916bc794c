//! A page of a conversation: its newest messages and turns, or earlier ones.

use conversation::{ConversationRef, Message, Seq, TurnRecord};
use store::{DynamoConversations, StoreError};

use crate::AnyClock;

/// The most that a page holds. The newest messages stay. An answer of Lambda has at most 6 MB, and
/// one message may have 100 KB.
const MAX_MESSAGES: usize = 1000;
const MAX_CHARS: usize = 500_000;
const MAX_TURNS: usize = 500;

/// All messages and ended turns between two numbers, oldest first.
pub(super) struct Page {
    pub(super) transcript: Vec<Message>,
    pub(super) trail: Vec<TurnRecord>,
    /// The page's lowest number, if there is anything below it.
    pub(super) earlier: Option<Seq>,
    /// Whether the page holds the conversation from beginning to end.
    pub(super) is_whole: bool,
}

impl Page {
    /// The newest page, or the newest one below the number `before`.
    pub(super) async fn read(
        conversations: &DynamoConversations<AnyClock>,
        of: &ConversationRef,
        before: Option<Seq>,
    ) -> Result<Self, StoreError> {
        let end = before.unwrap_or(Seq(u64::MAX));
        let read = conversations.messages_before(of, end, MAX_MESSAGES + 1, MAX_CHARS);
        let mut transcript = read.await?;
        let chars = transcript.iter().map(|line| line.text.chars().count());
        let more = transcript.len() > MAX_MESSAGES || chars.sum::<usize>() > MAX_CHARS;
        transcript.truncate(MAX_MESSAGES);
        let oldest = transcript.last().map(|line| line.seq);
        let mut earlier = oldest.filter(|_| more);

        let range = earlier.unwrap_or(Seq(0))..end;
        let mut trail = conversations.turns_in(of, range, MAX_TURNS + 1).await?;
        if trail.len() > MAX_TURNS {
            trail.truncate(MAX_TURNS);
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

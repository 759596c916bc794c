//! A table that answers a commit otherwise than it should, when it is told to.

use std::{cell::RefCell, collections::VecDeque, ops::Deref};

use conversation::{
    ConversationRef, Delivery, Heard, IntegrationId, Message, MessageId, Seq, Timestamp, Token,
    ports::{Candidate, Commit, CommitError, Conversations, Found, Hold, PortError, Versioned},
};
use testkit::memory::MemoryConversations;

/// What becomes of a commit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fate {
    Written,
    /// Somebody else was faster.
    Conflict,
    /// It is written, and its answer is lost.
    AnswerLost,
    /// It is written, and called a conflict.
    CalledConflict,
    /// It is written after its caller gave up: by [`Table::write_late`].
    Late,
    /// What is late is written just before it.
    Overtaken,
}

#[derive(Default)]
pub(crate) struct Table {
    memory: MemoryConversations,
    /// Those of the next commits.
    fates: RefCell<VecDeque<Fate>>,
    late: RefCell<Vec<(ConversationRef, Commit)>>,
}

impl Table {
    pub(crate) fn next_commits(&self, fates: &[Fate]) {
        self.fates.borrow_mut().extend(fates);
    }

    pub(crate) async fn write_late(&self) {
        for (conversation, commit) in self.late.take() {
            self.memory.commit(&conversation, commit).await.unwrap();
        }
    }
}

impl Deref for Table {
    type Target = MemoryConversations;

    fn deref(&self) -> &MemoryConversations {
        &self.memory
    }
}

fn lost() -> CommitError {
    CommitError::Failed(PortError::new("no answer"))
}

impl Conversations for Table {
    async fn find(
        &self,
        integration: &IntegrationId,
        candidates: &[Candidate],
        message: Option<&MessageId>,
    ) -> Result<Found, PortError> {
        self.memory.find(integration, candidates, message).await
    }

    async fn state(&self, conversation: &ConversationRef) -> Result<Option<Versioned>, PortError> {
        self.memory.state(conversation).await
    }

    async fn answerable_from(
        &self,
        conversation: &ConversationRef,
        first: Seq,
        messages: usize,
        chars: usize,
    ) -> Result<Vec<Message>, PortError> {
        let read = self
            .memory
            .answerable_from(conversation, first, messages, chars);
        read.await
    }

    async fn newest_messages(
        &self,
        conversation: &ConversationRef,
        messages: usize,
        chars: usize,
    ) -> Result<Vec<Message>, PortError> {
        let read = self.memory.newest_messages(conversation, messages, chars);
        read.await
    }

    async fn said(
        &self,
        conversation: &ConversationRef,
        id: &MessageId,
    ) -> Result<Option<Message>, PortError> {
        self.memory.said(conversation, id).await
    }

    async fn note_delivery(
        &self,
        conversation: &ConversationRef,
        message: Seq,
        delivery: &Delivery,
    ) -> Result<(), PortError> {
        let noted = self.memory.note_delivery(conversation, message, delivery);
        noted.await
    }

    async fn hold_hearing(
        &self,
        conversation: &ConversationRef,
        message: Seq,
        token: Token,
        times: (Timestamp, Timestamp),
    ) -> Result<Hold, PortError> {
        self.memory
            .hold_hearing(conversation, message, token, times)
            .await
    }

    async fn note_heard(
        &self,
        conversation: &ConversationRef,
        message: Seq,
        token: Token,
        heard: &[Heard],
    ) -> Result<(), PortError> {
        self.memory
            .note_heard(conversation, message, token, heard)
            .await
    }

    async fn commit(
        &self,
        conversation: &ConversationRef,
        commit: Commit,
    ) -> Result<(), CommitError> {
        let fate = self.fates.borrow_mut().pop_front();
        match fate.unwrap_or(Fate::Written) {
            Fate::Written => self.memory.commit(conversation, commit).await,
            Fate::Conflict => Err(CommitError::Conflict),
            Fate::AnswerLost => {
                self.memory.commit(conversation, commit).await?;
                Err(lost())
            }
            Fate::CalledConflict => {
                self.memory.commit(conversation, commit).await?;
                Err(CommitError::Conflict)
            }
            Fate::Late => {
                let late = (conversation.clone(), commit);
                self.late.borrow_mut().push(late);
                Err(lost())
            }
            Fate::Overtaken => {
                self.write_late().await;
                self.memory.commit(conversation, commit).await
            }
        }
    }
}

//! Messages and turns, read in ranges.

use aws_sdk_dynamodb::types::AttributeValue;
use conversation::ports::Clock;
use conversation::{ConversationRef, Message, Seq, Trail};
use serde::de::DeserializeOwned;

use super::DynamoConversations;
use crate::keys::{self, MESSAGES, Numbered, TURNS, numbered};
use crate::{StoreError, item};

/// How many items a request asks for at most; DynamoDB itself ends a page at 1 MB.
const PAGE: i32 = 100;

/// In which order items are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Order {
    OldestFirst,
    NewestFirst,
}

impl<C: Clock> DynamoConversations<C> {
    /// The whole transcript, oldest first.
    pub async fn transcript(&self, of: &ConversationRef) -> Result<Vec<Message>, StoreError> {
        self.read_all(of, MESSAGES).await
    }

    /// All turns that have ended, oldest first.
    pub async fn trail(&self, of: &ConversationRef) -> Result<Vec<Trail>, StoreError> {
        self.read_all(of, TURNS).await
    }

    async fn read_all<T: DeserializeOwned>(
        &self,
        of: &ConversationRef,
        kind: Numbered,
    ) -> Result<Vec<T>, StoreError> {
        let mut all = Vec::new();
        self.read_while(of, kind, Seq(0), Order::OldestFirst, |body| {
            all.push(body);
            true
        })
        .await?;
        Ok(all)
    }

    pub(super) async fn read_answerable(
        &self,
        of: &ConversationRef,
        first: Seq,
        messages: usize,
        chars: usize,
    ) -> Result<Vec<Message>, StoreError> {
        let mut read = Bounded::new(messages, chars);
        self.read_while(
            of,
            MESSAGES,
            first,
            Order::OldestFirst,
            |message: Message| {
                if message.is_answerable() {
                    read.push(message);
                }
                !read.is_full()
            },
        )
        .await?;
        Ok(read.taken)
    }

    pub(super) async fn read_newest(
        &self,
        of: &ConversationRef,
        messages: usize,
        chars: usize,
    ) -> Result<Vec<Message>, StoreError> {
        let mut read = Bounded::new(messages, chars);
        self.read_while(of, MESSAGES, Seq(0), Order::NewestFirst, |message| {
            read.push(message);
            !read.is_full()
        })
        .await?;
        Ok(read.taken)
    }

    /// Hands items with numbers from `first` on to `take`, until it is false.
    async fn read_while<T: DeserializeOwned>(
        &self,
        of: &ConversationRef,
        kind: Numbered,
        first: Seq,
        order: Order,
        mut take: impl FnMut(T) -> bool,
    ) -> Result<(), StoreError> {
        let now = self.clock.now();
        let text = AttributeValue::S;
        let mut items = self
            .client
            .query()
            .table_name(&self.table)
            .consistent_read(true)
            .key_condition_expression("pk = :pk AND sk BETWEEN :first AND :last")
            .expression_attribute_values(":pk", text(keys::conversation(of)))
            .expression_attribute_values(":first", text(numbered(kind, first)))
            .expression_attribute_values(":last", text(numbered(kind, Seq(u64::MAX))))
            .scan_index_forward(order == Order::OldestFirst)
            .limit(PAGE)
            .into_paginator()
            .items()
            .send();
        while let Some(item) = items.next().await {
            let item = item?;
            if item::is_alive(&item, now) && !take(item::body(&item)?) {
                break;
            }
        }
        Ok(())
    }
}

/// Messages up to a number, or up to the one with which they have more than so many characters.
struct Bounded {
    taken: Vec<Message>,
    messages: usize,
    chars: usize,
    taken_chars: usize,
}

impl Bounded {
    const fn new(messages: usize, chars: usize) -> Self {
        Self {
            taken: Vec::new(),
            messages,
            chars,
            taken_chars: 0,
        }
    }

    const fn is_full(&self) -> bool {
        self.taken.len() >= self.messages || self.taken_chars > self.chars
    }

    fn push(&mut self, message: Message) {
        if !self.is_full() {
            self.taken_chars += message.text.chars().count();
            self.taken.push(message);
        }
    }
}

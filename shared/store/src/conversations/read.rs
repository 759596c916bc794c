//! Messages and turns, read in ranges.

use std::ops::Range;

use aws_sdk_dynamodb::types::AttributeValue;
use conversation::ports::Clock;
use conversation::{ConversationRef, Message, Seq, TurnRecord};

use super::{DynamoConversations, delivery::decode_message};
use crate::StoreError;
use crate::item::{self, Item, Unreadable};
use crate::keys::{self, MESSAGES, Numbered, TURNS, numbered};

/// How many items one request asks for at most; DynamoDB itself ends a page at 1 MB.
const PAGE: i32 = 100;

/// The order in which items are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Order {
    OldestFirst,
    NewestFirst,
}

impl<C: Clock> DynamoConversations<C> {
    /// The newest messages with numbers below `before`, newest first: up to `messages` of them, or
    /// up to the one with which they exceed `chars` characters.
    pub async fn messages_before(
        &self,
        of: &ConversationRef,
        before: Seq,
        messages: usize,
        chars: usize,
    ) -> Result<Vec<Message>, StoreError> {
        let mut read = Bounded::new(messages, chars);
        let range = Seq(0)..before;
        self.read_while(
            of,
            MESSAGES,
            range,
            Order::NewestFirst,
            decode_message,
            |message| {
                read.push(message);
                !read.is_full()
            },
        )
        .await?;
        Ok(read.taken)
    }

    /// The newest turns that have ended, with numbers in `range`, newest first: up to `turns` of them.
    pub async fn turns_in(
        &self,
        of: &ConversationRef,
        range: Range<Seq>,
        turns: usize,
    ) -> Result<Vec<TurnRecord>, StoreError> {
        let mut read = Vec::new();
        self.read_while(of, TURNS, range, Order::NewestFirst, item::body, |turn| {
            read.push(turn);
            read.len() < turns
        })
        .await?;
        Ok(read)
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
            first..Seq(u64::MAX),
            Order::OldestFirst,
            decode_message,
            |message| {
                if message.is_answerable() {
                    read.push(message);
                }
                !read.is_full()
            },
        )
        .await?;
        Ok(read.taken)
    }

    /// Hands items with numbers in `range` to `take`, until it returns false.
    async fn read_while<T>(
        &self,
        of: &ConversationRef,
        kind: Numbered,
        range: Range<Seq>,
        order: Order,
        decode: fn(&Item) -> Result<T, Unreadable>,
        mut take: impl FnMut(T) -> bool,
    ) -> Result<(), StoreError> {
        let Some(last) = range
            .end
            .0
            .checked_sub(1)
            .filter(|last| *last >= range.start.0)
        else {
            return Ok(());
        };
        let now = self.clock.now();
        let text = AttributeValue::S;
        let mut items = self
            .client
            .query()
            .table_name(&self.table)
            .consistent_read(true)
            .key_condition_expression("pk = :pk AND sk BETWEEN :first AND :last")
            .expression_attribute_values(":pk", text(keys::conversation(of)))
            .expression_attribute_values(":first", text(numbered(kind, range.start)))
            .expression_attribute_values(":last", text(numbered(kind, Seq(last))))
            .scan_index_forward(order == Order::OldestFirst)
            .limit(PAGE)
            .into_paginator()
            .items()
            .send();
        while let Some(item) = items.next().await {
            let item = item?;
            if item::is_alive(&item, now) && !take(decode(&item)?) {
                break;
            }
        }
        Ok(())
    }
}

/// Messages up to a number of them, or up to the one with which they exceed a number of characters.
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
            self.taken_chars += message.chars();
            self.taken.push(message);
        }
    }
}

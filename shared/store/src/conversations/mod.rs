//! Conversations in the table.

mod commit;
mod delivery;
mod erase;
pub(crate) mod find;
mod hearing;
mod list;
mod of_people;
mod read;

use std::collections::HashMap;
use std::time::Duration;

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::operation::update_item::UpdateItemError;
use aws_sdk_dynamodb::operation::update_item::builders::UpdateItemFluentBuilder;
use conversation::ports::{
    Candidate, Clock, Commit, CommitError, Conversations, Found, Hold, PortError, Versioned,
};
use conversation::{
    ConversationRef, Delivery, Heard, IntegrationId, Message, MessageId, Seq, Timestamp, Token,
};

use crate::batch_get::batch_get;
use crate::item::{self, Item, TEST_FORMAT, Unreadable, VERSION};
use crate::{StoreError, keys};

pub use list::{InvalidCursor, ListError, Listed, ListedOwner, Page};
pub use of_people::OfPeople;

/// How often an operation begins anew because others write to the same items.
const ROUNDS: u32 = 10;
/// The pause of a round, times its number.
const PAUSE: Duration = Duration::from_millis(10);

/// The conversations of all integrations, in DynamoDB.
#[derive(Debug, Clone)]
pub struct DynamoConversations<C> {
    client: Client,
    table: String,
    clock: C,
    retention: Duration,
}

impl<C: Clock> DynamoConversations<C> {
    /// On the table named `table`. Items are kept for `retention`; a conversation's state is kept
    /// for that long after the last write to it.
    pub const fn new(client: Client, table: String, clock: C, retention: Duration) -> Self {
        Self {
            client,
            table,
            clock,
            retention,
        }
    }

    /// Reads an item that does not exist, which opens the connection that the first real request
    /// would otherwise wait for.
    pub async fn warm(&self) -> Result<(), StoreError> {
        self.get(keys::warm_up()).await.map(drop)
    }

    async fn get(&self, key: keys::Key) -> Result<Option<Item>, StoreError> {
        let request = self.client.get_item().table_name(&self.table);
        let request = request.set_key(Some(key.attributes()));
        Ok(request.consistent_read(true).send().await?.item)
    }

    async fn get_alive(&self, key: keys::Key) -> Result<Option<Item>, StoreError> {
        let now = self.clock.now();
        let item = self.get(key).await?;
        Ok(item.filter(|item| item::is_alive(item, now)))
    }

    async fn batch_get_alive(
        &self,
        keys: impl IntoIterator<Item = keys::Key>,
    ) -> Result<HashMap<keys::Key, Item>, StoreError> {
        let now = self.clock.now();
        let mut items = batch_get(&self.client, &self.table, &self.clock, keys).await?;
        items.retain(|_, item| item::is_alive(item, now));
        Ok(items)
    }

    /// Gives a transaction time to let go of an item; nothing before the first round.
    async fn pause_before(&self, round: u32) {
        if round > 0 {
            let pause = PAUSE.saturating_mul(round);
            self.clock.sleep_until(self.clock.now().plus(pause)).await;
        }
    }

    /// An update beside a message, which takes no step of the conversation.
    fn update_message(&self, of: &ConversationRef, message: Seq) -> UpdateItemFluentBuilder {
        let update = self.client.update_item().table_name(&self.table);
        update.set_key(Some(keys::message(of, message).attributes()))
    }

    /// Updates an item, once no transaction holds it. False if its condition does not hold.
    async fn update(&self, request: UpdateItemFluentBuilder) -> Result<bool, StoreError> {
        for round in 0..ROUNDS {
            self.pause_before(round).await;
            let sent = request.clone().send().await;
            match sent.map_err(|error| error.into_service_error()) {
                Ok(_) => return Ok(true),
                Err(UpdateItemError::ConditionalCheckFailedException(_)) => return Ok(false),
                Err(UpdateItemError::TransactionConflictException(_)) => {}
                Err(error) => return Err(StoreError::aws(error)),
            }
        }
        Err(StoreError::Busy)
    }

    async fn read_state(&self, of: &ConversationRef) -> Result<Option<Versioned>, StoreError> {
        let item = self.get_alive(keys::state(of)).await?;
        Ok(item.as_ref().map(decode_state).transpose()?)
    }
}

impl<C: Clock> Conversations for DynamoConversations<C> {
    async fn find(
        &self,
        integration: &IntegrationId,
        candidates: &[Candidate],
        message: Option<&MessageId>,
    ) -> Result<Found, PortError> {
        Ok(self.find_contact(integration, candidates, message).await?)
    }

    async fn state(&self, conversation: &ConversationRef) -> Result<Option<Versioned>, PortError> {
        Ok(self.read_state(conversation).await?)
    }

    async fn answerable_from(
        &self,
        conversation: &ConversationRef,
        first: Seq,
        messages: usize,
        chars: usize,
    ) -> Result<Vec<Message>, PortError> {
        let read = self.read_answerable(conversation, first, messages, chars);
        Ok(read.await?)
    }

    async fn newest_messages(
        &self,
        conversation: &ConversationRef,
        messages: usize,
        chars: usize,
    ) -> Result<Vec<Message>, PortError> {
        let read = self.messages_before(conversation, Seq(u64::MAX), messages, chars);
        Ok(read.await?)
    }

    async fn said(
        &self,
        conversation: &ConversationRef,
        id: &MessageId,
    ) -> Result<Option<Message>, PortError> {
        Ok(self.message_of(conversation, id).await?)
    }

    async fn note_delivery(
        &self,
        conversation: &ConversationRef,
        message: Seq,
        delivery: &Delivery,
    ) -> Result<(), PortError> {
        Ok(self
            .update_delivery(conversation, message, delivery)
            .await?)
    }

    async fn hold_hearing(
        &self,
        conversation: &ConversationRef,
        message: Seq,
        token: Token,
        times: (Timestamp, Timestamp),
    ) -> Result<Hold, PortError> {
        Ok(self.hold(conversation, message, token, times).await?)
    }

    async fn note_heard(
        &self,
        conversation: &ConversationRef,
        message: Seq,
        token: Token,
        heard: &[Heard],
    ) -> Result<(), PortError> {
        Ok(self
            .update_heard(conversation, message, token, heard)
            .await?)
    }

    async fn commit(
        &self,
        conversation: &ConversationRef,
        commit: Commit,
    ) -> Result<(), CommitError> {
        self.write(conversation, commit).await
    }
}

pub(crate) fn decode_state(item: &Item) -> Result<Versioned, Unreadable> {
    Ok(Versioned {
        state: item::body_up_to(item, TEST_FORMAT)?,
        version: item::read_number(item, VERSION)?,
    })
}

//! Erasing a conversation.

use aws_sdk_dynamodb::operation::delete_item::DeleteItemError;
use aws_sdk_dynamodb::types::AttributeValue;
use conversation::ports::{Clock, Versioned};
use conversation::{ContactName, ConversationRef};

use super::commit::id_of;
use super::{DynamoConversations, ROUNDS, decode_state};
use crate::StoreError;
use crate::batch_delete::batch_delete;
use crate::item::{CONVERSATION, VERSION, number};
use crate::keys::{self, Key};
use crate::schema::{PK, SK};

/// What became of an item that was to be deleted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Deletion {
    Done,
    /// It is gone, or was replaced by another.
    Other,
    /// A transaction holds it.
    Held,
}

impl<C: Clock> DynamoConversations<C> {
    /// Erases everything of a conversation: messages, turns, what was seen, the names that lead to
    /// it, and last its state, which alone knows the names. So if it fails it can be called again,
    /// and continues where it ended. A message that arrives meanwhile is erased as well, or begins
    /// a new conversation.
    pub async fn erase(&self, of: &ConversationRef) -> Result<(), StoreError> {
        for round in 0..ROUNDS {
            self.pause_before(round).await;
            if self.erase_once(of).await? {
                return Ok(());
            }
        }
        Err(StoreError::Busy)
    }

    /// False if somebody wrote meanwhile.
    async fn erase_once(&self, of: &ConversationRef) -> Result<bool, StoreError> {
        // Even one that has expired, as long as it is there.
        let state = self.get(keys::state(of)).await?;
        let read = state.as_ref().map(decode_state).transpose()?;
        for name in read.iter().flat_map(|read| &read.state.contact.names) {
            if self.forget_name(of, name).await? == Deletion::Held {
                return Ok(false);
            }
        }
        self.erase_all_but_state(of).await?;
        match read {
            Some(read) => Ok(self.erase_state(of, &read).await? == Deletion::Done),
            None => Ok(self.get(keys::state(of)).await?.is_none()),
        }
    }

    /// A name that leads to another conversation must stay.
    async fn forget_name(
        &self,
        of: &ConversationRef,
        name: &ContactName,
    ) -> Result<Deletion, StoreError> {
        let alias = keys::alias(&of.integration, name);
        self.delete_if(alias, CONVERSATION, id_of(of)).await
    }

    async fn erase_all_but_state(&self, of: &ConversationRef) -> Result<(), StoreError> {
        let mut pages = self
            .client
            .query()
            .table_name(&self.table)
            .consistent_read(true)
            .key_condition_expression("pk = :pk")
            .expression_attribute_values(":pk", AttributeValue::S(keys::conversation(of)))
            .projection_expression([PK, SK].join(", "))
            .into_paginator()
            .send();
        while let Some(page) = pages.next().await {
            let items = page?.items.unwrap_or_default();
            let keys = items.iter().filter_map(Key::of);
            let keys: Vec<Key> = keys.filter(|key| *key != keys::state(of)).collect();
            batch_delete(&self.client, &self.table, &self.clock, keys).await?;
        }
        Ok(())
    }

    /// Unless somebody wrote since `read`.
    async fn erase_state(
        &self,
        of: &ConversationRef,
        read: &Versioned,
    ) -> Result<Deletion, StoreError> {
        let state = keys::state(of);
        self.delete_if(state, VERSION, number(read.version)).await
    }

    /// Deletes an item if its attribute `name` has that value.
    async fn delete_if(
        &self,
        key: Key,
        name: &'static str,
        value: AttributeValue,
    ) -> Result<Deletion, StoreError> {
        let request = self
            .client
            .delete_item()
            .table_name(&self.table)
            .set_key(Some(key.attributes()))
            .condition_expression("#name = :value")
            .expression_attribute_names("#name", name)
            .expression_attribute_values(":value", value);
        match request
            .send()
            .await
            .map_err(|error| error.into_service_error())
        {
            Ok(_) => Ok(Deletion::Done),
            Err(DeleteItemError::ConditionalCheckFailedException(_)) => Ok(Deletion::Other),
            Err(DeleteItemError::TransactionConflictException(_)) => Ok(Deletion::Held),
            Err(error) => Err(StoreError::aws(error)),
        }
    }
}

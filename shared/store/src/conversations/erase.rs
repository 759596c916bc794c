//! Erasing a conversation.

use aws_sdk_dynamodb::operation::delete_item::DeleteItemError;
use aws_sdk_dynamodb::types::AttributeValue;
use conversation::ports::{Clock, Versioned};
use conversation::{ContactName, ConversationRef};

use super::DynamoConversations;
use crate::StoreError;
use crate::batch_delete::batch_delete;
use crate::item::{CONVERSATION, VERSION, number};
use crate::keys::{self, Key};
use crate::schema::{PK, SK};

/// How often it begins anew because somebody wrote meanwhile.
const ROUNDS: u32 = 10;

impl<C: Clock> DynamoConversations<C> {
    /// Erases everything of a conversation: messages, turns, what was seen, the names that lead to
    /// it, and last its state, which alone knows the names. So when it fails it can be called
    /// again, and goes on where it ended. A message that arrives meanwhile is erased as well, or
    /// begins a new conversation.
    pub async fn erase(&self, of: &ConversationRef) -> Result<(), StoreError> {
        for _ in 0..ROUNDS {
            let read = self.read_state(of).await?;
            for name in read.iter().flat_map(|read| &read.state.contact.names) {
                self.forget_name(of, name).await?;
            }
            self.erase_all_but_state(of).await?;
            let erased = match read {
                Some(read) => self.erase_state(of, &read).await?,
                None => self.read_state(of).await?.is_none(),
            };
            if erased {
                return Ok(());
            }
        }
        Err(StoreError::Busy)
    }

    /// A name that leads to another conversation is not ours to forget.
    async fn forget_name(
        &self,
        of: &ConversationRef,
        name: &ContactName,
    ) -> Result<(), StoreError> {
        let id = AttributeValue::S(of.id.as_str().to_owned());
        let alias = keys::alias(&of.integration, name);
        self.delete_if(alias, CONVERSATION, id).await.map(drop)
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

    /// False when somebody wrote since `read`.
    async fn erase_state(
        &self,
        of: &ConversationRef,
        read: &Versioned,
    ) -> Result<bool, StoreError> {
        let state = keys::state(of);
        self.delete_if(state, VERSION, number(read.version)).await
    }

    /// Deletes an item when its attribute `name` has that value; true when it had.
    async fn delete_if(
        &self,
        key: Key,
        name: &'static str,
        value: AttributeValue,
    ) -> Result<bool, StoreError> {
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
            Ok(_) => Ok(true),
            Err(DeleteItemError::ConditionalCheckFailedException(_)) => Ok(false),
            Err(error) => Err(StoreError::aws(error)),
        }
    }
}

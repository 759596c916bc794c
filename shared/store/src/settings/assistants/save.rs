//! Assistants are written, and deleted.

use std::collections::BTreeSet;

use aws_sdk_dynamodb::error::BuildError;
use aws_sdk_dynamodb::types::{AttributeValue, Delete, Put, TransactWriteItem, Update};
use conversation::ports::Clock;
use conversation::{AssistantId, IntegrationId};
use serde::Serialize;

use super::{MADE_FOR, USED_BY, of_set, versions};
use crate::item::{self, VERSION, number};
use crate::keys::{self, Key, ListKey};
use crate::settings::{SettingsError, SettingsTable, version};
use crate::transact::Refusal;
use crate::{StoreError, Who};

impl<C: Clock> SettingsTable<C> {
    /// Stores an assistant over the one with the version `replaced`, which is kept beside it, or a new
    /// one. Gives its version. It is made for no integration then, whoever made it before.
    pub async fn put_assistant(
        &self,
        id: &AssistantId,
        assistant: &impl Serialize,
        replaced: Option<u64>,
        by: &Who,
    ) -> Result<u64, SettingsError> {
        self.put_assistant_for(id, assistant, replaced, by, None)
            .await
    }

    /// The same; a new one is made for those integrations.
    pub async fn put_assistant_for(
        &self,
        id: &AssistantId,
        assistant: &impl Serialize,
        replaced: Option<u64>,
        by: &Who,
        made_for: Option<&BTreeSet<IntegrationId>>,
    ) -> Result<u64, SettingsError> {
        let mut writes = Vec::new();
        if let Some(replaced) = replaced {
            let before = self.get(keys::assistant(id)).await?;
            let before = before.ok_or(SettingsError::Conflict)?;
            if version(&before).map_err(StoreError::from)? != replaced {
                return Err(SettingsError::Conflict);
            }
            let kept = versions::kept(id, &before)?;
            let put = Put::builder().table_name(&self.table).set_item(Some(kept));
            let put = put.build().map(|put| TransactWriteItem::builder().put(put));
            writes.push(put.map(|put| put.build()));
            writes.push(self.delete(versions::oldest(id, replaced)));
        }
        let version = self.next_version(replaced);
        writes.push(self.update_assistant(id, assistant, (version, replaced), by, made_for)?);
        self.write(writes).await?;
        Ok(version)
    }

    /// An update, because a put would lose the set of its users.
    fn update_assistant(
        &self,
        id: &AssistantId,
        assistant: &impl Serialize,
        (version, replaced): (u64, Option<u64>),
        by: &Who,
        made_for: Option<&BTreeSet<IntegrationId>>,
    ) -> Result<Result<TransactWriteItem, BuildError>, StoreError> {
        let mut item = item::without_key();
        item::set_body(&mut item, assistant)?;
        item.insert(VERSION.to_owned(), number(version));
        versions::sign(&mut item, version, by, self.clock.now())?;
        let list = ListKey::new(keys::ASSISTANTS, id.as_str());
        list.into_item(&mut item);
        let mut left = "";
        match made_for {
            None => left = "REMOVE #made_for",
            Some(made_for) if replaced.is_none() => {
                let ids = made_for.iter().map(|id| id.as_str().to_owned());
                item.insert(MADE_FOR.to_owned(), AttributeValue::Ss(ids.collect()));
            }
            Some(_) => {}
        }
        let mut update = Update::builder()
            .table_name(&self.table)
            .set_key(Some(keys::assistant(id).attributes()))
            .condition_expression("attribute_not_exists(pk)");
        if let Some(replaced) = replaced {
            update = update
                .condition_expression("#version = :replaced")
                .expression_attribute_values(":replaced", number(replaced));
        }
        let mut assignments = Vec::new();
        for (name, value) in item {
            assignments.push(format!("#{name} = :{name}"));
            update = update
                .expression_attribute_names(format!("#{name}"), &name)
                .expression_attribute_values(format!(":{name}"), value);
        }
        let assignments = assignments.join(", ");
        update = update.update_expression(format!("SET {assignments} {left}"));
        if !left.is_empty() {
            update = update.expression_attribute_names("#made_for", MADE_FOR);
        }
        let update = update.build();
        Ok(update.map(|update| TransactWriteItem::builder().update(update).build()))
    }

    fn delete(&self, key: Key) -> Result<TransactWriteItem, BuildError> {
        let delete = Delete::builder().table_name(&self.table);
        let delete = delete.set_key(Some(key.attributes())).build()?;
        Ok(TransactWriteItem::builder().delete(delete).build())
    }

    /// Deletes the assistant that has the version `read` and all that it was before, unless integrations
    /// use it. If it is refused, nothing is deleted.
    pub async fn delete_assistant(&self, id: &AssistantId, read: u64) -> Result<(), SettingsError> {
        let delete = Delete::builder()
            .table_name(&self.table)
            .set_key(Some(keys::assistant(id).attributes()))
            .condition_expression("#version = :read AND attribute_not_exists(#used_by)")
            .expression_attribute_names("#version", VERSION)
            .expression_attribute_names("#used_by", USED_BY)
            .expression_attribute_values(":read", number(read))
            .build();
        let mut writes =
            vec![delete.map(|delete| TransactWriteItem::builder().delete(delete).build())];
        // A save in between, which keeps one more, changes the version.
        let versions = self.version_keys(id).await?;
        writes.extend(versions.into_iter().map(|key| self.delete(key)));
        match self.write(writes).await {
            Err(Refusal::Condition(_)) => {
                refuse_in_use(self.get(keys::assistant(id)).await?.as_ref())?;
                Err(SettingsError::Conflict)
            }
            written => Ok(written?),
        }
    }
}

fn refuse_in_use(assistant: Option<&item::Item>) -> Result<(), SettingsError> {
    let users = assistant.map(|item| of_set(item, USED_BY));
    match users.unwrap_or_default() {
        users if users.is_empty() => Ok(()),
        users => Err(SettingsError::AssistantInUse(users)),
    }
}

//! The assistants. This crate does not look into their settings.
//!
//! The item of an assistant names the integrations that use it. They enter and leave in the same
//! transactions that write the integrations, so an assistant cannot be deleted while an integration
//! uses it. An assistant that was made for certain integrations names them too, before any uses it.

use std::collections::BTreeSet;

use aws_sdk_dynamodb::operation::delete_item::DeleteItemError;
use aws_sdk_dynamodb::operation::update_item::UpdateItemError;
use aws_sdk_dynamodb::types::{AttributeValue, ReturnValuesOnConditionCheckFailure};
use conversation::ports::Clock;
use conversation::{AssistantId, IntegrationId};
use serde::{Serialize, de::DeserializeOwned};

use super::{SettingsError, SettingsTable, Stored, version};
use crate::StoreError;
use crate::item::{self, Item, Unreadable};
use crate::keys::{self, ListKey};
use crate::schema::PK;

/// The integrations that use the assistant: a set of strings, missing if there are none.
pub(super) const USED_BY: &str = "used_by";
/// The integrations that it was made for: the same.
const MADE_FOR: &str = "made_for";

/// An assistant in the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedAssistant<T> {
    /// Its id.
    pub id: AssistantId,
    /// As it is stored.
    pub stored: Stored<T>,
    /// The integrations that use it, or that it was made for.
    pub integrations: BTreeSet<IntegrationId>,
}

impl<C: Clock> SettingsTable<C> {
    /// One assistant.
    pub async fn assistant<T: DeserializeOwned>(
        &self,
        id: &AssistantId,
    ) -> Result<Option<Stored<T>>, StoreError> {
        let item = self.get(keys::assistant(id)).await?;
        item.as_ref().map(decode).transpose()
    }

    /// All assistants, by id.
    pub async fn assistants<T: DeserializeOwned>(
        &self,
    ) -> Result<Vec<ListedAssistant<T>>, StoreError> {
        let items = self.list(keys::ASSISTANTS).await?;
        let listed = items.iter().map(|item| {
            Ok(ListedAssistant {
                id: keys::assistant_id(item).ok_or(Unreadable::Attribute(PK))?,
                stored: decode(item)?,
                integrations: integrations(item),
            })
        });
        listed.collect()
    }

    /// The integrations that use an assistant, or that it was made for while none uses it; none if there
    /// is no such assistant.
    pub async fn assistant_integrations(
        &self,
        id: &AssistantId,
    ) -> Result<Option<BTreeSet<IntegrationId>>, StoreError> {
        let item = self.get(keys::assistant(id)).await?;
        Ok(item.as_ref().map(integrations))
    }

    /// Stores an assistant over the one with the version `replaced`, or a new one. Gives its
    /// version. It is made for no integration then, whoever made it before.
    pub async fn put_assistant(
        &self,
        id: &AssistantId,
        assistant: &impl Serialize,
        replaced: Option<u64>,
    ) -> Result<u64, SettingsError> {
        self.put_assistant_for(id, assistant, replaced, None).await
    }

    /// The same; a new one is made for those integrations.
    pub async fn put_assistant_for(
        &self,
        id: &AssistantId,
        assistant: &impl Serialize,
        replaced: Option<u64>,
        made_for: Option<&BTreeSet<IntegrationId>>,
    ) -> Result<u64, SettingsError> {
        let version = self.next_version(replaced);
        let mut item = item::without_key();
        item::set_body(&mut item, assistant)?;
        let written = item.get(item::BODY).cloned();
        item.insert(item::VERSION.to_owned(), item::number(version));
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
        // An update, because a put would lose the set of its users.
        let mut request = self
            .client
            .update_item()
            .table_name(&self.table)
            .set_key(Some(keys::assistant(id).attributes()))
            .condition_expression("attribute_not_exists(pk)")
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld);
        if let Some(replaced) = replaced {
            request = request
                .condition_expression("#version = :replaced")
                .expression_attribute_values(":replaced", item::number(replaced));
        }
        let mut assignments = Vec::new();
        for (name, value) in item {
            assignments.push(format!("#{name} = :{name}"));
            request = request
                .expression_attribute_names(format!("#{name}"), &name)
                .expression_attribute_values(format!(":{name}"), value);
        }
        let assignments = assignments.join(", ");
        request = request.update_expression(format!("SET {assignments} {left}"));
        if !left.is_empty() {
            request = request.expression_attribute_names("#made_for", MADE_FOR);
        }
        match request
            .send()
            .await
            .map_err(|error| error.into_service_error())
        {
            Ok(_) => Ok(version),
            // The SDK has tried again after a lost answer, and met our own write.
            Err(UpdateItemError::ConditionalCheckFailedException(failed))
                if failed.item.as_ref().is_some_and(|found| {
                    found.get(item::BODY) == written.as_ref()
                        && found.get(item::VERSION) == Some(&item::number(version))
                }) =>
            {
                Ok(version)
            }
            // An integration that names the assistant may be about to be written.
            Err(
                UpdateItemError::ConditionalCheckFailedException(_)
                | UpdateItemError::TransactionConflictException(_),
            ) => Err(SettingsError::Conflict),
            Err(error) => Err(StoreError::aws(error).into()),
        }
    }

    /// Deletes the assistant that has the version `read`, unless integrations use it.
    pub async fn delete_assistant(&self, id: &AssistantId, read: u64) -> Result<(), SettingsError> {
        let request = self
            .client
            .delete_item()
            .table_name(&self.table)
            .set_key(Some(keys::assistant(id).attributes()))
            .condition_expression("#version = :read AND attribute_not_exists(#used_by)")
            .expression_attribute_names("#version", item::VERSION)
            .expression_attribute_names("#used_by", USED_BY)
            .expression_attribute_values(":read", item::number(read))
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld);
        match request
            .send()
            .await
            .map_err(|error| error.into_service_error())
        {
            Ok(_) => Ok(()),
            Err(DeleteItemError::ConditionalCheckFailedException(failed)) => {
                let users = failed.item.map(|item| of_set(&item, USED_BY));
                Err(match users.unwrap_or_default() {
                    users if users.is_empty() => SettingsError::Conflict,
                    users => SettingsError::AssistantInUse(users),
                })
            }
            Err(DeleteItemError::TransactionConflictException(_)) => Err(SettingsError::Conflict),
            Err(error) => Err(StoreError::aws(error).into()),
        }
    }
}

pub(crate) fn decode<T: DeserializeOwned>(item: &Item) -> Result<Stored<T>, StoreError> {
    Ok(Stored {
        value: item::body(item)?,
        version: version(item)?,
    })
}

/// The integrations that use an assistant, or that it was made for while none uses it.
fn integrations(assistant: &Item) -> BTreeSet<IntegrationId> {
    let users = of_set(assistant, USED_BY);
    let named = match users.is_empty() {
        true => of_set(assistant, MADE_FOR),
        false => users,
    };
    named.into_iter().collect()
}

fn of_set(item: &Item, name: &str) -> Vec<IntegrationId> {
    item.get(name)
        .and_then(|value| value.as_ss().ok())
        .into_iter()
        .flatten()
        .filter_map(|id| IntegrationId::parse(id).ok())
        .collect()
}

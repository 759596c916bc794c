//! What an assistant was before: each save keeps the version that it replaces.

use aws_sdk_dynamodb::operation::query::builders::QueryFluentBuilder;
use aws_sdk_dynamodb::types::AttributeValue;
use conversation::ports::Clock;
use conversation::{AssistantId, Timestamp};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::Value;

use super::SettingsTable;
use crate::batch_get::batch_get;
use crate::item::{self, Item, Unreadable};
use crate::keys::{self, Key};
use crate::settings::version;
use crate::{StoreError, Who};

/// How many versions before the current one are kept.
const KEPT: u64 = 50;
/// Who saved the current version of an assistant, and when: [`Signature`] as JSON.
const SAVED: &str = "saved";

/// Who saved a version, and when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Saved {
    /// When it was saved.
    pub at: Timestamp,
    /// By whom.
    pub by: Who,
}

/// A version of an assistant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AssistantVersion<T> {
    /// The version: a later one has a higher number.
    pub version: u64,
    /// Who saved it; none if a release did that did not note it.
    pub saved: Option<Saved>,
    /// What the assistant was.
    pub assistant: T,
}

/// Who saved the version that it names. A release that knows nothing of it leaves it as it was, beside
/// a later version.
#[derive(Serialize, Deserialize)]
struct Signature {
    version: u64,
    #[serde(flatten)]
    saved: Saved,
}

impl<C: Clock> SettingsTable<C> {
    /// The current version of an assistant and up to 50 before it, the newest first; none if there is no
    /// such assistant.
    pub async fn assistant_versions<T: DeserializeOwned>(
        &self,
        id: &AssistantId,
    ) -> Result<Vec<AssistantVersion<T>>, StoreError> {
        let items = self.partition(id).into_paginator().items().send();
        let items = items.collect::<Result<Vec<_>, _>>().await?;
        // They sort behind the current one, by their numbers.
        items.iter().rev().try_fold(Vec::new(), |mut all, item| {
            match Key::of(item) {
                Some(key) if key == keys::assistant(id) => all.insert(0, current(item)?),
                _ => all.push(item::body(item)?),
            }
            Ok(all)
        })
    }

    /// One version of an assistant, the current or one of up to 50 before it, after the number of the
    /// current one; none if there is no such assistant or version.
    pub async fn assistant_version<T: DeserializeOwned>(
        &self,
        id: &AssistantId,
        wanted: u64,
    ) -> Result<Option<(u64, AssistantVersion<T>)>, StoreError> {
        let [now, before] = [keys::assistant(id), keys::assistant_version(id, wanted)];
        let both = [now.clone(), before.clone()];
        let items = batch_get(&self.client, &self.table, &self.clock, both).await?;
        let Some(assistant) = items.get(&now) else {
            return Ok(None);
        };
        let number = version(assistant)?;
        let found = match items.get(&before) {
            _ if number == wanted => Some(current(assistant)?),
            Some(kept) => Some(item::body(kept)?),
            None => None,
        };
        Ok(found.map(|found| (number, found)))
    }

    /// The keys of the versions before the current one.
    pub(super) async fn version_keys(&self, id: &AssistantId) -> Result<Vec<Key>, StoreError> {
        let names = self.partition(id).projection_expression("pk, sk");
        let items = names.into_paginator().items().send();
        let items = items.collect::<Result<Vec<_>, _>>().await?;
        let keys = items.iter().filter_map(Key::of);
        Ok(keys.filter(|key| *key != keys::assistant(id)).collect())
    }

    fn partition(&self, id: &AssistantId) -> QueryFluentBuilder {
        self.client
            .query()
            .table_name(&self.table)
            .consistent_read(true)
            .key_condition_expression("pk = :pk")
            .expression_attribute_values(":pk", AttributeValue::S(keys::assistant(id).pk))
    }
}

/// Notes in an assistant's item who saves it.
pub(super) fn sign(
    item: &mut Item,
    version: u64,
    by: &Who,
    at: Timestamp,
) -> Result<(), StoreError> {
    let by = by.clone();
    let saved = Saved { at, by };
    let signature = item::json(&Signature { version, saved })?;
    item.insert(SAVED.to_owned(), signature);
    Ok(())
}

/// The item of the version that an assistant's item holds.
pub(super) fn kept(id: &AssistantId, assistant: &Item) -> Result<Item, StoreError> {
    let before = current::<Value>(assistant)?;
    let mut item = item::new(keys::assistant_version(id, before.version));
    item::set_body(&mut item, &before)?;
    Ok(item)
}

/// The key of the version that is no longer kept once the version `replaced` is.
pub(super) fn oldest(id: &AssistantId, replaced: u64) -> Key {
    keys::assistant_version(id, replaced.saturating_sub(KEPT))
}

pub(crate) fn current<T: DeserializeOwned>(item: &Item) -> Result<AssistantVersion<T>, Unreadable> {
    let version = version(item)?;
    let signature = match item.get(SAVED) {
        Some(_) => Some(item::read_json::<Signature>(item, SAVED)?),
        None => None,
    };
    let signature = signature.filter(|signature| signature.version == version);
    Ok(AssistantVersion {
        version,
        saved: signature.map(|signature| signature.saved),
        assistant: item::body(item)?,
    })
}

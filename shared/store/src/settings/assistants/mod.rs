//! The assistants. This crate does not look into their settings.
//!
//! The item of an assistant names the integrations that use it. They enter and leave in the same
//! transactions that write the integrations, so an assistant cannot be deleted while an integration
//! uses it. An assistant that was made for certain integrations names them too, before any uses it.
//!
//! Beside it in its partition lie the versions that it had before.

mod save;
pub(crate) mod versions;

use std::collections::BTreeSet;

use conversation::ports::Clock;
use conversation::{AssistantId, IntegrationId};
use serde::de::DeserializeOwned;

use super::{SettingsTable, Stored, version};
use crate::StoreError;
use crate::item::{self, Item, Unreadable};
use crate::keys;
use crate::schema::PK;

pub use versions::{AssistantVersion, Saved};

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

//! Integrations and assistants in the table.

pub(crate) mod assistants;
mod cache;
mod integration;
pub(crate) mod integrations;
mod prices;

use aws_sdk_dynamodb::Client;
use conversation::IntegrationId;
use conversation::ports::Clock;

use crate::item::{self, Item, Unreadable, VERSION};
use crate::keys::Key;
use crate::{StoreError, listed};

pub use assistants::{AssistantVersion, ListedAssistant, Saved};
pub use cache::SettingsCache;
pub use integration::{Ciphertext, IntegrationRecord, SealedSecrets};

/// Integrations and assistants, in DynamoDB. Every read of one is strongly consistent; a new one
/// may take a moment to appear in a list.
#[derive(Debug, Clone)]
pub struct SettingsTable<C> {
    client: Client,
    table: String,
    clock: C,
}

/// A stored value, with the version that a change of it must name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stored<T> {
    /// The value.
    pub value: T,
    /// Its version. It changes with every change, even when the value is deleted and made anew.
    pub version: u64,
}

/// Why settings were not written.
#[derive(Debug, thiserror::Error)]
pub enum SettingsError {
    /// Somebody else changed, made or deleted it since it was read: read it again.
    #[error("somebody else changed the settings")]
    Conflict,
    /// The integration names an assistant that does not exist.
    #[error("there is no such assistant")]
    NoSuchAssistant,
    /// The assistant cannot be deleted while integrations name it.
    #[error("{} integrations use the assistant", .0.len())]
    AssistantInUse(Vec<IntegrationId>),
    /// The table failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl<C: Clock> SettingsTable<C> {
    /// On the table named `table`.
    pub const fn new(client: Client, table: String, clock: C) -> Self {
        Self {
            client,
            table,
            clock,
        }
    }

    async fn get(&self, key: Key) -> Result<Option<Item>, StoreError> {
        let request = self.client.get_item().table_name(&self.table);
        let request = request.set_key(Some(key.attributes()));
        Ok(request.consistent_read(true).send().await?.item)
    }

    /// All items of a list, in its order.
    async fn list(&self, list: &str) -> Result<Vec<Item>, StoreError> {
        listed::all(&self.client, &self.table, &self.clock, list).await
    }

    /// The first version is the time, so that a value that is deleted and made anew repeats none.
    fn next_version(&self, replaced: Option<u64>) -> u64 {
        replaced.map_or_else(|| self.clock.now().millis(), |version| version + 1)
    }
}

fn version(item: &Item) -> Result<u64, Unreadable> {
    item::read_number(item, VERSION)
}

//! Settings, cached for some seconds.

use std::sync::Arc;
use std::time::Duration;

use conversation::ports::Clock;
use conversation::{AssistantId, IntegrationId};
use serde_json::Value;

use super::{IntegrationRecord, SettingsTable, Stored};
use crate::StoreError;
use crate::cache::Cache;

/// How old settings may be.
const MAX_AGE: Duration = Duration::from_secs(10);
/// How old they may be when they seem wrong.
const MAX_AGE_FRESH: Duration = Duration::from_secs(1);

/// [`SettingsTable`], read through a cache of this process. It does not remember that something does not
/// exist.
#[derive(Debug)]
pub struct SettingsCache<C> {
    settings: SettingsTable<C>,
    integrations: Cache<IntegrationId, Arc<Stored<IntegrationRecord>>>,
    assistants: Cache<AssistantId, Arc<Stored<Value>>>,
}

impl<C: Clock> SettingsCache<C> {
    /// A cache over `settings`.
    pub fn new(settings: SettingsTable<C>) -> Self {
        Self {
            settings,
            integrations: Cache::new(MAX_AGE),
            assistants: Cache::new(MAX_AGE),
        }
    }

    /// An integration, as it was at most 10 s ago.
    pub async fn integration(
        &self,
        id: &IntegrationId,
    ) -> Result<Option<Arc<Stored<IntegrationRecord>>>, StoreError> {
        self.integration_of_age(id, MAX_AGE).await
    }

    /// An integration, as it was at most 1 s ago: for a webhook whose signature fails, since its
    /// secret may have been changed just now. However many fail, the table is read once a second.
    pub async fn fresh_integration(
        &self,
        id: &IntegrationId,
    ) -> Result<Option<Arc<Stored<IntegrationRecord>>>, StoreError> {
        self.integration_of_age(id, MAX_AGE_FRESH).await
    }

    async fn integration_of_age(
        &self,
        id: &IntegrationId,
        age: Duration,
    ) -> Result<Option<Arc<Stored<IntegrationRecord>>>, StoreError> {
        let now = self.settings.clock.now();
        if let Some(known) = self.integrations.get(id, now, age) {
            return Ok(Some(known));
        }
        let read = self.settings.integration(id).await?.map(Arc::new);
        match &read {
            Some(read) => self.integrations.put(id.clone(), now, Arc::clone(read)),
            None => self.integrations.remove(id),
        }
        Ok(read)
    }

    /// An assistant, as it was at most 10 s ago.
    pub async fn assistant(
        &self,
        id: &AssistantId,
    ) -> Result<Option<Arc<Stored<Value>>>, StoreError> {
        let now = self.settings.clock.now();
        if let Some(known) = self.assistants.get(id, now, MAX_AGE) {
            return Ok(Some(known));
        }
        let read = self.settings.assistant(id).await?.map(Arc::new);
        if let Some(read) = &read {
            self.assistants.put(id.clone(), now, Arc::clone(read));
        }
        Ok(read)
    }
}

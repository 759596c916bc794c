//! Integrations in the table.

use std::time::Duration;

use aws_sdk_dynamodb::error::BuildError;
use aws_sdk_dynamodb::primitives::Blob;
use aws_sdk_dynamodb::types::{AttributeValue, Delete, TransactWriteItem, Update};
use conversation::ports::Clock;
use conversation::{AssistantId, IntegrationId};

use super::assistants::USED_BY;
use super::integration::upgraded;
use super::{
    Ciphertext, IntegrationRecord, SealedSecrets, SettingsError, SettingsTable, Stored, version,
};
use crate::item::{self, Item, Unreadable, VERSION, number};
use crate::keys::{self, ListKey};
use crate::transact::{self, Refusal, put_new, put_over};
use crate::{StoreError, listed};

const INBOUND: &str = "inbound";
const OUTBOUND: &str = "outbound";

/// How often a write is repeated: an assistant and the integrations that share it may be written at the
/// same time.
const ATTEMPTS: u32 = 5;
/// The pause before a repeat, which doubles each time.
const PAUSE: Duration = Duration::from_millis(20);

impl<C: Clock> SettingsTable<C> {
    /// One integration.
    pub async fn integration(
        &self,
        id: &IntegrationId,
    ) -> Result<Option<Stored<IntegrationRecord>>, StoreError> {
        let item = self.get(keys::integration(id)).await?;
        item.as_ref().map(decode).transpose()
    }

    /// All integrations, by id.
    pub async fn integrations(&self) -> Result<Vec<Stored<IntegrationRecord>>, StoreError> {
        let items = self.list(keys::INTEGRATIONS).await?;
        items.iter().map(decode).collect()
    }

    /// The ids of all integrations, in their order. A new one may take a moment to appear.
    pub async fn integration_ids(&self) -> Result<Vec<IntegrationId>, StoreError> {
        let keys = listed::keys(&self.client, &self.table, keys::INTEGRATIONS).await?;
        Ok(keys.iter().filter_map(keys::integration_id).collect())
    }

    /// Stores an integration over the one that was read, or a new one. Gives its version.
    ///
    /// # Errors
    ///
    /// [`SettingsError::NoSuchAssistant`] if the assistant that it names does not exist.
    pub async fn put_integration(
        &self,
        record: &IntegrationRecord,
        replaced: Option<&Stored<IntegrationRecord>>,
    ) -> Result<u64, SettingsError> {
        let id = &record.settings.id;
        let version = self.next_version(replaced.map(|replaced| replaced.version));
        let item = encode(record, version)?;
        let put = match replaced {
            None => put_new(&self.table, item, self.clock.now()),
            Some(replaced) => put_over(&self.table, item, replaced.version),
        };
        let assistant = &record.settings.assistant.id;
        let mut writes = vec![put, self.update_users("ADD", assistant, id)];
        let left = replaced.map(|replaced| &replaced.value.settings.assistant.id);
        if let Some(left) = left.filter(|left| *left != assistant) {
            writes.push(self.update_users("DELETE", left, id));
        }
        self.write(writes).await.map_err(|refusal| match refusal {
            Refusal::Condition(1) => SettingsError::NoSuchAssistant,
            other => other.into(),
        })?;
        Ok(version)
    }

    /// Deletes the integration that was read. Its conversations expire in their time.
    pub async fn delete_integration(
        &self,
        read: &Stored<IntegrationRecord>,
    ) -> Result<(), SettingsError> {
        let settings = &read.value.settings;
        let delete = Delete::builder()
            .table_name(&self.table)
            .set_key(Some(keys::integration(&settings.id).attributes()))
            .condition_expression("#version = :read")
            .expression_attribute_names("#version", VERSION)
            .expression_attribute_values(":read", number(read.version))
            .build()
            .map(|delete| TransactWriteItem::builder().delete(delete).build());
        let left = self.update_users("DELETE", &settings.assistant.id, &settings.id);
        Ok(self.write(vec![delete, left]).await?)
    }

    /// Adds an integration to the users of an existing assistant, or removes it.
    fn update_users(
        &self,
        action: &str,
        assistant: &AssistantId,
        user: &IntegrationId,
    ) -> Result<TransactWriteItem, BuildError> {
        let users = AttributeValue::Ss(vec![user.as_str().to_owned()]);
        let update = Update::builder()
            .table_name(&self.table)
            .set_key(Some(keys::assistant(assistant).attributes()))
            .update_expression(format!("{action} #used_by :users"))
            .condition_expression("attribute_exists(pk)")
            .expression_attribute_names("#used_by", USED_BY)
            .expression_attribute_values(":users", users);
        Ok(TransactWriteItem::builder().update(update.build()?).build())
    }

    /// Writes all or nothing, once no other transaction holds any of it.
    pub(super) async fn write(
        &self,
        writes: Vec<Result<TransactWriteItem, BuildError>>,
    ) -> Result<(), Refusal> {
        let writes = writes.into_iter().collect::<Result<Vec<_>, _>>()?;
        for attempt in 0..ATTEMPTS {
            match transact::write(&self.client, writes.clone()).await {
                Err(Refusal::Conflict) => {}
                done => return done,
            }
            let pause = PAUSE.saturating_mul(1 << attempt);
            self.clock.sleep_until(self.clock.now().plus(pause)).await;
        }
        Err(Refusal::Conflict)
    }
}

impl From<Refusal> for SettingsError {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Condition(_) => Self::Conflict,
            Refusal::Conflict => Self::Store(StoreError::Busy),
            Refusal::Failed(error) => Self::Store(error),
        }
    }
}

fn encode(record: &IntegrationRecord, version: u64) -> Result<Item, StoreError> {
    let IntegrationRecord { settings, secrets } = record;
    let mut item = item::new(keys::integration(&settings.id));
    let format = number(item::INTEGRATION_FORMAT);
    item.insert(item::FORMAT_ATTRIBUTE.to_owned(), format);
    item::set_body(&mut item, settings)?;
    item.insert(VERSION.to_owned(), number(version));
    for (name, ciphertext) in [(INBOUND, &secrets.inbound), (OUTBOUND, &secrets.outbound)] {
        let blob = Blob::new(ciphertext.0.clone());
        item.insert(name.to_owned(), AttributeValue::B(blob));
    }
    ListKey::new(keys::INTEGRATIONS, settings.id.as_str()).into_item(&mut item);
    Ok(item)
}

pub(crate) fn decode(item: &Item) -> Result<Stored<IntegrationRecord>, StoreError> {
    let ciphertext = |name| {
        item.get(name)
            .and_then(|value| value.as_b().ok())
            .map(|blob| Ciphertext(blob.as_ref().to_vec()))
            .ok_or(Unreadable::Attribute(name))
    };
    let secrets = SealedSecrets {
        inbound: ciphertext(INBOUND)?,
        outbound: ciphertext(OUTBOUND)?,
    };
    let body = item::read_json(item, item::BODY)?;
    let settings = match item::format(item)? {
        newer if newer > item::INTEGRATION_FORMAT => return Err(Unreadable::Newer(newer).into()),
        item::INTEGRATION_FORMAT => body,
        _ => upgraded(body),
    };
    let settings = item::of_json(settings)?;
    Ok(Stored {
        value: IntegrationRecord { settings, secrets },
        version: version(item)?,
    })
}

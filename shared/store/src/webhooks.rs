//! When the last webhooks of each integration came.

use std::collections::BTreeMap;
use std::time::Duration;

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::types::AttributeValue;
use conversation::ports::Clock;
use conversation::{IntegrationId, Timestamp};

use crate::cache::Cache;
use crate::item::{self, FORMAT, FORMAT_ATTRIBUTE, Item};
use crate::schema::{EXPIRES_AT, LIST_PK, LIST_SK};
use crate::{StoreError, keys, listed};

const VERIFIED_AT: &str = "verified_at";
const REFUSED_AT: &str = "refused_at";

/// How often the same is noted at most, so that not every webhook writes.
const NOTED_EVERY: Duration = Duration::from_secs(60);
/// How long a note is kept after the last write.
const KEPT: Duration = Duration::from_secs(365 * 24 * 3600);

/// What became of a webhook.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum WebhookOutcome {
    /// Its signature or token was right.
    Verified,
    /// Its signature or token was missing or wrong.
    Refused,
}

/// When the last webhooks of an integration came, to within a minute.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct LastWebhooks {
    /// The last that was verified.
    pub verified_at: Option<Timestamp>,
    /// The last that was refused.
    pub refused_at: Option<Timestamp>,
}

impl LastWebhooks {
    /// When the newest webhook was refused; none if the newest was verified, or may have been: of those of
    /// a minute only the first is noted.
    pub fn newest_was_refused_at(&self) -> Option<Timestamp> {
        let verified_until = self.verified_at.map(|at| at.plus(NOTED_EVERY));
        self.refused_at
            .filter(|refused| verified_until.is_none_or(|until| *refused >= until))
    }
}

/// The notes on webhooks, in DynamoDB.
#[derive(Debug)]
pub struct WebhookNotes<C> {
    client: Client,
    table: String,
    clock: C,
    noted: Noted,
}

type Noted = Cache<(IntegrationId, WebhookOutcome), ()>;

/// A note that is not written yet. It is forgotten unless it will be.
struct Noting<'a> {
    noted: &'a Noted,
    /// None once it is written.
    key: Option<(IntegrationId, WebhookOutcome)>,
}

impl Noting<'_> {
    fn written(mut self) {
        self.key = None;
    }
}

impl Drop for Noting<'_> {
    fn drop(&mut self) {
        if let Some(key) = &self.key {
            self.noted.remove(key);
        }
    }
}

impl<C: Clock> WebhookNotes<C> {
    /// On the table named `table`.
    pub fn new(client: Client, table: String, clock: C) -> Self {
        let noted = Cache::new(NOTED_EVERY);
        Self {
            client,
            table,
            clock,
            noted,
        }
    }

    /// Notes a webhook of an integration, unless the same was noted within the last minute. If it fails,
    /// or is dropped before its end, the next one is noted.
    pub async fn note(
        &self,
        integration: &IntegrationId,
        outcome: WebhookOutcome,
    ) -> Result<(), StoreError> {
        let (key, now) = ((integration.clone(), outcome), self.clock.now());
        if self.noted.get(&key, now, NOTED_EVERY).is_some() {
            return Ok(());
        }
        // Before the write, so that webhooks that come meanwhile do not write the same.
        self.noted.put(key.clone(), now, ());
        let noting = Noting {
            noted: &self.noted,
            key: Some(key),
        };
        let name = match outcome {
            WebhookOutcome::Verified => VERIFIED_AT,
            WebhookOutcome::Refused => REFUSED_AT,
        };
        let request = self
            .client
            .update_item()
            .table_name(&self.table)
            .set_key(Some(keys::webhooks(integration).attributes()))
            .update_expression(
                "SET #at = :now, #expires_at = :expires_at, #format = :format, \
                 #list_pk = :list, #list_sk = :id",
            )
            .expression_attribute_names("#list_pk", LIST_PK)
            .expression_attribute_names("#list_sk", LIST_SK)
            .expression_attribute_values(":list", AttributeValue::S(keys::WEBHOOKS.to_owned()))
            .expression_attribute_values(":id", AttributeValue::S(integration.as_str().to_owned()))
            .expression_attribute_names("#at", name)
            .expression_attribute_names("#expires_at", EXPIRES_AT)
            .expression_attribute_names("#format", FORMAT_ATTRIBUTE)
            .expression_attribute_values(":now", item::number(now.millis()))
            .expression_attribute_values(":expires_at", item::number(now.plus(KEPT).seconds()))
            .expression_attribute_values(":format", item::number(FORMAT));
        request.send().await?;
        noting.written();
        Ok(())
    }

    /// When the last webhooks of all integrations came. A first one may take a moment to appear.
    pub async fn all(&self) -> Result<BTreeMap<IntegrationId, LastWebhooks>, StoreError> {
        let items = listed::all(&self.client, &self.table, &self.clock, keys::WEBHOOKS).await?;
        let noted = items.iter().filter_map(|item| {
            let id = item::read_text(item, LIST_SK).ok()?;
            Some(decode(item).map(|last| (IntegrationId::parse(id).ok(), last)))
        });
        let noted = noted.collect::<Result<Vec<_>, _>>()?.into_iter();
        Ok(noted.filter_map(|(id, last)| Some((id?, last))).collect())
    }

    /// When the last webhooks of an integration came.
    pub async fn last(&self, integration: &IntegrationId) -> Result<LastWebhooks, StoreError> {
        let request = self.client.get_item().table_name(&self.table);
        let request = request.set_key(Some(keys::webhooks(integration).attributes()));
        let item = request.send().await?.item;
        Ok(item.as_ref().map(decode).transpose()?.unwrap_or_default())
    }

    /// Deletes the notes of an integration.
    pub async fn forget(&self, integration: &IntegrationId) -> Result<(), StoreError> {
        let request = self.client.delete_item().table_name(&self.table);
        let request = request.set_key(Some(keys::webhooks(integration).attributes()));
        request.send().await?;
        Ok(())
    }
}

pub(crate) fn decode(item: &Item) -> Result<LastWebhooks, StoreError> {
    let format = item::format(item)?;
    if format > FORMAT {
        return Err(item::Unreadable::Newer(format).into());
    }
    let at = |name| match item.get(name) {
        None => Ok(None),
        Some(_) => item::read_number(item, name).map(|at| Some(Timestamp::from_millis(at))),
    };
    Ok(LastWebhooks {
        verified_at: at(VERIFIED_AT)?,
        refused_at: at(REFUSED_AT)?,
    })
}

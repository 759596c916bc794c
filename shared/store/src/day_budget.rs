//! What each integration has spent in a day.

use std::time::Duration;

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::config::retry::RetryConfig;
use conversation::ports::{Counted, DayBudget, PortError};
use conversation::{IntegrationId, Timestamp};

use crate::counter::{self, Count};
use crate::{StoreError, keys};

/// How long a day's count is kept after the last write.
const KEPT: Duration = Duration::from_secs(7 * 24 * 3600);

/// The counts of all integrations, in DynamoDB.
///
/// The SDK repeats an update whose answer was lost, which then counts twice: the cap may be met a
/// little early. What is given back is given back once, so that no cap is exceeded.
#[derive(Debug, Clone)]
pub struct DynamoDayBudget {
    client: Client,
    /// The same, but it repeats nothing.
    once: Client,
    table: String,
}

impl DynamoDayBudget {
    /// On the table named `table`.
    pub fn new(client: Client, table: String) -> Self {
        let config = client.config().to_builder();
        let once = Client::from_conf(config.retry_config(RetryConfig::disabled()).build());
        Self {
            client,
            once,
            table,
        }
    }

    /// False if the condition does not hold for the count and the bound.
    async fn count(
        &self,
        client: &Client,
        integration: &IntegrationId,
        what: &Counted,
        at: Timestamp,
        change: String,
        condition: (&'static str, u64),
    ) -> Result<bool, StoreError> {
        let key = keys::spent(integration, what, at);
        let name = match what {
            Counted::SpokenCharacters => "characters",
            Counted::HeardSeconds => "seconds",
            Counted::Tokens | Counted::ContactTokens(_) | Counted::TurnTokens(..) => "tokens",
        };
        let count = Count {
            name,
            change,
            condition: Some(condition),
            expires_at: at.plus(KEPT),
        };
        counter::count(client, &self.table, key, count).await
    }
}

impl DayBudget for DynamoDayBudget {
    async fn take(
        &self,
        integration: &IntegrationId,
        what: &Counted,
        amount: u64,
        at: Timestamp,
        daily: u64,
    ) -> Result<bool, PortError> {
        let Some(bound) = daily.checked_sub(amount) else {
            return Ok(false);
        };
        let condition = ("attribute_not_exists(#count) OR #count <= :bound", bound);
        let change = amount.to_string();
        let client = &self.client;
        Ok(self
            .count(client, integration, what, at, change, condition)
            .await?)
    }

    async fn give_back(
        &self,
        integration: &IntegrationId,
        what: &Counted,
        amount: u64,
        at: Timestamp,
    ) -> Result<(), PortError> {
        let condition = ("#count >= :bound", amount);
        let change = format!("-{amount}");
        self.count(&self.once, integration, what, at, change, condition)
            .await?;
        Ok(())
    }
}

//! How many characters each integration has spoken in a day.

use std::time::Duration;

use aws_sdk_dynamodb::Client;
use conversation::ports::{PortError, VoiceBudget};
use conversation::{IntegrationId, Timestamp};

use crate::counter::{self, Count};
use crate::{StoreError, keys};

const CHARACTERS: &str = "characters";
/// How long a day's count is kept after the last write.
const KEPT: Duration = Duration::from_secs(7 * 24 * 3600);

/// The counts of all integrations, in DynamoDB.
///
/// The SDK repeats an update whose answer was lost, which then counts twice: the cap may be met a
/// little early, or, after a repeated giving back, be exceeded by one reply.
#[derive(Debug, Clone)]
pub struct DynamoVoiceBudget {
    client: Client,
    table: String,
}

impl DynamoVoiceBudget {
    /// On the table named `table`.
    pub const fn new(client: Client, table: String) -> Self {
        Self { client, table }
    }

    /// False if the condition does not hold for the count and the bound.
    async fn count(
        &self,
        integration: &IntegrationId,
        at: Timestamp,
        change: String,
        condition: (&'static str, u64),
    ) -> Result<bool, StoreError> {
        let count = Count {
            name: CHARACTERS,
            change,
            condition: Some(condition),
            expires_at: at.plus(KEPT),
        };
        let key = keys::voice_day(integration, at);
        counter::count(&self.client, &self.table, key, count).await
    }
}

impl VoiceBudget for DynamoVoiceBudget {
    async fn take(
        &self,
        integration: &IntegrationId,
        characters: u64,
        at: Timestamp,
        daily: u64,
    ) -> Result<bool, PortError> {
        let Some(bound) = daily.checked_sub(characters) else {
            return Ok(false);
        };
        let condition = ("attribute_not_exists(#count) OR #count <= :bound", bound);
        let change = characters.to_string();
        Ok(self.count(integration, at, change, condition).await?)
    }

    async fn give_back(
        &self,
        integration: &IntegrationId,
        characters: u64,
        at: Timestamp,
    ) -> Result<(), PortError> {
        let condition = ("#count >= :bound", characters);
        let change = format!("-{characters}");
        self.count(integration, at, change, condition).await?;
        Ok(())
    }
}

//! How many characters each integration has spoken in a day.

use std::time::Duration;

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::operation::update_item::UpdateItemError;
use aws_sdk_dynamodb::types::AttributeValue;
use conversation::ports::{PortError, VoiceBudget};
use conversation::{IntegrationId, Timestamp};

use crate::item::{self, FORMAT, FORMAT_ATTRIBUTE};
use crate::schema::EXPIRES_AT;
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

/// The direction of a count, and its condition.
struct Count {
    change: String,
    condition: &'static str,
    bound: u64,
}

impl DynamoVoiceBudget {
    /// On the table named `table`.
    pub const fn new(client: Client, table: String) -> Self {
        Self { client, table }
    }

    /// False if the condition does not hold.
    async fn count(
        &self,
        integration: &IntegrationId,
        at: Timestamp,
        count: Count,
    ) -> Result<bool, StoreError> {
        let request = self
            .client
            .update_item()
            .table_name(&self.table)
            .set_key(Some(keys::voice_day(integration, at).attributes()))
            .update_expression(
                "ADD #characters :change SET #expires_at = :expires_at, #format = :format",
            )
            .condition_expression(count.condition)
            .expression_attribute_names("#characters", CHARACTERS)
            .expression_attribute_names("#expires_at", EXPIRES_AT)
            .expression_attribute_names("#format", FORMAT_ATTRIBUTE)
            .expression_attribute_values(":change", AttributeValue::N(count.change))
            .expression_attribute_values(":bound", item::number(count.bound))
            .expression_attribute_values(":expires_at", item::number(at.plus(KEPT).seconds()))
            .expression_attribute_values(":format", item::number(FORMAT));
        match request
            .send()
            .await
            .map_err(|error| error.into_service_error())
        {
            Ok(_) => Ok(true),
            Err(UpdateItemError::ConditionalCheckFailedException(_)) => Ok(false),
            Err(error) => Err(StoreError::aws(error)),
        }
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
        let count = Count {
            change: characters.to_string(),
            condition: "attribute_not_exists(#characters) OR #characters <= :bound",
            bound,
        };
        Ok(self.count(integration, at, count).await?)
    }

    async fn give_back(
        &self,
        integration: &IntegrationId,
        characters: u64,
        at: Timestamp,
    ) -> Result<(), PortError> {
        let count = Count {
            change: format!("-{characters}"),
            condition: "#characters >= :bound",
            bound: characters,
        };
        self.count(integration, at, count).await?;
        Ok(())
    }
}

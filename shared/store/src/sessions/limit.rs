//! How often one address may try to sign in.

use std::time::Duration;

use aws_sdk_dynamodb::operation::update_item::UpdateItemError;
use aws_sdk_dynamodb::types::AttributeValue;
use conversation::Timestamp;
use conversation::ports::Clock;

use super::Sessions;
use crate::item::{self, FORMAT, FORMAT_ATTRIBUTE};
use crate::schema::EXPIRES_AT;
use crate::{StoreError, keys};

/// The failures that one address may make within a window.
const MOST_FAILURES: u64 = 10;
/// The length of a window.
const WINDOW: Duration = Duration::from_secs(15 * 60);
const FAILURES: &str = "failures";

/// An attempt to sign in, counted as a failure until it succeeds.
#[derive(Debug)]
pub struct Attempt {
    address: String,
    window: u64,
}

impl<C: Clock> Sessions<C> {
    /// Counts an attempt from `address`, a text that stands for it; none if too many have failed.
    pub async fn attempt(&self, address: String) -> Result<Option<Attempt>, StoreError> {
        let window = window(self.clock.now());
        let attempt = Attempt { address, window };
        let counted = self.count(&attempt, "1", Some(MOST_FAILURES)).await?;
        Ok(counted.then_some(attempt))
    }

    /// The attempt was no failure.
    pub async fn succeeded(&self, attempt: &Attempt) -> Result<(), StoreError> {
        self.count(attempt, "-1", None).await?;
        Ok(())
    }

    /// False if there are `most` already.
    async fn count(
        &self,
        attempt: &Attempt,
        change: &str,
        most: Option<u64>,
    ) -> Result<bool, StoreError> {
        let expires_at = Timestamp::from_millis((attempt.window + 2) * millis(WINDOW));
        let mut request = self
            .client
            .update_item()
            .table_name(&self.table)
            .set_key(Some(
                keys::sign_in_attempts(&attempt.address, attempt.window).attributes(),
            ))
            .update_expression(
                "ADD #failures :change SET #expires_at = :expires_at, #format = :format",
            )
            .expression_attribute_names("#failures", FAILURES)
            .expression_attribute_names("#expires_at", EXPIRES_AT)
            .expression_attribute_names("#format", FORMAT_ATTRIBUTE)
            .expression_attribute_values(":change", AttributeValue::N(change.to_owned()))
            .expression_attribute_values(":expires_at", item::number(expires_at.seconds()))
            .expression_attribute_values(":format", item::number(FORMAT));
        if let Some(most) = most {
            request = request
                .condition_expression("attribute_not_exists(#failures) OR #failures < :most")
                .expression_attribute_values(":most", item::number(most));
        }
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

fn window(now: Timestamp) -> u64 {
    now.millis() / millis(WINDOW)
}

fn millis(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}

//! The attributes of a queue.
//! <https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html>

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::errors::{invalid, within};
use super::queues::{arn, name_in_arn};
use crate::aws::json::ServiceError;

/// The longest that a message may be delayed, in seconds.
pub(super) const DELAY_SECONDS: RangeInclusive<u32> = 0..=900;
/// The longest that a received message may stay invisible, in seconds.
pub(super) const VISIBILITY_TIMEOUT: RangeInclusive<u32> = 0..=43_200;
/// The longest that a receive may wait, in seconds.
pub(super) const WAIT_TIME_SECONDS: RangeInclusive<u32> = 0..=20;
/// The largest message, and the largest batch, in bytes (1 MiB since August 2025).
pub(super) const MAX_MESSAGE_BYTES: u32 = 1_048_576;

/// A queue's settings; times in seconds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Attributes {
    pub(super) delay_seconds: u32,
    pub(super) visibility_timeout: u32,
    pub(super) wait_time_seconds: u32,
    pub(super) maximum_message_size: u32,
    pub(super) message_retention_period: u32,
    pub(super) redrive: Option<Redrive>,
}

/// Where a message goes after `max_receives` receives.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Redrive {
    pub(super) dead_letter_queue: String,
    pub(super) max_receives: u32,
}

/// `RedrivePolicy` as clients write it.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RedrivePolicy {
    dead_letter_target_arn: String,
    /// A number, or a string that holds one.
    max_receive_count: Value,
}

impl Default for Attributes {
    fn default() -> Self {
        Self {
            delay_seconds: 0,
            visibility_timeout: 30,
            wait_time_seconds: 0,
            maximum_message_size: MAX_MESSAGE_BYTES,
            message_retention_period: 345_600,
            redrive: None,
        }
    }
}

impl Attributes {
    /// Applies the attributes that a client wishes to set.
    pub(super) fn update(&mut self, wishes: &BTreeMap<String, String>) -> Result<(), ServiceError> {
        for (name, value) in wishes {
            let (field, range) = match name.as_str() {
                "DelaySeconds" => (&mut self.delay_seconds, DELAY_SECONDS),
                "VisibilityTimeout" => (&mut self.visibility_timeout, VISIBILITY_TIMEOUT),
                "ReceiveMessageWaitTimeSeconds" => (&mut self.wait_time_seconds, WAIT_TIME_SECONDS),
                "MaximumMessageSize" => (&mut self.maximum_message_size, 1024..=MAX_MESSAGE_BYTES),
                "MessageRetentionPeriod" => (&mut self.message_retention_period, 60..=1_209_600),
                "RedrivePolicy" => {
                    self.redrive = parse_redrive(value)?;
                    continue;
                }
                _ => {
                    let message = format!("Unknown Attribute {name}.");
                    return Err(ServiceError::new("InvalidAttributeName", message));
                }
            };
            let number = value.parse();
            let number = number.map_err(|_| invalid(value, name, "Must be a whole number."))?;
            *field = within(number, &range, name)?;
        }
        Ok(())
    }

    /// The attributes as clients read them.
    pub(super) fn shown(&self) -> Vec<(&'static str, String)> {
        let mut shown = vec![
            ("DelaySeconds", self.delay_seconds.to_string()),
            ("VisibilityTimeout", self.visibility_timeout.to_string()),
            (
                "ReceiveMessageWaitTimeSeconds",
                self.wait_time_seconds.to_string(),
            ),
            ("MaximumMessageSize", self.maximum_message_size.to_string()),
            (
                "MessageRetentionPeriod",
                self.message_retention_period.to_string(),
            ),
        ];
        if let Some(redrive) = &self.redrive {
            let policy = json!({
                "deadLetterTargetArn": arn(&redrive.dead_letter_queue),
                "maxReceiveCount": redrive.max_receives,
            });
            shown.push(("RedrivePolicy", policy.to_string()));
        }
        shown
    }
}

/// An empty policy removes the redrive.
fn parse_redrive(value: &str) -> Result<Option<Redrive>, ServiceError> {
    if value.is_empty() {
        return Ok(None);
    }
    let refused = |reason: &str| invalid(value, "RedrivePolicy", reason);
    let policy: RedrivePolicy =
        serde_json::from_str(value).map_err(|error| refused(&error.to_string()))?;
    let target = name_in_arn(&policy.dead_letter_target_arn);
    let count = match &policy.max_receive_count {
        Value::String(text) => text.parse().ok(),
        other => other.as_u64().and_then(|count| u32::try_from(count).ok()),
    };
    let count = count.filter(|count| (1..=1000).contains(count));
    Ok(Some(Redrive {
        dead_letter_queue: target
            .ok_or_else(|| refused("Invalid value for deadLetterTargetArn."))?
            .to_owned(),
        max_receives: count.ok_or_else(|| {
            refused("Invalid value for maxReceiveCount, valid values are from 1 to 1000 both inclusive.")
        })?,
    }))
}

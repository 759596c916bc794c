//! The queues themselves: creating, finding, describing and emptying them.

use std::collections::BTreeMap;

use redb::{ReadableDatabase, ReadableTable, TableDefinition};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::Sqs;
use super::attributes::Attributes;
use super::errors::{invalid, missing, queue_does_not_exist, queue_exists, unsupported};
use super::messages::{Counts, Messages};
use crate::aws::clock::{self, Micros, SECOND};
use crate::aws::json::{Reply, ServiceError};
use crate::aws::{ACCOUNT, REGION, database};

/// The queue's name → [`Queue`] as JSON.
pub(super) const QUEUES: TableDefinition<&str, &[u8]> = TableDefinition::new("sqs-queues");

/// A stored queue.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Queue {
    pub(super) attributes: Attributes,
    created_at: Micros,
    modified_at: Micros,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct CreateQueueRequest {
    queue_name: String,
    #[serde(default)]
    attributes: BTreeMap<String, String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct GetQueueUrlRequest {
    queue_name: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct GetQueueAttributesRequest {
    queue_url: Option<String>,
    #[serde(default)]
    attribute_names: Vec<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct SetQueueAttributesRequest {
    queue_url: Option<String>,
    attributes: BTreeMap<String, String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct PurgeQueueRequest {
    queue_url: Option<String>,
}

impl Sqs {
    /// Creating a queue again with the same attributes gives the same queue; omitted attributes are
    /// not compared.
    pub(super) fn create_queue(&self, request: &CreateQueueRequest) -> Reply {
        let name = request.queue_name.as_str();
        check_name(name)?;
        let mut wished = Attributes::default();
        wished.update(&request.attributes)?;
        database::write(&self.database, |transaction| {
            let mut queues = transaction.open_table(QUEUES)?;
            check_redrive(&queues, &wished)?;
            if let Some(mut queue) = read(&queues, name)? {
                let before = queue.attributes.clone();
                queue.attributes.update(&request.attributes)?;
                return if queue.attributes == before {
                    Ok(())
                } else {
                    Err(queue_exists())
                };
            }
            let now = clock::now();
            let queue = Queue {
                attributes: wished,
                created_at: now,
                modified_at: now,
            };
            queues.insert(name, serde_json::to_vec(&queue)?.as_slice())?;
            Ok(())
        })?;
        Ok(json!({ "QueueUrl": self.queue_url(name) }))
    }

    pub(super) fn get_queue_url(&self, request: &GetQueueUrlRequest) -> Reply {
        self.queue(&request.queue_name)?;
        Ok(json!({ "QueueUrl": self.queue_url(&request.queue_name) }))
    }

    pub(super) fn get_queue_attributes(&self, request: &GetQueueAttributesRequest) -> Reply {
        let name = name_in_url(request.queue_url.as_deref())?;
        let queue = self.queue(name)?;
        let counts = Counts::read(&self.database, name, clock::now())?;
        let mut attributes: BTreeMap<_, _> = queue.attributes.shown().into_iter().collect();
        attributes.extend([
            ("QueueArn", arn(name)),
            ("CreatedTimestamp", (queue.created_at / SECOND).to_string()),
            (
                "LastModifiedTimestamp",
                (queue.modified_at / SECOND).to_string(),
            ),
            ("ApproximateNumberOfMessages", counts.visible.to_string()),
            (
                "ApproximateNumberOfMessagesNotVisible",
                counts.in_flight.to_string(),
            ),
            (
                "ApproximateNumberOfMessagesDelayed",
                counts.delayed.to_string(),
            ),
        ]);
        let wanted = &request.attribute_names;
        if !wanted.iter().any(|name| name == "All") {
            attributes.retain(|name, _| wanted.iter().any(|wanted| wanted == name));
        }
        Ok(json!({ "Attributes": attributes }))
    }

    pub(super) fn set_queue_attributes(&self, request: &SetQueueAttributesRequest) -> Reply {
        let name = name_in_url(request.queue_url.as_deref())?;
        database::write(&self.database, |transaction| {
            let mut queues = transaction.open_table(QUEUES)?;
            let mut queue = read(&queues, name)?.ok_or_else(queue_does_not_exist)?;
            queue.attributes.update(&request.attributes)?;
            check_redrive(&queues, &queue.attributes)?;
            queue.modified_at = clock::now();
            queues.insert(name, serde_json::to_vec(&queue)?.as_slice())?;
            Ok(())
        })?;
        Ok(json!({}))
    }

    pub(super) fn purge_queue(&self, request: &PurgeQueueRequest) -> Reply {
        let name = name_in_url(request.queue_url.as_deref())?;
        self.queue(name)?;
        database::write(&self.database, |transaction| {
            Messages::open(transaction, name)?.purge()
        })?;
        Ok(json!({}))
    }

    /// The queue of this name.
    pub(super) fn queue(&self, name: &str) -> Result<Queue, ServiceError> {
        let queues = self.database.begin_read()?.open_table(QUEUES)?;
        read(&queues, name)?.ok_or_else(queue_does_not_exist)
    }

    fn queue_url(&self, name: &str) -> String {
        format!("{}/{ACCOUNT}/{name}", self.url)
    }
}

fn read(
    queues: &impl ReadableTable<&'static str, &'static [u8]>,
    name: &str,
) -> Result<Option<Queue>, ServiceError> {
    let json = queues.get(name)?;
    Ok(json
        .map(|json| serde_json::from_slice(json.value()))
        .transpose()?)
}

fn check_redrive(
    queues: &impl ReadableTable<&'static str, &'static [u8]>,
    attributes: &Attributes,
) -> Result<(), ServiceError> {
    match &attributes.redrive {
        Some(redrive) if queues.get(redrive.dead_letter_queue.as_str())?.is_none() => {
            let target = arn(&redrive.dead_letter_queue);
            Err(invalid(
                target,
                "RedrivePolicy",
                "Dead letter target does not exist.",
            ))
        }
        _ => Ok(()),
    }
}

fn check_name(name: &str) -> Result<(), ServiceError> {
    let known = |character: char| character.is_ascii_alphanumeric() || "-_".contains(character);
    if name.ends_with(".fifo") {
        return Err(unsupported("FIFO queues"));
    }
    if name.is_empty() || name.len() > 80 || !name.chars().all(known) {
        let reason =
            "Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length";
        return Err(invalid(name, "QueueName", reason));
    }
    Ok(())
}

/// The last part of a queue's URL. Host and account are ignored, since the port changes at each
/// start.
pub(super) fn name_in_url(url: Option<&str>) -> Result<&str, ServiceError> {
    let url = url.ok_or_else(|| missing("QueueUrl"))?;
    Ok(url.rsplit('/').next().unwrap_or(url))
}

pub(super) fn name_in_arn(arn: &str) -> Option<&str> {
    arn.strip_prefix(&format!("arn:aws:sqs:{REGION}:{ACCOUNT}:"))
}

pub(super) fn arn(name: &str) -> String {
    format!("arn:aws:sqs:{REGION}:{ACCOUNT}:{name}")
}

//! What a client does with a received message: it deletes the message, or changes when it becomes
//! visible again.

use serde::Deserialize;
use serde_json::json;

use super::Sqs;
use super::attributes::VISIBILITY_TIMEOUT;
use super::batch::BatchRequest;
use super::errors::{invalid, message_not_in_flight, within};
use super::messages::Messages;
use super::queues::name_in_url;
use super::receipt;
use crate::aws::clock::{self, Micros, SECOND};
use crate::aws::database;
use crate::aws::json::Reply;

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Request<T> {
    queue_url: Option<String>,
    #[serde(flatten)]
    change: T,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Delete {
    receipt_handle: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct ChangeVisibility {
    receipt_handle: String,
    /// Seconds from now.
    visibility_timeout: i64,
}

impl Sqs {
    pub(super) fn delete_message(&self, request: &Request<Delete>) -> Reply {
        let queue = name_in_url(request.queue_url.as_deref())?;
        self.queue(queue)?;
        self.delete(queue, &request.change)
    }

    pub(super) fn delete_message_batch(&self, request: BatchRequest<Delete>) -> Reply {
        let queue_url = request.queue_url.clone();
        let queue = name_in_url(queue_url.as_deref())?;
        self.queue(queue)?;
        request.each(|delete| self.delete(queue, &delete))
    }

    pub(super) fn change_message_visibility(&self, request: &Request<ChangeVisibility>) -> Reply {
        let queue = name_in_url(request.queue_url.as_deref())?;
        self.queue(queue)?;
        self.change_visibility(queue, &request.change)
    }

    pub(super) fn change_message_visibility_batch(
        &self,
        request: BatchRequest<ChangeVisibility>,
    ) -> Reply {
        let queue_url = request.queue_url.clone();
        let queue = name_in_url(queue_url.as_deref())?;
        self.queue(queue)?;
        request.each(|change| self.change_visibility(queue, &change))
    }

    /// Succeeds without effect if the message is gone or was received again since.
    fn delete(&self, queue: &str, request: &Delete) -> Reply {
        let receipt = receipt::parse(queue, &request.receipt_handle)?;
        database::write(&self.database, |transaction| {
            let mut messages = Messages::open(transaction, queue)?;
            match messages.take(&receipt.message_id)? {
                Some(message) if message.receive_count != receipt.receive_count => {
                    messages.put(&message)
                }
                _ => Ok(()),
            }
        })?;
        Ok(json!({}))
    }

    fn change_visibility(&self, queue: &str, request: &ChangeVisibility) -> Reply {
        let seconds = within(
            request.visibility_timeout,
            &VISIBILITY_TIMEOUT,
            "VisibilityTimeout",
        )?;
        let handle = request.receipt_handle.as_str();
        let receipt = receipt::parse(queue, handle)?;
        let now = clock::now();
        database::write(&self.database, |transaction| {
            let mut messages = Messages::open(transaction, queue)?;
            let message = messages.take(&receipt.message_id)?;
            let latest = message.filter(|message| message.receive_count == receipt.receive_count);
            let Some(mut message) = latest else {
                let reason =
                    "Message does not exist or is not available for visibility timeout change.";
                return Err(invalid(handle, "ReceiptHandle", reason));
            };
            if !message.in_flight || message.visible_at <= now {
                return Err(message_not_in_flight());
            }
            message.visible_at = now + Micros::from(seconds) * SECOND;
            message.in_flight = seconds > 0;
            messages.put(&message)
        })?;
        self.changed.notify_waiters();
        Ok(json!({}))
    }
}

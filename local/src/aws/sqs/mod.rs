//! SQS: standard queues, exact to the millisecond and durable.
//!
//! Not emulated are FIFO queues, message attributes, and the order, duplicates and delays that come
//! from the real service's many servers. A request for something that is not emulated is refused,
//! never ignored.

mod asks;
mod attributes;
mod batch;
mod errors;
mod in_flight;
mod messages;
mod queues;
mod receipt;
mod receive;
mod send;
mod take;

use std::sync::Arc;

use axum::http::HeaderMap;
use redb::Database;
use tokio::sync::Notify;

use super::access::{Access, Ask, Denied};
use super::json::{Reply, Service, ServiceError, application, parse};
use super::server::ServerRuntime;

struct Sqs {
    database: Arc<Database>,
    access: Access,
    /// Where the service listens, for the queues' URLs.
    url: String,
    /// Wakes the long polls of all queues after each change that can make a message visible sooner;
    /// they then look again.
    changed: Notify,
}

/// Starts the service and gives its base URL.
pub(super) fn start(
    runtime: &ServerRuntime,
    database: Arc<Database>,
    access: Access,
) -> anyhow::Result<String> {
    let transaction = database.begin_write()?;
    transaction.open_table(queues::QUEUES)?;
    transaction.open_table(messages::MESSAGES)?;
    transaction.open_table(messages::SCHEDULE)?;
    transaction.commit()?;
    let (listener, url) = runtime.listen()?;
    let sqs = Sqs {
        database,
        access: access.clone(),
        url: url.clone(),
        changed: Notify::new(),
    };
    runtime.serve(listener, application(sqs, access));
    Ok(url)
}

/// The header that the AWS SDK adds to a function's requests, and SQS keeps with the message.
fn trace_header(headers: &HeaderMap) -> Option<&str> {
    headers.get("x-amzn-trace-id")?.to_str().ok()
}

impl Service for Sqs {
    const TARGET: &'static str = "AmazonSQS";
    const CONTENT_TYPE: &'static str = "application/x-amz-json-1.0";

    fn asks(&self, operation: &str, body: &[u8]) -> Result<Vec<Ask>, ServiceError> {
        asks::asks(&self.access, operation, &parse(body)?)
    }

    fn denied(denied: Denied) -> ServiceError {
        errors::denied(&denied)
    }

    async fn call(&self, operation: &str, headers: &HeaderMap, body: &[u8]) -> Reply {
        match operation {
            "CreateQueue" => self.create_queue(&parse(body)?),
            "GetQueueUrl" => self.get_queue_url(&parse(body)?),
            "GetQueueAttributes" => self.get_queue_attributes(&parse(body)?),
            "SetQueueAttributes" => self.set_queue_attributes(&parse(body)?),
            "PurgeQueue" => self.purge_queue(&parse(body)?),
            "SendMessage" => self.send_message(parse(body)?, trace_header(headers)),
            "SendMessageBatch" => self.send_message_batch(parse(body)?, trace_header(headers)),
            "ReceiveMessage" => self.receive_message(parse(body)?).await,
            "DeleteMessage" => self.delete_message(&parse(body)?),
            "DeleteMessageBatch" => self.delete_message_batch(parse(body)?),
            "ChangeMessageVisibility" => self.change_message_visibility(&parse(body)?),
            "ChangeMessageVisibilityBatch" => self.change_message_visibility_batch(parse(body)?),
            _ => Err(ServiceError::unknown_operation(operation)),
        }
    }
}

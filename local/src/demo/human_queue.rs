//! A look at the human queue, without taking anything from it.

use anyhow::Context;
use conversation::{HumanQueueMessage, Transfer};

use crate::system::System;

/// How long one look waits for something to come.
const LONG_POLL_SECONDS: i32 = 5;
/// How long an entry that was looked at is not seen again.
const HIDDEN_SECONDS: i32 = 2;

/// The first entry about this contact.
pub(super) async fn entry_of(system: &System, contact: &str) -> anyhow::Result<Transfer> {
    let queue = &system.resources().human.url;
    loop {
        let received = system
            .clients()
            .sqs
            .receive_message()
            .queue_url(queue)
            .max_number_of_messages(10)
            .wait_time_seconds(LONG_POLL_SECONDS)
            .visibility_timeout(HIDDEN_SECONDS)
            .send()
            .await
            .context("the human queue was not read")?;
        for message in received.messages() {
            let body = message.body().unwrap_or_default();
            let HumanQueueMessage::TransferV1(transfer) = serde_json::from_str(body)?;
            // Meta's own ids have a country in front.
            if transfer.contact.id.as_str().ends_with(contact) {
                return Ok(transfer);
            }
        }
    }
}

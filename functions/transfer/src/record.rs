//! One record of the event: one transfer.

use aws_lambda_events::sqs::SqsMessage;
use conversation::{HandedOver, Timestamp, Told, Transfer, hand_over, ports::Clock};
use lambda::{Record, SystemClock, error_chain, metrics, metrics::Metric};
use queues::parse_transfer;

use crate::{TransferFunction, outside::Outside};

/// Works one record.
pub(crate) async fn work(
    function: &TransferFunction,
    record: &SqsMessage,
    deadline: Timestamp,
) -> Record {
    let transfer = match parse_transfer(record.body.as_deref().unwrap_or_default()) {
        Ok(transfer) => transfer,
        Err(error) => {
            tracing::error!(%error, "kept for the dead-letter queue");
            let failed = [Metric::count("TransfersFailed", 1.0)];
            metrics::emit(SystemClock.now(), "transfer", &failed, &[]);
            return Record::Again(None);
        }
    };
    let began = SystemClock.now();
    let (ended, counted) = run(function, &transfer, deadline).await;
    let now = SystemClock.now();
    let millis = now.since(began).as_secs_f64() * 1000.0;
    let mut measured = vec![Metric::millis("TransferMillis", millis)];
    measured.extend(counted.iter().map(|name| Metric::count(name, 1.0)));
    let fields = [
        ("integration_id", transfer.integration_id.as_str()),
        ("conversation_id", transfer.conversation_id.as_str()),
    ];
    metrics::emit(now, "transfer", &measured, &fields);
    ended
}

/// What becomes of the record, and the metrics that count it.
async fn run(
    function: &TransferFunction,
    transfer: &Transfer,
    deadline: Timestamp,
) -> (Record, &'static [&'static str]) {
    let integration_id = transfer.integration_id.as_str();
    let conversation_id = transfer.conversation_id.as_str();
    let outside = match Outside::open(function, &transfer.integration_id).await {
        Ok(Some(outside)) => outside,
        Ok(None) => {
            tracing::warn!(integration_id, "a transfer of a deleted integration");
            return (Record::Done, &[]);
        }
        Err(error) => {
            let error = error_chain(&error);
            tracing::error!(integration_id, error, "the settings were not read");
            return (Record::Again(None), &["TransfersFailed"]);
        }
    };
    // As it is now: somebody may have mended it since.
    let transfer = &Transfer {
        queue: outside.queue().to_owned(),
        ..transfer.clone()
    };
    match hand_over(&outside, transfer, deadline).await {
        Ok(HandedOver::Done) => (Record::Done, &[]),
        Ok(HandedOver::Void) => {
            let turn_id = transfer.turn_id.as_str();
            let note = "a transfer is done already, or people have seen to it";
            tracing::info!(integration_id, conversation_id, turn_id, note);
            (Record::Done, &["TransfersVoid"])
        }
        Ok(HandedOver::Ended { told: Told::Yes }) => {
            tracing::info!(integration_id, conversation_id, "handed over");
            (Record::Done, &["TransfersDone"])
        }
        Ok(HandedOver::Ended { told }) => {
            let note = "handed over, but the customer could not be told";
            tracing::warn!(integration_id, conversation_id, ?told, note);
            (Record::Done, &["TransfersDone", "CustomersNotTold"])
        }
        Ok(HandedOver::Later { after, error }) => {
            let after_secs = after.as_secs();
            let note = "a transfer failed for now";
            tracing::warn!(integration_id, conversation_id, after_secs, error, note);
            (Record::Done, &["TransfersFailed"])
        }
        Ok(HandedOver::Exhausted { error }) => {
            let note = "a transfer failed for too long: it goes to the dead-letter queue";
            tracing::error!(integration_id, conversation_id, error, note);
            (Record::Again(None), &["TransfersFailed"])
        }
        Err(error) => {
            let error = error_chain(&error);
            let note = "a transfer was not worked";
            tracing::error!(integration_id, conversation_id, error, note);
            (Record::Again(None), &["TransfersFailed"])
        }
    }
}

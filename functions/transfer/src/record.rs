//! One record of the event, which is one transfer or one recovery.

use std::time::Duration;

use aws_lambda_events::sqs::SqsMessage;
use conversation::{
    ConversationId, HandedOver, HumanQueueMessage, Recovered, TakenBack, Timestamp, Told, Transfer,
    hand_over,
    ports::{Clock, PortError},
    take_back,
};
use lambda::{RecordOutcome, SystemClock, error_chain, metrics, metrics::Metric};
use queues::parse_human_queue;

use crate::{TransferFunction, integration_ports::IntegrationPorts};

/// The outcome of the record, and the metrics that count it.
type Ended = (RecordOutcome, &'static [&'static str]);

/// Works one record.
pub(crate) async fn work(
    function: &TransferFunction,
    record: &SqsMessage,
    deadline: Timestamp,
) -> RecordOutcome {
    let message = match parse_human_queue(record.body.as_deref().unwrap_or_default()) {
        Ok(message) => message,
        Err(error) => {
            tracing::error!(%error, "kept for the dead-letter queue");
            lost(Duration::ZERO);
            return RecordOutcome::Again(None);
        }
    };
    let began = SystemClock.now();
    let (ended, counted) = run(function, &message, deadline).await;
    let now = SystemClock.now();
    let millis = now.since(began).as_secs_f64() * 1000.0;
    let mut measured = vec![Metric::millis("TransferMillis", millis)];
    measured.extend(counted.iter().map(|name| Metric::count(name, 1.0)));
    let fields = [
        ("integration_id", message.integration_id().as_str()),
        ("conversation_id", conversation_id(&message).as_str()),
    ];
    // No alarm is about what somebody tries.
    if !matches!(message, HumanQueueMessage::TestTransferV1(_)) {
        metrics::emit(now, "transfer", &measured, &fields);
    }
    ended
}

/// Counts a record of which only the duration is known.
pub(crate) fn lost(took: Duration) {
    let failed = [
        Metric::millis("TransferMillis", took.as_secs_f64() * 1000.0),
        Metric::count("TransfersFailed", 1.0),
    ];
    metrics::emit(SystemClock.now(), "transfer", &failed, &[]);
}

const fn conversation_id(message: &HumanQueueMessage) -> &ConversationId {
    match message {
        HumanQueueMessage::TransferV1(transfer) | HumanQueueMessage::TestTransferV1(transfer) => {
            &transfer.conversation_id
        }
        HumanQueueMessage::RecoveredV1(recovered) => &recovered.conversation_id,
    }
}

async fn run(
    function: &TransferFunction,
    message: &HumanQueueMessage,
    deadline: Timestamp,
) -> Ended {
    let integration_id = message.integration_id().as_str();
    let ports = match IntegrationPorts::open(function, message.integration_id()).await {
        Ok(Some(ports)) => ports,
        Ok(None) => {
            tracing::warn!(integration_id, "a transfer of a deleted integration");
            return (RecordOutcome::Done, &[]);
        }
        Err(error) => {
            let error = error_chain(&error);
            tracing::error!(integration_id, error, "the settings were not read");
            return (RecordOutcome::Again(None), &["TransfersFailed"]);
        }
    };
    match message {
        HumanQueueMessage::TransferV1(entry) | HumanQueueMessage::TestTransferV1(entry) => {
            transfer(&ports, entry, deadline).await
        }
        HumanQueueMessage::RecoveredV1(word) => recovered(&ports, word, deadline).await,
    }
}

async fn recovered(
    ports: &IntegrationPorts<'_>,
    recovered: &Recovered,
    deadline: Timestamp,
) -> Ended {
    let integration_id = recovered.integration_id.as_str();
    let conversation_id = recovered.conversation_id.as_str();
    match take_back(ports, recovered, deadline).await {
        Ok(TakenBack::Done) => {
            let note = "the desk knows that the assistant answers again";
            tracing::info!(integration_id, conversation_id, "{note}");
            (RecordOutcome::Done, &["RecoveriesTold"])
        }
        Ok(TakenBack::Void) => (RecordOutcome::Done, &[]),
        Ok(TakenBack::Later { after, error }) => {
            let note = "the desk could not be told of a recovery for now";
            tracing::info!(integration_id, conversation_id, error, "{note}");
            (RecordOutcome::Again(Some(after)), &[])
        }
        Ok(TakenBack::Dropped { error }) => {
            let note = "the desk is not told of a recovery";
            tracing::warn!(integration_id, conversation_id, error, "{note}");
            (RecordOutcome::Done, &["RecoveriesNotTold"])
        }
        Err(error) => again(integration_id, conversation_id, &error),
    }
}

fn again(integration_id: &str, conversation_id: &str, error: &PortError) -> Ended {
    let error = error_chain(error);
    let note = "a record of the human queue was not worked";
    tracing::error!(integration_id, conversation_id, error, "{note}");
    (RecordOutcome::Again(None), &["TransfersFailed"])
}

async fn transfer(ports: &IntegrationPorts<'_>, transfer: &Transfer, deadline: Timestamp) -> Ended {
    let integration_id = transfer.integration_id.as_str();
    let conversation_id = transfer.conversation_id.as_str();
    // As it is now: somebody may have mended it since.
    let transfer = &Transfer {
        queue: ports.queue().to_owned(),
        ..transfer.clone()
    };
    match hand_over(ports, transfer, deadline).await {
        Ok(HandedOver::Done) => (RecordOutcome::Done, &[]),
        Ok(HandedOver::Wait { after }) => (RecordOutcome::Again(Some(after)), &[]),
        Ok(HandedOver::Void) => {
            let turn_id = transfer.turn_id.as_str();
            let note = "a transfer is done already, or people have seen to it";
            tracing::info!(integration_id, conversation_id, turn_id, "{note}");
            (RecordOutcome::Done, &["TransfersVoid"])
        }
        Ok(HandedOver::Ended { told: Told::Yes }) => {
            tracing::info!(integration_id, conversation_id, "handed over");
            (RecordOutcome::Done, &["TransfersDone"])
        }
        Ok(HandedOver::Ended { told }) => {
            let note = "handed over, but the customer could not be told";
            tracing::warn!(integration_id, conversation_id, ?told, "{note}");
            (RecordOutcome::Done, &["TransfersDone", "CustomersNotTold"])
        }
        Ok(HandedOver::Later { after, error }) => {
            let after_secs = after.as_secs();
            let note = "a transfer failed for now";
            tracing::warn!(integration_id, conversation_id, after_secs, error, "{note}");
            (RecordOutcome::Done, &["TransfersFailed"])
        }
        Ok(HandedOver::Exhausted { error }) => {
            let note = "a transfer failed for too long: it is in the dead-letter queue";
            tracing::error!(integration_id, conversation_id, error, "{note}");
            (RecordOutcome::Done, &["TransfersFailed"])
        }
        Err(error) => again(integration_id, conversation_id, &error),
    }
}

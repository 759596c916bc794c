//! The queues against SQS: the local emulator, or with `RECADO_TEST_AWS=1` the service that the
//! environment names (`AWS_REGION`, the credentials, and `AWS_ENDPOINT_URL_SQS` for another
//! emulator). The tests make queues named `recado-test-…` and delete them unless they fail.
#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot be set up must fail at once"
)]

use std::time::Duration;

use aws_sdk_sqs::Client;
use aws_sdk_sqs::types::{Message, MessageSystemAttributeName};
use conversation::ports::{DeadTransfers, HumanQueue, WakeUps};
use conversation::{
    ContactName, ConversationId, HumanQueueMessage, IntegrationId, Link, Reason, Timestamp, Token,
    Transfer, TransferContact, WakeUpMessage,
};
use lambda::{AwsConfig, Env, FromEnv};
use queues::{SqsDeadTransfers, SqsHumanQueue, SqsWakeUps, parse_human_queue, parse_wake_up};

struct Queue {
    client: Client,
    url: String,
    /// The emulator stops when this is dropped.
    emulator: Option<(local::aws::Aws, tempfile::TempDir)>,
}

impl Queue {
    async fn new() -> Self {
        let process = Env::of_process();
        let (config, emulator) = if process.optional("RECADO_TEST_AWS").is_some() {
            (AwsConfig::read(&process).unwrap(), None)
        } else {
            let folder = tempfile::tempdir().unwrap();
            let aws = local::aws::Aws::start(folder.path()).unwrap();
            let config = AwsConfig::read(&Env::from_iter(aws.env())).unwrap();
            (config, Some((aws, folder)))
        };
        let client = config.sqs();
        let name = format!("recado-test-{:016x}", fastrand::u64(..));
        let made = client.create_queue().queue_name(name).send().await.unwrap();
        Self {
            url: made.queue_url.unwrap(),
            client,
            emulator,
        }
    }

    /// Waits for at most a second.
    async fn receive(&self) -> Option<Message> {
        let request = self.client.receive_message().queue_url(&self.url);
        let request = request.message_system_attribute_names(MessageSystemAttributeName::All);
        let answer = request.wait_time_seconds(1).send().await.unwrap();
        answer.messages.unwrap_or_default().pop()
    }

    /// The emulator's queues end with the emulator.
    async fn delete(self) {
        if self.emulator.is_some() {
            return;
        }
        let request = self.client.delete_queue().queue_url(&self.url);
        request.send().await.unwrap();
    }
}

fn group(message: &Message) -> Option<&str> {
    let attributes = message.attributes.as_ref()?;
    let group = attributes.get(&MessageSystemAttributeName::MessageGroupId)?;
    Some(group.as_str())
}

fn wake_up() -> WakeUpMessage {
    let body = r#"{
        "type": "wake_up_v2",
        "conversation": {"integration": "loja-1", "id": "0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f"},
        "link": {"token": 18446744073709551615, "follows": 7},
        "created_at": 1795435217250
    }"#;
    parse_wake_up(body).unwrap()
}

fn transfer() -> Transfer {
    Transfer {
        integration_id: IntegrationId::parse("loja-1").unwrap(),
        contact: TransferContact {
            id: ContactName::parse("5511999990000").unwrap(),
            name: Some("Cliente".to_owned()),
        },
        conversation_id: ConversationId::parse(&"0f".repeat(16)).unwrap(),
        queue: "4".to_owned(),
        transfer_message: "Vou chamar uma pessoa da equipe.".to_owned(),
        reason: Reason::Requested,
        summary: "O boleto não chegou.".to_owned(),
        turn_id: "turn-7".to_owned(),
        at: Timestamp::from_millis(1_795_435_217_250),
        link: Some(Link {
            token: Token(u64::MAX),
            follows: 7,
        }),
    }
}

#[tokio::test]
async fn a_wake_up_arrives_whole_and_in_its_integrations_group() {
    let queue = Queue::new().await;
    let wake_ups = SqsWakeUps::new(queue.client.clone(), queue.url.clone());
    wake_ups.warm().await.unwrap();
    wake_ups.send(&wake_up(), Duration::ZERO).await.unwrap();
    let message = queue.receive().await.unwrap();
    assert_eq!(parse_wake_up(message.body().unwrap()), Ok(wake_up()));
    assert_eq!(group(&message), Some("loja-1"));
    queue.delete().await;
}

#[tokio::test]
async fn a_wake_up_waits_for_its_delay() {
    let queue = Queue::new().await;
    let wake_ups = SqsWakeUps::new(queue.client.clone(), queue.url.clone());
    wake_ups
        .send(&wake_up(), Duration::from_secs(900))
        .await
        .unwrap();
    assert!(queue.receive().await.is_none());
    queue.delete().await;
}

#[tokio::test]
async fn a_received_wake_up_can_be_had_again_at_once() {
    let queue = Queue::new().await;
    let wake_ups = SqsWakeUps::new(queue.client.clone(), queue.url.clone());
    wake_ups.send(&wake_up(), Duration::ZERO).await.unwrap();
    let first = queue.receive().await.unwrap();
    assert!(queue.receive().await.is_none(), "it is invisible for 30 s");
    let receipt = first.receipt_handle().unwrap();
    wake_ups
        .change_visibility(receipt, Duration::ZERO)
        .await
        .unwrap();
    let again = queue.receive().await.unwrap();
    assert_eq!(again.message_id(), first.message_id());
    queue.delete().await;
}

#[tokio::test]
async fn a_transfer_arrives_whole_and_in_its_integrations_group() {
    let queue = Queue::new().await;
    let human_queue = SqsHumanQueue::new(queue.client.clone(), queue.url.clone());
    let transfer = HumanQueueMessage::TransferV1(transfer());
    human_queue.send(&transfer, Duration::ZERO).await.unwrap();
    let message = queue.receive().await.unwrap();
    let received: HumanQueueMessage = serde_json::from_str(message.body().unwrap()).unwrap();
    assert_eq!(received, transfer);
    assert_eq!(group(&message), Some("loja-1"));
    queue.delete().await;
}

#[tokio::test]
async fn a_buried_transfer_is_there_at_once_and_could_be_worked_again() {
    let queue = Queue::new().await;
    let dead = SqsDeadTransfers::new(queue.client.clone(), queue.url.clone());
    let entry = HumanQueueMessage::TransferV1(transfer());
    dead.bury(&entry).await.unwrap();
    let message = queue.receive().await.unwrap();
    let buried = parse_human_queue(message.body().unwrap());
    assert_eq!(buried, Ok(entry));
    assert_eq!(group(&message), Some("loja-1"));
    queue.delete().await;
}

#[tokio::test]
async fn a_transfer_may_hold_any_character() {
    let queue = Queue::new().await;
    let human_queue = SqsHumanQueue::new(queue.client.clone(), queue.url.clone());
    let mut transfer = transfer();
    transfer.summary = "\0 \u{1F} \u{7F} \\\u{FFFE} \u{FFFF} \u{FFFD} 🙂".to_owned();
    let transfer = HumanQueueMessage::TransferV1(transfer);
    human_queue.send(&transfer, Duration::ZERO).await.unwrap();
    let message = queue.receive().await.unwrap();
    let received: HumanQueueMessage = serde_json::from_str(message.body().unwrap()).unwrap();
    assert_eq!(received, transfer);
    queue.delete().await;
}

#[tokio::test]
async fn a_queue_that_is_not_there_is_an_error() {
    let queue = Queue::new().await;
    let gone = format!("{}-gone", queue.url);
    let wake_ups = SqsWakeUps::new(queue.client.clone(), gone);
    assert!(wake_ups.send(&wake_up(), Duration::ZERO).await.is_err());
    queue.delete().await;
}

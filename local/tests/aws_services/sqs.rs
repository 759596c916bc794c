//! Sending, receiving and settling.

use std::time::{Duration, Instant};

use aws_sdk_sqs::Client;
use aws_sdk_sqs::types::{Message, MessageSystemAttributeName as Name, QueueAttributeName};

use crate::fresh;

/// The longest poll that SQS allows. A poll that returns well before that was woken.
pub(crate) const LONG_POLL_SECONDS: i32 = 20;

pub(crate) async fn queue(sqs: &Client, name: &str) -> String {
    let created = sqs.create_queue().queue_name(name).send().await.unwrap();
    created.queue_url().unwrap().to_owned()
}

pub(crate) async fn send(sqs: &Client, queue: &str, body: &str) {
    sqs.send_message()
        .queue_url(queue)
        .message_body(body)
        .send()
        .await
        .unwrap();
}

/// One message with all of its attributes, if there is one now.
pub(crate) async fn receive(sqs: &Client, queue: &str) -> Option<Message> {
    receive_within(sqs, queue, 0).await
}

pub(crate) async fn receive_within(sqs: &Client, queue: &str, seconds: i32) -> Option<Message> {
    let received = sqs
        .receive_message()
        .queue_url(queue)
        .wait_time_seconds(seconds)
        .message_system_attribute_names(Name::All);
    received
        .send()
        .await
        .unwrap()
        .messages
        .unwrap_or_default()
        .pop()
}

pub(crate) async fn change_visibility(sqs: &Client, queue: &str, message: &Message, seconds: i32) {
    let change = sqs
        .change_message_visibility()
        .queue_url(queue)
        .receipt_handle(message.receipt_handle().unwrap());
    change.visibility_timeout(seconds).send().await.unwrap();
}

pub(crate) fn attribute(message: &Message, name: Name) -> &str {
    message.attributes().unwrap()[&name].as_str()
}

/// How many messages are visible, in flight and delayed.
pub(crate) async fn counts(sqs: &Client, queue: &str) -> [String; 3] {
    let names = [
        QueueAttributeName::ApproximateNumberOfMessages,
        QueueAttributeName::ApproximateNumberOfMessagesNotVisible,
        QueueAttributeName::ApproximateNumberOfMessagesDelayed,
    ];
    let get = sqs.get_queue_attributes().queue_url(queue);
    let shown = get
        .set_attribute_names(Some(names.to_vec()))
        .send()
        .await
        .unwrap();
    names.map(|name| shown.attributes().unwrap()[&name].clone())
}

#[tokio::test]
async fn a_message_arrives_as_it_was_sent() {
    let aws = fresh();
    let sqs = &aws.clients.sqs;
    let url = queue(sqs, "wake-ups").await;

    let sent = sqs
        .send_message()
        .queue_url(&url)
        .message_body("olá 👋")
        .message_group_id("int_1");
    let sent = sent.send().await.unwrap();
    let message = receive(sqs, &url).await.unwrap();

    assert_eq!(message.body(), Some("olá 👋"));
    assert_eq!(message.message_id(), sent.message_id());
    assert_eq!(message.md5_of_body(), sent.md5_of_message_body());
    assert_eq!(
        message.md5_of_body(),
        Some("5df2d6424388a92c1c6df8d926cf2488")
    );
    assert_eq!(attribute(&message, Name::MessageGroupId), "int_1");
    assert_eq!(attribute(&message, Name::ApproximateReceiveCount), "1");
    let sent_at: u64 = attribute(&message, Name::SentTimestamp).parse().unwrap();
    let received_at = attribute(&message, Name::ApproximateFirstReceiveTimestamp);
    assert!(received_at.parse::<u64>().unwrap() >= sent_at);
}

#[tokio::test]
async fn only_the_attributes_asked_for_are_shown() {
    let aws = fresh();
    let sqs = &aws.clients.sqs;
    let url = queue(sqs, "wake-ups").await;
    send(sqs, &url, "oi").await;
    send(sqs, &url, "oi").await;

    let without = sqs.receive_message().queue_url(&url).send().await.unwrap();
    let asked = sqs.receive_message().queue_url(&url);
    let asked = asked.message_system_attribute_names(Name::SentTimestamp);
    let one = asked.send().await.unwrap();

    assert!(without.messages()[0].attributes().is_none());
    let names: Vec<_> = one.messages()[0].attributes().unwrap().keys().collect();
    assert_eq!(names, [&Name::SentTimestamp]);
}

#[tokio::test]
async fn a_delayed_message_arrives_when_its_delay_ends_and_never_before() {
    let aws = fresh();
    let sqs = &aws.clients.sqs;
    let url = queue(sqs, "wake-ups").await;

    sqs.send_message()
        .queue_url(&url)
        .message_body("oi")
        .delay_seconds(1)
        .send()
        .await
        .unwrap();
    assert_eq!(counts(sqs, &url).await, ["0", "0", "1"]);
    let message = receive_within(sqs, &url, LONG_POLL_SECONDS).await.unwrap();

    // By the server's clock, in milliseconds.
    let at = |name| attribute(&message, name).parse::<u64>().unwrap();
    let waited = at(Name::ApproximateFirstReceiveTimestamp) - at(Name::SentTimestamp);
    assert!((1000..1500).contains(&waited), "{waited} ms");
}

#[tokio::test]
async fn a_long_poll_ends_as_soon_as_something_is_sent() {
    let aws = fresh();
    let sqs = &aws.clients.sqs;
    let url = queue(sqs, "wake-ups").await;

    let start = Instant::now();
    let (received, ()) = tokio::join!(receive_within(sqs, &url, LONG_POLL_SECONDS), async {
        // So that the poll has begun.
        tokio::time::sleep(Duration::from_millis(200)).await;
        send(sqs, &url, "oi").await;
    });

    assert_eq!(received.unwrap().body(), Some("oi"));
    assert!(start.elapsed().as_millis() < 1000, "{:?}", start.elapsed());
}

#[tokio::test]
async fn an_empty_queue_is_waited_for_and_no_longer() {
    let aws = fresh();
    let sqs = &aws.clients.sqs;
    let url = queue(sqs, "wake-ups").await;

    let start = Instant::now();
    assert!(receive_within(sqs, &url, 1).await.is_none());

    assert!(
        (1000..2000).contains(&start.elapsed().as_millis()),
        "{:?}",
        start.elapsed()
    );
}

#[tokio::test]
async fn a_poll_that_was_given_up_takes_nothing() {
    let aws = fresh();
    let sqs = &aws.clients.sqs;
    let url = queue(sqs, "wake-ups").await;

    let poll = receive_within(sqs, &url, LONG_POLL_SECONDS);
    let given_up = tokio::time::timeout(Duration::from_millis(200), poll).await;
    assert!(given_up.is_err());
    // So that the server sees the closed connection before it sees the message.
    tokio::time::sleep(Duration::from_millis(100)).await;
    send(sqs, &url, "oi").await;

    assert!(receive(sqs, &url).await.is_some());
}

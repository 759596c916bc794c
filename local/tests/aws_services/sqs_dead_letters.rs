//! The dead-letter queue.

use std::time::{Duration, Instant};

use aws_sdk_sqs::types::{MessageSystemAttributeName as Name, QueueAttributeName};

use crate::sqs::{
    LONG_POLL_SECONDS, attribute, change_visibility, counts, queue, receive, receive_within, send,
};
use crate::{code, fresh};

const DEAD_LETTERS: &str = "arn:aws:sqs:us-east-1:000000000000:dead";

async fn with_policy(sqs: &aws_sdk_sqs::Client, policy: String) -> String {
    let create = sqs.create_queue().queue_name("live");
    let created = create
        .attributes(QueueAttributeName::RedrivePolicy, policy)
        .send()
        .await
        .unwrap();
    created.queue_url.unwrap()
}

fn policy(max_receive_count: &str) -> String {
    format!(r#"{{"deadLetterTargetArn":"{DEAD_LETTERS}","maxReceiveCount":{max_receive_count}}}"#)
}

/// Receives and gives back.
async fn fail(sqs: &aws_sdk_sqs::Client, queue: &str) {
    let message = receive(sqs, queue).await.unwrap();
    change_visibility(sqs, queue, &message, 0).await;
}

#[tokio::test]
async fn a_message_is_moved_instead_of_being_received_once_too_often() {
    let aws = fresh();
    let sqs = &aws.clients.sqs;
    let dead = queue(sqs, "dead").await;
    let live = with_policy(sqs, policy("2")).await;
    let sent = sqs
        .send_message()
        .queue_url(&live)
        .message_body("oi")
        .message_group_id("int_1");
    let sent = sent.send().await.unwrap();

    fail(sqs, &live).await;
    fail(sqs, &live).await;
    // It moves when somebody would have received it, not before.
    assert_eq!(counts(sqs, &live).await, ["1", "0", "0"]);
    let start = Instant::now();
    let (moved, refused) = tokio::join!(receive_within(sqs, &dead, LONG_POLL_SECONDS), async {
        // So that the poll has begun.
        tokio::time::sleep(Duration::from_millis(200)).await;
        receive(sqs, &live).await
    });

    assert!(start.elapsed().as_millis() < 1000, "{:?}", start.elapsed());
    assert!(refused.is_none());
    assert_eq!(counts(sqs, &live).await, ["0", "0", "0"]);
    let moved = moved.unwrap();
    assert_eq!(moved.body(), Some("oi"));
    assert_eq!(moved.message_id(), sent.message_id());
    assert_eq!(attribute(&moved, Name::MessageGroupId), "int_1");
    assert_eq!(attribute(&moved, Name::ApproximateReceiveCount), "3");
    let source = attribute(&moved, Name::DeadLetterQueueSourceArn);
    assert_eq!(source, "arn:aws:sqs:us-east-1:000000000000:live");
}

#[tokio::test]
async fn the_dead_letter_queue_counts_its_own_receives() {
    let aws = fresh();
    let sqs = &aws.clients.sqs;
    let last = queue(sqs, "last").await;
    let dead = queue(sqs, "dead").await;
    let live = with_policy(sqs, policy("1")).await;
    let onward = policy("2").replace(":dead", ":last");
    let set = sqs.set_queue_attributes().queue_url(&dead);
    set.attributes(QueueAttributeName::RedrivePolicy, onward)
        .send()
        .await
        .unwrap();
    send(sqs, &live, "oi").await;

    fail(sqs, &live).await;
    assert!(receive(sqs, &live).await.is_none());
    fail(sqs, &dead).await;
    fail(sqs, &dead).await;
    assert!(receive(sqs, &dead).await.is_none());

    assert_eq!(counts(sqs, &last).await, ["1", "0", "0"]);
}

#[tokio::test]
async fn the_count_may_be_a_string_and_is_shown_as_a_number() {
    let aws = fresh();
    let sqs = &aws.clients.sqs;
    queue(sqs, "dead").await;
    let live = with_policy(sqs, policy("\"1\"")).await;
    send(sqs, &live, "oi").await;

    fail(sqs, &live).await;
    assert!(receive(sqs, &live).await.is_none());

    let get = sqs.get_queue_attributes().queue_url(&live);
    let shown = get
        .attribute_names(QueueAttributeName::All)
        .send()
        .await
        .unwrap();
    let shown = &shown.attributes().unwrap()[&QueueAttributeName::RedrivePolicy];
    assert_eq!(shown, &policy("1"));
}

#[tokio::test]
async fn a_redrive_policy_can_be_taken_away() {
    let aws = fresh();
    let sqs = &aws.clients.sqs;
    queue(sqs, "dead").await;
    let live = with_policy(sqs, policy("1")).await;
    send(sqs, &live, "oi").await;
    fail(sqs, &live).await;

    let set = sqs.set_queue_attributes().queue_url(&live);
    set.attributes(QueueAttributeName::RedrivePolicy, "")
        .send()
        .await
        .unwrap();

    assert!(receive(sqs, &live).await.is_some());
}

#[tokio::test]
async fn a_wrong_redrive_policy_is_refused() {
    let aws = fresh();
    let sqs = &aws.clients.sqs;
    let create = |policy: String| {
        let create = sqs.create_queue().queue_name("live");
        create
            .attributes(QueueAttributeName::RedrivePolicy, policy)
            .send()
    };

    let nowhere = create(policy("1")).await;
    queue(sqs, "dead").await;
    for refused in [
        nowhere,
        create(policy("0")).await,
        create(policy("1001")).await,
    ] {
        assert_eq!(code(refused), "InvalidParameterValue");
    }
    assert_eq!(
        code(create("rubbish".to_owned()).await),
        "InvalidParameterValue"
    );
}

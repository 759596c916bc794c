//! What SQS refuses, with the error names that clients know.

use aws_sdk_sqs::Client;
use aws_sdk_sqs::types::{QueueAttributeName, SendMessageBatchRequestEntry};

use crate::sqs::{counts, queue, receive};
use crate::{code, fresh};

const MEBIBYTE: usize = 1024 * 1024;

fn entry(id: &str, body: &str) -> SendMessageBatchRequestEntry {
    let entry = SendMessageBatchRequestEntry::builder()
        .id(id)
        .message_body(body);
    entry.build().unwrap()
}

async fn batch_code(sqs: &Client, url: &str, entries: Vec<SendMessageBatchRequestEntry>) -> String {
    let send = sqs
        .send_message_batch()
        .queue_url(url)
        .set_entries(Some(entries));
    code(send.send().await)
}

#[tokio::test]
async fn an_unknown_queue_is_known_as_such_by_every_operation() {
    let aws = fresh();
    let sqs = &aws.clients.sqs;
    let url = format!("{}x", queue(sqs, "wake-ups").await);
    let missing = "AWS.SimpleQueueService.NonExistentQueue";

    let found = sqs.get_queue_url().queue_name("wake-upsx").send().await;
    assert!(
        found
            .unwrap_err()
            .into_service_error()
            .is_queue_does_not_exist()
    );
    let sent = sqs
        .send_message()
        .queue_url(&url)
        .message_body("oi")
        .send()
        .await;
    assert!(
        sent.unwrap_err()
            .into_service_error()
            .is_queue_does_not_exist()
    );
    assert_eq!(
        code(sqs.receive_message().queue_url(&url).send().await),
        missing
    );
    assert_eq!(
        code(sqs.get_queue_attributes().queue_url(&url).send().await),
        missing
    );
    let delete = sqs
        .delete_message()
        .queue_url(&url)
        .receipt_handle("rubbish");
    assert_eq!(code(delete.send().await), missing);
    assert_eq!(
        code(sqs.purge_queue().queue_url(&url).send().await),
        missing
    );
    assert_eq!(batch_code(sqs, &url, vec![entry("1", "oi")]).await, missing);
}

#[tokio::test]
async fn a_message_is_at_most_a_mebibyte_and_never_empty() {
    let aws = fresh();
    let sqs = &aws.clients.sqs;
    let url = queue(sqs, "wake-ups").await;
    let send = |body: String| sqs.send_message().queue_url(&url).message_body(body).send();

    assert_eq!(
        code(send("x".repeat(MEBIBYTE + 1)).await),
        "InvalidParameterValue"
    );
    assert_eq!(code(send(String::new()).await), "MissingParameter");
    assert_eq!(
        code(send("a\u{1}b".to_owned()).await),
        "InvalidMessageContents"
    );
    assert_eq!(counts(sqs, &url).await, ["0", "0", "0"]);

    // As large as allowed, and the largest possible on the wire.
    send("\"".repeat(MEBIBYTE)).await.unwrap();
    assert_eq!(
        receive(sqs, &url).await.unwrap().body.unwrap().len(),
        MEBIBYTE
    );
}

#[tokio::test]
async fn times_and_counts_have_their_limits() {
    let aws = fresh();
    let sqs = &aws.clients.sqs;
    let url = queue(sqs, "wake-ups").await;
    let invalid = "InvalidParameterValue";

    for delay in [-1, 901] {
        let send = sqs
            .send_message()
            .queue_url(&url)
            .message_body("oi")
            .delay_seconds(delay);
        assert_eq!(code(send.send().await), invalid, "{delay}");
    }
    sqs.send_message()
        .queue_url(&url)
        .message_body("oi")
        .delay_seconds(900)
        .send()
        .await
        .unwrap();
    for count in [0, 11] {
        let receive = sqs
            .receive_message()
            .queue_url(&url)
            .max_number_of_messages(count);
        assert_eq!(code(receive.send().await), invalid, "{count}");
    }
    let wait = sqs.receive_message().queue_url(&url).wait_time_seconds(21);
    assert_eq!(code(wait.send().await), invalid);
    let visibility = sqs
        .receive_message()
        .queue_url(&url)
        .visibility_timeout(43_201);
    assert_eq!(code(visibility.send().await), invalid);
    let group = sqs
        .send_message()
        .queue_url(&url)
        .message_body("oi")
        .message_group_id("a b");
    assert_eq!(code(group.send().await), invalid);
}

#[tokio::test]
async fn a_wrong_batch_is_refused_as_a_whole() {
    let aws = fresh();
    let sqs = &aws.clients.sqs;
    let url = queue(sqs, "wake-ups").await;
    let eleven = (0..11).map(|n| entry(&n.to_string(), "oi")).collect();
    let half = "x".repeat(MEBIBYTE / 2 + 1);
    let named = |name: &str| format!("AWS.SimpleQueueService.{name}");

    let refused = batch_code(sqs, &url, vec![]).await;
    assert_eq!(refused, named("EmptyBatchRequest"));
    let refused = batch_code(sqs, &url, eleven).await;
    assert_eq!(refused, named("TooManyEntriesInBatchRequest"));
    let refused = batch_code(sqs, &url, vec![entry("1", "oi"), entry("1", "oi")]).await;
    assert_eq!(refused, named("BatchEntryIdsNotDistinct"));
    let refused = batch_code(sqs, &url, vec![entry("a b", "oi")]).await;
    assert_eq!(refused, named("InvalidBatchEntryId"));
    let refused = batch_code(sqs, &url, vec![entry("1", &half), entry("2", &half)]).await;
    assert_eq!(refused, named("BatchRequestTooLong"));
    assert_eq!(counts(sqs, &url).await, ["0", "0", "0"]);
}

#[tokio::test]
async fn a_wrong_entry_of_a_batch_fails_alone() {
    let aws = fresh();
    let sqs = &aws.clients.sqs;
    let url = queue(sqs, "wake-ups").await;
    let late = SendMessageBatchRequestEntry::builder()
        .id("late")
        .message_body("oi");
    let late = late.delay_seconds(901).build().unwrap();

    let send = sqs
        .send_message_batch()
        .queue_url(&url)
        .entries(entry("good", "oi"))
        .entries(late);
    let sent = send.send().await.unwrap();

    assert_eq!(sent.successful().len(), 1);
    assert_eq!(sent.successful()[0].id(), "good");
    assert_eq!(sent.failed().len(), 1);
    assert_eq!(sent.failed()[0].id(), "late");
    assert_eq!(sent.failed()[0].code(), "InvalidParameterValue");
    assert!(sent.failed()[0].sender_fault());
    assert_eq!(counts(sqs, &url).await, ["1", "0", "0"]);
}

#[tokio::test]
async fn a_queue_is_made_once_and_with_one_set_of_attributes() {
    let aws = fresh();
    let sqs = &aws.clients.sqs;
    let create = |name: &str, seconds: &str| {
        let create = sqs.create_queue().queue_name(name);
        create
            .attributes(QueueAttributeName::VisibilityTimeout, seconds)
            .send()
    };

    let first = create("wake-ups", "100").await.unwrap();
    assert_eq!(
        create("wake-ups", "100").await.unwrap().queue_url,
        first.queue_url
    );
    assert_eq!(queue(sqs, "wake-ups").await, first.queue_url.unwrap());
    let other = create("wake-ups", "99")
        .await
        .unwrap_err()
        .into_service_error();
    assert!(other.is_queue_name_exists());
    assert_eq!(
        code(create("wake ups", "100").await),
        "InvalidParameterValue"
    );
    let fifo = "AWS.SimpleQueueService.UnsupportedOperation";
    assert_eq!(code(create("wake-ups.fifo", "100").await), fifo);
    let encrypted = sqs.create_queue().queue_name("encrypted");
    let encrypted = encrypted.attributes(QueueAttributeName::KmsMasterKeyId, "alias/x");
    assert_eq!(code(encrypted.send().await), "InvalidAttributeName");
}

#[tokio::test]
async fn a_queues_own_defaults_hold_where_a_request_says_nothing() {
    let aws = fresh();
    let sqs = &aws.clients.sqs;
    let create = sqs.create_queue().queue_name("wake-ups");
    let create = create.attributes(QueueAttributeName::DelaySeconds, "60");
    let url = create.send().await.unwrap().queue_url.unwrap();
    let send = || sqs.send_message().queue_url(&url).message_body("oi");

    send().send().await.unwrap();
    send().delay_seconds(0).send().await.unwrap();

    assert_eq!(counts(sqs, &url).await, ["1", "0", "1"]);
}

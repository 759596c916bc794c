//! What happens to a message after it was received.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use aws_sdk_sqs::types::{
    DeleteMessageBatchRequestEntry, Message, MessageSystemAttributeName as Name,
    SendMessageBatchRequestEntry,
};

use crate::sqs::{
    LONG_POLL_SECONDS, attribute, change_visibility, counts, queue, receive, receive_within, send,
};
use crate::{code, fresh};

#[tokio::test]
async fn an_undeleted_message_returns_when_its_visibility_timeout_ends() {
    let aws = fresh();
    let sqs = &aws.clients.sqs;
    let url = queue(sqs, "wake-ups").await;
    send(sqs, &url, "oi").await;

    let start = Instant::now();
    sqs.receive_message()
        .queue_url(&url)
        .visibility_timeout(1)
        .send()
        .await
        .unwrap();
    assert!(receive(sqs, &url).await.is_none());
    let again = receive_within(sqs, &url, LONG_POLL_SECONDS).await.unwrap();
    let waited = start.elapsed();

    assert_eq!(attribute(&again, Name::ApproximateReceiveCount), "2");
    assert!((1000..1500).contains(&waited.as_millis()), "{waited:?}");
}

#[tokio::test]
async fn changing_the_visibility_to_zero_gives_the_message_back_at_once() {
    let aws = fresh();
    let sqs = &aws.clients.sqs;
    let url = queue(sqs, "wake-ups").await;
    send(sqs, &url, "oi").await;

    let first = receive(sqs, &url).await.unwrap();
    let start = Instant::now();
    let (second, ()) = tokio::join!(receive_within(sqs, &url, LONG_POLL_SECONDS), async {
        tokio::time::sleep(Duration::from_millis(200)).await;
        change_visibility(sqs, &url, &first, 0).await;
    });

    assert_eq!(
        attribute(&second.unwrap(), Name::ApproximateReceiveCount),
        "2"
    );
    assert!(start.elapsed().as_millis() < 1000, "{:?}", start.elapsed());
}

#[tokio::test]
async fn only_a_message_in_flight_can_have_its_visibility_changed() {
    let aws = fresh();
    let sqs = &aws.clients.sqs;
    let url = queue(sqs, "wake-ups").await;
    send(sqs, &url, "oi").await;
    let first = receive(sqs, &url).await.unwrap();
    let change = |message: &Message| {
        let handle = message.receipt_handle().unwrap();
        let change = sqs
            .change_message_visibility()
            .queue_url(&url)
            .receipt_handle(handle);
        change.visibility_timeout(60).send()
    };

    change(&first).await.unwrap();
    assert_eq!(counts(sqs, &url).await, ["0", "1", "0"]);
    change_visibility(sqs, &url, &first, 0).await;
    let given_back = change(&first).await;
    let second = receive(sqs, &url).await.unwrap();
    let stale = change(&first).await;

    assert!(
        given_back
            .unwrap_err()
            .into_service_error()
            .is_message_not_inflight()
    );
    assert_eq!(code(stale), "InvalidParameterValue");
    change(&second).await.unwrap();
}

#[tokio::test]
async fn a_message_is_deleted_by_the_handle_of_its_latest_receive_only() {
    let aws = fresh();
    let sqs = &aws.clients.sqs;
    let url = queue(sqs, "wake-ups").await;
    send(sqs, &url, "oi").await;
    let delete = |handle: &str| {
        sqs.delete_message()
            .queue_url(&url)
            .receipt_handle(handle)
            .send()
    };

    let first = receive(sqs, &url).await.unwrap();
    change_visibility(sqs, &url, &first, 0).await;
    let second = receive(sqs, &url).await.unwrap();
    delete(first.receipt_handle().unwrap()).await.unwrap();
    assert_eq!(counts(sqs, &url).await, ["0", "1", "0"]);
    delete(second.receipt_handle().unwrap()).await.unwrap();
    assert_eq!(counts(sqs, &url).await, ["0", "0", "0"]);

    // As in SQS, deleting again does nothing.
    delete(second.receipt_handle().unwrap()).await.unwrap();
    let rubbish = delete("rubbish").await.unwrap_err().into_service_error();
    assert!(rubbish.is_receipt_handle_is_invalid());
    let other = queue(sqs, "others").await;
    let delete = sqs.delete_message().queue_url(other);
    let elsewhere = delete.receipt_handle(second.receipt_handle().unwrap());
    assert_eq!(code(elsewhere.send().await), "ReceiptHandleIsInvalid");
}

#[tokio::test]
async fn each_of_many_messages_reaches_one_of_many_receivers() {
    let aws = fresh();
    let sqs = &aws.clients.sqs;
    let url = queue(sqs, "wake-ups").await;
    let others = queue(sqs, "others").await;
    send(sqs, &others, "not these").await;
    for batch in 0..5 {
        let entries = (0..10).map(|n| {
            let entry = SendMessageBatchRequestEntry::builder().id(n.to_string());
            entry.message_body(format!("{batch}-{n}")).build().unwrap()
        });
        let send = sqs.send_message_batch().queue_url(&url);
        let sent = send
            .set_entries(Some(entries.collect()))
            .send()
            .await
            .unwrap();
        assert_eq!(sent.successful().len(), 10);
    }

    let receiver = || async {
        let mut bodies = Vec::new();
        loop {
            let receive = sqs
                .receive_message()
                .queue_url(&url)
                .max_number_of_messages(10);
            let messages = receive.send().await.unwrap().messages.unwrap_or_default();
            if messages.is_empty() {
                return bodies;
            }
            let entries = messages.iter().enumerate().map(|(n, message)| {
                let entry = DeleteMessageBatchRequestEntry::builder().id(n.to_string());
                entry
                    .receipt_handle(message.receipt_handle().unwrap())
                    .build()
                    .unwrap()
            });
            let delete = sqs.delete_message_batch().queue_url(&url);
            let deleted = delete
                .set_entries(Some(entries.collect()))
                .send()
                .await
                .unwrap();
            assert_eq!(deleted.successful().len(), messages.len());
            bodies.extend(messages.into_iter().map(|message| message.body.unwrap()));
        }
    };
    let (a, b, c) = tokio::join!(receiver(), receiver(), receiver());

    let all = [a, b, c].concat();
    assert_eq!(all.len(), 50);
    assert_eq!(all.iter().collect::<BTreeSet<_>>().len(), 50);
    assert_eq!(counts(sqs, &url).await, ["0", "0", "0"]);
    assert_eq!(counts(sqs, &others).await, ["1", "0", "0"]);
}

#[tokio::test]
async fn a_purge_empties_one_queue() {
    let aws = fresh();
    let sqs = &aws.clients.sqs;
    let url = queue(sqs, "wake-ups").await;
    let other = queue(sqs, "wake-ups-2").await;
    for delay in [0, 0, 60] {
        let send = sqs.send_message().queue_url(&url).message_body("oi");
        send.delay_seconds(delay).send().await.unwrap();
    }
    send(sqs, &other, "oi").await;
    receive(sqs, &url).await.unwrap();
    assert_eq!(counts(sqs, &url).await, ["1", "1", "1"]);

    sqs.purge_queue().queue_url(&url).send().await.unwrap();

    assert_eq!(counts(sqs, &url).await, ["0", "0", "0"]);
    assert_eq!(counts(sqs, &other).await, ["1", "0", "0"]);
}

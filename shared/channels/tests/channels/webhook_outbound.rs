//! Replies of the plain webhook.

use std::time::Duration;

use channels::AnyChannel;
use conversation::ports::{Audio, Channel, Failure, Outgoing, OutgoingKind, Retry};
use conversation::{ContactName, MessageId, Part, ReplyAddress};
use serde_json::{Value, json};
use testkit::channels::{FakeReceiver, Step};

use crate::support::{SIGNING_SECRET, to_webhook};

const LIMIT: Duration = Duration::from_secs(10);

pub(crate) async fn fake() -> (FakeReceiver, AnyChannel) {
    let fake = FakeReceiver::start(SIGNING_SECRET).await;
    let channel = to_webhook(&fake.reply_url());
    (fake, channel)
}

async fn send_as(
    channel: &AnyChannel,
    kind: OutgoingKind,
    to: Value,
    delivery_id: &str,
) -> Result<(), Failure> {
    say_as(channel, kind, to, delivery_id, None).await
}

pub(crate) async fn say_as(
    channel: &AnyChannel,
    kind: OutgoingKind,
    to: Value,
    delivery_id: &str,
    audio: Option<&Audio>,
) -> Result<(), Failure> {
    let outgoing = Outgoing {
        kind,
        to: &ReplyAddress(to),
        contact: &ContactName::parse("5511999990000").unwrap(),
        part: &Part::text("Já vejo \"isso\".\nAté já! 🙂".to_owned()),
        audio,
        delivery_id: delivery_id.to_owned(),
        in_reply_to: &[
            MessageId::parse("m-1").unwrap(),
            MessageId::parse("m-2").unwrap(),
        ],
    };
    channel.send(outgoing, LIMIT).await.map(drop)
}

async fn send_to(channel: &AnyChannel, to: Value, delivery_id: &str) -> Result<(), Failure> {
    send_as(channel, OutgoingKind::Reply, to, delivery_id).await
}

async fn send(channel: &AnyChannel) -> Result<(), Failure> {
    send_to(channel, json!({"contact_id": "5511999990000"}), "turn-1-0").await
}

#[tokio::test]
async fn a_reply_is_signed_and_names_what_it_answers() {
    let (fake, channel) = fake().await;
    send(&channel).await.unwrap();
    let replies = fake.replies();
    assert_eq!(replies[0].id, "turn-1-0");
    assert_eq!(
        replies[0].body,
        json!({
            "type": "reply",
            "contact": {"id": "5511999990000"},
            "text": "Já vejo \"isso\".\nAté já! 🙂",
            "in_reply_to": ["m-1", "m-2"],
        })
    );
}

#[tokio::test]
async fn a_transfer_message_and_a_persons_words_name_nothing_that_they_answer() {
    let (fake, channel) = fake().await;
    for kind in [OutgoingKind::TransferMessage, OutgoingKind::PersonMessage] {
        let to = json!({"contact_id": "5511999990000"});
        send_as(&channel, kind, to, "turn-1-transfer")
            .await
            .unwrap();
    }
    let text = "Já vejo \"isso\".\nAté já! 🙂";
    let contact = json!({"id": "5511999990000"});
    assert_eq!(
        fake.transfer_messages()[0].body,
        json!({"type": "transfer_message", "contact": contact, "text": text})
    );
    assert_eq!(
        fake.replies()[0].body,
        json!({"type": "reply", "contact": contact, "text": text, "in_reply_to": []})
    );
    assert_eq!(fake.transfer_messages()[0].id, "turn-1-transfer");
}

#[tokio::test]
async fn a_success_whose_body_is_too_long_is_one() {
    let (fake, channel) = fake().await;
    fake.next_reply(Step::answer(200, "a".repeat(2 * 1024 * 1024)));
    send(&channel).await.unwrap();
}

#[tokio::test]
async fn a_repeat_has_the_same_id() {
    let (fake, channel) = fake().await;
    fake.next_reply(Step::take_and_drop());
    let lost = send(&channel).await;
    assert!(
        matches!(
            lost,
            Err(Failure {
                retry: Retry::Later(None),
                ..
            })
        ),
        "{lost:?}"
    );
    send(&channel).await.unwrap();
    let ids: Vec<String> = fake.replies().into_iter().map(|reply| reply.id).collect();
    assert_eq!(ids, ["turn-1-0", "turn-1-0"]);
}

#[tokio::test]
async fn every_2xx_is_a_success() {
    let (fake, channel) = fake().await;
    for (status, body) in [
        (200, "ok"),
        (201, "{}"),
        (202, ""),
        (204, ""),
        (299, "<html>"),
    ] {
        fake.next_reply(Step::answer(status, body));
        send(&channel).await.unwrap();
    }
}

#[tokio::test]
async fn a_refusal_is_sorted_by_its_status() {
    let (fake, channel) = fake().await;
    for status in [408, 425, 429, 500, 502, 503, 504, 599] {
        fake.next_reply(Step::answer(status, "5511999990000").header("retry-after", "7"));
        let error = send(&channel).await.unwrap_err();
        let Failure {
            detail,
            retry: Retry::Later(retry_after),
        } = error
        else {
            panic!("{status} is not worth a retry");
        };
        assert_eq!(
            (detail, retry_after),
            (format!("status {status}"), Some(Duration::from_secs(7)))
        );
    }
    for status in [301, 302, 400, 401, 403, 404, 410, 413, 422] {
        fake.next_reply(Step::answer(status, "5511999990000").header("location", "/elsewhere"));
        let error = send(&channel).await.unwrap_err();
        assert_eq!(error, Failure::permanent(format!("status {status}")));
    }
    assert!(fake.replies().is_empty());
}

#[tokio::test]
async fn another_secret_is_found_out() {
    let fake = FakeReceiver::start("whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA").await;
    let error = send(&to_webhook(&fake.reply_url())).await.unwrap_err();
    assert_eq!(error, Failure::permanent("status 401"));
    assert_eq!(fake.take_faults(), ["signature invalid"]);
}

#[tokio::test]
async fn what_cannot_be_sent_is_permanent() {
    let (fake, channel) = fake().await;
    for (to, delivery_id) in [
        (json!({"to": "5511999990000"}), "turn-1-0"),
        (json!({"contact_id": 1}), "turn-1-0"),
        (json!({"contact_id": "c"}), "a\nb"),
    ] {
        let refused = send_to(&channel, to, delivery_id).await;
        assert!(
            refused.as_ref().is_err_and(Failure::is_permanent),
            "{refused:?}"
        );
    }
    assert!(fake.replies().is_empty());
}

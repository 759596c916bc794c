//! What an operator does in a conversation.

use std::time::Duration;

use serde_json::{Value, json};
use testkit::channels::{FakeReceiver, Step};

use crate::conversations::CONTACT;
use crate::support::{Bench, INTEGRATION, webhook, with};

const SECRET: &str = "whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIz";

async fn with_receiver() -> (Bench, FakeReceiver) {
    let receiver = FakeReceiver::start(SECRET).await;
    let bench = Bench::with_integration().await;
    let url = json!(receiver.reply_url());
    let secret = json!(SECRET);
    let changes = [
        ("/channel/reply_url", url),
        ("/channel/signing_secret", secret),
    ];
    bench
        .put(INTEGRATION, &with(webhook(), &changes))
        .await
        .expect(200);
    (bench, receiver)
}

#[tokio::test]
async fn a_conversation_is_taken_and_given_back() {
    let bench = Bench::with_integration().await;
    let path = bench.conversation(CONTACT, &["oi"]).await;
    bench.wake_ups().await;
    let (take, release) = (format!("{path}/take-over"), format!("{path}/release"));

    let given = bench.post(&release, &Value::Null).await.expect(200).body;
    assert_eq!(
        (&given["owner"], &given["since"]),
        (&json!("assistant"), &Value::Null)
    );
    let taken = bench.post(&take, &Value::Null).await.expect(200).body;
    assert_eq!(taken["owner"], "people");
    assert_eq!(taken["since"], "2096-10-02T07:06:40Z");
    assert!(taken["unanswered"].is_object());
    bench.clock.advance(Duration::from_secs(60));
    let again = bench.post(&take, &Value::Null).await.expect(200).body;
    assert_eq!(again, taken, "to take what one has changes nothing");
    assert_eq!(bench.wake_ups().await, 0);

    let released = bench.post(&release, &Value::Null).await.expect(200).body;
    assert_eq!(released["owner"], "assistant");
    assert_eq!(
        released["unanswered"]["first"],
        taken["unanswered"]["first"]
    );
    assert_eq!(
        bench.wake_ups().await,
        1,
        "what nobody answered is looked at"
    );
    let again = bench.post(&release, &json!({})).await.expect(200).body;
    assert_eq!(again, released);
    let trail = &bench.get(&path).await.body["trail"];
    assert_eq!(
        trail[0]["outcome"],
        json!({"kind": "taken_over", "parts_sent": 0})
    );
}

#[tokio::test]
async fn a_persons_words_are_sent_and_stored_and_take_over() {
    let (bench, receiver) = with_receiver().await;
    let path = bench.conversation(CONTACT, &["oi"]).await;
    let messages = format!("{path}/messages");
    for text in ["*Aqui* é a Ana", "de novo"] {
        let said = bench
            .post(&messages, &json!({"text": text}))
            .await
            .expect(200)
            .body;
        assert_eq!(said["owner"], "people");
        assert_eq!(said["unanswered"], Value::Null);
    }
    let sent = receiver.replies();
    let texts: Vec<_> = sent.iter().map(|sent| &sent.body["text"]).collect();
    assert_eq!(texts, ["*Aqui* é a Ana", "de novo"]);
    assert_ne!(sent[0].id, sent[1].id);
    assert_eq!(sent[0].body["contact"]["id"], CONTACT);

    let shown = bench.get(&path).await.body;
    let said = shown["transcript"].as_array().unwrap().iter();
    let said: Vec<_> = said.map(|line| (&line["author"], &line["text"])).collect();
    assert!(
        said.contains(&(&json!("person"), &json!("*Aqui* é a Ana"))),
        "{said:?}"
    );
}

#[tokio::test]
async fn what_the_channel_does_not_take_is_said_and_not_stored() {
    let (bench, receiver) = with_receiver().await;
    let path = bench.conversation(CONTACT, &["oi"]).await;
    let messages = format!("{path}/messages");
    for (step, status, code) in [
        (Step::answer(410, ""), 422, "channel_refused"),
        (Step::answer(503, ""), 502, "channel_failed"),
        (Step::drop(), 502, "channel_failed"),
    ] {
        receiver.next_reply(step);
        let failed = bench
            .post(&messages, &json!({"text": "oi"}))
            .await
            .expect(status);
        assert_eq!(failed.error(), (code, None));
    }
    let shown = bench.get(&path).await.body;
    assert_eq!(shown["owner"], "people", "it was taken over all the same");
    let authors = shown["transcript"].as_array().unwrap().iter();
    assert!(
        authors
            .map(|line| &line["author"])
            .all(|author| author != "person")
    );
}

#[tokio::test]
async fn a_text_is_needed_and_bounded() {
    let bench = Bench::with_integration().await;
    let path = bench.conversation(CONTACT, &["oi"]).await;
    let messages = format!("{path}/messages");
    for (body, code, field) in [
        (json!({}), "required", "text"),
        (json!({"text": " "}), "invalid", "text"),
        (json!({"text": 1}), "wrong_type", "text"),
        (json!({"text": "x".repeat(4097)}), "invalid", "text"),
        (
            json!({"text": "oi", "audio": "x"}),
            "unknown_field",
            "audio",
        ),
    ] {
        bench
            .post(&messages, &body)
            .await
            .expect_refused(code, field);
    }
    bench.post(&messages, &Value::Null).await.expect(400);
    assert_eq!(bench.get(&path).await.body["owner"], "assistant");
}

//! Replies in a voice of the plain webhook.

use std::time::Duration;

use channels::AnyChannel;
use conversation::ports::{Failure, OutgoingKind};
use serde_json::{Value, json};
use testkit::channels::Step;

use crate::sending::{DELIVERY_ID, LINK, Meaning, meaning, speak_to, voice_note};
use crate::webhook_outbound::{fake, say_as};

fn contact() -> Value {
    json!({"contact_id": "5511999990000"})
}

async fn speak_as(channel: &AnyChannel, kind: OutgoingKind) -> Result<(), Failure> {
    let audio = voice_note();
    say_as(channel, kind, contact(), DELIVERY_ID, Some(&audio)).await
}

async fn speak(channel: &AnyChannel) -> Result<(), Failure> {
    speak_as(channel, OutgoingKind::Reply).await
}

#[tokio::test]
async fn a_reply_in_a_voice_is_a_url_and_what_it_says() {
    let (fake, channel) = fake().await;
    speak(&channel).await.unwrap();
    let replies = fake.replies();
    assert_eq!(replies[0].id, DELIVERY_ID);
    assert_eq!(
        replies[0].body,
        json!({
            "type": "reply",
            "contact": {"id": "5511999990000"},
            "audio": {
                "url": LINK,
                "mime_type": "audio/ogg; codecs=opus",
                "text": "Já vejo \"isso\".\nAté já! 🙂",
            },
            "in_reply_to": ["m-1", "m-2"],
        })
    );
    assert_eq!(fake.voices(), [LINK]);
}

#[tokio::test]
async fn a_transfer_message_is_always_text() {
    let (fake, channel) = fake().await;
    speak_as(&channel, OutgoingKind::TransferMessage)
        .await
        .unwrap();
    let transfer_message = &fake.transfer_messages()[0].body;
    assert!(transfer_message.get("audio").is_none());
    assert!(transfer_message["text"].is_string());
}

#[tokio::test]
async fn a_refusal_is_sorted_by_its_status() {
    let (fake, channel) = fake().await;
    for (status, expected) in [
        (400, Meaning::Permanent),
        (415, Meaning::Permanent),
        (429, Meaning::Retry(None)),
        (503, Meaning::Retry(None)),
    ] {
        fake.next_reply(Step::answer(status, "5511999990000"));
        let error = speak(&channel).await.unwrap_err();
        assert_eq!(meaning(&error), expected, "{status}");
    }
    assert!(fake.replies().is_empty());
}

#[tokio::test]
async fn a_repeat_after_a_lost_answer_has_the_same_id() {
    let (fake, channel) = fake().await;
    for step in [Step::drop(), Step::take_and_drop()] {
        fake.next_reply(step);
        let error = speak(&channel).await.unwrap_err();
        assert_eq!(meaning(&error), Meaning::Retry(None));
    }
    fake.next_reply(Step::hang());
    let soon = Duration::from_millis(50);
    let error = speak_to(&channel, contact(), &voice_note(), soon).await;
    assert_eq!(meaning(&error.unwrap_err()), Meaning::Retry(None));
    speak(&channel).await.unwrap();
    let ids: Vec<String> = fake.replies().into_iter().map(|reply| reply.id).collect();
    assert_eq!(ids, [DELIVERY_ID, DELIVERY_ID]);
}

//! Audio as an attachment in Chatwoot.

use std::time::Duration;

use channels::AnyChannel;
use conversation::ports::Failure;
use serde_json::json;
use testkit::channels::{ChatwootCall, Step};
use testkit::elevenlabs::{MP3, OGG};

use crate::chatwoot_inbound::signed;
use crate::chatwoot_outbound::{conversation, fake};
use crate::sending::{LIMIT, Meaning, meaning, plain_audio, speak_to, voice_note};
use crate::support::{now, shown};

async fn speak(channel: &AnyChannel) -> Result<(), Failure> {
    speak_to(channel, conversation(), &voice_note(), LIMIT).await
}

#[tokio::test]
async fn a_voice_note_is_an_attachment_alone_and_marked() {
    let (fake, channel) = fake().await;
    speak(&channel).await.unwrap();
    let sent = fake.taken(ChatwootCall::Message);
    assert!(sent[0].id.starts_with("17/"));
    assert_eq!(
        sent[0].body,
        json!({
            "type": "audio",
            "message_type": "outgoing",
            "private": "false",
            "is_voice_message": "true",
            "file": {"name": "0.ogg", "type": "audio/ogg; codecs=opus", "bytes": OGG.len()},
        })
    );
    assert_eq!(fake.voices(), [OGG]);
}

#[tokio::test]
async fn other_audio_is_not_marked() {
    let (fake, channel) = fake().await;
    speak_to(&channel, conversation(), &plain_audio(), LIMIT)
        .await
        .unwrap();
    let sent = fake.taken(ChatwootCall::Message);
    assert!(sent[0].body.get("is_voice_message").is_none());
    assert_eq!(fake.voices(), [MP3]);
}

#[tokio::test]
async fn its_own_voice_does_not_come_back_as_a_message() {
    let (fake, channel) = fake().await;
    speak(&channel).await.unwrap();
    let transcript = fake.conversation(42).unwrap().transcript;
    assert_eq!(transcript[1], ("agent_bot", String::new()));
    let caused = fake.caused(now());
    assert_eq!(shown(&signed(&caused[0].body)), "ignored: 1 agent_bot\n");
}

#[tokio::test]
async fn the_status_says_what_a_refusal_means() {
    let (fake, channel) = fake().await;
    for (status, expected) in [
        (401, Meaning::Permanent),
        (404, Meaning::Permanent),
        (413, Meaning::Permanent),
        (422, Meaning::Permanent),
        (429, Meaning::Retry(None)),
        (500, Meaning::Retry(None)),
    ] {
        fake.next(ChatwootCall::Message, Step::answer(status, "5511999990000"));
        let error = speak(&channel).await.unwrap_err();
        assert_eq!(meaning(&error), expected, "{status}");
        assert!(!error.to_string().contains("5511999990000"), "{error}");
    }
    let foreign = json!({"to": "5511999990000"});
    let refused = speak_to(&channel, foreign, &voice_note(), LIMIT).await;
    assert_eq!(meaning(&refused.unwrap_err()), Meaning::Permanent);
    assert!(fake.taken(ChatwootCall::Message).is_empty());
}

#[tokio::test]
async fn a_lost_answer_may_be_tried_again() {
    let (fake, channel) = fake().await;
    for step in [Step::drop(), Step::take_and_drop()] {
        fake.next(ChatwootCall::Message, step);
        let error = speak(&channel).await.unwrap_err();
        assert_eq!(meaning(&error), Meaning::Retry(None));
    }
    fake.next(ChatwootCall::Message, Step::hang());
    let soon = Duration::from_millis(50);
    let error = speak_to(&channel, conversation(), &voice_note(), soon).await;
    assert_eq!(meaning(&error.unwrap_err()), Meaning::Retry(None));
    assert_eq!(fake.voices().len(), 1);
}

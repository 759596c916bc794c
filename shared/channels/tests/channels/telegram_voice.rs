//! Voice messages through the Bot API.

use std::time::Duration;

use channels::AnyChannel;
use conversation::ports::Failure;
use serde_json::json;
use testkit::channels::Step;
use testkit::elevenlabs::{MP3, OGG};

use crate::sending::{LIMIT, Meaning, meaning, plain_audio, speak_to, voice_note};
use crate::telegram_outbound::{BOT_TOKEN, chat, fake, topic};

async fn speak(channel: &AnyChannel) -> Result<(), Failure> {
    speak_to(channel, chat(), &voice_note(), LIMIT).await
}

#[tokio::test]
async fn opus_and_mp3_go_out_as_a_voice_message_without_a_text() {
    let (fake, channel) = fake().await;
    speak(&channel).await.unwrap();
    speak_to(&channel, chat(), &plain_audio(), LIMIT)
        .await
        .unwrap();
    let voice = |name: &str, kind: &str, bytes: &[u8]| {
        json!({
            "type": "audio",
            "chat_id": 700_100_200,
            "file": {"name": name, "type": kind, "bytes": bytes.len()},
        })
    };
    let bodies: Vec<_> = fake.sends().into_iter().map(|taken| taken.body).collect();
    let ogg = voice("0.ogg", "audio/ogg; codecs=opus", OGG);
    assert_eq!(bodies, [ogg, voice("0.mp3", "audio/mpeg", MP3)]);
    assert_eq!(fake.voices(), [OGG, MP3]);
    assert!(fake.texts().is_empty());
}

#[tokio::test]
async fn a_voice_goes_to_the_topic_in_which_was_asked_or_to_the_chat() {
    let (fake, channel) = fake().await;
    let gone = "Bad Request: message thread not found";
    let note = voice_note();
    speak_to(&channel, topic(), &note, LIMIT).await.unwrap();
    fake.next_send(Step::telegram_error(400, gone, None));
    speak_to(&channel, topic(), &note, LIMIT).await.unwrap();
    let sends = fake.sends().into_iter();
    let topics: Vec<_> = sends
        .map(|taken| taken.body.get("message_thread_id").cloned())
        .collect();
    assert_eq!(topics, [Some(json!("77")), None]);
}

#[tokio::test]
async fn a_contact_who_takes_no_voice_messages_is_told_apart() {
    let (fake, channel) = fake().await;
    let forbidden = "Bad Request: VOICE_MESSAGES_FORBIDDEN";
    fake.next_send(Step::telegram_error(400, forbidden, None));
    insta::assert_snapshot!(
        speak(&channel).await.unwrap_err(),
        @"failed for good: status 400: the contact takes no voice messages"
    );
    fake.next_send(Step::telegram_error(
        400,
        "Bad Request: Cliente Exemplo",
        None,
    ));
    insta::assert_snapshot!(
        speak(&channel).await.unwrap_err(),
        @"failed for good: status 400: no such chat, a text or a voice that is not taken, or a webhook URL that is not public https"
    );
    assert!(fake.sends().is_empty());
}

#[tokio::test]
async fn what_passes_may_be_tried_again() {
    let (fake, channel) = fake().await;
    fake.next_send(Step::telegram_error(429, "Too Many Requests", Some(35)));
    let error = speak(&channel).await.unwrap_err();
    assert_eq!(meaning(&error), Meaning::Retry(Some(35)));
    for step in [
        Step::answer(502, "<html>"),
        Step::drop(),
        Step::take_and_drop(),
    ] {
        fake.next_send(step);
        let error = speak(&channel).await.unwrap_err();
        assert_eq!(meaning(&error), Meaning::Retry(None));
    }
    fake.next_send(Step::hang());
    let soon = Duration::from_millis(50);
    let error = speak_to(&channel, chat(), &voice_note(), soon).await;
    assert_eq!(meaning(&error.unwrap_err()), Meaning::Retry(None));
    assert_eq!(fake.sends().len(), 1);
}

#[tokio::test]
async fn an_address_of_another_channel_is_refused() {
    let (fake, channel) = fake().await;
    let foreign = json!({"to": "5511999990000"});
    let refused = speak_to(&channel, foreign, &voice_note(), LIMIT).await;
    assert_eq!(meaning(&refused.unwrap_err()), Meaning::Permanent);
    assert!(fake.sends().is_empty());
}

#[tokio::test]
async fn no_error_holds_the_token() {
    let (fake, channel) = fake().await;
    for step in [Step::drop(), Step::answer(404, BOT_TOKEN)] {
        fake.next_send(step);
        let error = speak(&channel).await.unwrap_err();
        assert!(!format!("{error} {error:?}").contains(BOT_TOKEN), "{error}");
    }
}

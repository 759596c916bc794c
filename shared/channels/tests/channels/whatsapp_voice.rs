//! Voice notes and other audio through the Graph API.

use std::time::Duration;

use channels::AnyChannel;
use conversation::ports::Failure;
use serde_json::json;
use testkit::channels::Step;
use testkit::elevenlabs::{MP3, OGG};

use crate::sending::{LIMIT, Meaning, meaning, plain_audio, speak_to, voice_note};
use crate::support::ACCESS_TOKEN;
use crate::whatsapp_outbound::{fake, phone};

async fn speak(channel: &AnyChannel) -> Result<(), Failure> {
    speak_to(channel, phone(), &voice_note(), LIMIT).await
}

#[tokio::test]
async fn a_voice_note_is_uploaded_and_then_sent_as_one() {
    let (fake, channel) = fake().await;
    speak(&channel).await.unwrap();
    let uploads = fake.uploads();
    assert_eq!(
        uploads[0].body,
        json!({
            "messaging_product": "whatsapp",
            "type": "audio/ogg; codecs=opus",
            "file": {"name": "0.ogg", "type": "audio/ogg; codecs=opus", "bytes": OGG.len()},
        })
    );
    assert_eq!(
        fake.sends()[0].body,
        json!({
            "messaging_product": "whatsapp",
            "recipient_type": "individual",
            "to": "5511999990000",
            "type": "audio",
            "audio": {"id": uploads[0].id, "voice": true},
        })
    );
    assert_eq!(fake.voices(), [OGG]);
    assert!(fake.texts().is_empty());
}

#[tokio::test]
async fn other_audio_is_not_marked_as_a_voice_note() {
    let (fake, channel) = fake().await;
    let to = json!({"recipient": "BR.1502576394655843"});
    speak_to(&channel, to, &plain_audio(), LIMIT).await.unwrap();
    let body = &fake.sends()[0].body;
    assert_eq!(body["audio"], json!({"id": fake.uploads()[0].id}));
    assert_eq!(body["recipient"], "BR.1502576394655843");
    assert_eq!(fake.voices(), [MP3]);
}

#[tokio::test]
async fn for_an_address_of_another_channel_nothing_is_uploaded() {
    let (fake, channel) = fake().await;
    let foreign = json!({"chat_id": 700_100_200});
    let refused = speak_to(&channel, foreign, &voice_note(), LIMIT).await;
    assert_eq!(meaning(&refused.unwrap_err()), Meaning::Permanent);
    assert!(fake.uploads().is_empty());
}

#[tokio::test]
async fn a_refusal_of_either_call_is_sorted_by_its_code() {
    let (fake, channel) = fake().await;
    for (step, expected) in [
        (Step::graph_error(400, 131_053), Meaning::Permanent),
        (Step::graph_error(400, 100), Meaning::Permanent),
        (Step::graph_error(401, 190), Meaning::Permanent),
        (Step::graph_error(400, 130_429), Meaning::Retry(Some(2))),
        (Step::graph_error(500, 131_000), Meaning::Retry(None)),
        (Step::answer(503, "<html>"), Meaning::Retry(None)),
    ] {
        fake.next_upload(step.clone());
        let error = speak(&channel).await.unwrap_err();
        assert_eq!(meaning(&error), expected, "{step:?}");
        assert!(!error.to_string().contains("5511999990000"), "{error}");

        fake.next_send(step.clone());
        let error = speak(&channel).await.unwrap_err();
        assert_eq!(meaning(&error), expected, "{step:?}");
    }
    assert!(fake.sends().is_empty());
}

#[tokio::test]
async fn an_upload_that_names_no_file_is_tried_again() {
    let (fake, channel) = fake().await;
    for answer in ["{}", "", "<html>", r#"{"id": ""}"#, r#"{"id": null}"#] {
        fake.next_upload(Step::answer(200, answer));
        let error = speak(&channel).await.unwrap_err();
        assert_eq!(meaning(&error), Meaning::Retry(None), "{answer}");
    }
    assert!(fake.sends().is_empty());
}

#[tokio::test]
async fn half_an_emoji_beside_a_files_id_hides_it_not() {
    let (fake, channel) = fake().await;
    let named = r#"{"id": "900", "name": "voz \ud83d"}"#;
    fake.next_upload(Step::answer(200, named));
    // It is sent, and the stand-in knows of no such file.
    let error = speak(&channel).await.unwrap_err();
    assert!(error.to_string().contains("code 131053"), "{error}");
    assert_eq!(fake.take_faults().len(), 1);
}

#[tokio::test]
async fn a_lost_answer_may_be_tried_again_and_a_file_that_nobody_names_is_not_sent() {
    let (fake, channel) = fake().await;
    for step in [Step::drop(), Step::take_and_drop()] {
        fake.next_upload(step);
        let error = speak(&channel).await.unwrap_err();
        assert_eq!(meaning(&error), Meaning::Retry(None));
    }
    assert_eq!((fake.uploads().len(), fake.sends().len()), (1, 0));
    for step in [Step::drop(), Step::take_and_drop()] {
        fake.next_send(step);
        let error = speak(&channel).await.unwrap_err();
        assert_eq!(meaning(&error), Meaning::Retry(None));
    }
    speak(&channel).await.unwrap();
    assert_eq!((fake.uploads().len(), fake.sends().len()), (4, 2));
}

#[tokio::test]
async fn the_time_limit_is_for_both_calls_together() {
    let (fake, channel) = fake().await;
    let limit = Duration::from_secs(4);
    fake.next_upload(Step::take().after(Duration::from_millis(1500)));
    fake.next_send(Step::hang());
    let error = speak_to(&channel, phone(), &voice_note(), limit).await;
    assert_eq!(meaning(&error.unwrap_err()), Meaning::Retry(None));
    assert_eq!(fake.uploads().len(), 1);

    fake.next_upload(Step::hang());
    let soon = Duration::from_millis(50);
    let error = speak_to(&channel, phone(), &voice_note(), soon).await;
    assert_eq!(meaning(&error.unwrap_err()), Meaning::Retry(None));
}

#[tokio::test]
async fn what_is_uploaded_too_late_is_not_sent() {
    let (fake, channel) = fake().await;
    fake.next_upload(Step::take().after(Duration::from_millis(1500)));
    let limit = Duration::from_secs(3);
    let error = speak_to(&channel, phone(), &voice_note(), limit).await;
    assert_eq!(meaning(&error.unwrap_err()), Meaning::Retry(None));
    assert!(fake.sends().is_empty());
}

#[tokio::test]
async fn no_error_holds_the_token_or_the_link() {
    let (fake, channel) = fake().await;
    let mut printed = String::new();
    for step in [Step::drop(), Step::answer(400, ACCESS_TOKEN)] {
        fake.next_upload(step);
        let error = speak(&channel).await.unwrap_err();
        printed.push_str(&format!("{error} {error:?}"));
    }
    for secret in [
        ACCESS_TOKEN,
        "audio.example",
        "signature",
        "o que a voz diz",
    ] {
        assert!(!printed.contains(secret), "{printed}");
    }
}

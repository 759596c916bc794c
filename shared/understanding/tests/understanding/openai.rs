//! OpenAI's protocol.

use std::time::Duration;

use bytes::Bytes;
use conversation::ports::{ListenError, Listener, Recording, Transcript};
use serde_json::json;
use testkit::files::{RECEIPT, VOICE_MESSAGE, VOICE_MESSAGE_TEXT};
use testkit::openai::{FakeOpenAi, Step};

use crate::common::{KEY, PLENTY, heard, of_openai, recording};

async fn fake_with(step: Step) -> FakeOpenAi {
    let fake = FakeOpenAi::start([]).await;
    fake.next_transcript(step);
    fake
}

#[tokio::test]
async fn a_voice_message_is_written_down() {
    let fake = fake_with(Step::transcript(VOICE_MESSAGE_TEXT)).await;
    let transcript = heard(&of_openai(&fake)).await.unwrap();
    let expected = Transcript {
        text: VOICE_MESSAGE_TEXT.to_owned(),
        seconds: Some(3),
    };
    assert_eq!(transcript, expected);
    let sent = fake.heard().remove(0);
    assert_eq!(json!(sent.fields), json!({"model": "gpt-transcribe"}));
    assert_eq!(sent.file_name, "audio.ogg");
    assert_eq!(sent.bytes, VOICE_MESSAGE);
}

#[tokio::test]
async fn silence_has_no_words() {
    for text in ["", " \n", "Legendas pela comunidade Amara.org"] {
        let fake = fake_with(Step::transcript(text)).await;
        let transcript = heard(&of_openai(&fake)).await.unwrap();
        assert_eq!(
            (transcript.text.as_str(), transcript.seconds),
            ("", Some(3))
        );
    }
}

#[tokio::test]
async fn a_recording_that_is_too_short_to_be_heard_has_no_words() {
    let short = Step::error(400, "invalid_request_error", Some("audio_too_short"));
    let fake = fake_with(short).await;
    assert_eq!(heard(&of_openai(&fake)).await, Ok(Transcript::default()));
}

#[tokio::test]
async fn a_model_that_is_billed_by_tokens_says_no_seconds() {
    let usage =
        json!({"type": "tokens", "input_tokens": 9, "output_tokens": 3, "total_tokens": 12});
    let answer = json!({"text": "oi", "usage": usage});
    let fake = fake_with(Step::raw(200, answer.to_string())).await;
    let transcript = heard(&of_openai(&fake)).await.unwrap();
    assert_eq!((transcript.text.as_str(), transcript.seconds), ("oi", None));
}

#[tokio::test]
async fn the_largest_file_goes_through() {
    let mut file = VOICE_MESSAGE.to_vec();
    file.resize(25 * 1024 * 1024, 7);
    let fake = fake_with(Step::transcript("oi")).await;
    let bytes = Bytes::from(file);
    let recording = Recording { bytes };
    of_openai(&fake).listen(&recording, PLENTY).await.unwrap();
    assert_eq!(fake.heard().remove(0).bytes, recording.bytes);
}

#[tokio::test]
async fn what_cannot_be_heard_is_not_sent() {
    let fake = FakeOpenAi::start([]).await;
    let transcriber = of_openai(&fake);
    for file in [RECEIPT, b"", b"oi", b"#!AMR\n", b"\0\0\0\x0cftypisom"] {
        let refused = transcriber.listen(&recording(file), PLENTY).await;
        assert_eq!(refused, Err(ListenError::NotAudio));
    }
}

#[tokio::test]
async fn the_length_is_told_without_asking_anybody() {
    let fake = FakeOpenAi::start([]).await;
    let length = of_openai(&fake).length(&recording(VOICE_MESSAGE));
    assert_eq!(length, Some(Duration::from_millis(2735)));
}

#[tokio::test]
async fn nothing_shows_the_key_or_the_recording() {
    let fake = FakeOpenAi::start([]).await;
    let shown = format!("{:?} {:?}", of_openai(&fake), recording(VOICE_MESSAGE));
    assert!(!shown.contains(KEY) && !shown.contains("OggS"), "{shown}");
}

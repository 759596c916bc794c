//! ElevenLabs' protocol.

use conversation::ports::{Failure, ListenError, Transcript};
use serde_json::json;
use testkit::elevenlabs::{FakeElevenLabs, Step};
use testkit::files::{VOICE_MESSAGE, VOICE_MESSAGE_TEXT};

use crate::common::{KEY, heard, of_elevenlabs};

#[tokio::test]
async fn a_voice_message_is_written_down() {
    let fake = FakeElevenLabs::start(KEY).await;
    let expected = Transcript {
        text: VOICE_MESSAGE_TEXT.to_owned(),
        seconds: Some(3),
    };
    assert_eq!(heard(&of_elevenlabs(&fake)).await, Ok(expected));
    let sent = fake.heard().remove(0);
    let fields = json!({
        "model_id": "scribe_v2", "tag_audio_events": "false", "diarize": "false",
        "timestamps_granularity": "none",
    });
    assert_eq!(json!(sent.fields), fields);
    assert_eq!(sent.file_name, "audio.ogg");
    assert_eq!(sent.bytes, VOICE_MESSAGE);
}

#[tokio::test]
async fn silence_has_no_words() {
    let fake = FakeElevenLabs::start(KEY).await;
    fake.next_transcript(Step::transcript(""));
    assert_eq!(heard(&of_elevenlabs(&fake)).await.unwrap().text, "");
}

#[tokio::test]
async fn errors_of_either_form_are_told_by_their_code() {
    for (step, detail) in [
        (
            Step::error(401, "authentication_error", "invalid_api_key"),
            "HTTP 401 invalid_api_key",
        ),
        (
            Step::older_error(401, "quota_exceeded"),
            "HTTP 401 quota_exceeded",
        ),
        (Step::validation_error(), "HTTP 422 missing"),
    ] {
        let fake = FakeElevenLabs::start(KEY).await;
        fake.next_transcript(step);
        let expected = ListenError::Failed {
            failure: Failure::permanent(detail),
            paid_for: false,
        };
        assert_eq!(heard(&of_elevenlabs(&fake)).await, Err(expected));
    }
}

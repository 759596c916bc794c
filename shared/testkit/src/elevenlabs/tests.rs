use std::time::Duration;

use http_client::{Access, BodyLimit, Client, Form, FormPart, HttpError, Response, Url};
use serde_json::json;

use super::*;
use crate::files::{VOICE_MESSAGE, VOICE_MESSAGE_TEXT};

const KEY: &str = "xi-fake";
const PLENTY: Duration = Duration::from_secs(20);

fn body() -> Value {
    json!({"text": "Olá!", "model_id": "eleven_multilingual_v2"})
}

async fn speak(fake: &FakeElevenLabs, key: &str, body: &Value) -> Result<Response, HttpError> {
    let client = Client::new(Access::Anywhere).unwrap();
    let path = "/v1/text-to-speech/voice-ana?output_format=opus_48000_32";
    let url: Url = format!("{}{path}", fake.base_url()).parse().unwrap();
    let request = client.post(&url).header("xi-api-key", key).json(body);
    client.send(request, BodyLimit::AUDIO, PLENTY).await
}

async fn get(fake: &FakeElevenLabs, path: &str) -> (u16, Value) {
    let client = Client::new(Access::Anywhere).unwrap();
    let url: Url = format!("{}{path}", fake.base_url()).parse().unwrap();
    let request = client.get(&url).header("xi-api-key", KEY);
    let response = client.send(request, BodyLimit::JSON, PLENTY).await.unwrap();
    let body = serde_json::from_slice(&response.body).unwrap_or_default();
    (response.status, body)
}

#[tokio::test]
async fn it_speaks_unless_it_is_told_otherwise() {
    let fake = FakeElevenLabs::start(KEY).await;
    fake.next_speech(Step::error(429, "rate_limit_error", "rate_limit_exceeded"));
    assert_eq!(speak(&fake, KEY, &body()).await.unwrap().status, 429);
    let spoken = speak(&fake, KEY, &body()).await.unwrap();
    assert_eq!((spoken.status, &spoken.body[..4]), (200, &b"OggS"[..]));
    assert_eq!(spoken.headers["character-cost"], "4");
    assert_eq!(fake.asked().len(), 2);
}

#[tokio::test]
async fn what_the_account_does_not_have_is_refused_as_the_api_does() {
    let fake = FakeElevenLabs::start(KEY).await;
    assert_eq!(speak(&fake, "xi-other", &body()).await.unwrap().status, 401);
    fake.hold_voices(1);
    assert_eq!(speak(&fake, KEY, &body()).await.unwrap().status, 404);
    assert!(fake.asked().is_empty());
}

#[tokio::test]
async fn a_wrong_request_is_refused_and_remembered() {
    let fake = FakeElevenLabs::start(KEY).await;
    let with = |name: &str, value: Value| {
        let mut body = body();
        body[name] = value;
        body
    };
    for body in [
        with("text", json!(" ")),
        with("model_id", json!("eleven_english_sts_v2")),
        with("seed", json!(7)),
    ] {
        assert_eq!(speak(&fake, KEY, &body).await.unwrap().status, 400);
    }
    assert_eq!(speak(&fake, "", &body()).await.unwrap().status, 400);
    assert_eq!(get(&fake, "/v2/voices").await.0, 400);
    assert_eq!(get(&fake, "/v1/user").await.0, 400);
    let expected = [
        "text: there is nothing to say",
        "model_id: no model that speaks",
        "seed: not a field that Recado sends",
        "xi-api-key: none",
        "page_size: must be 1 to 100",
        "GET /v1/user is not served",
    ];
    assert_eq!(fake.take_faults(), expected);
}

#[tokio::test]
async fn the_apis_own_description_is_kept_where_it_is_to_be_had() {
    let fake = FakeElevenLabs::start(KEY).await;
    let mut body = body();
    body["voice_settings"] = json!({"speed": "fast"});
    assert_eq!(speak(&fake, KEY, &body).await.unwrap().status, 200);
    let faults = fake.take_faults();
    assert_eq!(faults.len(), spec::spec().map_or(0, |_| 1), "{faults:?}");
}

async fn listen(fake: &FakeElevenLabs, fields: [(&'static str, &'static str); 4]) -> Response {
    let file = FormPart::stream_with_length(VOICE_MESSAGE, VOICE_MESSAGE.len() as u64);
    let file = file.file_name("audio.ogg").mime_str("audio/ogg").unwrap();
    let form = Form::new().part("file", file);
    let form = fields
        .into_iter()
        .fold(form, |form, (name, value)| form.text(name, value));
    let client = Client::new(Access::Anywhere).unwrap();
    let url: Url = format!("{}/v1/speech-to-text", fake.base_url())
        .parse()
        .unwrap();
    let request = client.post(&url).header("xi-api-key", KEY).multipart(form);
    client.send(request, BodyLimit::JSON, PLENTY).await.unwrap()
}

#[tokio::test]
async fn it_hears_unless_it_is_told_otherwise_or_asked_wrongly() {
    let fake = FakeElevenLabs::start(KEY).await;
    let fields = [
        ("model_id", "scribe_v2"),
        ("diarize", "false"),
        ("tag_audio_events", "false"),
        ("timestamps_granularity", "none"),
    ];
    fake.next_transcript(Step::error(500, "internal_error", "internal_error"));
    assert_eq!(listen(&fake, fields).await.status, 500);
    let heard: Value = serde_json::from_slice(&listen(&fake, fields).await.body).unwrap();
    assert_eq!(heard["text"], VOICE_MESSAGE_TEXT);
    assert_eq!(fake.heard().len(), 2);
    for (nth, wrong, fault) in [
        (
            0,
            ("model_id", "eleven_v3"),
            "model_id: no model that listens",
        ),
        (
            2,
            ("tag_audio_events", "true"),
            "tag_audio_events: must be false",
        ),
        (3, ("webhook", "true"), "a field too many: webhook"),
    ] {
        let mut fields = fields;
        fields[nth] = wrong;
        assert_eq!(listen(&fake, fields).await.status, 400);
        assert_eq!(fake.take_faults(), [fault]);
    }
}

#[tokio::test]
async fn voices_come_in_pages_or_all_at_once() {
    let fake = FakeElevenLabs::start(KEY).await;
    fake.hold_voices(5);
    let (_, first) = get(&fake, "/v2/voices?page_size=3").await;
    assert_eq!(
        (&first["has_more"], &first["next_page_token"]),
        (&json!(true), &json!("3"))
    );
    let (_, last) = get(&fake, "/v2/voices?page_size=3&next_page_token=3").await;
    assert_eq!(last["voices"].as_array().unwrap().len(), 2);
    assert_eq!(last["has_more"], false);
    let (_, all) = get(&fake, "/v1/voices").await;
    assert_eq!(all["voices"].as_array().unwrap().len(), 5);
    assert_eq!(fake.pages(), 2);
}

#[tokio::test]
#[should_panic(expected = "text: there is nothing to say")]
async fn a_remembered_fault_fails_the_test() {
    let fake = FakeElevenLabs::start(KEY).await;
    speak(&fake, KEY, &json!({"text": ""})).await.unwrap();
}

#[tokio::test]
#[should_panic(expected = "never played")]
async fn a_step_too_many_fails_the_test() {
    let fake = FakeElevenLabs::start(KEY).await;
    fake.next_models(Step::hang());
}

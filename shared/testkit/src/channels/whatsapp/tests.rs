use std::time::Duration;

use http_client::{Access, BodyLimit, Client, Form, FormPart, RequestBuilder, Url};
use serde_json::{Value, json};

use super::*;
use crate::elevenlabs::{MP3, OGG};

const OGG_OPUS: &str = "audio/ogg; codecs=opus";

struct Meta {
    fake: FakeWhatsapp,
    client: Client,
}

async fn meta() -> Meta {
    Meta {
        fake: FakeWhatsapp::start("106", "token").await,
        client: Client::new(Access::Anywhere).unwrap(),
    }
}

impl Meta {
    fn post(&self, call: &str) -> RequestBuilder {
        let url: Url = format!("{}/106/{call}", self.fake.base_url())
            .parse()
            .unwrap();
        self.client.post(&url).bearer_auth("token")
    }

    /// The id, or the code of the refusal.
    async fn sent(&self, request: RequestBuilder) -> Result<String, i64> {
        let limit = Duration::from_secs(20);
        let sent = self.client.send(request, BodyLimit::JSON, limit).await;
        let answer: Value = serde_json::from_slice(&sent.unwrap().body).unwrap();
        match answer.pointer("/error/code") {
            Some(code) => Err(code.as_i64().unwrap()),
            None => Ok(answer["id"].as_str().unwrap_or_default().to_owned()),
        }
    }

    async fn upload(&self, kind: &str, bytes: &'static [u8]) -> Result<String, i64> {
        self.sent(self.post("media").multipart(form(kind, bytes)))
            .await
    }

    async fn play(&self, audio: Value) -> Result<String, i64> {
        let message = json!({"messaging_product": "whatsapp", "recipient_type": "individual",
                             "to": "5511999990000", "type": "audio", "audio": audio});
        self.sent(self.post("messages").json(&message)).await
    }
}

fn file(kind: &str, bytes: &'static [u8]) -> FormPart {
    let part = FormPart::stream_with_length(bytes, bytes.len() as u64);
    part.file_name("a.ogg").mime_str(kind).unwrap()
}

fn form(kind: &str, bytes: &'static [u8]) -> Form {
    Form::new()
        .text("messaging_product", "whatsapp")
        .text("type", kind.to_owned())
        .part("file", file(kind, bytes))
}

#[tokio::test]
async fn an_uploaded_file_is_what_a_message_plays() {
    let meta = meta().await;
    let ogg = meta.upload(OGG_OPUS, OGG).await.unwrap();
    let mp3 = meta.upload("audio/mpeg", MP3).await.unwrap();
    meta.play(json!({"id": mp3})).await.unwrap();
    meta.play(json!({"id": ogg, "voice": true})).await.unwrap();
    assert_eq!(meta.fake.voices(), [MP3, OGG]);
    assert_eq!(meta.fake.uploads()[0].file.as_deref(), Some(OGG));
}

#[tokio::test]
async fn audio_that_meta_would_not_play_is_refused() {
    let meta = meta().await;
    for (kind, bytes) in [
        (OGG_OPUS, MP3),
        ("audio/mpeg", OGG),
        ("audio/ogg", OGG),
        ("audio/opus", OGG),
        (OGG_OPUS, &b"OggS"[..]),
        (OGG_OPUS, &[]),
    ] {
        assert_eq!(meta.upload(kind, bytes).await, Err(131_053), "{kind}");
    }
    assert_eq!(meta.fake.take_faults().len(), 6);
    assert!(meta.fake.uploads().is_empty());
}

#[tokio::test]
async fn a_form_that_is_not_as_it_should_be_is_refused() {
    let meta = meta().await;
    let whatsapp = || Form::new().text("messaging_product", "whatsapp");
    let unnamed = || FormPart::stream_with_length(OGG, OGG.len() as u64);
    for form in [
        Form::new()
            .text("type", OGG_OPUS)
            .part("file", file(OGG_OPUS, OGG)),
        whatsapp().part("file", file(OGG_OPUS, OGG)),
        whatsapp().text("type", OGG_OPUS),
        whatsapp().text("type", OGG_OPUS).part("file", unnamed()),
        form(OGG_OPUS, OGG).part("file", file(OGG_OPUS, OGG)),
        form(OGG_OPUS, OGG).text("type", OGG_OPUS),
    ] {
        let refused = meta.sent(meta.post("media").multipart(form)).await;
        assert_eq!(refused, Err(100));
    }
    let more = form(OGG_OPUS, OGG).text("caption", "oi");
    assert!(meta.sent(meta.post("media").multipart(more)).await.is_err());
    assert_eq!(meta.sent(meta.post("media").body("{}")).await, Err(100));
    assert_eq!(meta.fake.take_faults().len(), 8);
}

#[tokio::test]
async fn held_media_are_told_and_served_to_the_token_alone() {
    let meta = meta().await;
    meta.fake.holds("7", OGG, OGG_OPUS);
    let base = meta.fake.base_url();
    let get = async |url: &str, token: &str| {
        let request = meta.client.get(&url.parse().unwrap()).bearer_auth(token);
        let limit = Duration::from_secs(20);
        let sent = meta.client.send(request, BodyLimit::JSON, limit).await;
        sent.unwrap()
    };
    let told = get(&format!("{base}/7?phone_number_id=106"), "token").await;
    let told: Value = serde_json::from_slice(&told.body).unwrap();
    assert_eq!(told["file_size"], OGG.len().to_string());
    let url = told["url"].as_str().unwrap();
    assert_eq!(get(url, "token").await.body, OGG);
    for (url, token, status) in [
        (url, "other", 401),
        (&format!("{base}/7?phone_number_id=106"), "other", 401),
        (&format!("{base}/7"), "token", 400),
        (&format!("{base}/8?phone_number_id=106"), "token", 400),
        (&url.replace("/7?", "/8?"), "token", 404),
    ] {
        assert_eq!(get(url, token).await.status, status, "{url}");
    }
    assert_eq!(meta.fake.take_faults().len(), 5);
    assert_eq!(meta.fake.fetched().len(), 1);
}

#[tokio::test]
async fn a_message_names_a_file_that_was_uploaded_and_only_ogg_is_a_voice_note() {
    let meta = meta().await;
    let ogg = meta.upload(OGG_OPUS, OGG).await.unwrap();
    let mp3 = meta.upload("audio/mpeg", MP3).await.unwrap();
    for audio in [
        json!({"id": "fake.media.99"}),
        json!({"link": "https://a.example/0.ogg"}),
        json!({"id": ogg, "link": "https://a.example/0.ogg"}),
        json!({"id": ogg, "voice": false}),
        json!({"id": mp3, "voice": true}),
        json!(null),
    ] {
        assert_eq!(meta.play(audio.clone()).await, Err(131_053), "{audio}");
    }
    assert_eq!(meta.fake.take_faults().len(), 6);
    assert!(meta.fake.voices().is_empty());
}

//! How the customer is answered: the settings of the voice.

use std::io::ErrorKind;
use std::net::{Ipv4Addr, TcpListener};

use conversation::{IntegrationId, VoiceWhen};
use serde_json::{Value, json};
use settings::{Reply, Voice};

use crate::openapi::schema;
use crate::support::{Bench, INTEGRATION, webhook, whatsapp, with, without};

/// With every setting.
fn voice() -> Value {
    json!({
        "format": "voice", "voice_id": "21m00Tcm4TlvDq8ikWAM", "model_id": "eleven_flash_v2_5",
        "api_key": "xi-secret", "base_url": "https://voice.example",
        "when": "mirror", "language_code": "pt",
        "voice_settings": {
            "stability": 0.4, "similarity_boost": 0.75, "style": 0.0, "use_speaker_boost": false,
            "speed": 1.1,
        },
        "max_reply_characters": 300, "max_day_characters": 5000,
        "balloons": {"kind": "paragraphs", "max": 5, "max_pause_ms": 0},
    })
}

fn spoken() -> Value {
    with(webhook(), &[("/reply", voice())])
}

/// As it is stored.
async fn stored(bench: &Bench) -> Box<Voice> {
    let id = IntegrationId::parse("loja-1").unwrap();
    let stored = bench.console.settings.integration(&id).await.unwrap();
    match stored.unwrap().value.settings.reply {
        Reply::Voice(voice) => voice,
        Reply::Text(_) => unreachable!("it speaks"),
    }
}

#[tokio::test]
async fn what_is_written_is_stored_shown_and_can_be_sent_back() {
    let bench = Bench::with_assistant().await;
    let shown = bench.put(INTEGRATION, &spoken()).await.expect(201).body;
    let expected = with(voice(), &[("/api_key", json!({"set": true}))]);
    assert_eq!(shown["reply"], expected);
    let again = bench.put(INTEGRATION, &shown).await.expect(200);
    assert_eq!(again.body, shown);

    let stored = stored(&bench).await;
    assert_eq!(stored.when, VoiceWhen::Mirror);
    assert_eq!(stored.language_code.unwrap().as_str(), "pt");
    assert_eq!(stored.max_reply_characters.get(), 300);
    assert_eq!(stored.max_day_characters.get(), 5_000);
    let settings = stored.voice_settings.unwrap();
    assert_eq!(json!(settings), voice()["voice_settings"]);
}

#[tokio::test]
async fn what_is_left_out_takes_its_default() {
    let bench = Bench::with_assistant().await;
    let needed = json!({"format": "voice", "voice_id": "v", "model_id": "m", "api_key": "k"});
    let body = with(webhook(), &[("/reply", needed)]);
    let shown = bench.put(INTEGRATION, &body).await.expect(201).body;
    let expected = json!({
        "format": "voice", "voice_id": "v", "model_id": "m", "api_key": {"set": true},
        "base_url": "https://api.elevenlabs.io", "when": "always", "language_code": null,
        "voice_settings": null, "max_reply_characters": 1500, "max_day_characters": 20000,
        "balloons": null,
    });
    assert_eq!(shown["reply"], expected);
    let again = bench.put(INTEGRATION, &shown).await.expect(200);
    assert_eq!(again.body, shown);
    for (name, field) in schema("ReplyWrite")["oneOf"][1]["properties"]
        .as_object()
        .unwrap()
    {
        if let Some(default) = field.get("default") {
            assert_eq!(&expected[name], default, "{name}");
        }
    }
}

#[tokio::test]
async fn the_edges_of_what_is_allowed_are_allowed() {
    let bench = Bench::with_assistant().await;
    for (name, value, shown) in [
        ("when", json!("always"), json!("always")),
        ("language_code", json!(null), json!(null)),
        ("max_reply_characters", json!(1), json!(1)),
        ("max_reply_characters", json!(10_000), json!(10_000)),
        ("max_day_characters", json!(0), json!(0)),
        ("max_day_characters", json!(10_000_000), json!(10_000_000)),
        ("voice_settings", json!(null), json!(null)),
        ("voice_settings", json!({}), json!({})),
        (
            "voice_settings",
            json!({"speed": 0.7, "style": 1}),
            json!({"speed": 0.7, "style": 1.0}),
        ),
        (
            "voice_settings",
            json!({"speed": 1.2, "stability": 0}),
            json!({"speed": 1.2, "stability": 0.0}),
        ),
        (
            "voice_settings",
            json!({"stability": null, "use_speaker_boost": null, "similarity_boost": 1.0}),
            json!({"similarity_boost": 1.0}),
        ),
    ] {
        let body = with(spoken(), &[(&format!("/reply/{name}"), value)]);
        let answer = bench.put(INTEGRATION, &body).await;
        assert!(matches!(answer.status, 200 | 201), "{}", answer.text);
        assert_eq!(answer.body["reply"][name], shown);
    }
}

#[tokio::test]
async fn every_field_that_can_be_wrong_is_named() {
    let bench = Bench::with_assistant().await;
    let mut told = String::new();
    for (name, value) in [
        ("when", json!("never")),
        ("when", json!(null)),
        ("when", json!(["mirror"])),
        ("language_code", json!("")),
        ("language_code", json!("PT")),
        ("language_code", json!("pt-BR")),
        ("language_code", json!("ç")),
        ("language_code", json!(55)),
        ("voice_settings", json!("calm")),
        ("voice_settings", json!([])),
        ("voice_settings.pitch", json!(1)),
        ("voice_settings.stability", json!(1.01)),
        ("voice_settings.stability", json!("0.5")),
        ("voice_settings.similarity_boost", json!(-0.01)),
        ("voice_settings.style", json!(2)),
        ("voice_settings.use_speaker_boost", json!(1)),
        ("voice_settings.speed", json!(0.69)),
        ("voice_settings.speed", json!(1.21)),
        ("max_reply_characters", json!(0)),
        ("max_reply_characters", json!(10_001)),
        ("max_reply_characters", json!(null)),
        ("max_reply_characters", json!("300")),
        ("max_day_characters", json!(-1)),
        ("max_day_characters", json!(10_000_001)),
        ("max_day_characters", json!(0.5)),
    ] {
        let at = format!("/reply/{}", name.replace('.', "/"));
        let wrong = with(spoken(), &[(&at, value.clone())]);
        let answer = bench.put(INTEGRATION, &wrong).await.expect(422);
        let (code, field) = answer.error();
        assert_eq!(field, Some(&*format!("reply.{name}")), "{}", answer.text);
        told.push_str(&format!(
            "{name} = {value} → {code}: {}\n",
            answer.message()
        ));
    }
    insta::assert_snapshot!(told);
    bench.get(INTEGRATION).await.expect(404);
}

#[tokio::test]
async fn a_voice_cannot_be_saved_before_its_key() {
    let bench = Bench::with_assistant().await;
    let keyless = without(spoken(), "/reply/api_key");
    let nothing = json!({"format": "voice", "voice_id": "", "when": "never"});
    let refused = [
        (keyless.clone(), "required"),
        (
            with(keyless.clone(), &[("/reply/api_key", Value::Null)]),
            "required",
        ),
        (
            with(keyless.clone(), &[("/reply/api_key", json!(""))]),
            "invalid",
        ),
        (
            with(keyless, &[("/reply/api_key", json!({"set": true}))]),
            "secret_not_set",
        ),
        // Of all that is wrong the key is told first.
        (with(webhook(), &[("/reply", nothing)]), "required"),
    ];
    for (body, code) in &refused {
        let answer = bench.put(INTEGRATION, body).await;
        answer.expect_refused(code, "reply.api_key");
    }
    // An assistant's key is no voice's.
    bench.put(INTEGRATION, &webhook()).await.expect(201);
    for (body, code) in &refused {
        let answer = bench.put(INTEGRATION, body).await;
        answer.expect_refused(code, "reply.api_key");
    }
    let shown = bench.get(INTEGRATION).await.expect(200).body;
    assert_eq!(shown["reply"], json!({"format": "text", "balloons": null}));
}

#[tokio::test]
async fn saving_asks_elevenlabs_nothing() {
    let bench = Bench::with_assistant().await;
    let server = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    server.set_nonblocking(true).unwrap();
    let base_url = format!("http://{}", server.local_addr().unwrap());
    let body = with(whatsapp(), &[("/reply/base_url", json!(base_url))]);
    bench.put(INTEGRATION, &body).await.expect(201);
    let called = server.accept().map(|(_, from)| from);
    assert_eq!(called.unwrap_err().kind(), ErrorKind::WouldBlock);
}

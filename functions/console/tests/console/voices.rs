//! What a voice can be picked from.

use http_client::Access;
use serde_json::{Value, json};
use testkit::elevenlabs::{FakeElevenLabs, Step};

use crate::support::{Bench, INTEGRATION, webhook, with};

const KEY: &str = "xi-secret";
const VOICES: &str = "/console/api/voices";
const MODELS: &str = "/console/api/voice-models";
const OWN_VOICES: &str = "/console/api/integrations/loja-1/voices";
const OWN_MODELS: &str = "/console/api/integrations/loja-1/voice-models";

async fn elevenlabs() -> (Bench, FakeElevenLabs) {
    (
        Bench::with_assistant().await,
        FakeElevenLabs::start(KEY).await,
    )
}

fn written(fake: &FakeElevenLabs, key: &str) -> Value {
    json!({"api_key": key, "base_url": fake.base_url()})
}

fn integration(fake: &FakeElevenLabs, key: &str) -> Value {
    let reply = json!({
        "format": "voice", "voice_id": "voice-ana", "model_id": "eleven_flash_v2_5",
        "api_key": key, "base_url": fake.base_url(),
    });
    with(webhook(), &[("/reply", reply)])
}

#[tokio::test]
async fn what_a_key_can_use_is_listed_before_anything_is_saved() {
    let (bench, fake) = elevenlabs().await;
    let voices = bench.post(VOICES, &written(&fake, KEY)).await.expect(200);
    let models = bench.post(MODELS, &written(&fake, KEY)).await.expect(200);
    insta::assert_json_snapshot!(voices.body);
    insta::assert_json_snapshot!(models.body);
    assert!(!bench.raw_items().await.contains(KEY));
    bench.get(INTEGRATION).await.expect(404);
}

#[tokio::test]
async fn the_same_is_listed_for_an_integration() {
    let (bench, fake) = elevenlabs().await;
    let body = integration(&fake, KEY);
    bench.put(INTEGRATION, &body).await.expect(201);
    fake.hold_voices(120);
    for (own, other) in [(OWN_VOICES, VOICES), (OWN_MODELS, MODELS)] {
        let own = bench.get(own).await.expect(200);
        let other = bench.post(other, &written(&fake, KEY)).await.expect(200);
        assert_eq!(own.body, other.body);
        assert!(!own.text.contains(KEY));
    }
    assert_eq!(fake.pages(), 8);
}

#[tokio::test]
async fn an_integration_without_a_voice_key_is_told_so() {
    let bench = Bench::with_integration().await;
    for path in [OWN_VOICES, OWN_MODELS] {
        let refused = bench.get(path).await;
        refused.expect_refused("no_voice_key", "reply.api_key");
    }
    for path in ["voices", "voice-models"] {
        let path = format!("/console/api/integrations/none/{path}");
        bench.get(&path).await.expect(404);
    }
}

#[tokio::test]
async fn a_refused_key_is_told_by_its_field() {
    let (bench, fake) = elevenlabs().await;
    let body = integration(&fake, "xi-other");
    bench.put(INTEGRATION, &body).await.expect(201);
    for path in [VOICES, MODELS] {
        let refused = bench.post(path, &written(&fake, "xi-other")).await;
        let refused = refused.expect_refused("key_refused", "api_key");
        assert!(!refused.text.contains("xi-other"), "{}", refused.text);
        assert!(!refused.text.contains("meu segredo"), "{}", refused.text);
    }
    for path in [OWN_VOICES, OWN_MODELS] {
        let refused = bench.get(path).await;
        refused.expect_refused("key_refused", "reply.api_key");
    }
    fake.next_models(Step::older_error(401, "missing_permissions"));
    let refused = bench.post(MODELS, &written(&fake, KEY)).await;
    let refused = refused.expect_refused("key_refused", "api_key");
    assert_eq!(
        refused.message(),
        "ElevenLabs refuses this key, or the key may not list voices and models \
         (HTTP 401 missing_permissions)"
    );
    fake.next_voices(Step::answer(403, "{}"));
    let refused = bench.post(VOICES, &written(&fake, KEY)).await;
    refused.expect_refused("key_refused", "api_key");
}

#[tokio::test]
async fn a_failing_server_is_not_the_keys_fault() {
    let (bench, fake) = elevenlabs().await;
    for step in [
        Step::answer(503, "<html>"),
        Step::answer(200, "<html>meu segredo</html>"),
        Step::error(429, "rate_limit_error", "rate_limit_exceeded"),
        Step::drop(),
    ] {
        fake.next_voices(step.clone());
        fake.next_models(step);
        for path in [VOICES, MODELS] {
            let failed = bench.post(path, &written(&fake, KEY)).await.expect(502);
            assert_eq!(failed.error(), ("voice_failed", None));
            assert!(!failed.text.contains("meu segredo"), "{}", failed.text);
        }
    }
    let nowhere = json!({"api_key": KEY, "base_url": "http://127.0.0.1:1"});
    let failed = bench.post(VOICES, &nowhere).await.expect(502);
    assert_eq!(
        failed.message(),
        "ElevenLabs, or the server in its place, did not answer as it should; try again: \
         the connection failed"
    );
}

#[tokio::test]
async fn a_server_that_is_not_elevenlabs_is_told_by_its_url() {
    let (bench, fake) = elevenlabs().await;
    fake.next_voices(Step::answer(404, ""));
    fake.next_older_voices(Step::answer(404, ""));
    let refused = bench.post(VOICES, &written(&fake, KEY)).await;
    refused.expect_refused("voice_refused", "base_url");

    let body = integration(&fake, KEY);
    bench.put(INTEGRATION, &body).await.expect(201);
    fake.next_models(Step::answer(404, ""));
    let refused = bench.get(OWN_MODELS).await;
    refused.expect_refused("voice_refused", "reply.base_url");

    fake.next_models(Step::error(404, "not_found", "document_not_found"));
    let refused = bench.post(MODELS, &written(&fake, KEY)).await.expect(422);
    assert_eq!(refused.error(), ("voice_refused", None));
}

#[tokio::test]
async fn a_refused_account_is_told_by_the_field_of_its_key() {
    let (bench, fake) = elevenlabs().await;
    let body = integration(&fake, KEY);
    bench.put(INTEGRATION, &body).await.expect(201);
    for step in [
        Step::older_error(401, "detected_unusual_activity"),
        Step::older_error(401, "quota_exceeded"),
        Step::answer(402, ""),
    ] {
        fake.next_models(step.clone());
        let refused = bench.post(MODELS, &written(&fake, KEY)).await;
        refused.expect_refused("voice_refused", "api_key");
        fake.next_voices(step);
        let refused = bench.get(OWN_VOICES).await;
        refused.expect_refused("voice_refused", "reply.api_key");
    }
}

#[tokio::test]
async fn every_field_of_a_key_is_checked() {
    let bench = Bench::new().await;
    for (body, code, field) in [
        (json!({}), "required", "api_key"),
        (json!({"api_key": null}), "wrong_type", "api_key"),
        (json!({"api_key": {"set": true}}), "wrong_type", "api_key"),
        (json!({"api_key": ""}), "invalid", "api_key"),
        (json!({"api_key": "com espaço"}), "invalid", "api_key"),
        (
            json!({"api_key": "k", "base_url": 1}),
            "wrong_type",
            "base_url",
        ),
        (
            json!({"api_key": "k", "base_url": "ftp://a.example"}),
            "invalid",
            "base_url",
        ),
        (
            json!({"api_key": "k", "base_url": "https://a.example/#q"}),
            "invalid",
            "base_url",
        ),
        (
            json!({"api_key": "k", "voice_id": "v"}),
            "unknown_field",
            "voice_id",
        ),
    ] {
        for path in [VOICES, MODELS] {
            bench.post(path, &body).await.expect_refused(code, field);
        }
    }
    bench.post(VOICES, &Value::Null).await.expect(400);
}

#[tokio::test]
async fn a_key_goes_to_no_private_address() {
    let bench = Bench::with(Access::PublicHttps).await;
    for base_url in ["https://10.0.0.1", "https://localhost", "http://a.example"] {
        let body = json!({"api_key": KEY, "base_url": base_url});
        let refused = bench.post(VOICES, &body).await;
        refused.expect_refused("invalid", "base_url");
    }
    let unresolved = json!({"api_key": KEY, "base_url": "https://nowhere.invalid"});
    let refused = bench.post(VOICES, &unresolved).await;
    refused.expect_refused("invalid", "base_url");
}

//! Whether each part of an integration works right now.

use std::time::Duration;

use conversation::IntegrationId;
use serde_json::{Value, json};
use store::WebhookOutcome;
use testkit::channels::FakeTelegram;
use testkit::elevenlabs::FakeElevenLabs;
use testkit::openai::{FakeOpenAi, Step};

use crate::support::{ASSISTANT, Bench, INTEGRATION, assistant, webhook, with};

const CHECK: &str = "/console/api/integrations/loja-1/check";
const BOT: &str = "110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsawQ";
const VOICE_KEY: &str = "xi-secret";

struct World {
    bench: Bench,
    openai: FakeOpenAi,
    elevenlabs: FakeElevenLabs,
    _telegram: FakeTelegram,
}

/// An integration with Telegram that speaks.
async fn world(openai: FakeOpenAi) -> World {
    let bench = Bench::with_assistant().await;
    let elevenlabs = FakeElevenLabs::start(VOICE_KEY).await;
    let telegram = FakeTelegram::start(BOT).await;
    let body = with(
        webhook(),
        &[
            (
                "/channel",
                json!({
                    "kind": "telegram", "bot_token": BOT, "secret_token": "telegrams-secret",
                    "base_url": telegram.base_url(),
                }),
            ),
            ("/assistant/base_url", json!(openai.base_url())),
            (
                "/reply",
                json!({
                    "format": "voice", "voice_id": "voice-ana", "model_id": "eleven_flash_v2_5",
                    "api_key": VOICE_KEY, "base_url": elevenlabs.base_url(),
                }),
            ),
            (
                "/desk",
                json!({"kind": "webhook", "url": "http://127.0.0.1:1/in",
                             "signing_secret": "whsec_YWJjZGVmZ2hpamtsbW5vcHFyc3R1dnd4"}),
            ),
        ],
    );
    bench.put(INTEGRATION, &body).await.expect(201);
    World {
        bench,
        openai,
        elevenlabs,
        _telegram: telegram,
    }
}

async fn check(bench: &Bench) -> Value {
    let checked = bench.post(CHECK, &Value::Null).await.expect(200);
    for secret in [BOT, VOICE_KEY, "sk-secret", "whsec_", "meu segredo"] {
        assert!(!checked.text.contains(secret), "{}", checked.text);
    }
    checked.body
}

#[tokio::test]
async fn every_part_is_told_and_nothing_is_kept() {
    let world = world(FakeOpenAi::start([Step::text("Oi!")]).await).await;
    world.openai.next_transcript(Step::transcript(""));
    let before = world.bench.raw_items().await;
    assert_eq!(
        check(&world.bench).await,
        json!({
            "assistant": {"result": "works"},
            "voice": {"result": "works"},
            "hearing": {"result": "works"},
            "channel": {
                "result": "fails", "code": "not_connected",
                "detail": "no webhook is set for the bot",
            },
            "desk": {"result": "not_checked", "why": "nothing_to_read"},
            "webhook": {"result": "not_checked", "why": "none_came"},
            "last_verified_at": null,
            "last_refused_at": null,
        })
    );
    assert_eq!(world.bench.raw_items().await.len(), before.len());
}

#[tokio::test]
async fn one_part_that_fails_leaves_the_others_as_they_are() {
    let quota = Step::error(429, "insufficient_quota", Some("insufficient_quota"));
    let world = world(FakeOpenAi::start([quota, Step::drop()]).await).await;
    world.openai.next_transcript(Step::raw(404, "<html>"));
    world.openai.next_transcript(Step::transcript(""));
    world.elevenlabs.hold_voices(1);
    let checked = check(&world.bench).await;
    let account = json!({
        "result": "fails", "code": "account_refused", "detail": "HTTP 429 insufficient_quota",
    });
    let voice = json!({
        "result": "fails", "code": "not_found", "detail": "the account has no such voice",
    });
    let hearing = json!({"result": "fails", "code": "not_found", "detail": "HTTP 404"});
    assert_eq!(
        (
            &checked["assistant"],
            &checked["voice"],
            &checked["hearing"]
        ),
        (&account, &voice, &hearing)
    );

    let refused = testkit::elevenlabs::Step::older_error(401, "missing_permissions");
    world.elevenlabs.next_voices(refused);
    let checked = check(&world.bench).await;
    assert_eq!(checked["assistant"]["code"], "unreachable");
    assert_eq!(checked["voice"]["code"], "key_refused");
    assert_eq!(checked["channel"]["code"], "not_connected");
    assert_eq!(world.openai.requests().len(), 2);
}

#[tokio::test]
async fn what_an_integration_has_not_is_said() {
    let bench = Bench::with_integration().await;
    let none = with(
        bench.get(INTEGRATION).await.body,
        &[
            ("/desk", json!({"kind": "none"})),
            ("/hearing/by", json!("nobody")),
        ],
    );
    bench.put(INTEGRATION, &none).await.expect(200);
    let checked = check(&bench).await;
    assert_eq!(checked["voice"], json!({"result": "not_set"}));
    assert_eq!(checked["hearing"], json!({"result": "not_set"}));
    assert_eq!(checked["desk"], json!({"result": "not_set"}));
    assert_eq!(checked["channel"]["result"], "not_checked");
    let path = "/console/api/integrations/none/check";
    bench.post(path, &Value::Null).await.expect(404);
}

#[tokio::test]
async fn the_newest_webhook_counts() {
    let bench = Bench::with_integration().await;
    let loja = IntegrationId::parse("loja-1").unwrap();
    for (outcome, result) in [
        (WebhookOutcome::Refused, "fails"),
        (WebhookOutcome::Verified, "works"),
        (WebhookOutcome::Refused, "fails"),
    ] {
        bench.clock.advance(Duration::from_secs(60));
        bench.console.webhooks.note(&loja, outcome).await.unwrap();
        assert_eq!(check(&bench).await["webhook"]["result"], result);
    }
    let checked = check(&bench).await;
    assert_eq!(checked["last_verified_at"], "2096-10-02T07:08:40Z");
    assert_eq!(checked["last_refused_at"], "2096-10-02T07:09:40Z");

    bench.delete(INTEGRATION).await.expect(204);
    assert!(!bench.raw_items().await.contains("WEBHOOKS#"));
    bench.put(ASSISTANT, &assistant()).await.expect(200);
}

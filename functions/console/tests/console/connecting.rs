//! Asking a provider to send its webhooks to us.

use lambda_http::Body;
use serde_json::{Value, json};
use testkit::channels::{FakeTelegram, Step};

use crate::support::{Bench, INTEGRATION, request, webhook, with};

const BOT: &str = "110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsawQ";
const WEBHOOK: &str = "/console/api/integrations/loja-1/webhook";

async fn telegram() -> (Bench, FakeTelegram) {
    let telegram = FakeTelegram::start(BOT).await;
    let bench = Bench::with_assistant().await;
    let channel = json!({
        "kind": "telegram", "bot_token": BOT, "secret_token": "telegrams-secret",
        "base_url": telegram.base_url(),
    });
    let body = with(webhook(), &[("/channel", channel)]);
    bench.put(INTEGRATION, &body).await.expect(201);
    (bench, telegram)
}

#[tokio::test]
async fn telegram_is_told_where_its_webhooks_go() {
    let (bench, telegram) = telegram().await;
    let by_host = request("POST", WEBHOOK).header("host", "abc.execute-api.example");
    let answer = bench.send(by_host, Body::Empty).await.expect(200);
    let own = "https://abc.execute-api.example/webhooks/loja-1";
    assert_eq!(answer.body, json!({"url": own}));
    let named = json!({"url": "https://recado.example/webhooks/loja-1"});
    assert_eq!(bench.post(WEBHOOK, &named).await.expect(200).body, named);
    let told: Vec<_> = telegram
        .webhooks()
        .into_iter()
        .map(|told| told.body)
        .collect();
    assert_eq!(
        (&told[0]["url"], &told[1]["url"]),
        (&json!(own), &named["url"])
    );
    assert_eq!(told[0]["secret_token"], "telegrams-secret");
}

#[tokio::test]
async fn what_telegram_says_is_told() {
    let (bench, telegram) = telegram().await;
    let url = json!({"url": "https://recado.example/webhooks/loja-1"});
    for (step, code) in [
        (Step::answer(401, "{}"), "channel_refused"),
        (Step::answer(500, "{}"), "channel_failed"),
    ] {
        telegram.next_webhook(step);
        let failed = bench.post(WEBHOOK, &url).await.expect(502);
        assert_eq!(failed.error(), (code, None));
        assert!(!failed.text.contains(BOT));
    }
}

#[tokio::test]
async fn other_channels_are_set_up_at_the_provider() {
    let bench = Bench::with_integration().await;
    let url = json!({"url": "https://recado.example/webhooks/loja-1"});
    let refused = bench.post(WEBHOOK, &url).await.expect(422);
    assert_eq!(refused.error(), ("unsupported", None));
    bench
        .post("/console/api/integrations/none/webhook", &url)
        .await
        .expect(404);
    for (body, code, field) in [
        (json!({"url": "recado.example"}), "invalid", "url"),
        (json!({"url": 1}), "wrong_type", "url"),
        (
            json!({"uri": "https://recado.example/"}),
            "unknown_field",
            "uri",
        ),
        (json!({"url": Value::Null}), "required", "url"),
    ] {
        bench.post(WEBHOOK, &body).await.expect_refused(code, field);
    }
}

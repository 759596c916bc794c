//! Asking a provider to send its webhooks to us.

use lambda_http::Body;
use lambda_http::http::request::Builder;
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

fn by_host() -> Builder {
    request("POST", WEBHOOK).header("host", "abc.execute-api.example")
}

#[tokio::test]
async fn telegram_is_told_where_its_webhooks_go() {
    let (bench, telegram) = telegram().await;
    let answer = bench.send(by_host(), Body::Empty).await.expect(200);
    let own = "https://abc.execute-api.example/webhooks/loja-1";
    assert_eq!(answer.body, json!({"url": own}));
    let told: Vec<_> = telegram
        .webhooks()
        .into_iter()
        .map(|told| told.body)
        .collect();
    assert_eq!(told[0]["url"], own);
    assert_eq!(told[0]["secret_token"], "telegrams-secret");
}

#[tokio::test]
async fn what_telegram_says_is_told() {
    let (bench, telegram) = telegram().await;
    for (step, status, code) in [
        (Step::answer(401, "{}"), 422, "channel_refused"),
        (Step::answer(500, "{}"), 502, "channel_failed"),
    ] {
        telegram.next_webhook(step);
        let failed = bench.send(by_host(), Body::Empty).await.expect(status);
        assert_eq!(failed.error(), (code, None));
        assert!(!failed.text.contains(BOT));
    }
}

#[tokio::test]
async fn other_channels_are_set_up_at_the_provider() {
    let bench = Bench::with_integration().await;
    let refused = bench.send(by_host(), Body::Empty).await.expect(422);
    assert_eq!(refused.error(), ("unsupported", None));
    bench
        .post("/console/api/integrations/none/webhook", &Value::Null)
        .await
        .expect(404);
}

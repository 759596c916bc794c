//! A stored secret never goes where it has not been: it must be written again.

use serde_json::{Value, json};

use crate::support::{Bench, INTEGRATION, webhook, whatsapp, with};

async fn shown_after(body: &Value) -> (Bench, Value) {
    let bench = Bench::with_assistant().await;
    bench.put(INTEGRATION, body).await.expect(201);
    let shown = bench.get(INTEGRATION).await.body;
    (bench, shown)
}

#[tokio::test]
async fn another_origin_needs_the_secrets_again() {
    let (bench, shown) = shown_after(&whatsapp()).await;
    for (url, elsewhere, secret, field) in [
        (
            "/channel/base_url",
            "https://graph.example:444/v25.0",
            "/channel/access_token",
            "channel.access_token",
        ),
        (
            "/assistant/base_url",
            "https://other.example/v1",
            "/assistant/api_key",
            "assistant.api_key",
        ),
        (
            "/reply/base_url",
            "http://voice.example",
            "/reply/api_key",
            "reply.api_key",
        ),
    ] {
        let moved = with(shown.clone(), &[(url, json!(elsewhere))]);
        let refused = bench.put(INTEGRATION, &moved).await;
        refused.expect_refused("secret_needed_again", field);
        assert_eq!(
            bench.get(INTEGRATION).await.body,
            shown,
            "nothing was stored"
        );

        let written = with(moved, &[(secret, json!("new-secret"))]);
        let answer = bench.put(INTEGRATION, &written).await.expect(200);
        assert_eq!(answer.body.pointer(url), Some(&json!(elsewhere)));
        bench.put(INTEGRATION, &whatsapp()).await.expect(200);
    }
}

#[tokio::test]
async fn a_reply_url_may_have_a_query_and_still_has_an_origin() {
    let (bench, shown) = shown_after(&webhook()).await;
    let to = |url: &str| with(shown.clone(), &[("/channel/reply_url", json!(url))]);
    let refused = bench
        .put(INTEGRATION, &to("https://elsewhere.example/in?tenant=7"))
        .await;
    refused.expect_refused("secret_needed_again", "channel.signing_secret");
    let own = shown.pointer("/channel/reply_url").unwrap();
    let with_query = format!("{}?tenant=7", own.as_str().unwrap());
    let answer = bench.put(INTEGRATION, &to(&with_query)).await.expect(200);
    assert_eq!(
        answer.body.pointer("/channel/reply_url"),
        Some(&json!(with_query))
    );
}

#[tokio::test]
async fn another_path_of_the_same_origin_does_not() {
    let (bench, shown) = shown_after(&whatsapp()).await;
    let moved = with(
        shown,
        &[
            (
                "/channel/base_url",
                json!("https://graph.example:443/v26.0"),
            ),
            ("/assistant/base_url", json!("https://AI.example/v2")),
            ("/reply/base_url", json!("https://voice.example/eu")),
        ],
    );
    bench.put(INTEGRATION, &moved).await.expect(200);
}

#[tokio::test]
async fn another_channel_needs_all_its_secrets_again() {
    for (old, new, secrets) in [
        (whatsapp(), webhook(), vec!["signing_secret"]),
        (
            webhook(),
            whatsapp(),
            vec!["access_token", "app_secret", "verify_token"],
        ),
    ] {
        let (bench, shown) = shown_after(&old).await;
        let body = with(shown, &[("/channel", new["channel"].clone())]);
        for secret in secrets {
            let kept = [(&*format!("/channel/{secret}"), json!({"set": true}))];
            let refused = bench.put(INTEGRATION, &with(body.clone(), &kept)).await;
            refused.expect_refused("secret_needed_again", &format!("channel.{secret}"));
        }
        bench.put(INTEGRATION, &body).await.expect(200);
    }
}

#[tokio::test]
async fn a_secret_of_both_directions_follows_the_reply_url() {
    let (bench, shown) = shown_after(&webhook()).await;
    let moved = with(
        shown.clone(),
        &[("/channel/reply_url", json!("https://evil.example/"))],
    );
    let refused = bench.put(INTEGRATION, &moved).await;
    let refused = refused.expect_refused("secret_needed_again", "channel.signing_secret");
    insta::assert_snapshot!(refused.shown());
    let same = with(
        shown,
        &[("/channel/reply_url", json!("https://shop.example/other"))],
    );
    bench.put(INTEGRATION, &same).await.expect(200);
}

#[tokio::test]
async fn what_only_verifies_webhooks_stays() {
    let (bench, shown) = shown_after(&whatsapp()).await;
    let moved = with(
        shown,
        &[
            ("/channel/base_url", json!("https://other.example/v25.0")),
            ("/channel/access_token", json!("new-secret")),
        ],
    );
    let answer = bench.put(INTEGRATION, &moved).await.expect(200);
    assert_eq!(answer.body["channel"]["app_secret"], json!({"set": true}));
}

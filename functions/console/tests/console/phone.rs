//! Tests of an integration, as the API begins and shows them.

use serde_json::{Value, json};

use crate::browser::Browser;
use crate::conversations::CONTACT;
use crate::support::{Bench, INTEGRATION, webhook, with};

const TESTS: &str = "/console/api/integrations/loja-1/phone";

async fn begun(bench: &Bench) -> String {
    let begun = bench.post(TESTS, &Value::Null).await.expect(201).body;
    format!("{TESTS}/{}", begun["conversation"].as_str().unwrap())
}

#[tokio::test]
async fn a_test_takes_messages_and_is_erased() {
    let bench = Bench::with_integration().await;
    let test = begun(&bench).await;
    assert_eq!(bench.wake_ups().await, 0);
    let messages = format!("{test}/messages");
    let said = json!({"text": "oi", "voice": true, "message_id": "a"});
    let state = bench.post(&messages, &said).await.expect(200).body;
    assert_eq!(
        (&state["kind"], &state["owner"]),
        (&json!("test"), &json!("assistant"))
    );
    bench.post(&messages, &said).await.expect(200);
    assert_eq!(bench.wake_ups().await, 1);
    let shown = bench.get(&test).await.expect(200).body;
    let transcript = shown["transcript"].as_array().unwrap();
    assert_eq!(transcript.len(), 1);
    assert_eq!(
        (&transcript[0]["text"], &transcript[0]["voice"]),
        (&json!("oi"), &json!(true))
    );

    let empty = bench.post(&messages, &json!({"text": " "})).await;
    empty.expect_refused("invalid", "text");
    bench.delete(&test).await.expect(204);
    for gone in [bench.get(&test).await, bench.post(&messages, &said).await] {
        gone.expect(404);
    }
}

#[tokio::test]
async fn a_message_that_is_refused_in_the_page_is_told_why_and_no_more() {
    let bench = Bench::with_integration().await;
    let test = begun(&bench).await.replace("/api/", "/");
    let mut browser = Browser::of_admin(&bench).await;
    browser.headers.push(("hx-request", "true"));
    let messages = format!("{test}/messages");
    let refused = browser.post(&messages, &[("text", " ")]).await.expect(422);
    let begin = "<p class=\"problem\" role=\"alert\">";
    assert!(refused.html.starts_with(begin), "{}", refused.html);
}

#[tokio::test]
async fn a_customers_conversation_is_no_test() {
    let bench = Bench::with_integration().await;
    let path = bench.conversation(CONTACT, &["oi"]).await;
    let test = path.replace("/conversations/", "/phone/");
    let said = json!({"text": "oi"});
    bench.get(&test).await.expect(404);
    bench
        .post(&format!("{test}/messages"), &said)
        .await
        .expect(404);
    bench.delete(&test).await.expect(404);
    let shown = bench.get(&path).await.expect(200).body;
    assert_eq!(shown["kind"], "customer");
    assert_eq!(shown["transcript"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn a_test_of_nothing_is_not_begun() {
    let bench = Bench::with_integration().await;
    let test = begun(&bench).await;
    bench.delete(INTEGRATION).await.expect(204);
    bench.post(TESTS, &Value::Null).await.expect(404);
    let said = json!({"text": "oi"});
    bench
        .post(&format!("{test}/messages"), &said)
        .await
        .expect(404);
}

#[tokio::test]
async fn a_wait_for_a_pause_says_when_it_ends_at_the_earliest() {
    let bench = Bench::with_integration().await;
    let wait = json!({"kind": "quiet", "quiet_ms": 5000});
    let settings = with(webhook(), &[("/wait", wait)]);
    bench.put(INTEGRATION, &settings).await.expect(200);
    let test = begun(&bench).await;
    let said = json!({"text": "oi"});
    let messages = format!("{test}/messages");
    bench.post(&messages, &said).await.expect(200);
    let mut browser = Browser::of_admin(&bench).await;
    let shown = browser.get(&test.replace("/api/", "/")).await.expect(200);
    shown.expect_says("The answer comes in 5 s at the earliest");
}

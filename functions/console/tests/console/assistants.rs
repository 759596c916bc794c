//! The assistants that we keep.

use serde_json::json;

use crate::support::{ASSISTANT, Bench, INTEGRATION, assistant, webhook, with};

#[tokio::test]
async fn an_assistant_is_shown_as_it_was_written() {
    let bench = Bench::new().await;
    let created = bench.put(ASSISTANT, &assistant()).await.expect(201);
    insta::assert_snapshot!(created.shown());
    let shown = bench.get(ASSISTANT).await.expect(200);
    assert_eq!((&shown.text, shown.etag()), (&created.text, created.etag()));

    let minimal = json!({"name": "Loja", "model": "gpt-6-luna"});
    let replaced = bench.put(ASSISTANT, &minimal).await.expect(200);
    insta::assert_snapshot!(replaced.text, @r#"{"id":"asst_loja","name":"Loja","runtime":"responses","model":"gpt-6-luna","instructions":"","temperature":null,"reasoning_effort":null,"verbosity":null,"service_tier":null,"max_output_tokens":null,"history_turns":20,"history_chars":40000,"vector_store_ids":[]}"#);
    assert_ne!(replaced.etag(), created.etag());
    assert_eq!(bench.get(ASSISTANT).await.text, replaced.text);
}

#[tokio::test]
async fn what_is_shown_can_be_sent_back() {
    let bench = Bench::new().await;
    for body in [assistant(), json!({"name": "Loja", "model": "m"})] {
        bench.put(ASSISTANT, &body).await;
        let shown = bench.get(ASSISTANT).await.expect(200);
        let again = bench.put(ASSISTANT, &shown.body).await.expect(200);
        assert_eq!(again.body, shown.body);
    }
}

#[tokio::test]
async fn the_edges_of_what_is_allowed_are_allowed() {
    let bench = Bench::new().await;
    let ids: Vec<_> = (0..10).map(|n| format!("vs_{n}")).collect();
    for (least, most) in [
        (("/temperature", json!(0)), ("/temperature", json!(2))),
        (
            ("/reasoning_effort", json!("none")),
            ("/reasoning_effort", json!("max")),
        ),
        (
            ("/max_output_tokens", json!(16)),
            ("/max_output_tokens", json!(32_768)),
        ),
        (("/history_turns", json!(0)), ("/history_turns", json!(100))),
        (
            ("/history_chars", json!(1_000)),
            ("/history_chars", json!(200_000)),
        ),
        (
            ("/vector_store_ids", json!([])),
            ("/vector_store_ids", json!(ids)),
        ),
        (
            ("/instructions", json!("")),
            ("/instructions", json!("😀".repeat(90_000))),
        ),
        (("/name", json!("L")), ("/name", json!("ç".repeat(200)))),
    ] {
        for edge in [least, most] {
            let answer = bench.put(ASSISTANT, &with(assistant(), &[edge])).await;
            assert!(matches!(answer.status, 200 | 201), "{}", answer.text);
        }
    }
    let quoted = json!("\"".repeat(90_000));
    bench
        .put(ASSISTANT, &with(assistant(), &[("/instructions", quoted)]))
        .await
        .expect(200);
}

#[tokio::test]
async fn lists_hold_what_get_shows() {
    let bench = Bench::new().await;
    let empty = bench.get("/console/api/assistants").await.expect(200);
    assert_eq!(empty.body, json!({"assistants": []}));
    let mut expected = Vec::new();
    for id in ["asst_a", "asst_b"] {
        let path = format!("/console/api/assistants/{id}");
        bench.put(&path, &assistant()).await.expect(201);
        expected.push(bench.get(&path).await.body);
    }
    let listed = bench.get("/console/api/assistants").await.expect(200);
    assert_eq!(listed.body, json!({"assistants": expected}));
}

#[tokio::test]
async fn an_assistant_is_deleted_unless_it_is_used() {
    let bench = Bench::with_assistant().await;
    for id in ["loja-1", "loja-2"] {
        let path = format!("/console/api/integrations/{id}");
        bench.put(&path, &webhook()).await.expect(201);
    }
    let used = bench.delete(ASSISTANT).await.expect(409);
    insta::assert_snapshot!(used.shown());
    bench.get(ASSISTANT).await.expect(200);

    bench.delete(INTEGRATION).await.expect(204);
    bench
        .delete("/console/api/integrations/loja-2")
        .await
        .expect(204);
    let gone = bench.delete(ASSISTANT).await.expect(204);
    assert_eq!(gone.text, "");
    bench.get(ASSISTANT).await.expect(404);
    bench.delete(ASSISTANT).await.expect(404);
}

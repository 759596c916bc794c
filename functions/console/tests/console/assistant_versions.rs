//! What an assistant was before.

use std::time::Duration;

use conversation::ports::Clock;
use serde_json::{Value, json};

use crate::support::{ASSISTANT, Bench, assistant, request, with};

const VERSIONS: &str = "/console/api/assistants/asst_loja/versions";

/// An assistant that was saved three times: by the admin, by Ana, and by the admin.
async fn saved_three_times() -> Bench {
    let bench = Bench::with_integration().await;
    let ana = bench.person("operator", &["loja-1"]).await;
    bench.clock.advance(Duration::from_secs(60));
    let second = with(
        assistant(),
        &[
            ("/instructions", json!("Você atende a Loja e a Padaria.")),
            ("/history_turns", json!(5)),
        ],
    );
    ana.put(ASSISTANT, &second).await.expect(200);
    bench.clock.advance(Duration::from_secs(60));
    let third = with(second, &[("/model", json!("gpt-6-terra"))]);
    bench.put(ASSISTANT, &third).await.expect(200);
    bench
}

async fn listed(bench: &Bench) -> Vec<Value> {
    let listed = bench.get(VERSIONS).await.expect(200).body;
    listed["versions"].as_array().unwrap().clone()
}

fn path_of(version: &Value) -> String {
    format!("{VERSIONS}/{}", version["version"])
}

#[tokio::test]
async fn versions_say_who_saved_them_when_and_what_differs() {
    let bench = saved_three_times().await;
    let listed = listed(&bench).await;
    let said: Vec<_> = listed
        .iter()
        .map(|it| json!([it["saved_by"]["name"], it["changed"]]))
        .collect();
    let expected = [
        json!(["admin", ["model"]]),
        json!(["Ana", ["history_turns", "instructions"]]),
        json!(["admin", null]),
    ];
    assert_eq!(said, expected);
    let now = json!(bench.clock.now().to_string());
    assert_eq!(listed[0]["saved_at"], now);
    let etag = format!("\"{}\"", listed[0]["version"]);
    assert_eq!(bench.get(ASSISTANT).await.etag(), etag);

    let first = bench.get(&path_of(&listed[2])).await.expect(200).body;
    let expected = with(assistant(), &[("/id", json!("asst_loja"))]);
    assert_eq!(first["assistant"], expected);
    assert_eq!(first["saved_at"], listed[2]["saved_at"]);
}

#[tokio::test]
async fn a_version_comes_back_as_a_new_one() {
    let bench = saved_three_times().await;
    let before = listed(&bench).await;
    let restore = format!("{}/restore", path_of(&before[2]));
    let restored = bench.post(&restore, &Value::Null).await.expect(200);
    let expected = with(assistant(), &[("/id", json!("asst_loja"))]);
    assert_eq!(restored.body, expected);
    let current = bench.get(ASSISTANT).await;
    assert_eq!(
        (current.body.clone(), current.etag()),
        (expected, restored.etag())
    );

    let after = listed(&bench).await;
    assert_eq!(after[1..], before);
    let fields = json!(["history_turns", "instructions", "model"]);
    assert_eq!(after[0]["changed"], fields);

    // Whoever saw another version than the current one is told.
    let stale =
        request("POST", &restore).header("if-match", format!("\"{}\"", before[0]["version"]));
    let stale = bench.send(stale, "".into()).await.expect(409);
    assert_eq!(stale.error(), ("conflict", None));
    assert_eq!(listed(&bench).await, after);
}

#[tokio::test]
async fn nothing_is_left_of_an_assistant_that_is_deleted() {
    let bench = saved_three_times().await;
    let versions = listed(&bench).await;
    bench.delete(ASSISTANT).await.expect(409);
    assert_eq!(listed(&bench).await, versions);
    bench.delete(crate::support::INTEGRATION).await.expect(204);
    bench.delete(ASSISTANT).await.expect(204);
    bench.get(VERSIONS).await.expect(404);
    bench.get(&path_of(&versions[1])).await.expect(404);
    assert!(!bench.raw_items().await.contains("Padaria"));

    bench.clock.advance(Duration::from_secs(1));
    bench.put(ASSISTANT, &assistant()).await.expect(201);
    assert_eq!(listed(&bench).await.len(), 1);
    for of in ["1", "none", "+1", "18446744073709551616"] {
        bench.get(&format!("{VERSIONS}/{of}")).await.expect(404);
        let restore = format!("{VERSIONS}/{of}/restore");
        bench.post(&restore, &Value::Null).await.expect(404);
    }
}

#[tokio::test]
async fn an_operator_brings_back_only_what_it_may_change() {
    let bench = saved_three_times().await;
    let first = path_of(&listed(&bench).await[2]);
    let restore = format!("{first}/restore");
    let ana = bench.person("operator", &["loja-1"]).await;
    let rui = bench.person("operator", &["loja-2"]).await;
    rui.get(VERSIONS).await.expect(404);
    rui.get(&first).await.expect(404);
    rui.call("POST", &restore, &Value::Null).await.expect(404);
    ana.call("POST", &restore, &Value::Null).await.expect(200);

    let second = "/console/api/integrations/loja-2";
    bench
        .put(second, &crate::support::webhook())
        .await
        .expect(201);
    rui.get(&first).await.expect(200);
    ana.call("POST", &restore, &Value::Null).await.expect(404);
    let at = listed(&bench).await;
    assert_eq!(at[0]["saved_by"]["name"], "Ana");
}

//! Who did what, as it is noted and shown.

use std::sync::Arc;
use std::time::Duration;

use conversation::ports::Clock;
use serde_json::{Value, json};
use store::Audit;

use crate::conversations::CONTACT;
use crate::logs::logged;
use crate::support::{
    ACCESS_TOKENS, ASSISTANT, Bench, INTEGRATION, any_clock, assistant, webhook, with,
};

const AUDIT: &str = "/console/api/audit";

async fn lines(bench: &Bench, query: &str) -> Vec<Value> {
    let page = bench.send(
        crate::support::request("GET", &format!("{AUDIT}{query}")),
        "".into(),
    );
    let page = page.await.expect(200).body;
    page["lines"].as_array().unwrap().clone()
}

#[tokio::test]
async fn every_change_leaves_a_line() {
    let bench = Bench::with_integration().await;
    let path = bench.conversation(CONTACT, &["oi"]).await;
    let id = path.rsplit('/').next().unwrap();
    let eva = bench.person("agent", &["loja-1"]).await;
    let mut did = vec![
        json!(["save_assistant", 201, "admin"]),
        json!(["save_integration", 201, "admin"]),
        json!(["make_access_token", 201, "admin"]),
    ];
    let second = Duration::from_secs(1);
    for (method, path, body, line) in [
        (
            "POST",
            format!("{path}/take-over"),
            Value::Null,
            json!(["take_over", 200, "Ana"]),
        ),
        (
            "POST",
            format!("{path}/release"),
            Value::Null,
            json!(["release", 200, "Ana"]),
        ),
        (
            "POST",
            format!("{path}/messages"),
            json!({"text": "meu segredo"}),
            json!(["send_message", 502, "Ana"]),
        ),
        (
            "POST",
            format!("{INTEGRATION}/conversations/release-failed"),
            Value::Null,
            json!(["release_failed", 200, "Ana"]),
        ),
        (
            "DELETE",
            path.clone(),
            Value::Null,
            json!(["erase_conversation", 204, "Ana"]),
        ),
    ] {
        bench.clock.advance(second);
        let answer = eva.call(method, &path, &body).await;
        assert_eq!(line[1], answer.status, "{}", answer.text);
        did.push(line);
    }
    bench.clock.advance(second);
    bench.put(ASSISTANT, &assistant()).await.expect(200);
    bench.clock.advance(second);
    let versions = format!("{ASSISTANT}/versions");
    let listed = bench.get(&versions).await.expect(200).body;
    let restore = format!("{versions}/{}/restore", listed["versions"][1]["version"]);
    bench.post(&restore, &Value::Null).await.expect(200);
    bench.clock.advance(second);
    bench
        .delete(&format!("{ACCESS_TOKENS}/{}", eva.id))
        .await
        .expect(204);
    bench.clock.advance(second);
    bench.delete(INTEGRATION).await.expect(204);
    bench.clock.advance(second);
    bench.delete(ASSISTANT).await.expect(204);
    did.extend([
        json!(["save_assistant", 200, "admin"]),
        json!(["restore_assistant", 200, "admin"]),
        json!(["revoke_access_token", 204, "admin"]),
        json!(["delete_integration", 204, "admin"]),
        json!(["delete_assistant", 204, "admin"]),
    ]);
    // What is refused, or only read, leaves none.
    bench.put(INTEGRATION, &json!({})).await.expect(422);
    bench.delete(ASSISTANT).await.expect(404);
    bench.get(ACCESS_TOKENS).await.expect(200);

    let mut shown = lines(&bench, "").await;
    shown.reverse();
    let all: Vec<_> = shown
        .iter()
        .map(|line| json!([line["did"], line["status"], line["who"]["name"]]))
        .collect();
    // The first three are of one millisecond.
    assert_eq!(all[3..], did[3..]);
    let mut first: Vec<_> = all[..3].iter().map(Value::to_string).collect();
    let mut expected: Vec<_> = did[..3].iter().map(Value::to_string).collect();
    first.sort();
    expected.sort();
    assert_eq!(first, expected);
    let of = |did: &str| shown.iter().rfind(|line| line["did"] == did).unwrap();
    assert_eq!(of("take_over")["conversation"], id);
    assert_eq!(of("take_over")["integration"], "loja-1");
    assert_eq!(of("take_over")["who"]["id"], json!(eva.id));
    assert_eq!(of("make_access_token")["access_token"], json!(eva.id));
    assert_eq!(of("revoke_access_token")["access_token"], json!(eva.id));
    assert_eq!(of("save_assistant")["assistant"], "asst_loja");
    assert_eq!(of("restore_assistant")["assistant"], "asst_loja");
    assert_eq!(of("save_assistant")["who"]["id"], Value::Null);
    let last = shown.last().unwrap()["at"].as_str().unwrap();
    assert_eq!(last, bench.clock.now().to_string());
    // Nor is there a secret in it, or a text.
    let text = json!(shown).to_string();
    for hidden in ["segredo", "sk-secret", "whsec", CONTACT, "Você", &eva.token] {
        assert!(!text.contains(hidden), "{hidden}");
    }
}

#[tokio::test]
async fn operators_read_the_lines_of_their_integrations() {
    let bench = Bench::with_integration().await;
    bench
        .put("/console/api/integrations/loja-2", &webhook())
        .await
        .expect(201);
    let ana = bench.person("operator", &["loja-1"]).await;
    ana.put(INTEGRATION, &webhook()).await.expect(200);
    for path in [AUDIT.to_owned(), format!("{AUDIT}?integration=loja-1")] {
        let page = ana.get(&path).await;
        let seen = page.expect(200).body["lines"].clone();
        assert_eq!(seen.as_array().unwrap().len(), 2);
        assert_eq!(seen[0]["integration"], "loja-1");
        assert_eq!(seen[1]["integration"], "loja-1");
    }
    ana.get(&format!("{AUDIT}?integration=loja-2"))
        .await
        .expect(404);
    assert_eq!(lines(&bench, "").await.len(), 5);
    assert_eq!(lines(&bench, "?integration=loja-2").await.len(), 1);
    assert_eq!(lines(&bench, "?integration=loja-9").await.len(), 0);
    for (query, code, field) in [
        ("integration=Loja", "invalid", "integration"),
        ("cursor=x", "invalid", "cursor"),
        ("of=x", "unknown_field", "of"),
    ] {
        let refused = bench.get(&format!("{AUDIT}?{query}")).await;
        refused.expect_refused(code, field);
    }
}

#[tokio::test]
async fn pages_follow_each_other() {
    let bench = Bench::with_assistant().await;
    for _ in 0..60 {
        bench.clock.advance(Duration::from_secs(1));
        bench.put(ASSISTANT, &assistant()).await.expect(200);
    }
    let first = bench.get(AUDIT).await.expect(200).body;
    let cursor = first["next_cursor"].as_str().unwrap();
    let rest = bench.get(&format!("{AUDIT}?cursor={}", cursor)).await;
    let rest = rest.expect(200).body;
    let ats = |page: &Value| {
        let lines = page["lines"].as_array().unwrap().clone();
        lines
            .into_iter()
            .map(|line| line["at"].as_str().unwrap().to_owned())
    };
    assert_eq!((ats(&first).count(), ats(&rest).count()), (50, 11));
    assert_eq!(rest["next_cursor"], Value::Null);
    let all: Vec<_> = ats(&first).chain(ats(&rest)).collect();
    assert!(all.is_sorted_by(|a, b| a > b), "{all:?}");
}

#[tokio::test]
async fn a_line_that_cannot_be_written_is_told_to_the_log() {
    let mut bench = Bench::with_assistant().await;
    let nowhere = Audit::new(
        bench.clients.dynamodb.clone(),
        "nowhere".to_owned(),
        any_clock(&bench.clock),
    );
    Arc::get_mut(&mut bench.console).unwrap().audit = nowhere;
    logged();
    let named = with(webhook(), &[("/name", json!("Maria da Silva"))]);
    bench.put(INTEGRATION, &named).await.expect(201);
    let logged = logged();
    assert!(logged.contains("a line of the audit is lost"), "{logged}");
    for shown in ["SaveIntegration", "loja-1", "201"] {
        assert!(logged.contains(shown), "{shown}: {logged}");
    }
    for hidden in ["Maria", "sk-secret"] {
        assert!(!logged.contains(hidden), "{hidden}");
    }
}

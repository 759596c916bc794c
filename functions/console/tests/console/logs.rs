//! What is logged of a request, and what is not.

use std::cell::RefCell;
use std::io::Write;
use std::sync::Once;

use serde_json::{Value, json};
use tracing_subscriber::EnvFilter;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;

use crate::support::{Bench, INTEGRATION, TOKEN, webhook, with};

thread_local! {
    /// What this test has logged: each runs on a thread of its own.
    static LINES: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
}

struct OfThisThread;

impl Write for OfThisThread {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        LINES.with_borrow_mut(|lines| lines.write(bytes))
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// Before anything is logged by any test: what is logged while nobody listens may be taken for
/// something that nobody ever wants.
pub(crate) fn listen() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let layer = tracing_subscriber::fmt::layer()
            .json()
            .flatten_event(true)
            .with_current_span(false)
            .with_writer(|| OfThisThread);
        let filter = EnvFilter::new("info,console=trace");
        tracing_subscriber::registry()
            .with(filter)
            .with(layer)
            .init();
    });
}

/// What was logged since the last time.
pub(crate) fn logged() -> String {
    String::from_utf8(LINES.take()).unwrap()
}

fn lines(logged: &str) -> Vec<Value> {
    logged
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

#[tokio::test]
async fn a_request_is_one_line_without_what_is_in_it() {
    let bench = Bench::with_assistant().await;
    logged();
    let body = with(webhook(), &[("/name", json!("Maria da Silva"))]);
    bench.put(INTEGRATION, &body).await.expect(201);
    let refused = with(body, &[("/channel/kind", json!("telex"))]);
    bench.put(INTEGRATION, &refused).await.expect(422);
    bench.get("/console/api/x/Maria").await.expect(404);
    let logged = logged();
    let lines = lines(&logged);

    let shown: Vec<_> = lines
        .iter()
        .map(|line| json!([line["level"], line["method"], line["route"], line["status"]]))
        .collect();
    let route = "/console/api/integrations/{id}";
    assert_eq!(
        shown,
        [
            json!(["INFO", "PUT", route, 201]),
            json!(["INFO", "PUT", route, 422]),
            json!(["INFO", "GET", "unknown", 404]),
        ]
    );
    for line in &lines {
        assert!(line["duration_ms"].is_u64(), "{line}");
        assert_eq!(line["spans"][0]["name"], "invocation");
    }
    for hidden in ["Maria", "sk-secret", "whsec", TOKEN, "loja-1", "equipe"] {
        assert!(!logged.contains(hidden), "{hidden}");
    }
}

#[tokio::test]
async fn what_fails_on_our_side_is_told_to_the_log_alone() {
    let bench = Bench::with_assistant().await;
    let table = bench.clients.dynamodb.delete_table().table_name("recado");
    table.send().await.unwrap();
    logged();
    let failed = bench.put(INTEGRATION, &webhook()).await.expect(500);
    let logged = logged();
    let lines = lines(&logged);
    insta::assert_snapshot!(failed.shown());

    let errors: Vec<_> = lines
        .iter()
        .filter(|line| line["level"] == "ERROR")
        .collect();
    // Nor can the audit be written.
    let messages: Vec<_> = errors.iter().map(|line| &line["message"]).collect();
    assert_eq!(
        messages,
        ["a request failed", "a line of the audit is lost"],
        "{logged}"
    );
    for line in errors {
        let error = line["error"].as_str().unwrap();
        assert!(error.starts_with("DynamoDB failed: "), "{error}");
    }
    assert!(!logged.contains("sk-secret"));
}

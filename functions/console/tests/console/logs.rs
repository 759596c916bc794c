//! What is logged of a request, and what is not.

use std::io::Write;
use std::sync::{Arc, Mutex};

use lambda_http::Body;
use serde_json::{Value, json};
use tracing_subscriber::layer::SubscriberExt;

use crate::support::{Bench, INTEGRATION, TOKEN, request, webhook, with};

#[derive(Clone, Default)]
struct Lines(Arc<Mutex<Vec<u8>>>);

impl Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl Lines {
    fn collect(&self) -> tracing::subscriber::DefaultGuard {
        let lines = self.clone();
        let layer = tracing_subscriber::fmt::layer()
            .json()
            .flatten_event(true)
            .with_current_span(false)
            .with_writer(move || lines.clone());
        let filter = tracing_subscriber::EnvFilter::new("info,console=trace");
        let subscriber = tracing_subscriber::registry().with(filter).with(layer);
        tracing::subscriber::set_default(subscriber)
    }

    fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }

    fn read(&self) -> Vec<Value> {
        let lines = self.text();
        lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }
}

#[tokio::test]
async fn a_request_is_one_line_without_what_is_in_it() {
    let bench = Bench::with_assistant().await;
    let lines = Lines::default();
    let guard = lines.collect();
    let body = with(webhook(), &[("/name", json!("Maria da Silva"))]);
    bench.put(INTEGRATION, &body).await.expect(201);
    bench.put(INTEGRATION, &with(body, &[("/channel/kind", json!("telex"))])).await.expect(422);
    let stranger = request("GET", "/console/api/x/Maria").header("authorization", "Bearer x");
    bench.send(stranger, Body::Empty).await;
    drop(guard);

    let shown: Vec<_> = lines
        .read()
        .into_iter()
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
    assert!(lines.read().iter().all(|line| line["duration_ms"].is_u64()));
    assert!(lines.read().iter().all(|line| line["spans"][0]["name"] == "invocation"));
    for hidden in ["Maria", "sk-secret", "whsec", TOKEN, "loja-1", "equipe"] {
        assert!(!lines.text().contains(hidden), "{hidden}");
    }
}

#[tokio::test]
async fn what_fails_on_our_side_is_told_to_the_log_alone() {
    let bench = Bench::with_assistant().await;
    bench.clients.dynamodb.delete_table().table_name("recado").send().await.unwrap();
    let lines = Lines::default();
    let guard = lines.collect();
    let failed = bench.put(INTEGRATION, &webhook()).await.expect(500);
    drop(guard);
    insta::assert_snapshot!(failed.shown());

    let errors: Vec<_> = lines.read().into_iter().filter(|line| line["level"] == "ERROR").collect();
    assert_eq!(errors.len(), 1, "{}", lines.text());
    let error = errors[0]["error"].as_str().unwrap();
    assert!(error.starts_with("DynamoDB failed: "), "{error}");
    assert!(!lines.text().contains("sk-secret"));
}

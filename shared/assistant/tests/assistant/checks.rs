//! Whether an assistant answers right now.

use std::time::Duration;

use http_client::{CheckError, Problem};
use serde_json::json;
use testkit::openai::{FakeOpenAi, Step, message};

use crate::common::{KEY, PLENTY, assistant, settings};

async fn check(step: Step) -> Result<(), CheckError> {
    let fake = FakeOpenAi::start([step]).await;
    let assistant = assistant(&fake, settings(json!({})));
    assistant.check(PLENTY).await
}

#[tokio::test]
async fn the_shortest_answer_is_asked_for_with_all_that_could_be_refused() {
    let fake = FakeOpenAi::start([Step::text("Oi!")]).await;
    let settings = settings(json!({
        "instructions": "muito longas", "temperature": 0.5, "max_output_tokens": 800,
        "vector_store_ids": ["vs_1"], "service_tier": "flex",
    }));
    assistant(&fake, settings).check(PLENTY).await.unwrap();
    let asked = fake.requests().remove(0);
    assert_eq!(asked.headers["authorization"], format!("Bearer {KEY}"));
    let fields = [
        "model",
        "instructions",
        "temperature",
        "max_output_tokens",
        "store",
        "service_tier",
    ];
    let told = fields.map(|name| asked.body[name].clone());
    let expected = json!(["gpt-6-luna", "", 0.5, 16, false, "flex"]);
    assert_eq!(json!(told), expected);
    assert_eq!(asked.body["tools"][0]["vector_store_ids"], json!(["vs_1"]));
}

#[tokio::test]
async fn an_answer_that_was_cut_short_proves_as_much() {
    let cut = json!({
        "status": "incomplete", "incomplete_details": {"reason": "max_output_tokens"},
        "output": [message("Ol")],
    });
    for step in [
        Step::text("Oi!"),
        Step::response(cut),
        Step::transfer("a", "b"),
    ] {
        assert_eq!(check(step).await, Ok(()));
    }
}

#[tokio::test]
async fn what_is_in_the_way_is_told_without_the_servers_words() {
    for (step, problem, detail) in [
        (
            Step::error(401, "invalid_request_error", Some("invalid_api_key")),
            Problem::Key,
            "HTTP 401 invalid_api_key",
        ),
        (
            Step::raw(403, "<html>meu segredo"),
            Problem::Key,
            "HTTP 403",
        ),
        (
            Step::error(429, "insufficient_quota", Some("insufficient_quota")),
            Problem::Account,
            "HTTP 429 insufficient_quota",
        ),
        (
            Step::error(404, "invalid_request_error", Some("model_not_found")),
            Problem::NotFound,
            "HTTP 404 model_not_found",
        ),
        (
            Step::error(400, "invalid_request_error", Some("model_not_found")),
            Problem::NotFound,
            "HTTP 400 model_not_found",
        ),
        (
            Step::error(429, "requests", Some("rate_limit_exceeded")),
            Problem::Busy,
            "HTTP 429 rate_limit_exceeded",
        ),
        (Step::raw(503, ""), Problem::Busy, "HTTP 503"),
        (
            Step::error(400, "invalid_request_error", Some("unsupported_parameter")),
            Problem::Refused,
            "HTTP 400 unsupported_parameter",
        ),
        (
            Step::raw(200, json!({"choices": []}).to_string()),
            Problem::Refused,
            "a chat completion in place of a response",
        ),
        (
            Step::raw(200, "<html>"),
            Problem::Busy,
            "unreadable response",
        ),
        (Step::drop(), Problem::Unreachable, "the connection failed"),
    ] {
        let expected = CheckError::new(problem, detail);
        assert_eq!(check(step).await, Err(expected), "{detail}");
    }
}

#[tokio::test]
async fn a_server_that_never_answers_is_not_waited_for() {
    let fake = FakeOpenAi::start([Step::hang()]).await;
    let assistant = assistant(&fake, settings(json!({})));
    let error = assistant
        .check(Duration::from_millis(50))
        .await
        .unwrap_err();
    assert_eq!(error.problem, Problem::Unreachable);
}

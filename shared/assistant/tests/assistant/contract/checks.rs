//! Whether an assistant answers right now.

use std::time::Duration;

use http_client::{CheckError, Problem};
use serde_json::json;
use settings::Runtime;
use testkit::openai::{FakeOpenAi, Step, message};

use crate::common::{KEY, PLENTY, assistant, settings};

for_each_runtime!(
    the_shortest_answer_is_asked_for_with_all_that_could_be_refused,
    an_answer_that_was_cut_short_proves_as_much,
    what_is_in_the_way_is_told_without_the_servers_words,
    a_server_that_never_answers_is_not_waited_for,
);

async fn check(runtime: Runtime, step: Step) -> Result<(), CheckError> {
    let fake = FakeOpenAi::start([step]).await;
    let assistant = assistant(&fake, settings(runtime, json!({})));
    assistant.check(PLENTY).await
}

async fn the_shortest_answer_is_asked_for_with_all_that_could_be_refused(runtime: Runtime) {
    let fake = FakeOpenAi::start([Step::text("Oi!")]).await;
    let with = json!({
        "instructions": "muito longas", "temperature": 0.5, "max_output_tokens": 800,
        "service_tier": "flex",
    });
    let settings = settings(runtime, with);
    assistant(&fake, settings).check(PLENTY).await.unwrap();
    let asked = fake.requests().remove(0);
    assert_eq!(asked.headers["authorization"], format!("Bearer {KEY}"));
    assert_eq!(asked.instructions(), "");
    let limit = match runtime {
        Runtime::Responses => "max_output_tokens",
        Runtime::ChatCompletions => "max_tokens",
    };
    let fields = ["model", "temperature", limit, "service_tier"];
    let told = fields.map(|name| asked.body[name].clone());
    assert_eq!(json!(told), json!(["gpt-6-luna", 0.5, 16, "flex"]));
    assert!(
        asked.body["tools"]
            .to_string()
            .contains("transfer_to_human")
    );
}

async fn an_answer_that_was_cut_short_proves_as_much(runtime: Runtime) {
    for step in [
        Step::text("Oi!"),
        Step::at_limit([message("Ol")]),
        Step::at_limit([]),
        Step::transfer("a", "b"),
    ] {
        assert_eq!(check(runtime, step).await, Ok(()));
    }
}

async fn what_is_in_the_way_is_told_without_the_servers_words(runtime: Runtime) {
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
            Step::raw(200, "<html>"),
            Problem::Busy,
            "unreadable response",
        ),
        (Step::drop(), Problem::Unreachable, "the connection failed"),
    ] {
        let expected = CheckError::new(problem, detail);
        assert_eq!(check(runtime, step).await, Err(expected), "{detail}");
    }
}

async fn a_server_that_never_answers_is_not_waited_for(runtime: Runtime) {
    let fake = FakeOpenAi::start([Step::hang()]).await;
    let assistant = assistant(&fake, settings(runtime, json!({})));
    let error = assistant
        .check(Duration::from_millis(50))
        .await
        .unwrap_err();
    assert_eq!(error.problem, Problem::Unreachable);
}

//! A success that is no response.

use conversation::ports::{AssistantError, Failure};
use serde_json::json;
use testkit::openai::Step;

use super::answer_to;

async fn error(body: &str) -> AssistantError {
    answer_to(Step::raw(200, body)).await.unwrap_err()
}

fn transient(detail: &str) -> AssistantError {
    AssistantError::Failed(Failure::transient(detail))
}

fn permanent(detail: &str) -> AssistantError {
    AssistantError::Failed(Failure::permanent(detail))
}

#[tokio::test]
async fn it_is_sorted_by_what_it_is() {
    for (body, expected) in [
        (
            r#"{"object": "chat.completion", "choices": []}"#,
            permanent("a chat completion in place of a response"),
        ),
        (
            r#"{"output": [], "error": {"code": "server_error"}}"#,
            transient("HTTP 200 server_error"),
        ),
        (
            r#"{"output": [], "error": {"code": 502}}"#,
            transient("HTTP 502"),
        ),
    ] {
        assert_eq!(error(body).await, expected, "{body}");
    }
}

#[tokio::test]
async fn a_failure_may_say_that_it_was_shown_too_much() {
    let failed = json!({
        "status": "failed", "output": [],
        "error": {"code": "context_length_exceeded", "message": "too long"},
    });
    let detail = "response failed: context_length_exceeded".to_owned();
    let expected = AssistantError::TooLong { detail };
    assert_eq!(error(&failed.to_string()).await, expected);
}

#[tokio::test]
async fn a_code_that_is_none_is_not_repeated() {
    let failed =
        json!({"status": "failed", "output": [], "error": {"code": "Disse: oi", "message": "oi"}});
    let expected = permanent("response failed: without a code");
    assert_eq!(error(&failed.to_string()).await, expected);
}

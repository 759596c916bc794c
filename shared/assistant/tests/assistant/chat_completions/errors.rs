//! What servers of chat completions answer in place of an answer.

use conversation::{
    Author, LeftOut,
    ports::{Assistant, AssistantError, Completion, Failure},
};
use serde_json::{Value, json};
use settings::Runtime;
use testkit::openai::{FakeOpenAi, Step};

use super::answer_to;
use crate::common::{PLENTY, assistant, prompt, settings};

#[tokio::test]
async fn a_success_that_is_no_chat_completion_is_sorted_by_what_it_is() {
    for (body, expected) in [
        (
            r#"{"object": "response", "output": []}"#,
            Failure::permanent("a response in place of a chat completion"),
        ),
        (
            r#"{"choices": {}}"#,
            Failure::permanent("other JSON in place of a chat completion"),
        ),
        (
            r#"{"choices": null, "error": {"code": "server_error"}}"#,
            Failure::transient("HTTP 200 server_error"),
        ),
    ] {
        let error = answer_to(Step::raw(200, body)).await.unwrap_err();
        assert_eq!(error, AssistantError::Failed(expected), "{body}");
    }
}

/// What is made of this refusal and an answer, of an assistant with all parameters.
async fn refused(status: u16, body: &Value) -> Result<Completion, AssistantError> {
    let steps = [Step::raw(status, body.to_string()), Step::text("Olá!")];
    let fake = FakeOpenAi::start(steps).await;
    let all = json!({"reasoning_effort": "low", "verbosity": "low", "service_tier": "flex"});
    let assistant = assistant(&fake, settings(Runtime::ChatCompletions, all));
    let prompt = prompt("loja-1", &[(Author::Customer, "oi")]);
    assistant.answer(&prompt, PLENTY).await
}

/// Mistral's answer to a field that it does not know, today and in 2024, and that of servers made
/// with FastAPI; Gemini's.
#[tokio::test]
async fn servers_that_refuse_what_they_do_not_know_are_asked_without_it() {
    let extra = json!({
        "type": "extra_forbidden", "loc": ["body", "verbosity"], "input": "service_tier",
        "msg": "Extra inputs are not permitted",
    });
    let unknown = "Invalid JSON payload received. Unknown name \"verbosity\": Cannot find field.";
    let gemini = json!({"error": {
        "code": 400, "message": unknown, "status": "INVALID_ARGUMENT",
        "details": [{"fieldViolations": [{"description": unknown}]}],
    }});
    for (status, body) in [
        (
            422,
            json!({"object": "Error", "detail": [extra], "message": [extra],
                   "type": "invalid_request_error", "code": 3001}),
        ),
        (
            422,
            json!({"object": "error", "message": {"detail": [extra]},
                   "type": "invalid_request_error", "param": null, "code": null}),
        ),
        (422, json!({"detail": [extra]})),
        (400, gemini.clone()),
        (400, json!([gemini])),
        (
            400,
            json!({"error": {"message": "verbosity is not supported", "param": "400"}}),
        ),
        (
            400,
            json!({"error": {"message": "verbosity is not supported", "param": ""}}),
        ),
    ] {
        let answer = refused(status, &body).await.unwrap();
        assert_eq!(answer.left_out, [LeftOut::Verbosity], "{body}");
    }
}

#[tokio::test]
async fn what_pydantic_repeats_of_the_request_refuses_nothing() {
    let fault = json!({
        "type": "string_type", "loc": ["body", "model"], "input": "verbosity", "ctx": "verbosity",
        "msg": "Input should be a valid string",
    });
    let step = Step::raw(422, json!({"detail": [fault]}).to_string());
    let fake = FakeOpenAi::start([step]).await;
    let low = json!({"verbosity": "low"});
    let assistant = assistant(&fake, settings(Runtime::ChatCompletions, low));
    let prompt = prompt("loja-1", &[(Author::Customer, "oi")]);
    let error = assistant.answer(&prompt, PLENTY).await;
    let expected = AssistantError::Failed(Failure::permanent("HTTP 422"));
    assert_eq!(error, Err(expected));
}

#[tokio::test]
async fn a_prompt_that_is_too_long_is_known_in_these_forms_too() {
    let said = "This model's maximum context length is 32768 tokens";
    for body in [
        json!([{"error": {"code": 400, "message": said}}]),
        json!({"detail": said}),
        json!({"detail": [{"loc": ["body"], "msg": said}]}),
    ] {
        let error = answer_to(Step::raw(400, body.to_string())).await;
        let detail = "HTTP 400".to_owned();
        assert_eq!(error, Err(AssistantError::TooLong { detail }), "{body}");
    }
}

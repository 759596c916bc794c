//! What more than a model can read is answered with, by the servers that we know of.

use conversation::ports::AssistantError;
use serde_json::{Value, json};
use settings::Runtime;
use testkit::openai::Step;

use crate::common::answer_to;

for_each_runtime!(
    a_code_or_a_type_is_enough,
    each_server_says_in_its_own_way_that_it_was_shown_too_much,
    a_gateway_that_takes_no_body_so_large_says_it_by_the_status_alone,
    what_only_sounds_alike_is_not_too_long,
);

/// Each body as its server writes it, and the detail that is made of it.
fn known() -> Vec<(u16, Value, &'static str)> {
    let error = |message: &str, kind: &str, code: Value| json!({"error": {"message": message, "type": kind, "param": null, "code": code}});
    let invalid = "invalid_request_error";
    vec![
        // OpenAI and Azure
        (
            400,
            error(
                "Your input exceeds the context window of this model. Please adjust your input and try again.",
                invalid,
                json!("context_length_exceeded"),
            ),
            "HTTP 400 context_length_exceeded",
        ),
        (
            400,
            error(
                "Invalid 'input[0].content': string too long. Expected a string with maximum length 10485760, but got a string with length 62114761 instead.",
                invalid,
                json!("string_above_max_length"),
            ),
            "HTTP 400 string_above_max_length",
        ),
        (
            400,
            error(
                "Input tokens exceed the configured limit of 272000 tokens. Your messages resulted in 289650 tokens.",
                invalid,
                Value::Null,
            ),
            "HTTP 400 invalid_request_error",
        ),
        (
            429,
            error(
                "Request too large for gpt-4o in organization org-1 on tokens per min (TPM): Limit 30000, Requested 36278. The input or output tokens must be reduced in order to run successfully.",
                "tokens",
                json!("rate_limit_exceeded"),
            ),
            "HTTP 429 rate_limit_exceeded",
        ),
        // Groq
        (
            400,
            error(
                "Please reduce the length of the messages or completion.",
                invalid,
                json!("context_length_exceeded"),
            ),
            "HTTP 400 context_length_exceeded",
        ),
        (
            413,
            error(
                "Request too large for model `llama-3.3-70b-versatile` on tokens per minute (TPM): Limit 6000, Requested 14810, please reduce your message size and try again.",
                "tokens",
                json!("rate_limit_exceeded"),
            ),
            "HTTP 413 rate_limit_exceeded",
        ),
        // DeepSeek
        (
            400,
            error(
                "This model's maximum context length is 131072 tokens. However, you requested 131134 tokens (122942 in the messages, 8192 in the completion).",
                invalid,
                json!(invalid),
            ),
            "HTTP 400 invalid_request_error",
        ),
        // vLLM: its Responses API, any other since 2026, and without an envelope before
        (
            400,
            error(
                "The engine prompt length 227861 exceeds the max_model_len 131072. Please reduce prompt.",
                invalid,
                json!(400),
            ),
            "HTTP 400 invalid_request_error",
        ),
        (
            400,
            error(
                "You passed 32769 input tokens and requested 0 output tokens. However, the model's context length is only 32768 tokens, resulting in a maximum input length of 32768 tokens.",
                "BadRequestError",
                json!(400),
            ),
            "HTTP 400",
        ),
        (
            400,
            json!({
                "object": "error", "type": "BadRequestError", "param": null, "code": 400,
                "message": "This model's maximum context length is 16384 tokens. However, you requested 19591 tokens.",
            }),
            "HTTP 400",
        ),
        // LiteLLM, in front of Anthropic and Cerebras, and with no model that is large enough
        (
            400,
            error(
                "litellm.BadRequestError: AnthropicException - b'{\"type\":\"error\",\"error\":{\"type\":\"invalid_request_error\",\"message\":\"prompt is too long: 200480 tokens > 200000 maximum\"}}'",
                invalid,
                Value::Null,
            ),
            "HTTP 400 invalid_request_error",
        ),
        (
            400,
            json!({"error": {"message": "litellm.BadRequestError: AnthropicException - input length and `max_tokens` exceed context limit: 179413 + 32768 > 200000, decrease input length or `max_tokens` and try again", "type": null, "param": null, "code": null}}),
            "HTTP 400",
        ),
        (
            400,
            error(
                "litellm.ContextWindowExceededError: CerebrasException - Current length is 9000 while limit is 8192",
                invalid,
                Value::Null,
            ),
            "HTTP 400 invalid_request_error",
        ),
        (
            400,
            error(
                "litellm.BadRequestError: Context Window exceeded for given call. No models have context window large enough for this call.",
                invalid,
                Value::Null,
            ),
            "HTTP 400 invalid_request_error",
        ),
        // Ollama
        (
            400,
            json!({"error": "prompt too long; exceeded max context length by 15935 tokens"}),
            "HTTP 400",
        ),
        // llama.cpp, and through a gateway that writes a type of its own
        (
            400,
            error(
                "request (9412 tokens) exceeds the available context size (8192 tokens), try increasing it",
                "exceed_context_size_error",
                json!(400),
            ),
            "HTTP 400 exceed_context_size_error",
        ),
        (
            400,
            error(
                "request (9412 tokens) exceeds the available context size (8192 tokens), try increasing it",
                invalid,
                json!(400),
            ),
            "HTTP 400 invalid_request_error",
        ),
        // OpenRouter, xAI, Gemini
        (
            400,
            json!({"error": {"code": 400, "message": "This endpoint's maximum context length is 163840 tokens. However, you requested about 243013 tokens."}}),
            "HTTP 400",
        ),
        (
            400,
            json!({"code": "Client specified an invalid argument", "error": "This model's maximum prompt length is 131072 but the request contains 136973 tokens."}),
            "HTTP 400",
        ),
        (
            400,
            json!({"error": {"code": 400, "message": "The input token count exceeds the maximum number of tokens allowed (1048576).", "status": "INVALID_ARGUMENT"}}),
            "HTTP 400",
        ),
    ]
}

fn too_long(detail: &str) -> AssistantError {
    AssistantError::TooLong {
        detail: detail.to_owned(),
    }
}

async fn error(runtime: Runtime, step: Step) -> AssistantError {
    answer_to(runtime, step).await.unwrap_err()
}

async fn a_code_or_a_type_is_enough(runtime: Runtime) {
    for code in [
        "context_length_exceeded",
        "string_above_max_length",
        "exceed_context_size_error",
    ] {
        let expected = too_long(&format!("HTTP 400 {code}"));
        let as_code = Step::error(400, "invalid_request_error", Some(code));
        assert_eq!(error(runtime, as_code).await, expected);
        assert_eq!(error(runtime, Step::error(400, code, None)).await, expected);
    }
}

async fn each_server_says_in_its_own_way_that_it_was_shown_too_much(runtime: Runtime) {
    for (status, body, detail) in known() {
        let step = Step::raw(status, body.to_string());
        // OpenAI says so with each error that its clients are not to repeat.
        let error = error(runtime, step.header("x-should-retry", "false")).await;
        assert_eq!(error, too_long(detail), "{body}");
    }
}

async fn a_gateway_that_takes_no_body_so_large_says_it_by_the_status_alone(runtime: Runtime) {
    let html = Step::raw(413, "<html>Request Entity Too Large</html>");
    assert_eq!(error(runtime, html).await, too_long("HTTP 413"));
}

async fn what_only_sounds_alike_is_not_too_long(runtime: Runtime) {
    let body = |message: &str, code: &str| json!({"error": {"message": message, "code": code}});
    for (status, body) in [
        (
            400,
            body(
                "Invalid 'max_output_tokens': too large",
                "integer_above_max_value",
            ),
        ),
        (
            429,
            body(
                "Rate limit reached for gpt-4o on tokens per min (TPM): Limit 30000, Used 29000, Requested 1443.",
                "rate_limit_exceeded",
            ),
        ),
        (
            429,
            body(
                "You exceeded your current quota; the request was too large for it",
                "insufficient_quota",
            ),
        ),
        (400, json!({"error": {"message": ["context window"]}})),
        (400, json!(["context window"])),
    ] {
        let error = error(runtime, Step::raw(status, body.to_string())).await;
        assert!(!matches!(error, AssistantError::TooLong { .. }), "{body}");
    }
}

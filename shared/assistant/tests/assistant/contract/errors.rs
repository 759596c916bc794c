//! What is worth a retry.

use std::time::Duration;

use conversation::{
    Author,
    ports::{Assistant, AssistantError, Failure},
};
use http_client::{Access, BaseUrl, CONNECT_TIME_LIMIT, Client};
use serde_json::{Value, json};
use settings::Runtime;
use testkit::openai::{FakeOpenAi, Step};
use tokio::net::TcpListener;

use crate::common::{PLENTY, answer_to, assistant, prompt, settings};

for_each_runtime!(
    a_passing_trouble_is_worth_a_retry,
    a_number_as_the_code_leaves_the_type,
    a_lasting_trouble_is_not,
    the_servers_own_word_on_retries_goes_before_the_status_but_not_before_the_quota,
    the_servers_wish_to_wait_is_passed_on,
    a_broken_connection_is_worth_a_retry,
    a_server_that_was_asked_and_does_not_answer_in_time_has_timed_out,
    a_limit_too_short_to_tell_whether_the_server_was_asked_is_worth_a_retry,
    a_server_to_which_nothing_connects_is_worth_a_retry,
    a_body_that_is_no_response_is_worth_a_retry,
    what_else_comes_with_a_200_is_sorted_by_what_it_is,
    a_body_that_is_too_long_is_not,
    a_redirect_is_not_followed,
    a_code_that_is_none_is_not_repeated,
    a_private_address_is_never_asked,
);

fn transient(detail: &str, retry_after: Option<Duration>) -> AssistantError {
    AssistantError::Failed(Failure::transient_after(detail, retry_after))
}

fn permanent(detail: &str) -> AssistantError {
    AssistantError::Failed(Failure::permanent(detail))
}

async fn error(runtime: Runtime, step: Step) -> AssistantError {
    answer_to(runtime, step).await.unwrap_err()
}

async fn a_passing_trouble_is_worth_a_retry(runtime: Runtime) {
    for (status, kind, code, detail) in [
        (
            400,
            "invalid_request_error",
            Some("conversation_locked"),
            "HTTP 400 conversation_locked",
        ),
        (408, "timeout", None, "HTTP 408 timeout"),
        (409, "conflict", None, "HTTP 409 conflict"),
        (
            429,
            "requests",
            Some("rate_limit_exceeded"),
            "HTTP 429 rate_limit_exceeded",
        ),
        (
            429,
            "rate_limit_error",
            Some("slow_down"),
            "HTTP 429 slow_down",
        ),
        (500, "server_error", None, "HTTP 500 server_error"),
        (502, "server_error", None, "HTTP 502 server_error"),
        (
            503,
            "service_unavailable_error",
            Some("server_is_overloaded"),
            "HTTP 503 server_is_overloaded",
        ),
        (504, "server_error", None, "HTTP 504 server_error"),
    ] {
        let error = error(runtime, Step::error(status, kind, code)).await;
        assert_eq!(error, transient(detail, None));
    }
}

async fn a_number_as_the_code_leaves_the_type(runtime: Runtime) {
    let body = json!({"error": {"type": "insufficient_quota", "code": 429}});
    let error = error(runtime, Step::raw(429, body.to_string())).await;
    assert_eq!(error, permanent("HTTP 429 insufficient_quota"));
}

async fn a_lasting_trouble_is_not(runtime: Runtime) {
    for (status, kind, code, detail) in [
        (
            400,
            "invalid_request_error",
            None,
            "HTTP 400 invalid_request_error",
        ),
        (
            401,
            "invalid_request_error",
            Some("invalid_api_key"),
            "HTTP 401 invalid_api_key",
        ),
        (
            403,
            "invalid_request_error",
            Some("unsupported_country"),
            "HTTP 403 unsupported_country",
        ),
        (
            404,
            "invalid_request_error",
            Some("model_not_found"),
            "HTTP 404 model_not_found",
        ),
        (
            422,
            "invalid_request_error",
            None,
            "HTTP 422 invalid_request_error",
        ),
        (
            429,
            "insufficient_quota",
            None,
            "HTTP 429 insufficient_quota",
        ),
        (
            429,
            "insufficient_quota",
            Some("insufficient_quota"),
            "HTTP 429 insufficient_quota",
        ),
        (
            429,
            "billing",
            Some("credit_balance_exhausted"),
            "HTTP 429 credit_balance_exhausted",
        ),
        (
            429,
            "billing",
            Some("organization_spend_limit_exceeded"),
            "HTTP 429 organization_spend_limit_exceeded",
        ),
        (
            429,
            "billing",
            Some("organization_usage_limit_exceeded"),
            "HTTP 429 organization_usage_limit_exceeded",
        ),
        (
            429,
            "billing",
            Some("project_spend_limit_exceeded"),
            "HTTP 429 project_spend_limit_exceeded",
        ),
    ] {
        let error = error(runtime, Step::error(status, kind, code)).await;
        assert_eq!(error, permanent(detail));
    }
}

async fn the_servers_own_word_on_retries_goes_before_the_status_but_not_before_the_quota(
    runtime: Runtime,
) {
    let says = |step: Step, word| error(runtime, step.header("x-should-retry", word));
    let bad_request = || Step::error(400, "invalid_request_error", None);
    let overload = || Step::error(503, "server_error", None);
    let quota = || Step::error(429, "insufficient_quota", None);
    assert_eq!(
        says(bad_request(), "true").await,
        transient("HTTP 400 invalid_request_error", None)
    );
    assert_eq!(
        says(overload(), "false").await,
        permanent("HTTP 503 server_error")
    );
    assert_eq!(
        says(overload(), "perhaps").await,
        transient("HTTP 503 server_error", None)
    );
    assert_eq!(
        says(quota(), "true").await,
        permanent("HTTP 429 insufficient_quota")
    );
}

async fn the_servers_wish_to_wait_is_passed_on(runtime: Runtime) {
    let limited = || Step::error(429, "requests", Some("rate_limit_exceeded"));
    let dated = limited()
        .header("date", "Mon, 23 Nov 2026 12:00:00 GMT")
        .header("retry-after", "Mon, 23 Nov 2026 12:01:30 GMT");
    for (step, seconds) in [
        (limited().header("retry-after", "7"), Some(7.0)),
        (
            limited()
                .header("retry-after", "7")
                .header("retry-after-ms", "250"),
            Some(0.25),
        ),
        (dated, Some(90.0)),
        (limited().header("retry-after", "soon"), None),
    ] {
        let wait = seconds.map(Duration::from_secs_f64);
        assert_eq!(
            error(runtime, step).await,
            transient("HTTP 429 rate_limit_exceeded", wait)
        );
    }
}

async fn a_broken_connection_is_worth_a_retry(runtime: Runtime) {
    for step in [Step::drop(), Step::cut_off()] {
        assert_eq!(
            error(runtime, step).await,
            transient("the connection failed", None)
        );
    }
}

async fn a_server_that_was_asked_and_does_not_answer_in_time_has_timed_out(runtime: Runtime) {
    let fake = FakeOpenAi::start([Step::hang(), Step::text("Olá!").after(PLENTY)]).await;
    let assistant = assistant(&fake, settings(runtime, json!({})));
    let prompt = prompt("loja-1", &[(Author::Customer, "oi")]);
    let limit = CONNECT_TIME_LIMIT + Duration::from_millis(50);
    let answers = tokio::join!(
        assistant.answer(&prompt, limit),
        assistant.answer(&prompt, limit)
    );
    let timed_out = Err(AssistantError::TimedOut);
    assert_eq!(answers, (timed_out.clone(), timed_out));
}

async fn a_limit_too_short_to_tell_whether_the_server_was_asked_is_worth_a_retry(runtime: Runtime) {
    let fake = FakeOpenAi::start([Step::hang()]).await;
    let assistant = assistant(&fake, settings(runtime, json!({})));
    let prompt = prompt("loja-1", &[(Author::Customer, "oi")]);
    let answer = assistant.answer(&prompt, Duration::from_millis(200)).await;
    let expected = transient("no complete response within the time limit", None);
    assert_eq!(answer, Err(expected));
}

async fn a_server_to_which_nothing_connects_is_worth_a_retry(runtime: Runtime) {
    let fake = FakeOpenAi::start([]).await;
    let mut assistant = assistant(&fake, settings(runtime, json!({})));
    // Nobody listens on the port of a listener that is gone.
    let gone = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/v1", gone.local_addr().unwrap());
    drop(gone);
    assistant.base_url = BaseUrl::parse(&url, Access::Anywhere).unwrap();
    let prompt = prompt("loja-1", &[(Author::Customer, "oi")]);
    let answer = assistant.answer(&prompt, PLENTY).await;
    assert_eq!(answer, Err(transient("the connection failed", None)));
}

async fn a_body_that_is_no_response_is_worth_a_retry(runtime: Runtime) {
    for body in [
        "<html>Bad gateway</html>",
        "{\"id\": \"resp_1\", \"outp",
        "",
        "{}",
        "[]",
    ] {
        assert_eq!(
            error(runtime, Step::raw(200, body)).await,
            transient("unreadable response", None)
        );
    }
    let html = error(runtime, Step::raw(502, "<html>Bad gateway</html>")).await;
    assert_eq!(html, transient("HTTP 502", None));
}

/// A server that speaks another API, or a gateway that has its own way of failing: asking again
/// brings the same, unless its own code says otherwise.
async fn what_else_comes_with_a_200_is_sorted_by_what_it_is(runtime: Runtime) {
    let failed = |error: Value| Step::raw(200, json!({"error": error}).to_string());
    let expected = match runtime {
        Runtime::Responses => "a response",
        Runtime::ChatCompletions => "a chat completion",
    };
    let in_place = |what: &str| format!("{what} in place of {expected}");
    for (step, expected) in [
        (
            failed(json!({"code": "model_not_found", "message": "no such model"})),
            permanent("HTTP 200 model_not_found"),
        ),
        (
            failed(json!({"code": "insufficient_quota"})),
            permanent("HTTP 200 insufficient_quota"),
        ),
        (
            failed(json!({"type": "server_error"})),
            transient("HTTP 200 server_error", None),
        ),
        (
            failed(json!({"code": 502, "message": "provider"})),
            transient("HTTP 502", None),
        ),
        (failed(json!({"code": "401"})), permanent("HTTP 401 401")),
        (failed(json!("overloaded")), transient("HTTP 200", None)),
        (
            failed(json!({"message": "maximum context length is 8192"})),
            AssistantError::TooLong {
                detail: "HTTP 200".to_owned(),
            },
        ),
        (
            Step::raw(200, "event: message\ndata: {}\n\n"),
            permanent(&in_place("an event stream")),
        ),
        (
            Step::raw(200, r#"{"message": "ok"}"#),
            permanent(&in_place("other JSON")),
        ),
        (
            failed(json!({"code": "engine_is_busy", "type": "server_error"})),
            transient("HTTP 200 engine_is_busy", None),
        ),
        (
            failed(json!({"code": null, "status": 503})),
            transient("HTTP 503", None),
        ),
    ] {
        assert_eq!(error(runtime, step).await, expected);
    }
}

async fn a_body_that_is_too_long_is_not(runtime: Runtime) {
    let body = "x".repeat(1024 * 1024 + 1);
    let expected = permanent("the response is longer than 1048576 bytes");
    assert_eq!(error(runtime, Step::raw(200, body)).await, expected);
}

async fn a_redirect_is_not_followed(runtime: Runtime) {
    let redirect = Step::raw(307, "").header("location", "http://127.0.0.1:1/");
    assert_eq!(error(runtime, redirect).await, permanent("HTTP 307"));
}

async fn a_code_that_is_none_is_not_repeated(runtime: Runtime) {
    for code in [
        "the customer said: oi",
        "sk-secret",
        "Bearer",
        &"a".repeat(100),
    ] {
        let error = error(runtime, Step::error(500, code, Some(code))).await;
        assert_eq!(error, transient("HTTP 500", None));
    }
}

async fn a_private_address_is_never_asked(runtime: Runtime) {
    let fake = FakeOpenAi::start([]).await;
    let mut assistant = assistant(&fake, settings(runtime, json!({})));
    assistant.client = Client::new(Access::PublicHttps).unwrap();
    let https = fake.base_url().replace("http:", "https:");
    assistant.base_url = BaseUrl::parse(&https, Access::Anywhere).unwrap();
    let prompt = prompt("loja-1", &[(Author::Customer, "oi")]);
    let answer = assistant.answer(&prompt, PLENTY).await;
    let expected = permanent("the host does not lead to a public address");
    assert_eq!(answer, Err(expected));
}

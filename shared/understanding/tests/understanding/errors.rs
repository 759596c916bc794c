//! What is worth a retry, and what may have been paid for.

use std::time::Duration;

use conversation::ports::{Failure, ListenError, Listener};
use http_client::{Access, BaseUrl, Client};
use serde_json::json;
use testkit::files::VOICE_MESSAGE;
use testkit::openai::{FakeOpenAi, Step};

use crate::common::{heard, of_openai, recording};

/// The error of the only attempt for which there is time.
async fn error(step: Step) -> ListenError {
    error_within(Duration::from_millis(2999), step).await
}

async fn error_within(limit: Duration, step: Step) -> ListenError {
    let fake = FakeOpenAi::start([]).await;
    fake.next_transcript(step);
    let listening = of_openai(&fake);
    let heard = listening.listen(&recording(VOICE_MESSAGE), limit).await;
    heard.unwrap_err()
}

fn failed(failure: Failure, paid_for: bool) -> ListenError {
    ListenError::Failed { failure, paid_for }
}

fn transient(detail: &str, paid_for: bool) -> ListenError {
    failed(Failure::transient(detail), paid_for)
}

fn permanent(detail: &str, paid_for: bool) -> ListenError {
    failed(Failure::permanent(detail), paid_for)
}

#[tokio::test]
async fn a_passing_trouble_is_worth_a_retry() {
    for (step, detail, paid_for) in [
        (
            Step::error(429, "requests", Some("rate_limit_exceeded")),
            "HTTP 429 rate_limit_exceeded",
            false,
        ),
        (Step::error(408, "timeout", None), "HTTP 408 timeout", false),
        (
            Step::error(500, "server_error", None),
            "HTTP 500 server_error",
            false,
        ),
        (Step::raw(503, "<html>"), "HTTP 503", false),
        (Step::drop(), "the connection failed", true),
        (Step::cut_off(), "the connection failed", true),
        (Step::raw(200, "<html>"), "unreadable response", true),
    ] {
        assert_eq!(error(step).await, transient(detail, paid_for));
    }
}

#[tokio::test]
async fn a_server_that_does_not_answer_in_time_may_have_heard() {
    let error = error_within(Duration::from_millis(2_100), Step::hang()).await;
    let expected = "no complete response within the time limit";
    assert_eq!(error, transient(expected, true));
}

#[tokio::test]
async fn a_lasting_trouble_is_not() {
    for (step, detail, paid_for) in [
        (
            Step::error(401, "invalid_request_error", Some("invalid_api_key")),
            "HTTP 401 invalid_api_key",
            false,
        ),
        (
            Step::error(404, "invalid_request_error", Some("model_not_found")),
            "HTTP 404 model_not_found",
            false,
        ),
        (
            Step::error(400, "invalid_request_error", None),
            "HTTP 400 invalid_request_error",
            false,
        ),
        (
            Step::error(429, "insufficient_quota", Some("insufficient_quota")),
            "HTTP 429 insufficient_quota",
            false,
        ),
        (Step::raw(307, ""), "HTTP 307", false),
        (
            Step::raw(200, r#"{"id": 1}"#),
            "the answer is no transcript",
            true,
        ),
        (
            Step::raw(200, "x".repeat(1024 * 1024 + 1)),
            "the response is longer than 1048576 bytes",
            true,
        ),
    ] {
        assert_eq!(error(step).await, permanent(detail, paid_for));
    }
}

#[tokio::test]
async fn a_recording_that_is_too_long_is_told_apart() {
    let message = "audio duration 1830.5 seconds is longer than 1400 seconds which is the maximum \
                   for this model";
    let told = json!({"error": {"message": message, "code": "invalid_value"}});
    for (step, detail) in [
        (Step::raw(413, "<html>"), "HTTP 413"),
        (Step::raw(400, told.to_string()), "HTTP 400 invalid_value"),
    ] {
        let detail = detail.to_owned();
        assert_eq!(error(step).await, ListenError::TooLong { detail });
    }
}

#[tokio::test]
async fn a_code_that_is_none_is_not_repeated() {
    let error = error(Step::error(400, "O cliente disse: oi", Some("sk-secret"))).await;
    assert_eq!(error, permanent("HTTP 400", false));
}

#[tokio::test]
async fn a_private_address_is_never_asked() {
    let fake = FakeOpenAi::start([]).await;
    let mut transcriber = of_openai(&fake);
    transcriber.client = Client::new(Access::PublicHttps).unwrap();
    let https = fake.base_url().replace("http:", "https:");
    transcriber.base_url = BaseUrl::parse(&https, Access::Anywhere).unwrap();
    let expected = permanent("the host does not lead to a public address", false);
    assert_eq!(heard(&transcriber).await, Err(expected));
}

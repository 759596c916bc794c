//! Which errors are worth a retry.

use std::time::Duration;

use http_client::{Access, BaseUrl, Client};
use serde_json::json;
use speech::{AudioFormat, Problem, SpeechError};
use testkit::elevenlabs::{FakeElevenLabs, OGG, Step};

use crate::common::{KEY, PLENTY, error, permanent, request, speech, transient};

#[tokio::test]
async fn a_passing_trouble_is_worth_a_retry() {
    for (step, detail) in [
        (
            Step::error(429, "rate_limit_error", "rate_limit_exceeded"),
            "HTTP 429 rate_limit_exceeded",
        ),
        (
            Step::error(429, "rate_limit_error", "concurrent_limit_exceeded"),
            "HTTP 429 concurrent_limit_exceeded",
        ),
        (
            Step::older_error(429, "too_many_concurrent_requests"),
            "HTTP 429 too_many_concurrent_requests",
        ),
        (
            Step::older_error(429, "system_busy"),
            "HTTP 429 system_busy",
        ),
        // Whatever its status.
        (
            Step::older_error(400, "system_busy"),
            "HTTP 400 system_busy",
        ),
        (Step::answer(408, ""), "HTTP 408"),
        (Step::answer(425, ""), "HTTP 425"),
        (Step::error(500, "server_error", "internal"), "HTTP 500"),
        (Step::answer(502, "<html>Bad gateway</html>"), "HTTP 502"),
        (Step::answer(503, "{}"), "HTTP 503"),
        (Step::drop(), "the connection failed"),
        (Step::cut_off(), "the connection failed"),
    ] {
        assert_eq!(error(step).await, transient(detail));
    }
}

#[tokio::test]
async fn a_lasting_trouble_is_not() {
    for (step, problem, detail) in [
        (
            Step::error(401, "authentication_error", "invalid_api_key"),
            Problem::Key,
            "HTTP 401 invalid_api_key",
        ),
        (
            Step::older_error(401, "missing_permissions"),
            Problem::Key,
            "HTTP 401 missing_permissions",
        ),
        (Step::answer(401, ""), Problem::Key, "HTTP 401"),
        // It looks like a refused key.
        (
            Step::older_error(401, "quota_exceeded"),
            Problem::Quota,
            "HTTP 401 quota_exceeded",
        ),
        (
            Step::error(400, "invalid_request", "quota_exceeded"),
            Problem::Quota,
            "HTTP 400 quota_exceeded",
        ),
        (
            Step::error(429, "rate_limit_error", "quota_exceeded"),
            Problem::Quota,
            "HTTP 429 quota_exceeded",
        ),
        (
            Step::older_error(400, "voice_not_found"),
            Problem::Voice,
            "HTTP 400 voice_not_found",
        ),
        (
            Step::error(404, "not_found", "voice_not_found"),
            Problem::Voice,
            "HTTP 404 voice_not_found",
        ),
        (
            Step::older_error(400, "max_character_limit_exceeded"),
            Problem::TooLong,
            "HTTP 400 max_character_limit_exceeded",
        ),
        (Step::answer(413, ""), Problem::TooLong, "HTTP 413"),
        (
            Step::older_error(403, "only_for_creator+"),
            Problem::Plan,
            "HTTP 403 only_for_creator+",
        ),
        (Step::answer(402, ""), Problem::Plan, "HTTP 402"),
        (
            Step::error(400, "payment_required", "library_voice"),
            Problem::Plan,
            "HTTP 400 payment_required",
        ),
        (Step::validation_error(), Problem::Other, "HTTP 422"),
        (Step::answer(403, "{}"), Problem::Other, "HTTP 403"),
        (
            Step::answer(404, r#"{"detail": "Not Found"}"#),
            Problem::NoSuchCall,
            "HTTP 404",
        ),
        (
            Step::error(404, "not_found", "not_found"),
            Problem::NoSuchCall,
            "HTTP 404",
        ),
        (
            Step::error(404, "not_found", "document_not_found"),
            Problem::Other,
            "HTTP 404",
        ),
    ] {
        assert_eq!(error(step).await, permanent(problem, detail));
    }
}

#[tokio::test]
async fn the_servers_wish_to_wait_is_passed_on() {
    let limited = || Step::error(429, "rate_limit_error", "rate_limit_exceeded");
    for (step, seconds) in [
        (limited().header("retry-after", "7"), Some(7)),
        (limited().header("retry-after", "soon"), None),
    ] {
        let expected = SpeechError::Transient {
            detail: "HTTP 429 rate_limit_exceeded".to_owned(),
            retry_after: seconds.map(Duration::from_secs),
        };
        assert_eq!(error(step).await, expected);
    }
}

#[tokio::test]
async fn a_server_that_does_not_answer_in_time_is_worth_a_retry() {
    let fake = FakeElevenLabs::start(KEY).await;
    for step in [Step::hang(), Step::succeed().after(PLENTY)] {
        fake.next_speech(step);
        let request = request(AudioFormat::OggOpus);
        let limit = Duration::from_millis(200);
        let spoken = speech(&fake, KEY).speak(&request, limit).await;
        let expected = transient("no complete response within the time limit");
        assert_eq!(spoken, Err(expected));
    }
}

#[tokio::test]
async fn a_body_that_is_too_long_is_not() {
    let audio = [OGG, &vec![0; 20 * 1024 * 1024]].concat();
    let expected = permanent(Problem::Other, "the response is longer than 20971520 bytes");
    assert_eq!(error(Step::answer(200, audio)).await, expected);
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let redirect = Step::answer(307, "").header("location", "http://127.0.0.1:1/");
    let expected = permanent(Problem::Other, "HTTP 307");
    assert_eq!(error(redirect).await, expected);
}

#[tokio::test]
async fn an_error_that_is_too_long_to_be_one_is_not_read() {
    for (length, problem, detail) in [
        (60_000, Problem::Quota, "HTTP 401 quota_exceeded"),
        (70_000, Problem::Key, "HTTP 401"),
    ] {
        let message = "a".repeat(length);
        let detail_of = json!({"status": "quota_exceeded", "message": message});
        let body = json!({"detail": detail_of}).to_string();
        let expected = permanent(problem, detail);
        assert_eq!(error(Step::answer(401, body)).await, expected);
    }
}

#[tokio::test]
async fn a_code_that_we_do_not_know_is_not_repeated() {
    for code in [
        "Meu segredo",
        KEY,
        "a b",
        "ana_silva_55119",
        &"a".repeat(100),
    ] {
        let step = Step::error(500, code, code);
        assert_eq!(error(step).await, transient("HTTP 500"));
    }
}

#[tokio::test]
async fn a_key_that_is_no_header_is_not_told() {
    let fake = FakeElevenLabs::start(KEY).await;
    let spoken = speech(&fake, "xi-\nsecret")
        .speak(&request(AudioFormat::OggOpus), PLENTY)
        .await;
    let expected = permanent(Problem::Other, "the request is not valid");
    assert_eq!(spoken, Err(expected));
}

#[tokio::test]
async fn a_private_address_is_never_asked() {
    let fake = FakeElevenLabs::start(KEY).await;
    let mut speech = speech(&fake, KEY);
    speech.client = Client::new(Access::PublicHttps).unwrap();
    let https = fake.base_url().replace("http:", "https:");
    speech.base_url = BaseUrl::parse(&https, Access::Anywhere).unwrap();
    let spoken = speech.speak(&request(AudioFormat::OggOpus), PLENTY).await;
    let expected = permanent(Problem::Other, "the host does not lead to a public address");
    assert_eq!(spoken, Err(expected));
}

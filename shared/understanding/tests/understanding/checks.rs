//! Whether recordings are heard right now.

use conversation::ports::Clock;
use http_client::{CheckError, Problem};
use testkit::{
    elevenlabs::FakeElevenLabs,
    openai::{FakeOpenAi, Step},
};
use understanding::Transcriber;

use crate::common::{KEY, PLENTY, of_elevenlabs, of_openai};

async fn problem<C: Clock>(transcriber: Transcriber<C>) -> Option<(Problem, String)> {
    let checked = transcriber.check(PLENTY).await;
    checked
        .err()
        .map(|CheckError { problem, detail }| (problem, detail))
}

#[tokio::test]
async fn a_server_that_hears_nothing_in_silence_works() {
    let openai = FakeOpenAi::start([]).await;
    openai.next_transcript(Step::transcript(""));
    assert_eq!(problem(of_openai(&openai)).await, None);
    assert_eq!(openai.heard()[0].file_name, "audio.wav");

    let elevenlabs = FakeElevenLabs::start(KEY).await;
    elevenlabs.next_transcript(testkit::elevenlabs::Step::transcript(""));
    assert_eq!(problem(of_elevenlabs(&elevenlabs)).await, None);
}

#[tokio::test]
async fn what_is_wrong_is_told_by_who_must_do_something_about_it() {
    for (step, found, detail) in [
        (
            Step::error(401, "invalid_request_error", Some("invalid_api_key")),
            Problem::Key,
            "HTTP 401 invalid_api_key",
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
        (Step::raw(503, "<html>"), Problem::Busy, "HTTP 503"),
        (
            Step::raw(200, "<html>"),
            Problem::Busy,
            "unreadable response",
        ),
        (
            Step::raw(200, r#"{"id": 1}"#),
            Problem::Refused,
            "the answer is no transcript",
        ),
        (Step::drop(), Problem::Unreachable, "the connection failed"),
    ] {
        let openai = FakeOpenAi::start([]).await;
        openai.next_transcript(step);
        let expected = Some((found, detail.to_owned()));
        assert_eq!(problem(of_openai(&openai)).await, expected);
    }
}

//! How often, and for how long, a recording is sent.

use std::time::Duration;

use conversation::ports::{Clock, Failure, ListenError, Listener};
use testkit::files::VOICE_MESSAGE;
use testkit::openai::{FakeOpenAi, Step};

use crate::common::{PLENTY, of_openai, recording};

fn busy() -> Step {
    Step::error(503, "server_error", None)
}

fn limited() -> Step {
    Step::error(429, "requests", Some("rate_limit_exceeded"))
}

/// What was heard in that time, how long the clock waited, and how often the recording was sent.
async fn heard(
    steps: impl IntoIterator<Item = Step>,
    time_limit: Duration,
) -> (Result<String, ListenError>, u128, usize) {
    let fake = FakeOpenAi::start([]).await;
    for step in steps {
        fake.next_transcript(step);
    }
    let transcriber = of_openai(&fake);
    let begun = transcriber.clock.now();
    let heard = transcriber
        .listen(&recording(VOICE_MESSAGE), time_limit)
        .await;
    let waited = transcriber.clock.now().since(begun).as_millis();
    (heard.map(|heard| heard.text), waited, fake.heard().len())
}

fn failed(failure: Failure, paid_for: bool) -> Result<String, ListenError> {
    Err(ListenError::Failed { failure, paid_for })
}

#[tokio::test]
async fn a_passing_trouble_passes() {
    let steps = [busy(), busy(), limited(), Step::transcript("oi")];
    assert_eq!(heard(steps, PLENTY).await, (Ok("oi".to_owned()), 7000, 4));
}

#[tokio::test]
async fn four_attempts_are_enough() {
    let expected = failed(Failure::transient("HTTP 429 rate_limit_exceeded"), false);
    let steps = [limited(), limited(), limited(), limited()];
    assert_eq!(heard(steps, PLENTY).await, (expected, 7000, 4));
}

#[tokio::test]
async fn the_server_says_how_long_to_wait() {
    let steps = [
        limited().header("retry-after", "20"),
        Step::transcript("oi"),
    ];
    assert_eq!(heard(steps, PLENTY).await, (Ok("oi".to_owned()), 20_000, 2));
}

#[tokio::test]
async fn a_server_that_asks_for_no_wait_gets_our_own_pause() {
    let steps = [limited().header("retry-after", "0"), Step::transcript("oi")];
    assert_eq!(heard(steps, PLENTY).await, (Ok("oi".to_owned()), 1000, 2));
}

#[tokio::test]
async fn nothing_is_tried_for_which_there_is_no_time() {
    let after = Some(Duration::from_secs(59));
    let expected = Failure::transient_after("HTTP 429 rate_limit_exceeded", after);
    let steps = [limited().header("retry-after", "59")];
    assert_eq!(heard(steps, PLENTY).await, (failed(expected, false), 0, 1));
    // 1 s, 2 s, and no 2 s after another 4.
    let expected = failed(Failure::transient("HTTP 503 server_error"), false);
    let steps = [busy(), busy(), busy()];
    let limit = Duration::from_millis(8999);
    assert_eq!(heard(steps, limit).await, (expected, 3000, 3));
}

#[tokio::test]
async fn neither_a_lasting_trouble_nor_what_may_be_paid_for_is_tried_again() {
    let wrong_key = Step::error(401, "invalid_request_error", Some("invalid_api_key"));
    let failure = Failure::permanent("HTTP 401 invalid_api_key");
    let refused = heard([wrong_key], PLENTY).await;
    assert_eq!(refused, (failed(failure, false), 0, 1));
    let failure = Failure::transient("the connection failed");
    let broken = heard([Step::drop()], PLENTY).await;
    assert_eq!(broken, (failed(failure, true), 0, 1));
}

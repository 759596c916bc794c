//! OpenAI fails, and the customer does not notice.

use std::time::Duration;

use testkit::openai::Step;

use crate::harness::{Trial, user};

/// The first attempt fails with this step; the second brings the customer an answer and nothing
/// else.
async fn answered_after(failure: Step) -> Trial {
    let trial = Trial::whatsapp(0, [failure, Step::text("Olá!")]).await;
    trial.says("m-1", "oi").await;
    trial.sends(1).await;
    assert_eq!(trial.whatsapp.texts(), ["Olá!"]);
    assert_eq!(trial.prompts(), [[user("oi")], [user("oi")]]);
    assert!(trial.receiver.transfers().is_empty());
    trial
}

#[tokio::test]
async fn a_rate_limit_is_waited_out() {
    const RETRY_AFTER: Duration = Duration::from_secs(5);
    let limited = Step::error(429, "requests", Some("rate_limit_exceeded"));
    let trial = answered_after(limited.header("retry-after", "5")).await;
    // Each attempt begins with the typing indicator.
    let reads = trial.whatsapp.reads();
    assert!(reads[1].at - reads[0].at >= RETRY_AFTER);
}

#[tokio::test]
async fn an_error_of_the_servers_is_tried_again() {
    answered_after(Step::error(500, "server_error", None)).await;
}

#[tokio::test]
async fn a_gateways_page_is_tried_again() {
    answered_after(Step::raw(502, "<html>Bad Gateway</html>")).await;
}

#[tokio::test]
async fn a_dropped_connection_is_tried_again() {
    answered_after(Step::drop()).await;
}

#[tokio::test]
async fn a_response_that_breaks_off_is_tried_again() {
    answered_after(Step::cut_off()).await;
}

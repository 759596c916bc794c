//! WhatsApp does not take the reply.

use std::time::Duration;

use testkit::{channels, openai::Step};

use crate::harness::{TRANSFER_MESSAGE, Trial, user};

/// The first attempt to send fails with this step. The assistant is not asked again: the stand-in
/// has one answer only.
async fn trial(failure: channels::Step) -> Trial {
    let trial = Trial::whatsapp(0, [Step::text("Olá!")]).await;
    trial.whatsapp.next_send(failure);
    trial
}

#[tokio::test]
async fn a_pair_limit_is_waited_out() {
    const ONE_MESSAGE_IN: Duration = Duration::from_secs(6);
    let trial = trial(channels::Step::graph_error(400, 131_056)).await;
    let posted = trial.says("m-1", "oi").await;
    let sends = trial.sends(1).await;
    assert!(sends[0].at - posted.at >= ONE_MESSAGE_IN);
    assert!(trial.receiver.transfers().is_empty());
}

#[tokio::test]
async fn an_error_of_the_providers_is_tried_again() {
    let trial = trial(channels::Step::graph_error(500, 131_000)).await;
    trial.says("m-1", "oi").await;
    trial.sends(1).await;
    assert!(trial.receiver.transfers().is_empty());
}

#[tokio::test]
async fn a_connection_dropped_before_the_send_is_tried_again() {
    let trial = trial(channels::Step::drop()).await;
    trial.says("m-1", "oi").await;
    trial.sends(1).await;
}

#[tokio::test]
async fn outside_the_24_hours_people_answer() {
    let trial = trial(channels::Step::graph_error(400, 131_047)).await;
    trial.says("m-1", "oi").await;
    let transfers = trial.transfers(1).await;
    assert_eq!(transfers[0].body["reason"], "undeliverable");
    assert_eq!(transfers[0].body["summary"], "oi");
    assert_eq!(trial.whatsapp.texts(), [TRANSFER_MESSAGE]);
    assert_eq!(trial.prompts(), [[user("oi")]]);
}

#[tokio::test]
async fn a_lost_acknowledgement_doubles_one_message_at_most() {
    let trial = trial(channels::Step::take_and_drop()).await;
    trial.says("m-1", "oi").await;
    trial.sends(2).await;
    assert_eq!(trial.whatsapp.texts(), ["Olá!", "Olá!"]);
    assert!(trial.receiver.transfers().is_empty());
}

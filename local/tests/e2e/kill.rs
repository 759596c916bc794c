//! `kill -9` of the whole local system.

use std::time::Duration;

use testkit::openai::Step;

use crate::harness::{Trial, prompt, user};

#[tokio::test]
async fn a_run_that_is_killed_is_resumed_after_the_restart() {
    let mut trial = Trial::in_a_process([Step::hang(), Step::text("Olá!")]).await;
    trial.put_whatsapp(0).await;
    trial.says("m-1", "oi").await;
    trial.asked(1).await;
    trial.kill_and_restart().await;
    trial.sends(1).await;
    assert_eq!(trial.whatsapp.texts(), ["Olá!"]);
    assert_eq!(trial.prompts(), [[user("oi")], [user("oi")]]);
    assert!(trial.receiver.transfers().is_empty());
}

#[tokio::test]
async fn a_kill_before_the_interval_is_over_costs_nobody_an_answer() {
    const INTERVAL: Duration = Duration::from_secs(5);
    let mut trial = Trial::in_a_process([Step::text("Olá!")]).await;
    trial.put_whatsapp(5000).await;
    let first = trial.says("m-1", "oi").await;
    trial.says("m-2", "meu boleto não chegou").await;
    trial.kill_and_restart().await;
    let sends = trial.sends(1).await;
    assert!(sends[0].at - first.at >= INTERVAL);
    let batch = prompt(["oi", "meu boleto não chegou"].map(user));
    assert_eq!(trial.prompts(), [batch]);
}

//! What arrives while the assistant is thinking.

use std::time::Duration;

use testkit::openai::Step;

use crate::harness::{Trial, assistant, user};

#[tokio::test]
async fn a_balloon_during_the_run_is_answered_in_the_next_batch() {
    const INTERVAL: Duration = Duration::from_secs(2);
    let slow = Step::text("Bom dia!").after(Duration::from_secs(3));
    let trial = Trial::whatsapp(2000, [slow, Step::text("Já vou ver.")]).await;
    trial.says("m-1", "bom dia").await;
    trial.asked(1).await;
    trial.says("m-2", "meu boleto não chegou").await;
    assert!(trial.whatsapp.sends().is_empty(), "the run was over");

    let sends = trial.sends(2).await;
    assert_eq!(trial.whatsapp.texts(), ["Bom dia!", "Já vou ver."]);
    assert!(sends[1].at - sends[0].at >= INTERVAL);
    let first = vec![user("bom dia")];
    let second = vec![
        user("bom dia"),
        assistant("Bom dia!"),
        user("meu boleto não chegou"),
    ];
    assert_eq!(trial.prompts(), [first, second]);
}

#[tokio::test]
async fn a_balloon_after_the_reply_waits_for_the_interval_after_it() {
    const INTERVAL: Duration = Duration::from_secs(2);
    let trial = Trial::whatsapp(2000, [Step::text("Um"), Step::text("Dois")]).await;
    trial.says("m-1", "oi").await;
    trial.sends(1).await;
    let second = trial.says("m-2", "e agora?").await;
    let sends = trial.sends(2).await;
    assert!(sends[1].at - sends[0].at >= INTERVAL);
    assert!(sends[1].at - second.at >= INTERVAL);
}

//! Several balloons, one answer.

use std::time::Duration;

use serde_json::json;
use testkit::openai::Step;

use crate::harness::{Trial, prompt, user};

#[tokio::test]
async fn three_balloons_within_the_interval_get_one_run_and_one_reply() {
    const INTERVAL: Duration = Duration::from_secs(3);
    let trial = Trial::whatsapp(3000, [Step::text("Já vou ver.")]).await;
    let first = trial.says("m-1", "oi").await;
    trial.says("m-2", "tudo bem?").await;
    trial.says("m-3", "meu boleto não chegou").await;

    let sends = trial.sends(1).await;
    assert_eq!(sends[0].body["text"]["body"], "Já vou ver.");
    assert_eq!(sends[0].body["to"], "5511999990000");
    assert!(sends[0].at - first.at >= INTERVAL);
    let batch = prompt(["oi", "tudo bem?", "meu boleto não chegou"].map(user));
    assert_eq!(trial.prompts(), [batch]);
}

#[tokio::test]
async fn the_newest_message_is_marked_as_read_and_typing_is_shown_before_the_reply() {
    let trial = Trial::whatsapp(2000, [Step::text("Olá!")]).await;
    trial.says("m-1", "oi").await;
    trial.says("m-2", "tudo bem?").await;
    let sends = trial.sends(1).await;
    let reads = trial.whatsapp.reads();
    assert_eq!(reads.len(), 1);
    assert_eq!(reads[0].body["message_id"], "m-2");
    assert_eq!(reads[0].body["typing_indicator"], json!({"type": "text"}));
    assert!(reads[0].at < sends[0].at);
}

#[tokio::test]
async fn a_long_answer_is_one_reply_in_several_parts() {
    let sentence = "Uma frase que se repete muitas vezes. ";
    let answer = sentence.repeat(150);
    let trial = Trial::whatsapp(0, [Step::text(&answer)]).await;
    trial.says("m-1", "conte uma história").await;
    trial.sends(2).await;
    assert_eq!(trial.whatsapp.texts().join(" "), answer.trim());
}

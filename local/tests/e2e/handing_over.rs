//! The conversation goes to people: the assistant asks for it, or cannot answer at all.

use testkit::openai::{Step, message, refusal};

use crate::harness::{TRANSFER_MESSAGE, Trial, user};

/// What the desk is told when the assistant gives this answer: one transfer, whose summary is
/// returned. The customer gets the transfer message, and nothing for a later message.
async fn handed_over(step: Step, reason: &str) -> String {
    let trial = Trial::whatsapp(0, [step]).await;
    trial.says("m-1", "meu boleto não chegou").await;
    trial.settled().await;
    trial.says("m-2", "alguém aí?").await;
    trial.settled().await;
    let transfers = trial.transfers(1).await;
    let transfer = &transfers[0].body;
    assert_eq!(transfer["reason"], reason);
    assert_eq!(transfer["queue"], "4");
    assert_eq!(transfer["contact"]["id"], "5511999990000");
    assert_eq!(trial.whatsapp.texts(), [TRANSFER_MESSAGE]);
    assert_eq!(trial.prompts(), [[user("meu boleto não chegou")]]);
    transfer["summary"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn the_tool_asks_for_a_person() {
    let step = Step::transfer("O cliente pediu.", "Boleto de novembro não chegou.");
    let summary = handed_over(step, "requested").await;
    assert_eq!(summary, "Boleto de novembro não chegou.");
}

#[tokio::test]
async fn the_marker_asks_for_a_person_and_is_not_shown() {
    let marked = "**ação: transferir para o setor de atendimento**\n\nBoleto de novembro.";
    let summary = handed_over(Step::text(marked), "requested").await;
    assert_eq!(summary, "Boleto de novembro.");
}

#[tokio::test]
async fn the_marker_may_come_after_a_word_to_the_customer() {
    let marked = "Entendo, vou te encaminhar.\n\n**Ação: Transferir para o setor de atendimento**";
    let summary = handed_over(Step::text(marked), "requested").await;
    assert_eq!(summary, "Entendo, vou te encaminhar.");
}

#[tokio::test]
async fn an_answer_that_nobody_can_see_is_none() {
    handed_over(
        Step::text("\u{200b}\u{fe0f}\u{200e}\n\u{2060}"),
        "empty_reply",
    )
    .await;
    handed_over(Step::text("<think>Ela quer o boleto"), "empty_reply").await;
}

#[tokio::test]
async fn without_a_quota_people_answer() {
    let step = Step::error(429, "insufficient_quota", Some("insufficient_quota"));
    let summary = handed_over(step, "assistant_failed").await;
    assert_eq!(summary, "meu boleto não chegou");
}

#[tokio::test]
async fn with_a_key_that_is_refused_people_answer() {
    let step = Step::error(401, "invalid_request_error", Some("invalid_api_key"));
    handed_over(step, "assistant_failed").await;
}

#[tokio::test]
async fn what_the_assistant_refuses_people_answer() {
    let step = Step::output([refusal("Não posso ajudar com isso.")]);
    handed_over(step, "refused").await;
}

#[tokio::test]
async fn an_empty_answer_is_none() {
    handed_over(Step::output([]), "empty_reply").await;
}

#[tokio::test]
async fn an_answer_of_white_space_is_none() {
    handed_over(Step::output([message(" \n")]), "empty_reply").await;
}

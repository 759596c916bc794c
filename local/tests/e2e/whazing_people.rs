//! What people do at a Whazing desk, and when it is reported.

use std::time::Duration;

use serde_json::json;
use testkit::openai::Step;

use crate::harness::{
    BOT_QUEUE, CONTACT, LOJA, TRANSFER_MESSAGE, Trial, now, people_had_it, prompt, user,
};

const PEOPLE: u64 = 4;
/// How long after the time known by our own clock a message's ticket counts. Its time is in
/// seconds.
const NEWS: Duration =
    conversation::policy::CLOCKS_DIFFER.saturating_add(Duration::from_millis(1100));

#[tokio::test]
async fn a_ticket_that_a_person_took_in_silence_is_theirs_from_the_customers_next_message() {
    let trial = Trial::at_whazing([Step::text("Olá!")]).await;
    let earlier = now().minus(Duration::from_secs(5));
    let said = trial.whazing.customer_says(CONTACT, "oi", earlier);
    trial.whazing_tells(said).await;
    trial.settled().await;
    assert!(trial.whazing.person_opens(CONTACT).is_empty());
    trial.whazing_says("meu boleto não chegou").await;
    assert_eq!(trial.whazing.texts(), ["Olá!"]);
    let shown = trial.conversation(LOJA, CONTACT).await;
    assert_eq!(shown["owner"], "people");
}

#[tokio::test]
async fn a_ticket_that_is_moved_while_the_assistant_is_thinking_gets_no_answer() {
    let slow = Step::text("Tarde demais.").after(Duration::from_secs(3));
    let trial = Trial::at_whazing([slow]).await;
    let said = trial.whazing.customer_says(CONTACT, "oi", now());
    trial.whazing_tells(said).await;
    trial.asked(1).await;
    trial
        .whazing_tells(trial.whazing.person_moves(CONTACT, PEOPLE))
        .await;
    trial.settled().await;
    assert!(trial.whazing.sends().is_empty());
    assert!(trial.whazing.moves().is_empty());
    let shown = trial.conversation(LOJA, CONTACT).await;
    let outcome = json!({"kind": "taken_over", "parts_sent": 0});
    assert_eq!(shown["trail"][0]["outcome"], outcome);
}

#[tokio::test]
async fn a_ticket_that_is_moved_back_is_answered_where_nobody_did() {
    let trial = Trial::at_whazing([Step::text("Já vou ver.")]).await;
    let whazing = &trial.whazing;
    // Its webhook never comes.
    whazing.customer_says(CONTACT, "oi", now());
    trial
        .whazing_tells(whazing.person_moves(CONTACT, PEOPLE))
        .await;
    trial.whazing_says("meu boleto não chegou").await;
    assert!(whazing.sends().is_empty(), "people have it");
    trial
        .whazing_tells(whazing.person_moves(CONTACT, BOT_QUEUE))
        .await;
    trial.settled().await;
    assert_eq!(whazing.texts(), ["Já vou ver."]);
    let known = prompt([people_had_it(), user("meu boleto não chegou")]);
    assert_eq!(trial.prompts(), [known]);
}

#[tokio::test]
async fn what_the_desk_tells_too_late_keeps_nobody_from_an_answer() {
    let trial = Trial::at_whazing([asks_for_a_person(), Step::text("De nada!")]).await;
    let whazing = &trial.whazing;
    trial.whazing_says("meu boleto não chegou").await;
    let late = whazing.consequences(now());
    let reply = whazing.person_says(CONTACT, "Acabei de reenviar.", now());
    trial.whazing_tells(reply).await;
    trial.whazing_tells(whazing.closes(CONTACT)).await;
    trial.whazing_tells(late).await;
    tokio::time::sleep(NEWS).await;
    trial.whazing_says("obrigada!").await;
    assert_eq!(whazing.texts(), [TRANSFER_MESSAGE, "De nada!"]);
}

#[tokio::test]
async fn what_the_operator_gave_back_is_the_assistants_though_the_desk_shows_people() {
    let steps = [asks_for_a_person(), Step::text("Já vou ver.")];
    let trial = Trial::at_whazing(steps).await;
    trial.whazing_says("meu boleto não chegou").await;
    trial.whazing_echoes().await;
    let path = trial.conversation_path(LOJA, CONTACT).await;
    trial.post(&format!("{path}/release"), &json!(null)).await;
    tokio::time::sleep(NEWS).await;
    trial.whazing_says("alguém aí?").await;
    assert_eq!(trial.whazing.texts(), [TRANSFER_MESSAGE, "Já vou ver."]);
}

fn asks_for_a_person() -> Step {
    Step::transfer("pediu", "Boleto de novembro não chegou.")
}

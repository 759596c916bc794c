//! What people do at a Chatwoot desk, and how its webhooks are answered.

use std::time::Duration;

use serde_json::json;
use testkit::openai::Step;

use crate::harness::{
    Answer, CHATWOOT_SECRET, LOJA, MARIA_AT_CHATWOOT, Trial, accepted, now, people_had_it, person,
    prompt, team_began, user,
};

const MARIA: u64 = MARIA_AT_CHATWOOT.contact_id;

#[tokio::test]
async fn a_conversation_that_is_opened_while_the_assistant_is_thinking_gets_no_answer() {
    let slow = Step::text("Tarde demais.").after(Duration::from_secs(3));
    let trial = Trial::at_chatwoot([slow]).await;
    let said = trial.chatwoot.customer_says(MARIA_AT_CHATWOOT, "oi", now());
    trial.chatwoot_tells(said).await;
    trial.asked(1).await;
    trial
        .chatwoot_tells(trial.chatwoot.person_opens(MARIA, now()))
        .await;
    trial.settled().await;
    assert!(trial.chatwoot_texts().is_empty());
    let shown = trial.conversation(LOJA, &MARIA.to_string()).await;
    let outcome = json!({"kind": "taken_over", "parts_sent": 0});
    assert_eq!(shown["trail"][0]["outcome"], outcome);
}

#[tokio::test]
async fn what_is_given_back_in_silence_is_answered_from_the_customers_next_message() {
    let trial = Trial::at_chatwoot([Step::text("De nada!")]).await;
    let chatwoot = &trial.chatwoot;
    // Its webhook never comes.
    chatwoot.customer_says(MARIA_AT_CHATWOOT, "oi", now());
    trial
        .chatwoot_tells(chatwoot.person_opens(MARIA, now()))
        .await;
    let reply = chatwoot.person_says(MARIA, "Acabei de reenviar.", now());
    trial.chatwoot_tells(reply).await;
    assert!(chatwoot.back_to_pending(MARIA, now()).is_empty());
    trial.chatwoot_says("obrigada!").await;
    assert_eq!(trial.chatwoot_texts(), ["De nada!"]);
    let known = prompt([
        team_began(),
        person("Acabei de reenviar."),
        people_had_it(),
        user("obrigada!"),
    ]);
    assert_eq!(trial.prompts(), [known]);
}

#[tokio::test]
async fn a_webhook_that_cannot_be_stored_is_answered_500_and_its_repeat_is_answered_once() {
    let trial = Trial::at_chatwoot([Step::text("Olá!"), Step::text("Já vou ver.")]).await;
    trial.chatwoot_says("oi").await;
    let said = trial
        .chatwoot
        .customer_says(MARIA_AT_CHATWOOT, "meu boleto não chegou", now());
    let whole = trial.site.break_state().await;
    let webhook = || trial.chatwoot_webhook(&said[0], CHATWOOT_SECRET);
    assert_eq!(Answer::to(webhook()).await.status, 500);
    trial.site.put_item(whole).await;
    accepted(webhook()).await;
    accepted(webhook()).await;
    trial.settled().await;
    assert_eq!(trial.chatwoot_texts(), ["Olá!", "Já vou ver."]);
}

#[tokio::test]
async fn another_secret_is_refused_and_nothing_is_stored() {
    let trial = Trial::at_chatwoot([]).await;
    let said = trial.chatwoot.customer_says(MARIA_AT_CHATWOOT, "oi", now());
    let webhook = trial.chatwoot_webhook(&said[0], "e2eChatwootSecretH6kK");
    assert_eq!(Answer::to(webhook).await.status, 401);
    assert!(trial.site.conversation_items().await.is_empty());
}

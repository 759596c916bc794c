//! People take the conversation, write in it, and give it back.

use conversation::Timestamp;
use serde_json::{Value, json};
use testkit::openai::Step;

use crate::harness::{
    CONTACT, LOJA, TRANSFER_MESSAGE, Trial, accepted, now, people_had_it, person, prompt, user,
};

fn event(kind: &str) -> Value {
    json!({"type": kind, "contact": {"id": CONTACT}})
}

fn person_message(id: &str, text: &str) -> Value {
    json!({
        "type": "person_message", "message_id": id, "contact": {"id": CONTACT}, "text": text,
    })
}

#[tokio::test]
async fn what_people_take_and_give_back_unanswered_is_answered() {
    let trial = Trial::webhook(2000, [Step::text("Já vou ver.")]).await;
    trial.writes("m-1", "oi").await;
    trial.tells(&event("taken_over")).await;
    trial.replies(0).await;
    trial.writes("m-2", "alguém aí?").await;
    trial.replies(0).await;

    trial.tells(&event("released")).await;
    let replies = trial.replies(1).await;
    assert_eq!(replies[0].body["in_reply_to"], json!(["m-1", "m-2"]));
    let known = prompt([people_had_it(), user("oi"), user("alguém aí?")]);
    assert_eq!(trial.prompts(), [known]);
}

#[tokio::test]
async fn what_a_person_has_answered_is_not_answered_again_and_the_assistant_knows_it() {
    let trial = Trial::webhook(1000, [Step::text("De nada!")]).await;
    trial.writes("m-1", "meu boleto não chegou").await;
    trial
        .tells(&person_message("p-1", "Acabei de reenviar."))
        .await;
    trial.tells(&event("released")).await;
    trial.replies(0).await;

    trial.writes("m-2", "obrigada!").await;
    let replies = trial.replies(1).await;
    assert_eq!(replies[0].body["in_reply_to"], json!(["m-2"]));
    let known = prompt([
        user("meu boleto não chegou"),
        person("Acabei de reenviar."),
        people_had_it(),
        user("obrigada!"),
    ]);
    assert_eq!(trial.prompts(), [known]);
}

#[tokio::test]
async fn people_who_take_over_during_the_run_keep_its_answer_from_being_sent() {
    let slow = Step::text("Tarde demais.").after(std::time::Duration::from_secs(3));
    let trial = Trial::webhook(0, [slow]).await;
    trial.writes("m-1", "oi").await;
    trial.asked(1).await;
    trial.tells(&event("taken_over")).await;
    trial.replies(0).await;
}

#[tokio::test]
async fn a_repeated_event_is_not_believed_after_its_opposite() {
    let trial = Trial::webhook(0, [Step::text("Olá!")]).await;
    let taken = event("taken_over").to_string();
    let deliver = async || accepted(trial.signed_webhook(LOJA, "msg_1", taken.as_bytes())).await;
    deliver().await;
    trial.tells(&event("released")).await;
    deliver().await;
    trial.writes("m-1", "oi").await;
    trial.replies(1).await;
}

#[tokio::test]
async fn an_event_that_is_older_than_the_last_one_is_not_believed() {
    let trial = Trial::webhook(0, [Step::text("Olá!")]).await;
    let at = |kind: &str, sent_at: Timestamp| {
        let mut event = event(kind);
        event["sent_at"] = sent_at.to_string().into();
        event
    };
    let minute = std::time::Duration::from_secs(60);
    trial
        .tells(&at("taken_over", now().minus(minute * 3)))
        .await;
    trial.tells(&at("released", now().minus(minute))).await;
    trial
        .tells(&at("taken_over", now().minus(minute * 2)))
        .await;
    trial.writes("m-1", "oi").await;
    trial.replies(1).await;
}

#[tokio::test]
async fn only_a_persons_keyword_gives_the_conversation_back() {
    let trial = Trial::start([Step::text("Olá de novo!")]).await;
    let mut settings = trial.webhook_settings(0);
    settings["release_keyword"] = "#bot".into();
    trial.put_integration(LOJA, &settings).await;
    trial.tells(&event("taken_over")).await;
    trial.writes("m-1", "#bot").await;
    trial.replies(0).await;
    trial.tells(&person_message("p-1", " #BOT ")).await;
    let replies = trial.replies(1).await;
    assert_eq!(replies[0].body["in_reply_to"], json!(["m-1"]));
}

#[tokio::test]
async fn a_customer_who_asks_in_so_many_words_gets_a_person_without_the_assistant() {
    let trial = Trial::start([Step::text("Olá!")]).await;
    let mut settings = trial.whatsapp_settings(0);
    settings["phrases"] = "default".into();
    trial.put_integration(LOJA, &settings).await;
    trial.says("m-1", "meu boleto não chegou").await;
    trial.sends(1).await;
    let wish = "Quero FALAR COM UM ATENDENTE, por favor";
    trial.says("m-2", wish).await;
    let transfers = trial.transfers(1).await;
    let told = &transfers[0].body;
    assert_eq!(told["reason"], "phrase");
    assert_eq!(told["summary"], format!("meu boleto não chegou\n{wish}"));
    assert_eq!(trial.whatsapp.texts(), ["Olá!", TRANSFER_MESSAGE]);
}

#[tokio::test]
async fn out_of_hours_the_customer_is_told_so_and_the_desk_all_the_same() {
    let trial = Trial::start([Step::transfer("pediu", "quer uma pessoa")]).await;
    let mut settings = trial.whatsapp_settings(0);
    // No day has opening hours.
    settings["hours"] = json!({
        "time_zone": "America/Sao_Paulo", "week": {}, "message": "Voltamos amanhã às 9h.",
    });
    trial.put_integration(LOJA, &settings).await;
    trial.says("m-1", "oi").await;
    trial.transfers(1).await;
    assert_eq!(trial.whatsapp.texts(), ["Voltamos amanhã às 9h."]);
}

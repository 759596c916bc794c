//! People take the conversation, write in it, and give it back.

use serde_json::{Value, json};
use testkit::openai::Step;

use crate::harness::{CONTACT, Trial, person, user};

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
    assert_eq!(trial.prompts(), [["oi", "alguém aí?"].map(user)]);
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
    let prompt = vec![
        user("meu boleto não chegou"),
        person("Acabei de reenviar."),
        user("obrigada!"),
    ];
    assert_eq!(trial.prompts(), [prompt]);
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

//! Integrations that are disabled, or no longer exist.

use reqwest::Method;
use serde_json::Value;
use testkit::{channels::WhatsappBody, openai::Step};

use crate::harness::{LOJA, MARIA, PHONE_NUMBER_ID, Trial, accepted, now, until, user};

const OTHER: &str = "outra";

#[tokio::test]
async fn messages_of_a_disabled_integration_are_stored_and_left_to_people() {
    let trial = Trial::start([]).await;
    let mut settings = trial.whatsapp_settings(0);
    settings["enabled"] = false.into();
    trial.put_integration(LOJA, &settings).await;
    trial.says("m-1", "tem alguém?").await;
    until_left_to_people(&trial).await;
    let items = trial.site.conversation_items().await;
    let messages: Vec<_> = items
        .iter()
        .filter(|item| item.sk.starts_with("MSG#"))
        .collect();
    assert_eq!(messages.len(), 1);
    assert_eq!(messages[0].body["text"], "tem alguém?");
    assert_eq!(messages[0].body["left_to_people"], "disabled");
}

#[tokio::test]
async fn what_waits_when_an_integration_is_disabled_is_left_to_people() {
    let trial = Trial::whatsapp(2000, []).await;
    trial.says("m-1", "tem alguém?").await;
    let mut settings = trial.whatsapp_settings(2000);
    settings["enabled"] = false.into();
    trial.put_integration(LOJA, &settings).await;
    until_left_to_people(&trial).await;
}

/// The message that checks whether the integration is enabled again stays in the queue.
async fn until_left_to_people(trial: &Trial) {
    until("people have it", async || {
        let items = trial.site.conversation_items().await;
        let mut states = items.iter().filter(|item| item.sk == "STATE");
        states.any(|state| state.body["unattended"] == "disabled")
    })
    .await;
    assert!(trial.whatsapp.texts().is_empty());
    assert!(trial.receiver.transfers().is_empty());
}

#[tokio::test]
async fn a_wake_up_of_a_deleted_integration_does_no_harm() {
    let trial = Trial::whatsapp(2000, [Step::text("Olá!")]).await;
    trial
        .put_integration(OTHER, &trial.whatsapp_settings(0))
        .await;
    trial.says("m-1", "nunca respondida").await;
    let path = format!("integrations/{LOJA}");
    let deleted = trial
        .site
        .console(Method::DELETE, &path, &Value::Null)
        .await;
    assert_eq!(deleted.status, 204, "{deleted:?}");
    trial.sends(0).await;

    let other = WhatsappBody::new(PHONE_NUMBER_ID).text(MARIA, "m-2", now(), "oi");
    accepted(trial.whatsapp_webhook(OTHER, &other.bytes())).await;
    trial.sends(1).await;
    assert_eq!(trial.prompts(), [[user("oi")]]);
    assert!(trial.receiver.transfers().is_empty());
}

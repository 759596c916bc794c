//! The customer edits, deletes and quotes messages, on each channel that reports it.

use serde_json::{Value, json};
use testkit::{
    channels::{ChatwootWebhook, TelegramUpdate, WhatsappBody},
    openai::Step,
};

use crate::harness::{
    CONTACT, JOANA, LOJA, MARIA, MARIA_AT_CHATWOOT, PHONE_NUMBER_ID, Trial, accepted, changed, now,
    transcript, user, within,
};

/// Long enough for a correction.
const INTERVAL_MS: u64 = 8_000;
const ANSWER: &str = "Três, certo.";

/// What a prompt shows for a deleted message.
const DELETED: &str = "[A message that stood here was deleted.]";

/// What the contact said in the last prompt, and what happened on their side.
fn said(trial: &Trial) -> Vec<String> {
    let last = trial.prompts().pop().unwrap();
    let said = last.into_iter().filter(|(who, _)| who == "user");
    said.flat_map(|(_, text)| text.split("\n\n").map(str::to_owned).collect::<Vec<_>>())
        .collect()
}

fn with_interval(mut settings: Value) -> Value {
    settings["interval_ms"] = json!(INTERVAL_MS);
    settings
}

/// A message of WhatsApp's of another kind than text.
async fn whatsapp_tells(trial: &Trial, id: &str, content: Value) {
    let body = WhatsappBody::new(PHONE_NUMBER_ID).message(MARIA, id, now(), content);
    accepted(trial.whatsapp_webhook(LOJA, &body.bytes())).await;
}

#[tokio::test]
async fn on_whatsapp() {
    let trial = Trial::whatsapp(INTERVAL_MS, [Step::text(ANSWER), Step::text("Sim.")]).await;
    trial.says("wamid.1", "quero 2").await;
    trial.says("wamid.2", "minha senha é 1234").await;
    let edit = json!({"type": "edit", "edit": {
        "original_message_id": "wamid.1",
        "message": {"type": "text", "text": {"body": "quero 3"}},
    }});
    whatsapp_tells(&trial, "wamid.3", edit).await;
    let revoke = json!({"type": "revoke", "revoke": {"original_message_id": "wamid.2"}});
    whatsapp_tells(&trial, "wamid.4", revoke).await;
    trial.sends(1).await;
    assert_eq!(said(&trial), [DELETED, "quero 3"]);
    trial.settled().await;
    let shown = trial.conversation(LOJA, CONTACT).await;
    assert!(!shown.to_string().contains("1234"), "{shown:#}");

    // By the id that our own message got.
    let ours = &shown["transcript"].as_array().unwrap().last().unwrap()["message_id"];
    let quoting = json!({
        "type": "text", "text": {"body": "tem certeza?"}, "context": {"id": ours},
    });
    whatsapp_tells(&trial, "wamid.5", quoting).await;
    trial.sends(2).await;
    let asked = format!("[in reply to: {ANSWER}]\ntem certeza?");
    assert_eq!(said(&trial).pop(), Some(asked));

    // It is answered.
    let late = json!({"type": "revoke", "revoke": {"original_message_id": "wamid.1"}});
    whatsapp_tells(&trial, "wamid.6", late).await;
    let shown = trial.conversation(LOJA, CONTACT).await;
    assert!(transcript(&shown).contains(&("customer", "quero 3")));
}

/// A message that is deleted before it is answered gets no answer.
#[tokio::test]
async fn all_that_waits_is_deleted() {
    let trial = Trial::webhook(1_000, []).await;
    trial.writes("m-1", "foi engano").await;
    let deleted =
        json!({"type": "message_deleted", "message_id": "m-1", "contact": {"id": CONTACT}});
    trial.tells(&deleted).await;
    trial.settled().await;
    let shown = trial.conversation(LOJA, CONTACT).await;
    assert_eq!(shown["trail"][0]["outcome"]["kind"], "expired");
    assert_eq!(trial.prompts(), Vec::<Vec<(String, String)>>::new());
}

#[tokio::test]
async fn on_the_plain_webhook_channel() {
    let trial = Trial::webhook(INTERVAL_MS, [Step::text(ANSWER)]).await;
    trial.writes("m-1", "quero 2").await;
    trial.writes("m-2", "oi").await;
    let contact = json!({"id": CONTACT});
    for correction in [
        json!({"type": "message_edited", "message_id": "m-1", "contact": contact, "text": "quero 3"}),
        json!({"type": "message_deleted", "message_id": "m-2", "contact": contact}),
    ] {
        trial.tells(&correction).await;
    }
    trial.replies(1).await;
    assert_eq!(said(&trial), [DELETED, "quero 3"]);
}

#[tokio::test]
async fn on_telegram() {
    let trial = Trial::start([Step::text(ANSWER)]).await;
    let settings = trial.whatsapp_settings(INTERVAL_MS);
    let telegram = trial.put_on_telegram(settings).await;
    let said_first = TelegramUpdate::text(JOANA, 7, now(), "quero 2");
    for update in [said_first.clone(), said_first.edited(8, "quero 3")] {
        trial.telegram_tells(&update).await;
    }
    within(telegram.wait_for_sends(1)).await;
    assert_eq!(trial.prompts(), [[user("quero 3")]]);
}

/// The same message, as Chatwoot reports that it was changed.
fn updated(webhooks: &[ChatwootWebhook], n: u64, change: impl Fn(&mut Value)) -> ChatwootWebhook {
    let body = changed(&webhooks[0].body, |body| {
        body["event"] = json!("message_updated");
        change(body);
    });
    ChatwootWebhook {
        delivery_id: format!("updated-{n}"),
        body,
    }
}

#[tokio::test]
async fn on_chatwoot() {
    let trial = Trial::start([Step::text(ANSWER), Step::text("Sim.")]).await;
    let settings = with_interval(trial.chatwoot_settings());
    trial.put_integration(LOJA, &settings).await;
    let chatwoot = &trial.chatwoot;
    let first = chatwoot.customer_says(MARIA_AT_CHATWOOT, "quero 2", now());
    trial.chatwoot_tells(first.clone()).await;
    let second = chatwoot.customer_says(MARIA_AT_CHATWOOT, "minha senha é 1234", now());
    trial.chatwoot_tells(second.clone()).await;
    let edited = updated(&first, 1, |body| body["content"] = json!("quero 3"));
    let deleted = updated(&second, 2, |body| {
        body["content"] = json!("This message was deleted");
        body["content_attributes"]["deleted"] = json!(true);
    });
    trial.chatwoot_tells(vec![edited, deleted]).await;
    trial.settled().await;
    assert_eq!(said(&trial), [DELETED, "quero 3"]);

    let caused = trial.chatwoot.caused(now());
    let ours: Value = serde_json::from_slice(&caused[0].body).unwrap();
    trial.chatwoot_tells(caused).await;
    let mut quoting = chatwoot.customer_says(MARIA_AT_CHATWOOT, "tem certeza?", now());
    for webhook in &mut quoting {
        webhook.body = changed(&webhook.body, |body| {
            body["content_attributes"]["in_reply_to"] = ours["id"].clone();
        });
    }
    trial.chatwoot_tells(quoting).await;
    trial.settled().await;
    let asked = format!("[in reply to: {ANSWER}]\ntem certeza?");
    assert_eq!(said(&trial).pop(), Some(asked));
}

#[tokio::test]
async fn on_whazing() {
    let trial = Trial::start([Step::text(ANSWER)]).await;
    let settings = with_interval(trial.whazing_settings());
    trial.put_integration(LOJA, &settings).await;
    let first = trial.whazing.customer_says(CONTACT, "quero 2", now());
    let second = trial.whazing.customer_says(CONTACT, "oi", now());
    trial.whazing_tells(first.clone()).await;
    trial.whazing_tells(second.clone()).await;
    let edited = changed(first.last().unwrap(), |body| {
        body["messageBody"] = json!("quero 3");
        body["edited"] = json!(true);
    });
    let deleted = changed(second.last().unwrap(), |body| {
        body["isDeleted"] = json!(true);
    });
    trial.whazing_tells(vec![edited]).await;
    trial.whazing_tells(vec![deleted]).await;
    within(trial.whazing.wait_for_sends(1)).await;
    assert_eq!(said(&trial), [DELETED, "quero 3"]);
}

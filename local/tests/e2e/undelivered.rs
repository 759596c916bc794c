//! WhatsApp takes a message and later reports what became of it.

use serde_json::{Value, json};
use testkit::{channels::WhatsappBody, elevenlabs::OGG, openai::Step};

use crate::harness::{
    CONTACT, LOJA, MARIA, MARIA_AT_CHATWOOT, PHONE_NUMBER_ID, TRANSFER_MESSAGE, Trial, accepted,
    changed, now,
};

/// Undeliverable.
const CODE: u64 = 131_026;

async fn status(trial: &Trial, id: &str, status: &str) {
    let errors: &[u64] = if status == "failed" { &[CODE] } else { &[] };
    let body = WhatsappBody::new(PHONE_NUMBER_ID).status(MARIA, id, status, errors);
    // Meta may report it twice.
    for _ in 0..2 {
        accepted(trial.whatsapp_webhook(LOJA, &body.bytes())).await;
    }
}

/// The id that WhatsApp gave to the newest line of ours.
async fn ours(trial: &Trial) -> String {
    let shown = conversation(trial).await;
    let id = shown["transcript"].as_array().unwrap().last();
    id.unwrap()["message_id"].as_str().unwrap().to_owned()
}

async fn conversation(trial: &Trial) -> Value {
    trial.settled().await;
    trial.conversation(LOJA, CONTACT).await
}

/// The body of the conversation's state.
async fn state(trial: &Trial) -> Value {
    let mut items = trial.site.conversation_items().await.into_iter();
    items.find(|item| item.sk == "STATE").unwrap().body
}

#[tokio::test]
async fn delivered_and_read_are_in_the_transcript_and_in_the_trail() {
    let trial = Trial::whatsapp(0, [Step::text("Chega amanhã.")]).await;
    trial.says("wamid.1", "cadê meu pedido?").await;
    trial.sends(1).await;
    let id = ours(&trial).await;
    let before = state(&trial).await;
    for told in ["sent", "read", "delivered"] {
        status(&trial, &id, told).await;
    }
    // It also reports on messages that are not ours.
    status(&trial, "wamid.unknown", "failed").await;
    let shown = conversation(&trial).await;
    let read = json!({"kind": "read"});
    assert_eq!(shown["transcript"][1]["delivery"], read);
    assert_eq!(shown["trail"][0]["parts"][0]["delivery"], read);
    assert_eq!(state(&trial).await, before);
}

#[tokio::test]
async fn a_reply_that_was_not_delivered_goes_to_people() {
    let trial = Trial::whatsapp(0, [Step::text("Chega amanhã.")]).await;
    trial.says("wamid.1", "cadê meu pedido?").await;
    trial.sends(1).await;
    status(&trial, &ours(&trial).await, "failed").await;
    let shown = conversation(&trial).await;
    assert_eq!(shown["owner"], "people");
    assert_eq!(shown["transfer"]["reason"], "undeliverable");
    assert_eq!(shown["transfer"]["summary"], "cadê meu pedido?");
    let failed = json!({"kind": "failed", "why": "not delivered, code 131026"});
    assert_eq!(shown["transcript"][1]["delivery"], failed);
    let redelivered = &shown["trail"][1];
    assert_eq!(redelivered["redelivered"], true);
    assert_eq!(redelivered["last_error"], "not delivered, code 131026");
    let outcome = json!({"kind": "transferred", "reason": "undeliverable"});
    assert_eq!(redelivered["outcome"], outcome);
    assert_eq!(trial.whatsapp.texts(), ["Chega amanhã.", TRANSFER_MESSAGE]);
}

#[tokio::test]
async fn what_an_inbox_of_chatwoot_could_not_deliver_goes_to_its_people() {
    let trial = Trial::at_chatwoot([Step::text("Chega amanhã.")]).await;
    trial.chatwoot_says("cadê meu pedido?").await;
    trial.settled().await;
    let mut failed = trial.chatwoot.caused(now());
    failed.truncate(1);
    for webhook in &mut failed {
        webhook.body = changed(&webhook.body, |body| {
            body["event"] = json!("message_updated");
            body["content_attributes"]["external_error"] = json!("131026: Message undeliverable");
        });
        webhook.delivery_id = "failed".to_owned();
    }
    trial.chatwoot_tells(failed).await;
    trial.settled().await;
    assert_eq!(trial.chatwoot_texts(), ["Chega amanhã.", TRANSFER_MESSAGE]);
    let at_chatwoot = trial
        .chatwoot
        .conversation(MARIA_AT_CHATWOOT.contact_id)
        .unwrap();
    assert_eq!(at_chatwoot.status, "open");
}

#[tokio::test]
async fn a_voice_that_was_not_delivered_goes_out_as_text_once() {
    let trial = Trial::start([Step::text("Chega amanhã.")]).await;
    trial.put_whatsapp_voice().await;
    trial.says("wamid.1", "cadê meu pedido?").await;
    trial.sends(1).await;
    trial.settled().await;
    assert_eq!(trial.whatsapp.voices(), [OGG]);
    status(&trial, &ours(&trial).await, "failed").await;
    let sends = trial.sends(2).await;
    assert_eq!(sends[1].body["text"]["body"], "Chega amanhã.");
    let shown = conversation(&trial).await;
    assert_eq!(shown["owner"], "assistant");
    let voice = &shown["trail"][1]["voice"]["in_text"];
    assert_eq!(voice["because"], "channel_refused");
    assert_eq!(trial.prompts().len(), 1);

    status(&trial, &ours(&trial).await, "failed").await;
    let shown = conversation(&trial).await;
    assert_eq!(shown["owner"], "people");
    assert_eq!(trial.whatsapp.voices(), [OGG]);
}

//! What comes beside a customer's words, or in their place, reaches the assistant.

use serde_json::{Value, json};
use testkit::{
    channels::{TelegramUpdate, WhatsappBody},
    openai::Step,
};

use crate::harness::{
    CONTACT, JOANA, LOJA, MARIA, MARIA_AT_CHATWOOT, PHONE_NUMBER_ID, Trial, accepted, changed, now,
    user, within,
};

const NOT_SHOWN: &str = "[the customer sent something that cannot be shown here]";

fn answers<const N: usize>() -> [Step; N] {
    std::array::from_fn(|_| Step::text("Olá!"))
}

/// The newest thing that the contact said, each time that the assistant was asked.
fn said(trial: &Trial) -> Vec<String> {
    let prompts = trial.prompts().into_iter();
    prompts.map(|mut prompt| prompt.pop().unwrap().1).collect()
}

#[tokio::test]
async fn on_whatsapp() {
    let trial = Trial::whatsapp(0, answers::<3>()).await;
    let contents = [
        json!({"type": "unsupported", "errors": [{"code": 131_051}]}),
        json!({"type": "text", "text": {"body": "esse mesmo"},
               "referral": {"headline": "Boleto em dia", "source_url": "https://fb.me/exemplo"}}),
        json!({"type": "text", "text": {"body": "esse mesmo"},
               "context": {"referred_product": {"product_retailer_id": "camiseta-azul-m"}}}),
    ];
    for (n, content) in contents.into_iter().enumerate() {
        let id = format!("wamid.{n}");
        let body = WhatsappBody::new(PHONE_NUMBER_ID).message(MARIA, &id, now(), content);
        accepted(trial.whatsapp_webhook(LOJA, &body.bytes())).await;
        trial.settled().await;
    }
    assert_eq!(
        said(&trial),
        [
            "[the customer sent something that cannot be shown here: WhatsApp's error 131051]",
            "[this chat was begun from an ad: Boleto em dia; https://fb.me/exemplo]\nesse mesmo",
            "[this is about the product: camiseta-azul-m]\nesse mesmo",
        ]
    );
}

#[tokio::test]
async fn on_telegram() {
    let trial = Trial::start(answers::<2>()).await;
    let telegram = trial.put_on_telegram(trial.whatsapp_settings(0)).await;
    let contents = [
        json!({"hologram": {"file_id": "x"}}),
        json!({"text": "esse aqui", "reply_to_message": {"message_id": 1, "text": "Qual boleto?"}}),
    ];
    for (id, content) in (1..).zip(contents) {
        let update = TelegramUpdate::message(JOANA, id, now(), content);
        trial.telegram_tells(&update).await;
        within(telegram.wait_for_sends(id as usize)).await;
        trial.settled().await;
    }
    assert_eq!(
        said(&trial),
        [NOT_SHOWN, "[in reply to: Qual boleto?]\nesse aqui"]
    );
}

#[tokio::test]
async fn on_chatwoot() {
    let trial = Trial::at_chatwoot(answers::<1>()).await;
    let mut said_by_her = trial.chatwoot.customer_says(MARIA_AT_CHATWOOT, "oi", now());
    for webhook in &mut said_by_her {
        webhook.body = changed(&webhook.body, |body| {
            body["content"] = Value::Null;
            body["content_attributes"]["is_unsupported"] = json!(true);
        });
    }
    trial.chatwoot_tells(said_by_her).await;
    trial.settled().await;
    assert_eq!(said(&trial), [NOT_SHOWN]);
}

#[tokio::test]
async fn on_whazing() {
    let trial = Trial::at_whazing(answers::<1>()).await;
    let bodies = trial.whazing.customer_says(CONTACT, "oi", now());
    let bodies = bodies.iter().map(|body| {
        changed(body, |body| {
            if body.get("messageBody").is_some() && body.get("Type").is_none() {
                body["messageBody"] = json!("");
                body["mediaType"] = json!("hologram");
                body["mediaUrl"] = Value::Null;
            }
        })
    });
    trial.whazing_tells(bodies.collect()).await;
    trial.settled().await;
    assert_eq!(said(&trial), [NOT_SHOWN]);
}

#[tokio::test]
async fn on_the_plain_webhook_channel() {
    let trial = Trial::webhook(0, answers::<1>()).await;
    let message = json!({
        "type": "message", "message_id": "m-1", "contact": {"id": CONTACT}, "text": "esse",
        "about": "Qual boleto?",
    });
    trial.tells(&message).await;
    trial.replies(1).await;
    assert_eq!(
        trial.prompts(),
        [[user("[in reply to: Qual boleto?]\nesse")]]
    );
}

/// A server that answers 200 with an error. If the error is lasting, it is not asked again.
#[tokio::test]
async fn an_error_in_a_success_is_an_error() {
    let error = json!({"error": {"type": "insufficient_quota", "code": "insufficient_quota"}});
    let trial = Trial::whatsapp(0, [Step::raw(200, error.to_string())]).await;
    trial.says("m-1", "oi").await;
    trial.settled().await;
    let transfers = trial.transfers(1).await;
    assert_eq!(transfers[0].body["reason"], "assistant_failed");
    assert_eq!(trial.prompts().len(), 1);
}

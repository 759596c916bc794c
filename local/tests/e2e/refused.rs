//! Webhooks that are not believed, or make no sense.

use reqwest::{Method, RequestBuilder};
use serde_json::Value;
use testkit::{
    channels::{WhatsappBody, webhook_message},
    openai::Step,
};
use tokio::task::JoinSet;

use crate::harness::{
    Answer, CONTACT, LOJA, MARIA, PHONE_NUMBER_ID, Trial, VERIFY_TOKEN, accepted, now,
};

/// The integration on the plain channel, beside [`LOJA`] on WhatsApp.
const PLAIN: &str = "plain";
const MAX_BODY: usize = 3 * 1024 * 1024;
const MAX_MESSAGE: usize = 100 * 1024;

async fn trial() -> Trial {
    let trial = Trial::whatsapp(0, []).await;
    let settings = trial.webhook_settings(0);
    trial.put_integration(PLAIN, &settings).await;
    trial
}

/// Sends it, and expects this status with a message that says this.
async fn refused(request: RequestBuilder, status: u16, says: &str) {
    let answer = Answer::to(request).await;
    assert_eq!(answer.status, status, "{answer:?}");
    let body: Value = serde_json::from_str(&answer.body).unwrap();
    let message = body["error"]["message"].as_str().unwrap();
    assert!(message.contains(says), "{message}");
}

async fn nothing_is_stored(trial: &Trial) {
    trial.settled().await;
    let items = trial.site.conversation_items().await;
    assert!(items.is_empty(), "{items:#?}");
}

fn body(text: &str) -> Vec<u8> {
    let body = WhatsappBody::new(PHONE_NUMBER_ID);
    body.text(MARIA, "m-1", now(), text).bytes()
}

#[tokio::test]
async fn what_does_not_verify_is_refused() {
    let trial = trial().await;
    let (ours, forged) = (body("oi"), body("forjado"));
    let signed = trial.whatsapp_webhook(LOJA, &ours);
    refused(signed.body(forged), 401, "signature").await;
    refused(trial.webhook_to(LOJA, &ours), 401, "signature").await;
    let message = webhook_message(CONTACT, "m-1", now(), "oi");
    let signed = trial.plain_webhook(PLAIN, &message);
    refused(signed.body("{}"), 401, "signature").await;
    // One channel's signature, at the other.
    refused(trial.whatsapp_webhook(PLAIN, &ours), 401, "signature").await;
    nothing_is_stored(&trial).await;
}

#[tokio::test]
async fn an_unknown_integration_is_not_found() {
    let trial = trial().await;
    for id in ["nobody", "Not%20an%20id", "loja/more"] {
        refused(trial.whatsapp_webhook(id, &body("oi")), 404, "no such").await;
    }
    nothing_is_stored(&trial).await;
}

#[tokio::test]
async fn a_malformed_body_is_refused_with_what_is_wrong_in_it() {
    let trial = trial().await;
    for (sent, says) in [
        ("{\"object\":", "not JSON"),
        ("{}", "object: must be a string"),
        (
            r#"{"object": "whatsapp_business_account"}"#,
            "entry: must be a list",
        ),
    ] {
        refused(trial.whatsapp_webhook(LOJA, sent.as_bytes()), 400, says).await;
    }
    for (sent, says) in [
        ("oi", "not JSON"),
        (r#"{"type": "message"}"#, "text: is missing"),
        (
            r#"{"type": "taken_over", "contact": {"id": 7}}"#,
            "contact.id: must be a string",
        ),
    ] {
        refused(trial.plain_webhook(PLAIN, sent.as_bytes()), 400, says).await;
    }
    nothing_is_stored(&trial).await;
}

#[tokio::test]
async fn what_is_too_large_is_refused() {
    let trial = trial().await;
    let longest = webhook_message(CONTACT, "m-1", now(), &"a".repeat(MAX_MESSAGE + 1));
    refused(trial.plain_webhook(PLAIN, &longest), 413, "102400 bytes").await;
    let huge = body(&"a".repeat(MAX_BODY));
    refused(trial.whatsapp_webhook(LOJA, &huge), 413, "3 MB").await;
    nothing_is_stored(&trial).await;
}

#[tokio::test]
async fn a_wrong_method_is_refused() {
    let trial = trial().await;
    for (id, method) in [
        (LOJA, Method::PUT),
        (LOJA, Method::DELETE),
        (PLAIN, Method::GET),
    ] {
        let request = trial.site.request(method, &format!("/webhooks/{id}"));
        refused(request, 405, "method").await;
    }
    nothing_is_stored(&trial).await;
}

#[tokio::test]
async fn metas_check_of_the_webhook_is_answered_only_with_the_right_token() {
    let trial = trial().await;
    let check = |token: &str| {
        let query = format!("hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token={token}");
        trial
            .site
            .request(Method::GET, &format!("/webhooks/{LOJA}?{query}"))
    };
    let answer = Answer::to(check(VERIFY_TOKEN)).await;
    assert_eq!((answer.status, answer.body.as_str()), (200, "1158201444"));
    refused(check("guessed"), 401, "token").await;
    nothing_is_stored(&trial).await;
}

#[tokio::test]
async fn a_message_to_another_number_is_acknowledged_and_not_stored() {
    let trial = trial().await;
    let foreign = WhatsappBody::new("999").text(MARIA, "m-1", now(), "oi");
    accepted(trial.whatsapp_webhook(LOJA, &foreign.bytes())).await;
    nothing_is_stored(&trial).await;
}

#[tokio::test]
async fn a_burst_of_rubbish_does_not_keep_a_good_message_from_its_answer() {
    const BURST: usize = 300;
    let trial = Trial::whatsapp(1000, [Step::text("Olá!")]).await;
    let mut burst = JoinSet::new();
    for nth in 0..BURST {
        let forged = trial.webhook_to(LOJA, &body(&format!("forjado {nth}")));
        let forged = forged.header("x-hub-signature-256", format!("sha256={nth:064x}"));
        burst.spawn(Answer::to(forged));
    }
    trial.says("m-1", "oi").await;
    let answers = burst.join_all().await;
    assert!(answers.iter().all(|answer| answer.status == 401));
    trial.sends(1).await;
    let messages = trial.site.conversation_items().await;
    let stored = messages.iter().filter(|item| item.sk.starts_with("MSG#"));
    assert_eq!(stored.count(), 2, "the message and its answer");
}

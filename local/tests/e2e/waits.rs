//! A wait that the customer's pause ends, and a message that needs none.

use std::time::Duration;

use serde_json::json;
use testkit::openai::Step;

use crate::harness::{CONTACT, LOJA, Trial, now, prompt, user, within};

#[tokio::test]
async fn a_customer_who_pauses_gets_one_answer() {
    const QUIET: Duration = Duration::from_secs(3);
    let trial = Trial::start([Step::text("Já vou ver.")]).await;
    let mut settings = trial.webhook_settings(0);
    settings["wait"] = json!({"kind": "quiet", "quiet_ms": 3000});
    trial.put_integration(LOJA, &settings).await;
    trial.writes("m-1", "oi").await;
    let last = trial.writes("m-2", "meu boleto não chegou").await;
    let replies = trial.replies(1).await;
    assert!(replies[0].at - last.at >= QUIET);
    let batch = prompt(["oi", "meu boleto não chegou"].map(user));
    assert_eq!(trial.prompts(), [batch]);
}

#[tokio::test]
async fn a_tapped_button_is_answered_at_once_with_all_that_waits() {
    let trial = Trial::start([Step::text("Das 9h às 13h.")]).await;
    // Longer than anybody waits here.
    let mut settings = trial.webhook_settings(600_000);
    settings["answer_at_once"] = json!({"buttons": true});
    trial.put_integration(LOJA, &settings).await;
    trial.writes("m-1", "vocês abrem no sábado?").await;
    let tapped = json!({
        "type": "message", "message_id": "m-2", "contact": {"id": CONTACT}, "text": "Horários",
        "button": true, "sent_at": now().to_string(),
    });
    trial.tells(&tapped).await;
    let replies = within(trial.receiver.wait_for_replies(1)).await;
    assert_eq!(replies[0].body["in_reply_to"], json!(["m-1", "m-2"]));
    let batch = prompt(["vocês abrem no sábado?", "Horários"].map(user));
    assert_eq!(trial.prompts(), [batch]);
}

//! The phone: a test is worked as a customer's conversation, and nobody outside hears of it.

use reqwest::Method;
use serde_json::{Value, json};
use testkit::openai::Step;

use crate::harness::{LOJA, TRANSFER_MESSAGE, Trial, transcript, until};

impl Trial {
    /// Begins a test of [`LOJA`], and gives its path below the console's API.
    async fn begin_test(&self) -> String {
        let tests = format!("integrations/{LOJA}/phone");
        let answer = self.site.console(Method::POST, &tests, &Value::Null).await;
        assert_eq!(answer.status, 201, "{answer:?}");
        let begun: Value = serde_json::from_str(&answer.body).unwrap();
        format!("{tests}/{}", begun["conversation"].as_str().unwrap())
    }

    async fn tries(&self, test: &str, text: &str) {
        let message = json!({"text": text});
        let state = self.post(&format!("{test}/messages"), &message).await;
        assert_eq!(state["kind"], "test");
    }

    /// Neither the provider nor the desk has heard anything.
    fn nobody_heard(&self) {
        assert!(self.whatsapp.sends().is_empty() && self.whatsapp.reads().is_empty());
        assert!(self.receiver.transfers().is_empty() && self.receiver.recoveries().is_empty());
    }
}

#[tokio::test]
async fn a_test_of_a_disabled_integration_is_answered_and_goes_to_people() {
    let summary = Step::transfer("quer uma pessoa", "O cliente quer o boleto.");
    let trial = Trial::start([Step::text("Olá!"), summary]).await;
    let mut settings = trial.whatsapp_settings(0);
    settings["enabled"] = false.into();
    trial.put_integration(LOJA, &settings).await;
    let test = trial.begin_test().await;
    trial.tries(&test, "oi").await;
    trial.settled().await;
    trial.tries(&test, "quero o boleto").await;
    trial.settled().await;

    let shown = trial.get(&test).await;
    let expected = [
        ("customer", "oi"),
        ("assistant", "Olá!"),
        ("customer", "quero o boleto"),
        ("assistant", TRANSFER_MESSAGE),
    ];
    assert_eq!(transcript(&shown), expected);
    assert_eq!(shown["transfer"]["summary"], "O cliente quer o boleto.");
    assert_eq!(shown["trail"][0]["outcome"]["kind"], "answered");
    assert_eq!(shown["trail"][2]["outcome"]["customer_told"], true);
    trial.nobody_heard();

    let conversations = format!("integrations/{LOJA}/conversations");
    for owner in ["people", "assistant"] {
        let listed = trial.get(&format!("{conversations}?owner={owner}")).await;
        assert_eq!(listed["conversations"], json!([]));
    }
    let erased = trial.site.console(Method::DELETE, &test, &Value::Null);
    assert_eq!(erased.await.status, 204);
    let gone = trial.site.console(Method::GET, &test, &Value::Null).await;
    assert_eq!(gone.status, 404);
}

#[tokio::test]
async fn a_test_shows_why_the_model_was_not_heard() {
    let refused = Step::error(401, "invalid_request_error", Some("invalid_api_key"));
    let trial = Trial::whatsapp(0, [refused]).await;
    let test = trial.begin_test().await;
    trial.tries(&test, "oi").await;
    trial.settled().await;
    let shown = trial.get(&test).await;
    let turn = &shown["trail"][0];
    assert_eq!(turn["outcome"]["reason"], "assistant_failed");
    let error = turn["last_error"].as_str().unwrap();
    assert!(error.contains("invalid_api_key"), "{error}");
    trial.nobody_heard();
}

#[tokio::test]
async fn messages_of_one_interval_are_one_turn_and_a_repeat_is_none() {
    let trial = Trial::whatsapp(1_000, [Step::text("Já vejo.")]).await;
    let test = trial.begin_test().await;
    for (id, text) in [("a", "oi"), ("a", "oi"), ("b", "cadê meu pedido?")] {
        let message = json!({"text": text, "message_id": id});
        trial.post(&format!("{test}/messages"), &message).await;
    }
    until("the test is answered", async || {
        transcript(&trial.get(&test).await).len() == 3
    })
    .await;
    trial.settled().await;
    let shown = trial.get(&test).await;
    assert_eq!(shown["trail"].as_array().unwrap().len(), 1);
    trial.nobody_heard();
}

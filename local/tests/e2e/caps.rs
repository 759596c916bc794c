//! Caps on what the assistant may take: for a day, for one customer, and for one turn.

use std::time::Duration;

use futures_util::future::join_all;
use serde_json::{Value, json};
use testkit::{
    channels::{Customer, FakeShop},
    openai::{FakeOpenAi, Item, Step, call, message},
};

use crate::harness::{CONTACT, LOJA, MARIA, SIGNING_SECRET, Trial};

/// What each answer takes, as the stand-in reports it: nearly what is reserved for its question, of
/// which the answer's 4,000 are the most.
const TAKEN: u64 = 4_300;
const OVER: &str = "Por hoje é só. Uma pessoa da equipe responde aqui.";
const ANSWER: &str = "Bom dia!";

fn answer() -> Step {
    takes(&message(ANSWER))
}

fn takes(item: &Item) -> Step {
    Step::response(json!({
        "output": [item.in_response()],
        "usage": {
            "input_tokens": TAKEN - 300,
            "input_tokens_details": {"cached_tokens": 0, "cache_write_tokens": 0},
            "output_tokens": 300,
            "output_tokens_details": {"reasoning_tokens": 0},
            "total_tokens": TAKEN,
        },
    }))
}

impl Trial {
    async fn put_caps(&self, caps: Value) {
        let mut settings = self.whatsapp_settings(0);
        settings["caps"] = caps;
        settings["caps"]["message"] = OVER.into();
        self.put_integration(LOJA, &settings).await;
    }

    async fn writes_as(&self, phone: &str, id: &str) {
        let customer = Customer {
            phone: Some(phone),
            ..MARIA
        };
        self.says_as(customer, id, "oi").await;
    }

    /// How many customers were told this.
    fn told(&self, text: &str) -> usize {
        let told = self.whatsapp.texts();
        told.iter().filter(|told| *told == text).count()
    }
}

#[tokio::test]
async fn fifty_customers_at_once_do_not_pass_the_cap_of_a_day() {
    const CAP: u64 = 50_000;
    const CUSTOMERS: usize = 50;
    // 11 times what is taken, and not 12 times what is reserved.
    const ASKED: usize = 11;
    let slow = |_: &_| answer().after(Duration::from_secs(5));
    let trial = Trial::around(FakeOpenAi::start_with(slow).await).await;
    trial.put_caps(json!({"max_day_tokens": CAP})).await;
    let phones: Vec<_> = (0..CUSTOMERS).map(|n| format!("55119999{n:05}")).collect();
    let write = async |round: usize| {
        let written = phones.iter().enumerate();
        let written = written.map(async |(nth, phone)| {
            trial.writes_as(phone, &format!("m-{round}-{nth}")).await;
        });
        join_all(written).await;
    };
    write(1).await;
    trial.sends(CUSTOMERS).await;
    let asked = trial.openai.requests().len();
    assert!(asked as u64 * TAKEN <= CAP, "{asked}");
    assert_eq!(asked, ASKED);
    assert_eq!(
        (trial.told(ANSWER), trial.told(OVER)),
        (ASKED, CUSTOMERS - ASKED)
    );
    let transfers = trial.transfers(CUSTOMERS - ASKED).await;
    assert!(
        transfers
            .iter()
            .all(|it| it.body["reason"] == "over_budget")
    );

    // Whoever is with people is told nothing more; the others are told it now, once.
    write(2).await;
    trial.sends(CUSTOMERS + ASKED).await;
    assert_eq!(trial.openai.requests().len(), ASKED);
    assert_eq!(trial.told(OVER), CUSTOMERS);
    trial.transfers(CUSTOMERS).await;
}

#[tokio::test]
async fn who_floods_the_bot_uses_up_nobody_elses_tokens() {
    let trial = Trial::around(FakeOpenAi::start_with(|_| answer()).await).await;
    trial
        .put_caps(json!({"max_contact_day_tokens": 10_000}))
        .await;
    for nth in 1..=3 {
        trial.writes_as(CONTACT, &format!("m-{nth}")).await;
        trial.sends(nth).await;
    }
    assert_eq!((trial.told(ANSWER), trial.told(OVER)), (2, 1));
    let conversation = trial.conversation(LOJA, CONTACT).await;
    assert_eq!(conversation["transfer"]["reason"], "over_budget");
    let caps = conversation["trail"].as_array().unwrap().iter();
    let met: Vec<_> = caps.filter_map(|turn| turn.get("over_cap")).collect();
    assert_eq!(met, ["max_contact_day_tokens"]);

    trial.writes_as("5511999990001", "m-4").await;
    trial.sends(4).await;
    assert_eq!(trial.told(ANSWER), 3);
}

/// The answer that the killed run waited for may have been paid for.
#[tokio::test]
async fn what_a_killed_run_had_reserved_counts_for_its_turn() {
    let mut trial = Trial::in_a_process([Step::hang()]).await;
    trial.put_caps(json!({"max_turn_tokens": 6_000})).await;
    trial.says("m-1", "oi").await;
    trial.asked(1).await;
    trial.kill_and_restart().await;
    trial.sends(1).await;
    assert_eq!(trial.whatsapp.texts(), [OVER]);
    let conversation = trial.conversation(LOJA, CONTACT).await;
    assert_eq!(conversation["trail"][0]["over_cap"], "max_turn_tokens");
}

/// What was done stays done, and people see it.
#[tokio::test]
async fn a_turn_is_over_its_cap_after_a_call() {
    let trial = Trial::start([takes(&call("find_order", r#"{"number":"12"}"#))]).await;
    let shop = FakeShop::start(SIGNING_SECRET).await;
    let mut settings = trial.whatsapp_settings(0);
    settings["caps"] = json!({"max_turn_tokens": 6_000, "message": OVER});
    settings["tools"] = json!({
        "functions": [{
            "name": "find_order", "description": "…", "url": shop.url("find_order"),
            "parameters": {"type": "object", "properties": {"number": {"type": "string"}}},
        }],
        "signing_secret": SIGNING_SECRET,
    });
    trial.put_integration(LOJA, &settings).await;
    trial.says("m-1", "cadê meu pedido?").await;
    trial.sends(1).await;
    assert_eq!(trial.whatsapp.texts(), [OVER]);
    assert_eq!(shop.calls().len(), 1);
    let conversation = trial.conversation(LOJA, CONTACT).await;
    let turn = &conversation["trail"][0];
    assert_eq!(turn["over_cap"], "max_turn_tokens");
    assert_eq!(turn["calls"][0]["tool"], "find_order");
    assert_eq!(turn["usage"]["input_tokens"], TAKEN - 300);
}

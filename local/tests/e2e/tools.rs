//! Functions of the business, which the assistant calls before it answers.

use serde_json::{Value, json};
use testkit::{
    channels::{self, FakeShop},
    openai::{Step, call},
};

use crate::harness::{CONTACT, LOJA, SIGNING_SECRET, Trial, until};

impl Trial {
    /// The integration on WhatsApp, whose assistant may find orders and book.
    async fn put_tools(&self, shop: &FakeShop) {
        let function = |name: &str| {
            json!({
                "name": name, "description": "…", "url": shop.url(name),
                "parameters": {"type": "object", "properties": {"number": {"type": "string"}}},
            })
        };
        let mut settings = self.whatsapp_settings(1000);
        settings["tools"] = json!({
            "functions": [function("find_order"), function("book")],
            "signing_secret": SIGNING_SECRET, "max_calls": 3,
        });
        self.put_integration(LOJA, &settings).await;
    }

    /// The calls in the record of the first turn, without their times.
    async fn called(&self) -> Vec<(Value, Value)> {
        let conversation = self.conversation(LOJA, CONTACT).await;
        let calls = conversation["trail"][0]["calls"].as_array().unwrap().iter();
        calls
            .map(|call| (call["tool"].clone(), call["error"].clone()))
            .collect()
    }
}

fn finds(number: &str) -> testkit::openai::Item {
    call("find_order", &json!({ "number": number }).to_string())
}

#[tokio::test]
async fn an_order_is_looked_up_before_the_answer() {
    let trial = Trial::start([
        Step::output([finds("12"), finds("13")]),
        Step::output([call("book", r#"{"number":"12"}"#)]),
        Step::text("O pedido 12 chega amanhã."),
    ])
    .await;
    let shop = FakeShop::start(SIGNING_SECRET).await;
    trial.put_tools(&shop).await;
    trial.says("m-1", "cadê meus pedidos?").await;
    trial.sends(1).await;
    assert_eq!(trial.whatsapp.texts(), ["O pedido 12 chega amanhã."]);
    let taken = shop.calls();
    let tools: Vec<_> = taken
        .iter()
        .map(|taken| taken.body["tool"].clone())
        .collect();
    assert_eq!(tools, ["find_order", "find_order", "book"]);
    let names = taken[0].body["contact"]["names"].to_string();
    assert!(names.contains(CONTACT), "{names}");
    let requests = trial.openai.requests();
    let told = requests[2].calls();
    let expected = [
        r#"{"called":"find_order","with":{"number":"12"}}"#,
        r#"{"called":"find_order","with":{"number":"13"}}"#,
        r#"{"called":"book","with":{"number":"12"}}"#,
    ];
    assert_eq!(told.map_outputs(), expected);
    // All calls that there may be are made.
    assert_eq!(
        requests[1].tools(),
        ["transfer_to_human", "find_order", "book"]
    );
    assert_eq!(requests[2].tools(), ["transfer_to_human"]);
    let none = Value::Null;
    let expected = ["find_order", "find_order", "book"].map(|name| (json!(name), none.clone()));
    assert_eq!(trial.called().await, expected);
}

#[tokio::test]
async fn what_fails_is_told_to_the_assistant_and_the_customer_is_answered() {
    let trial = Trial::start([Step::output([finds("12")]), Step::text("Não encontrei.")]).await;
    let shop = FakeShop::start(SIGNING_SECRET).await;
    let refusal = r#"{"error":"no such order"}"#;
    shop.next_call(channels::Step::answer(404, refusal));
    trial.put_tools(&shop).await;
    trial.says("m-1", "cadê o pedido 12?").await;
    trial.sends(1).await;
    let expected =
        format!("The call failed, and nothing was done: HTTP 404. It was answered:\n{refusal}");
    assert_eq!(trial.openai.requests()[1].calls().map_outputs(), [expected]);
    let called = [(json!("find_order"), json!("HTTP 404"))];
    assert_eq!(trial.called().await, called);
}

#[tokio::test]
async fn a_kill_in_the_middle_of_a_call_makes_it_again_under_the_same_key() {
    let mut trial =
        Trial::in_a_process([Step::output([finds("12")]), Step::text("Chega amanhã.")]).await;
    let shop = FakeShop::start(SIGNING_SECRET).await;
    shop.next_call(channels::Step::hang());
    trial.put_tools(&shop).await;
    trial.says("m-1", "cadê o pedido 12?").await;
    until("the call hangs", async || shop.steps_left() == 0).await;
    trial.kill_and_restart().await;
    trial.sends(1).await;
    assert_eq!(trial.whatsapp.texts(), ["Chega amanhã."]);
    // The first one hung, and was not answered.
    assert_eq!(shop.calls().len(), 1);
    assert_eq!(shop.ids(), 1);
    assert_eq!(trial.openai.requests().len(), 2);
}

/// What the calls were answered.
trait Outputs {
    fn map_outputs(&self) -> Vec<&str>;
}

impl Outputs for Vec<[&str; 3]> {
    fn map_outputs(&self) -> Vec<&str> {
        self.iter().map(|[_, _, output]| *output).collect()
    }
}

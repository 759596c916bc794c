//! What is asked of the server.

use crate::common::{KEY, PLENTY, assistant, prompt, settings};
use conversation::{Author, ports::Assistant};
use serde_json::{Value, json};
use testkit::openai::{FakeOpenAi, Received, Step};

async fn request(with: Value, integration: &str, lines: &[(Author, &str)]) -> Received {
    let fake = FakeOpenAi::start([Step::text("Olá!")]).await;
    let assistant = assistant(&fake, settings(with));
    let answer = assistant.answer(&prompt(integration, lines), PLENTY).await;
    assert_eq!(answer.unwrap().text, "Olá!");
    fake.requests().remove(0)
}

#[tokio::test]
async fn a_request_with_everything() {
    let settings = json!({
        "instructions": "Você atende a Loja.",
        "temperature": 0.2,
        "max_output_tokens": 800,
        "vector_store_ids": ["vs_1", "vs_2"],
    });
    let lines = [
        (Author::Customer, "Vocês abrem hoje?"),
        (Author::Assistant, "Abrimos às 9h."),
        (Author::Person, "Hoje só às 10h, desculpe!"),
        (Author::Customer, "oi"),
        (Author::Customer, "meu boleto não chegou"),
    ];
    let request = request(settings, "loja-1", &lines).await;
    insta::assert_json_snapshot!(request.body);
}

#[tokio::test]
async fn what_is_not_set_is_not_sent() {
    let request = request(json!({}), "loja-1", &[(Author::Customer, "oi")]).await;
    let tools = request.body["tools"].as_array().unwrap();
    assert_eq!(tools.len(), 1);
    assert_eq!(tools[0]["name"], "transfer_to_human");
    for unset in ["temperature", "max_output_tokens"] {
        assert_eq!(request.body.get(unset), None, "{unset}");
    }
}

#[tokio::test]
async fn the_key_goes_into_its_header_and_nowhere_else() {
    let fake = FakeOpenAi::start([Step::text("Olá!")]).await;
    let assistant = assistant(&fake, settings(json!({})));
    let prompt = prompt("loja-1", &[(Author::Customer, "oi")]);
    assistant.answer(&prompt, PLENTY).await.unwrap();
    let request = fake.requests().remove(0);
    assert_eq!(request.headers["authorization"], format!("Bearer {KEY}"));
    assert!(!request.body.to_string().contains(KEY));
    assert!(!format!("{assistant:?}").contains(KEY));
}

#[tokio::test]
async fn each_integration_and_assistant_has_its_own_cache() {
    let key = async |with, integration| {
        let lines = [(Author::Customer, "oi")];
        let request = request(with, integration, &lines).await;
        request.body["prompt_cache_key"]
            .as_str()
            .unwrap()
            .to_owned()
    };
    let first = key(json!({}), "loja-1").await;
    assert_eq!(key(json!({"name": "Renomeada"}), "loja-1").await, first);
    assert_ne!(key(json!({}), "loja-2").await, first);
    assert_ne!(key(json!({"id": "asst_outra"}), "loja-1").await, first);
}

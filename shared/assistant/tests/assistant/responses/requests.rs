//! What only the Responses API is asked.

use conversation::{Author, ports::Assistant};
use serde_json::{Value, json};
use settings::Runtime;
use testkit::openai::{FakeOpenAi, Step};

use crate::common::{PLENTY, assistant, prompt, settings};

/// The body of a request.
async fn asked(with: Value, integration: &str) -> Value {
    let fake = FakeOpenAi::start([Step::text("Olá!")]).await;
    let assistant = assistant(&fake, settings(Runtime::Responses, with));
    let prompt = prompt(integration, &[(Author::Customer, "oi")]);
    assistant.answer(&prompt, PLENTY).await.unwrap();
    fake.requests().remove(0).body
}

#[tokio::test]
async fn files_are_searched_beside_the_transfer() {
    let with = json!({"vector_store_ids": ["vs_1", "vs_2"]});
    let tools = &asked(with.clone(), "loja-1").await["tools"];
    let search = json!({"type": "file_search", "vector_store_ids": ["vs_1", "vs_2"]});
    assert_eq!(tools[0], search);
    assert_eq!(tools[1]["name"], "transfer_to_human");

    let fake = FakeOpenAi::start([Step::text("Oi!")]).await;
    let assistant = assistant(&fake, settings(Runtime::Responses, with));
    assistant.check(PLENTY).await.unwrap();
    assert_eq!(fake.requests()[0].body["tools"][0], search);
}

#[tokio::test]
async fn each_integration_and_assistant_has_its_own_cache() {
    let key = async |with, integration| asked(with, integration).await["prompt_cache_key"].clone();
    let first = key(json!({}), "loja-1").await;
    assert_eq!(key(json!({"name": "Renomeada"}), "loja-1").await, first);
    assert_ne!(key(json!({}), "loja-2").await, first);
    assert_ne!(key(json!({"id": "asst_outra"}), "loja-1").await, first);
}

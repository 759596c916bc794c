//! An assistant that asks the fake.

use std::time::Duration;

use assistant::AnyAssistant;
use conversation::{
    Author, Context, ConversationId, ConversationRef, IntegrationId,
    ports::{Assistant, AssistantError, Completion, Prompt, PromptLine},
};
use http_client::{Access, BaseUrl, Client};
use serde_json::{Value, json};
use settings::Runtime;
use testkit::openai::{FakeOpenAi, Step};

pub(crate) const KEY: &str = "sk-secret";
pub(crate) const PLENTY: Duration = Duration::from_secs(20);

/// The least that makes an assistant of a runtime, with other fields.
pub(crate) fn settings(runtime: Runtime, with: Value) -> settings::Assistant {
    let mut fields =
        json!({"id": "asst_loja", "name": "Loja", "model": "gpt-6-luna", "runtime": runtime});
    for (name, value) in with.as_object().unwrap() {
        fields[name] = value.clone();
    }
    serde_json::from_value(fields).unwrap()
}

pub(crate) fn assistant(fake: &FakeOpenAi, settings: settings::Assistant) -> AnyAssistant {
    AnyAssistant {
        client: Client::new(Access::Anywhere).unwrap(),
        base_url: BaseUrl::parse(&fake.base_url(), Access::Anywhere).unwrap(),
        api_key: KEY.into(),
        settings,
        detail: settings::Detail::High,
        functions: Vec::new(),
    }
}

pub(crate) fn prompt(integration: &str, lines: &[(Author, &str)]) -> Prompt {
    let line = |(author, text): &(Author, &str)| PromptLine {
        author: *author,
        text: (*text).to_owned(),
        files: Vec::new(),
    };
    Prompt {
        conversation: ConversationRef {
            integration: IntegrationId::parse(integration).unwrap(),
            id: ConversationId::parse("0123456789abcdef0123456789abcdef").unwrap(),
        },
        lines: lines.iter().map(line).collect(),
        batch: 1,
        rounds: Vec::new(),
        may_call: true,
        context: Context::default(),
    }
}

/// What the assistant makes of one answer of the server.
pub(crate) async fn answer_to(runtime: Runtime, step: Step) -> Result<Completion, AssistantError> {
    let fake = FakeOpenAi::start([step]).await;
    let prompt = prompt("loja-1", &[(Author::Customer, "oi")]);
    assistant(&fake, settings(runtime, json!({})))
        .answer(&prompt, PLENTY)
        .await
}

/// The name of a snapshot that each runtime has of its own.
pub(crate) fn snapshot(name: &str, runtime: Runtime) -> String {
    format!("{name}_{}", json!(runtime).as_str().unwrap())
}

//! A conversation as the console's API shows it.

use reqwest::Method;
use serde_json::Value;

use super::Trial;

impl Trial {
    /// The path of the conversation with a contact, below the console's API.
    pub(crate) async fn conversation_path(&self, integration: &str, contact: &str) -> String {
        let list = format!("integrations/{integration}/conversations");
        let found = self.get(&format!("{list}?contact={contact}")).await;
        let id = found["conversations"][0]["id"].as_str();
        format!("{list}/{}", id.unwrap_or_else(|| panic!("{found:#}")))
    }

    /// The conversation with a contact: its state, its transcript and its trail.
    pub(crate) async fn conversation(&self, integration: &str, contact: &str) -> Value {
        self.get(&self.conversation_path(integration, contact).await)
            .await
    }

    /// An operator does something in the console.
    pub(crate) async fn post(&self, path: &str, body: &Value) -> Value {
        self.call(Method::POST, path, body).await
    }

    pub(crate) async fn get(&self, path: &str) -> Value {
        self.call(Method::GET, path, &Value::Null).await
    }

    async fn call(&self, method: Method, path: &str, body: &Value) -> Value {
        let answer = self.site.console(method, path, body).await;
        assert_eq!(answer.status, 200, "{path}: {answer:?}");
        serde_json::from_str(&answer.body).unwrap()
    }
}

/// Who said what, oldest first.
pub(crate) fn transcript(conversation: &Value) -> Vec<(&str, &str)> {
    let lines = conversation["transcript"].as_array().unwrap().iter();
    lines
        .map(|line| {
            (
                line["author"].as_str().unwrap(),
                line["text"].as_str().unwrap(),
            )
        })
        .collect()
}

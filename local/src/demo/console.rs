//! The console's API, as a program for the desk's people would use it.

use std::time::Duration;

use anyhow::Context;
use http_client::{BodyLimit, RequestBuilder};
use secrecy::ExposeSecret;
use serde_json::{Value, json};
use url::Url;

use super::{REQUEST_LIMIT, Story, settings::INTEGRATION};

/// The pause between two looks at the same thing.
const PAUSE: Duration = Duration::from_millis(100);

/// What the console shows when a transfer is carried out.
pub(super) struct HandedOver {
    pub(super) since: String,
    pub(super) reason: String,
    pub(super) summary: String,
    pub(super) customer_told: String,
}

impl HandedOver {
    fn of(conversation: &Value) -> Option<Self> {
        let trail = conversation.get("trail")?.as_array()?;
        let mut outcomes = trail.iter().filter_map(|turn| turn.get("outcome"));
        let handed_over = outcomes.find(|it| it.get("kind") == Some(&json!("handed_over")))?;
        let text = |pointer| Some(conversation.pointer(pointer)?.as_str()?.to_owned());
        Some(Self {
            since: text("/since")?,
            reason: text("/transfer/reason")?,
            summary: text("/transfer/summary")?,
            customer_told: handed_over.get("customer_told")?.to_string(),
        })
    }
}

impl Story<'_> {
    pub(super) async fn put(&self, path: &str, body: &Value) -> anyhow::Result<()> {
        let request = self.client.put(&self.console(path)?).json(body);
        self.answer(path, request).await.map(drop)
    }

    pub(super) async fn has_integrations(&self) -> anyhow::Result<bool> {
        let list = self.get("integrations").await?;
        let integrations = list.get("integrations").and_then(Value::as_array);
        Ok(!integrations.context("no list")?.is_empty())
    }

    /// The contact's conversation, if it is in the list of those that people have.
    pub(super) async fn listed(&self) -> anyhow::Result<Option<Value>> {
        let path = format!("integrations/{INTEGRATION}/conversations?owner=people");
        let list = self.get(&path).await?;
        let conversations = list.get("conversations").and_then(Value::as_array);
        let ours = |it: &&Value| {
            let names = it.pointer("/contact/names").and_then(Value::as_array);
            names.is_some_and(|names| names.contains(&json!(self.contact)))
        };
        Ok(conversations.context("no list")?.iter().find(ours).cloned())
    }

    /// Waits until the transfer is carried out.
    pub(super) async fn handed_over(&self, id: &str) -> anyhow::Result<HandedOver> {
        let path = format!("integrations/{INTEGRATION}/conversations/{id}");
        loop {
            let conversation = self.get(&path).await?;
            if let Some(handed_over) = HandedOver::of(&conversation) {
                return Ok(handed_over);
            }
            tokio::time::sleep(PAUSE).await;
        }
    }

    /// The words of the newest recording in a conversation.
    pub(super) async fn words_heard(&self, id: &str) -> anyhow::Result<String> {
        let path = format!("integrations/{INTEGRATION}/conversations/{id}");
        let conversation = self.get(&path).await?;
        let lines = conversation.get("transcript").and_then(Value::as_array);
        let mut newest_first = lines.into_iter().flatten().rev();
        let words = newest_first.find_map(|line| line.pointer("/attachments/0/heard/words"));
        let words = words.and_then(Value::as_str);
        Ok(words.context("nothing was heard")?.to_owned())
    }

    /// Does something in a conversation, and gives its state after that.
    pub(super) async fn act(&self, id: &str, what: &str, body: &Value) -> anyhow::Result<Value> {
        let path = format!("integrations/{INTEGRATION}/conversations/{id}/{what}");
        self.ask(&path, body).await
    }

    /// Makes a call that changes nothing.
    pub(super) async fn ask(&self, path: &str, body: &Value) -> anyhow::Result<Value> {
        let request = self.client.post(&self.console(path)?).json(body);
        self.answer(path, request).await
    }

    async fn get(&self, path: &str) -> anyhow::Result<Value> {
        let request = self.client.get(&self.console(path)?);
        self.answer(path, request).await
    }

    fn console(&self, path: &str) -> anyhow::Result<Url> {
        Ok(format!("{}/console/api/{path}", self.system.url()).parse()?)
    }

    async fn answer(&self, path: &str, request: RequestBuilder) -> anyhow::Result<Value> {
        let request = request.bearer_auth(self.system.admin_token().expose_secret());
        let response = self
            .client
            .send(request, BodyLimit::JSON, REQUEST_LIMIT)
            .await?;
        let said = String::from_utf8_lossy(&response.body);
        anyhow::ensure!(
            (200..300).contains(&response.status),
            "{path} was answered with {}: {said}",
            response.status
        );
        Ok(serde_json::from_str(&said)?)
    }
}

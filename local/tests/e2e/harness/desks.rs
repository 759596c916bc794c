//! Whazing and Chatwoot, whose customers and people a test plays.

use reqwest::RequestBuilder;
use serde_json::{Value, json};
use testkit::{
    channels::{ChatwootCall, ChatwootCustomer, ChatwootWebhook, FakeWhazing, sign_chatwoot},
    openai::Step,
};

use super::{CONTACT, LOJA, MARIA, Trial, accepted, now};

pub(crate) const WHAZING_TOKEN: &str = "e2eWhazingTokenM4bX";
pub(crate) const WHAZING_WEBHOOK_TOKEN: &str = "e2eWhazingKeyW8sD";
/// The queue in which the assistant works at Whazing. People work in the transfer's queue.
pub(crate) const BOT_QUEUE: u64 = 1;

pub(crate) const CHATWOOT_TOKEN: &str = "e2eChatwootTokenC2nV";
pub(crate) const CHATWOOT_SECRET: &str = "e2eChatwootSecretH6kJ";
pub(crate) const ACCOUNT_ID: u64 = 5;
/// [`MARIA`] as Chatwoot knows her.
pub(crate) const MARIA_AT_CHATWOOT: ChatwootCustomer<'_> = ChatwootCustomer {
    contact_id: 42,
    source_id: CONTACT,
    name: MARIA.name,
};

impl Trial {
    /// With [`LOJA`] at Whazing.
    pub(crate) async fn at_whazing(script: impl IntoIterator<Item = Step>) -> Self {
        let trial = Self::start(script).await;
        trial.put_integration(LOJA, &trial.whazing_settings()).await;
        trial
    }

    /// With [`LOJA`] at Chatwoot.
    pub(crate) async fn at_chatwoot(script: impl IntoIterator<Item = Step>) -> Self {
        let trial = Self::start(script).await;
        trial
            .put_integration(LOJA, &trial.chatwoot_settings())
            .await;
        trial
    }

    /// An integration at Whazing that waits for no second message.
    pub(crate) fn whazing_settings(&self) -> Value {
        let channel = json!({
            "kind": "whazing",
            "base_url": self.whazing.base_url(),
            "token": WHAZING_TOKEN,
            "webhook_token": WHAZING_WEBHOOK_TOKEN,
            "bot_queue": BOT_QUEUE.to_string(),
        });
        self.settings(0, &channel)
    }

    /// The same at Chatwoot.
    pub(crate) fn chatwoot_settings(&self) -> Value {
        let channel = json!({
            "kind": "chatwoot",
            "base_url": self.chatwoot.base_url(),
            "account_id": ACCOUNT_ID.to_string(),
            "access_token": CHATWOOT_TOKEN,
            "webhook_secret": CHATWOOT_SECRET,
        });
        self.settings(0, &channel)
    }

    /// [`CONTACT`] writes to [`LOJA`] by Whazing, until nothing is left to do.
    pub(crate) async fn whazing_says(&self, text: &str) {
        let said = self.whazing.customer_says(CONTACT, text, now());
        self.whazing_tells(said).await;
        self.settled().await;
    }

    /// Whazing tells [`LOJA`] what has happened there.
    pub(crate) async fn whazing_tells(&self, bodies: Vec<Vec<u8>>) {
        for body in bodies {
            accepted(self.whazing_webhook(LOJA, WHAZING_WEBHOOK_TOKEN, &body)).await;
        }
    }

    /// Whazing tells what our own requests have done there.
    pub(crate) async fn whazing_echoes(&self) {
        self.whazing_tells(self.whazing.consequences(now())).await;
    }

    pub(crate) fn whazing_webhook(
        &self,
        integration: &str,
        token: &str,
        body: &[u8],
    ) -> RequestBuilder {
        let request = self.webhook_to(integration, body);
        request.header("x-n8n-api-key", token)
    }

    /// [`MARIA_AT_CHATWOOT`] writes to [`LOJA`], until nothing is left to do.
    pub(crate) async fn chatwoot_says(&self, text: &str) {
        let said = self.chatwoot.customer_says(MARIA_AT_CHATWOOT, text, now());
        self.chatwoot_tells(said).await;
        self.settled().await;
    }

    /// What the customer got through Chatwoot.
    pub(crate) fn chatwoot_texts(&self) -> Vec<String> {
        let sends = self.chatwoot.taken(ChatwootCall::Message).into_iter();
        sends
            .map(|taken| taken.body["content"].as_str().unwrap().to_owned())
            .collect()
    }

    /// Chatwoot tells [`LOJA`] what has happened there.
    pub(crate) async fn chatwoot_tells(&self, webhooks: Vec<ChatwootWebhook>) {
        for webhook in webhooks {
            accepted(self.chatwoot_webhook(&webhook, CHATWOOT_SECRET)).await;
        }
    }

    /// Chatwoot tells what our own calls have done there.
    pub(crate) async fn chatwoot_echoes(&self) {
        self.chatwoot_tells(self.chatwoot.caused(now())).await;
    }

    pub(crate) fn chatwoot_webhook(
        &self,
        webhook: &ChatwootWebhook,
        secret: &str,
    ) -> RequestBuilder {
        let timestamp = now().seconds().to_string();
        let signature = sign_chatwoot(secret, &timestamp, &webhook.body);
        self.webhook_to(LOJA, &webhook.body)
            .header("x-chatwoot-timestamp", timestamp)
            .header("x-chatwoot-signature", signature)
            .header("x-chatwoot-delivery", &webhook.delivery_id)
    }
}

/// Which tickets were moved, and to which queues.
pub(crate) fn moves(whazing: &FakeWhazing) -> Vec<(u64, u64)> {
    let number = |value: &Value| value.as_u64().unwrap();
    let moves = whazing.moves().into_iter();
    moves
        .map(|taken| {
            (
                number(&taken.body["ticketId"]),
                number(&taken.body["queueId"]),
            )
        })
        .collect()
}

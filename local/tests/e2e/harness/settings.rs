//! The settings, written through the console's API.

use serde_json::{Value, json};

use super::Trial;

/// The integration that most tests have.
pub(crate) const LOJA: &str = "loja";
/// Its number.
pub(crate) const PHONE_NUMBER_ID: &str = "106540352242922";

// Secrets that appear nowhere else, so that they can be searched for.
pub(crate) const ACCESS_TOKEN: &str = "EAAGe2eAccessTokenQ7xw";
pub(crate) const APP_SECRET: &str = "e2eAppSecret5f1c9b7a";
pub(crate) const VERIFY_TOKEN: &str = "e2eVerifyTokenK3pZ";
pub(crate) const API_KEY: &str = "sk-e2eApiKeyT9vLmR2";
pub(crate) const SIGNING_SECRET: &str = "whsec_ZTJlU2lnbmluZ1NlY3JldFdpdGgzMkJ5dGVzIQ==";

/// What the customer is told of a transfer.
pub(crate) const TRANSFER_MESSAGE: &str = "Vou chamar uma pessoa da equipe.";

const ASSISTANT: &str = "asst_loja";

impl Trial {
    /// The assistant, which is asked by that runtime.
    pub(crate) async fn put_assistant(&self, runtime: &str) {
        let assistant = json!({
            "name": "Loja",
            "runtime": runtime,
            "model": "gpt-fake",
            "instructions": "Você atende a Loja.",
        });
        self.site
            .put(&format!("assistants/{ASSISTANT}"), &assistant)
            .await;
    }

    pub(crate) async fn put_integration(&self, id: &str, settings: &Value) {
        self.site.put(&format!("integrations/{id}"), settings).await;
    }

    /// [`LOJA`] on WhatsApp.
    pub(crate) async fn put_whatsapp(&self, interval_ms: u64) {
        self.put_integration(LOJA, &self.whatsapp_settings(interval_ms))
            .await;
    }

    /// An integration on WhatsApp, whose people have a desk of their own behind a webhook.
    pub(crate) fn whatsapp_settings(&self, interval_ms: u64) -> Value {
        let channel = json!({
            "kind": "whatsapp_cloud",
            "phone_number_id": PHONE_NUMBER_ID,
            "access_token": ACCESS_TOKEN,
            "app_secret": APP_SECRET,
            "verify_token": VERIFY_TOKEN,
            "base_url": self.whatsapp.base_url(),
        });
        let mut settings = self.settings(interval_ms, &channel);
        settings["desk"] = json!({
            "kind": "webhook",
            "url": self.receiver.reply_url(),
            "signing_secret": SIGNING_SECRET,
        });
        settings
    }

    /// An integration on the plain webhook channel.
    pub(crate) fn webhook_settings(&self, interval_ms: u64) -> Value {
        let channel = json!({
            "kind": "webhook",
            "reply_url": self.receiver.reply_url(),
            "signing_secret": SIGNING_SECRET,
        });
        self.settings(interval_ms, &channel)
    }

    pub(super) fn settings(&self, interval_ms: u64, channel: &Value) -> Value {
        json!({
            "name": "Loja",
            "channel": channel,
            "assistant": {
                "id": ASSISTANT, "api_key": API_KEY, "base_url": self.openai.base_url(),
            },
            "interval_ms": interval_ms,
            "transfer": {"queue": "4", "message": TRANSFER_MESSAGE},
        })
    }
}

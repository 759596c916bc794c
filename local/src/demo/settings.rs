//! The demo's settings, written as an operator would write them.

use secrecy::ExposeSecret;
use serde_json::{Value, json};

use super::{APP_SECRET, INTERVAL, RealAssistant, Story, TRANSFER_MESSAGE};
use crate::stand_ins::{ACCESS_TOKEN, PHONE_NUMBER_ID};

pub(super) const INTEGRATION: &str = "demo";
const ASSISTANT: &str = "asst_demo";
const INSTRUCTIONS: &str = "Você atende a Loja Demo, em português, com poucas palavras. \
    Responda a todas as mensagens do cliente em uma só resposta. Quando o cliente pedir uma \
    pessoa, chame a ferramenta transfer_to_human.";

impl Story<'_> {
    pub(super) async fn set_up(&self, real: Option<&RealAssistant>) -> anyhow::Result<()> {
        let assistant = json!({
            "name": "Loja Demo",
            "model": real.map_or("stand-in", |real| &real.model),
            "instructions": INSTRUCTIONS,
            "max_output_tokens": 800,
        });
        self.put(&format!("assistants/{ASSISTANT}"), &assistant)
            .await?;
        self.answer_in(real, &json!({"format": "text"})).await
    }

    /// Saves the integration, with this format of its replies.
    pub(super) async fn answer_in(
        &self,
        real: Option<&RealAssistant>,
        reply: &Value,
    ) -> anyhow::Result<()> {
        let key = real.map_or("sk-demo", |real| real.api_key.expose_secret());
        let stand_in = self.stand_ins.openai();
        let base_url = if real.is_some() {
            assistant::DEFAULT_BASE_URL
        } else {
            &stand_in
        };
        let integration = json!({
            "name": "Loja Demo",
            "channel": {
                "kind": "whatsapp_cloud",
                "phone_number_id": PHONE_NUMBER_ID,
                "access_token": ACCESS_TOKEN,
                "app_secret": APP_SECRET,
                "verify_token": "demo-verify-token",
                "base_url": self.stand_ins.whatsapp(),
            },
            "assistant": {"id": ASSISTANT, "api_key": key, "base_url": base_url},
            "interval_ms": u64::try_from(INTERVAL.as_millis())?,
            "transfer": {"queue": "4", "message": TRANSFER_MESSAGE},
            "reply": reply,
        });
        self.put(&format!("integrations/{INTEGRATION}"), &integration)
            .await
    }
}

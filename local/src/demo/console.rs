//! The demo's settings, written as an operator would write them.

use outbound::BodyLimit;
use secrecy::ExposeSecret;
use serde_json::{Value, json};
use url::Url;

use super::{APP_SECRET, INTERVAL, REQUEST_LIMIT, Story};
use crate::stand_ins::{ACCESS_TOKEN, PHONE_NUMBER_ID};

pub(super) const INTEGRATION: &str = "demo";
const ASSISTANT: &str = "asst_demo";
const INSTRUCTIONS: &str = "Você atende a Loja Demo, em português, com poucas palavras. \
    Responda a todas as mensagens do cliente em uma só resposta. Quando o cliente pedir uma \
    pessoa, chame a ferramenta transfer_to_human.";

pub(super) async fn put_assistant(story: &Story<'_>, model: &str) -> anyhow::Result<()> {
    let assistant = json!({
        "name": "Loja Demo",
        "model": model,
        "instructions": INSTRUCTIONS,
        "max_output_tokens": 800,
    });
    put(story, &format!("assistants/{ASSISTANT}"), &assistant).await
}

pub(super) async fn put_integration(
    story: &Story<'_>,
    whatsapp: &str,
    api_key: &str,
    base_url: &str,
) -> anyhow::Result<()> {
    let integration = json!({
        "name": "Loja Demo",
        "channel": {
            "kind": "whatsapp_cloud",
            "phone_number_id": PHONE_NUMBER_ID,
            "access_token": ACCESS_TOKEN,
            "app_secret": APP_SECRET,
            "verify_token": "demo-verify-token",
            "base_url": whatsapp,
        },
        "assistant": {"id": ASSISTANT, "api_key": api_key, "base_url": base_url},
        "interval_ms": u64::try_from(INTERVAL.as_millis())?,
        "transfer": {"queue": "4", "message": "Vou chamar uma pessoa da equipe."},
        "reply": {"format": "text"},
    });
    put(story, &format!("integrations/{INTEGRATION}"), &integration).await
}

async fn put(story: &Story<'_>, path: &str, body: &Value) -> anyhow::Result<()> {
    let url: Url = format!("{}/console/api/{path}", story.system.url()).parse()?;
    let request = story
        .client
        .put(&url)
        .bearer_auth(story.system.admin_token().expose_secret())
        .json(body);
    let response = story
        .client
        .send(request, BodyLimit::JSON, REQUEST_LIMIT)
        .await?;
    let said = String::from_utf8_lossy(&response.body);
    anyhow::ensure!(
        (200..300).contains(&response.status),
        "PUT {path} was answered with {}: {said}",
        response.status
    );
    Ok(())
}

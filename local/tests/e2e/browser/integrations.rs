//! Setting an integration up: Telegram, a voice, and somebody else who does so at the same time.

use reqwest::Method;
use serde_json::{Value, json};
use testkit::{
    channels::FakeTelegram,
    openai::{FakeOpenAi, Step},
};

use super::Screen;
use crate::harness::{API_KEY, Trial, VOICE_KEY, until};

const BOT: &str = "123456:e2eBotTokenM8sQ";
const NAME: &str = "Padaria e Confeitaria Nossa Senhora da Conceição do Mato Dentro";
const PATH: &str = "integrations/padaria-e-confeitaria-nossa-senhora-da-conceicao-do-mato-dentro";

#[tokio::test]
async fn an_operator_sets_telegram_up_and_hears_a_voice() {
    let trial = Trial::around(FakeOpenAi::start_with(|_| Step::text("Oi!")).await).await;
    let Some(screen) = Screen::signed_in(&trial).await else {
        return;
    };
    trial.elevenlabs.have_samples();
    let telegram = FakeTelegram::start(BOT).await;
    screen.press("Integrations").await;
    screen.sees("There are no integrations yet.").await;
    screen.check("integrations-empty").await;
    screen.press("New integration").await;
    screen.check("integration-new").await;

    screen.fill("Name", NAME).await;
    screen.choose("Type", "Telegram").await;
    screen.sees("Access to Telegram").await;
    screen.fill("Queue", "vendas").await;
    screen.fill("Transfer message", "Vou chamar alguém.").await;
    screen.choose("Assistant", "Loja (asst_loja)").await;
    screen.fill("API key", API_KEY).await;
    screen.fill("Bot token", "the token").await;
    screen.press("Save").await;
    screen.sees("Write the token that BotFather gave you").await;
    screen.check("integration-refused").await;
    assert_eq!(value_of(&screen, "name").await, NAME);
    assert_eq!(value_of(&screen, "assistant.api_key").await, "");

    screen.fill("API key", API_KEY).await;
    screen.fill("Bot token", BOT).await;
    screen
        .fill("Base URL of Telegram's API", &telegram.base_url())
        .await;
    screen.press("Limits, and more").await;
    let openai = trial.openai.base_url();
    screen.fill("Base URL of the model's server", &openai).await;
    let elevenlabs = trial.elevenlabs.base_url();
    screen.fill("Base URL of ElevenLabs", &elevenlabs).await;
    screen.fill("API key of ElevenLabs", VOICE_KEY).await;
    screen.press("Load voices and models").await;
    screen.sees("Rachel").await;
    screen.press("Hear Ana").await;
    until("the sample is fetched", async || {
        let fetched = "performance.getEntriesByType('resource').some((it) =>
            it.name.includes('/console/voices/sample') && it.responseStatus === 200)";
        screen.value(fetched).await
    })
    .await;
    screen.press("Ana").await;
    screen
        .choose("Model of ElevenLabs", "Eleven Flash v2.5")
        .await;
    screen.check("integration-voices").await;
    screen.press("Save").await;
    screen.sees("The integration is saved.").await;
    // With the stored key.
    screen.sees("Voz da loja").await;
    screen.check("integration-saved").await;

    trial.openai.next_transcript(Step::transcript(""));
    screen.press("Check").await;
    screen.sees("The model answers under this key.").await;
    screen
        .sees("Telegram does not send its messages here")
        .await;
    screen.check("integration-checked").await;
    screen.press("Connect the webhook").await;
    screen
        .sees("The provider now sends its webhooks here.")
        .await;
    assert_eq!(telegram.webhooks().len(), 1);
    at_the_same_time(&trial, &screen).await;
}

/// Somebody else saves while the form is open.
async fn at_the_same_time(trial: &Trial, screen: &Screen) {
    let stored = trial.site.console(Method::GET, PATH, &Value::Null).await;
    let mut theirs: Value = serde_json::from_str(&stored.body).unwrap();
    theirs["interval_ms"] = json!(15_000);
    theirs["transfer"]["message"] = json!("Já vem alguém da equipe.");
    trial.site.put(PATH, &theirs).await;
    screen.fill("Queue", "entregas").await;
    screen.press("Save").await;
    screen.sees("Somebody else saved this meanwhile").await;
    screen.sees("Já vem alguém da equipe.").await;
    assert_eq!(value_of(screen, "transfer.queue").await, "entregas");
    screen.check("integration-conflict").await;
    screen.press("Save mine over it").await;
    screen.sees("The integration is saved.").await;
    screen.press("Português").await;
    screen.sees("Intervalo entre mensagens (ms)").await;
    screen.check("integration-portuguese").await;
    screen.press("Integrações").await;
    screen.sees("Ativada").await;
    screen.check("integrations").await;
}

async fn value_of(screen: &Screen, field: &str) -> String {
    screen
        .value(&format!("document.getElementById({field:?}).value"))
        .await
}

//! An operator's whole first day, from an empty system to its figures.

use testkit::openai::Step;

use super::Screen;
use crate::harness::{API_KEY, SIGNING_SECRET, TRANSFER_MESSAGE, Trial, VOICE_KEY};

const SUMMARY: &str = "A cliente quer encomendar um bolo para sábado.";

#[tokio::test]
async fn from_an_empty_system_to_its_figures() {
    let trial = Trial::start([
        Step::text("Bom dia! Abrimos às sete."),
        Step::transfer("quer uma pessoa", SUMMARY),
        Step::text("De nada! Até sábado."),
    ])
    .await;
    let Some(screen) = Screen::open(&trial).await else {
        return;
    };
    screen.go("/console").await;
    screen.fill("Token", trial.site.token()).await;
    screen.press("Sign in").await;
    screen
        .sees("Three steps, and customers are answered.")
        .await;
    make_an_assistant(&screen).await;
    make_an_integration(&trial, &screen).await;
    try_it(&screen).await;
    a_customer_gets_a_person(&trial, &screen).await;
    read_the_figures(&screen).await;
}

async fn make_an_assistant(screen: &Screen) {
    screen.press("Assistants").await;
    screen.press("New assistant").await;
    screen.fill("Name", "Padaria").await;
    screen.fill("Model", "gpt-6-luna").await;
    screen
        .fill("Instructions", "Você atende a Padaria, em poucas palavras.")
        .await;
    screen.press("Add it to the end of the instructions").await;
    screen.press("Save").await;
    screen.sees("The assistant is saved.").await;
}

async fn make_an_integration(trial: &Trial, screen: &Screen) {
    screen.press("Integrations").await;
    screen.press("New integration").await;
    screen.choose("Type", "Your own, by webhook").await;
    screen.sees("URL for replies").await;
    screen.fill("Name", "Padaria").await;
    screen.fill("Queue", "4").await;
    screen.fill("Transfer message", TRANSFER_MESSAGE).await;
    screen.fill("Interval between messages (ms)", "1000").await;
    screen.fill("API key", API_KEY).await;
    screen.choose("Assistant", "Padaria (asst_padaria)").await;
    screen.press("Limits, and more").await;
    screen
        .fill_named("assistant.base_url", &trial.openai.base_url())
        .await;
    screen
        .fill_named("reply.base_url", &trial.elevenlabs.base_url())
        .await;
    screen.fill("API key of ElevenLabs", VOICE_KEY).await;
    screen.press("Load voices and models").await;
    screen.press("Hear Ana").await;
    screen.press("Ana").await;
    screen
        .choose("Model of ElevenLabs", "Eleven Flash v2.5")
        .await;
    screen.choose("When it speaks", "Every reply").await;
    screen
        .fill("URL for replies", &trial.receiver.reply_url())
        .await;
    screen.fill("Signing secret", SIGNING_SECRET).await;
    screen.press("Save").await;
    screen.sees("The integration is saved.").await;
    screen.check("first-day-integration").await;
}

async fn try_it(screen: &Screen) {
    screen.go("/console").await;
    screen.check("start-with-integrations").await;
    screen.press("Try it").await;
    screen
        .fill("Message as the customer", "oi, a que horas abre?")
        .await;
    screen.press("Send").await;
    screen.sees("Bom dia! Abrimos às sete.").await;
    let voices: u32 = screen
        .value("document.querySelectorAll('audio[controls]').length")
        .await;
    assert_eq!(voices, 1, "the reply can be heard");
}

/// A real customer, on the channel.
async fn a_customer_gets_a_person(trial: &Trial, screen: &Screen) {
    trial
        .writes_to("padaria", "m-1", "quero falar com alguém")
        .await;
    screen.press("Conversations").await;
    screen.sees(SUMMARY).await;
    screen.press("Cliente").await;
    screen
        .fill(
            "Answer as a person",
            "Oi, aqui é a Ana. O bolo está anotado.",
        )
        .await;
    screen.press("Send").await;
    screen.sees("O bolo está anotado.").await;
    screen.press("Give back to the assistant").await;
    screen
        .sees("The assistant has the conversation again.")
        .await;
    trial.writes_to("padaria", "m-2", "obrigada!").await;
    screen.sees("De nada! Até sábado.").await;
    trial.settled().await;
}

async fn read_the_figures(screen: &Screen) {
    screen.press("Figures").await;
    screen.check("first-day-figures").await;
    let one = "[...document.querySelectorAll('main a')].filter((it) => it.textContent.trim() === '1').length";
    let ones: u32 = screen.value(one).await;
    assert!(
        ones >= 3,
        "one conversation, one reply, one transfer: {}",
        screen.text().await
    );
    screen.sees("no price").await;
    screen.press("Audit").await;
    screen.sees("Wrote to the customer").await;
}

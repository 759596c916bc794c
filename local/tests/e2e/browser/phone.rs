//! Somebody tries an integration on the phone page.

use testkit::openai::Step;

use super::Screen;
use crate::harness::{LOJA, TRANSFER_MESSAGE, Trial, until};

#[tokio::test]
async fn somebody_plays_a_customer_and_then_the_person() {
    let answer = "*Olá!* Seu pedido saiu ontem.\n\nChega amanhã, até as 18h.";
    let trial = Trial::start([
        Step::text(answer),
        Step::transfer("quer uma pessoa", "O cliente quer falar sobre o boleto."),
        Step::text("De nada!"),
    ])
    .await;
    let settings = trial.in_a_voice(trial.whatsapp_settings(1_000));
    trial.put_integration(LOJA, &settings).await;
    let Some(screen) = Screen::signed_in(&trial).await else {
        return;
    };
    screen
        .go(&format!("/console/integrations/{LOJA}/phone"))
        .await;
    screen.sees("Nothing has been said yet.").await;
    screen.check("phone-empty").await;
    screen
        .fill("Message as the customer", "oi, cadê meu pedido?")
        .await;
    screen.press("Send").await;
    screen.sees("Chega amanhã, até as 18h.").await;
    screen.sees("Asked the model").await;
    assert_eq!(first_bytes(&screen).await, [206, 4]);
    screen.check("phone-answered").await;

    screen
        .fill("Message as the customer", "quero falar com alguém")
        .await;
    screen.press("Send").await;
    screen.sees(TRANSFER_MESSAGE).await;
    screen.sees("O cliente quer falar sobre o boleto.").await;
    screen.check("phone-people").await;
    screen
        .fill("Answer as a person", "Sou a Ana. Já reenviei.")
        .await;
    screen.press("Send as a person").await;
    screen.sees("Sou a Ana. Já reenviei.").await;
    screen.press("Give back to the assistant").await;
    screen.fill("Message as the customer", "obrigada!").await;
    screen.press("Send").await;
    screen.sees("De nada!").await;
    screen.press("Português").await;
    screen.sees("Perguntou ao modelo").await;
    screen.check("phone-pt").await;
    screen.press("Recomeçar").await;
    screen.sees("Nada foi dito ainda.").await;
    assert!(trial.whatsapp.sends().is_empty() && trial.receiver.transfers().is_empty());
}

/// Asks for the beginning of a voice, as a browser does: the status, and how many bytes came.
async fn first_bytes(screen: &Screen) -> Vec<u64> {
    let ask = "fetch(document.querySelector('audio').src, {headers: {range: 'bytes=0-3'}}).then(
        async (it) => { window.played = [it.status, (await it.arrayBuffer()).byteLength]; });
        'asked'";
    screen.value::<String>(ask).await;
    let mut played = Vec::new();
    until("the voice is there", async || {
        played = screen.value("window.played ?? []").await;
        !played.is_empty()
    })
    .await;
    played
}

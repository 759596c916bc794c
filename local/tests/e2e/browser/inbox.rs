//! Somebody waits, and a person answers in the inbox.

use testkit::openai::Step;

use super::Screen;
use crate::harness::{CONTACT, LOJA, Trial, until};

const SUMMARY: &str = "O boleto de novembro não chegou.";

#[tokio::test]
async fn who_waits_appears_and_a_person_answers() {
    let trial = Trial::webhook(200, [Step::transfer("quer uma pessoa", SUMMARY)]).await;
    let Some(screen) = Screen::signed_in(&trial).await else {
        return;
    };
    screen.go("/console/conversations").await;
    screen.sees("No conversation is with people.").await;
    screen.check("inbox-empty").await;
    screen.press("Make a sound when somebody waits").await;

    trial.writes("m-1", "quero falar com alguém").await;
    screen.sees("1 customer waits for a person.").await;
    screen.sees(SUMMARY).await;
    let title: String = screen.value("document.title").await;
    assert!(title.starts_with("(1) "), "{title}");
    screen.check("inbox").await;
    screen.fill("Contact", &format!("+{CONTACT}")).await;
    screen.press("Show").await;
    screen.sees(SUMMARY).await;

    screen.press("Cliente").await;
    screen.sees("quero falar com alguém").await;
    screen.check("conversation").await;
    // What one opened and what one types stay while the page changes by itself.
    open_the_turn(&screen).await;
    screen.fill("Answer as a person", "Oi, aqui é a Ana.").await;
    trial.writes("m-2", "ainda aí?").await;
    screen.sees("ainda aí?").await;
    assert_eq!(
        focused(&screen).await,
        ("text".to_owned(), "Oi, aqui é a Ana.".to_owned())
    );
    screen.sees("Asked the model").await;

    screen.press("Send").await;
    let replies = trial.replies(1).await;
    assert_eq!(replies[0].body["text"], "Oi, aqui é a Ana.");
    screen.sees("Person").await;
    screen.check("conversation-answered").await;
    screen.press("Português").await;
    screen.sees("Responder como pessoa").await;
    screen.check("conversation-pt").await;
    screen.press("Devolver ao assistente").await;
    screen.sees("A conversa voltou ao assistente.").await;

    screen.press("Apagar a conversa…").await;
    screen.check("conversation-erase").await;
    screen.press("Sim, apagar tudo desta conversa").await;
    screen.press("Apagar a conversa…").await;
    screen.sees("A conversa foi apagada").await;
    assert_eq!(
        screen.address().await,
        format!("/console/conversations?integration={LOJA}")
    );
}

/// Whoever reads what was said earlier is not moved by what comes.
#[tokio::test]
async fn what_comes_does_not_move_what_one_reads() {
    let trial = Trial::webhook(3_600_000, []).await;
    for n in 0..40 {
        trial
            .writes(&format!("m-{n}"), &format!("message {n}"))
            .await;
    }
    let Some(screen) = Screen::signed_in(&trial).await else {
        return;
    };
    screen.go("/console/conversations?owner=assistant").await;
    screen.press("Cliente").await;
    screen.sees("message 39").await;
    let scroll = "scrollTo(0, 300), scrollY";
    assert_eq!(screen.value::<f64>(scroll).await, 300.0);
    trial.writes("m-last", "the last message").await;
    screen.sees("the last message").await;
    let at: f64 = screen.value("scrollY").await;
    assert!((at - 300.0).abs() < 1.0, "{at}");
    screen.press("New messages ↓").await;
    until("the end is in view", async || {
        screen.value::<bool>("scrollY > 600").await
    })
    .await;
}

async fn open_the_turn(screen: &Screen) {
    let open = "document.querySelector('.turn details').open = true";
    screen.value::<bool>(open).await;
}

/// The id of the field that has the focus, and what it holds.
async fn focused(screen: &Screen) -> (String, String) {
    screen
        .value("[document.activeElement.id, document.activeElement.value]")
        .await
}

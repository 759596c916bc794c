//! Intervals that are not whole seconds, and messages that all come at once.

use std::{collections::BTreeSet, time::Duration};

use testkit::{
    channels::WhatsappBody,
    openai::{FakeOpenAi, Step},
};
use tokio::task::JoinSet;

use crate::harness::{Answer, LOJA, Line, MARIA, PHONE_NUMBER_ID, Trial, accepted, now, until};

#[tokio::test]
async fn without_an_interval_each_message_is_answered_at_once() {
    let trial = Trial::whatsapp(0, [Step::text("Um"), Step::text("Dois")]).await;
    trial.says("m-1", "oi").await;
    trial.sends(1).await;
    trial.says("m-2", "e agora?").await;
    trial.sends(2).await;
    assert_eq!(trial.whatsapp.texts(), ["Um", "Dois"]);
}

#[tokio::test]
async fn an_interval_below_a_second_is_never_cut_short() {
    const INTERVAL: Duration = Duration::from_millis(300);
    const ROUNDS: usize = 5;
    let answers = (0..ROUNDS).map(|_| Step::text("Olá!"));
    let trial = Trial::whatsapp(300, answers).await;
    for round in 1..=ROUNDS {
        let posted = trial.says(&format!("m-{round}"), "oi").await;
        let sends = trial.sends(round).await;
        assert!(sends[round - 1].at - posted.at >= INTERVAL);
    }
}

#[tokio::test]
async fn of_fifty_messages_at_once_each_is_asked_about_once() {
    let openai = FakeOpenAi::start_with(|_| Step::text("Olá!")).await;
    let trial = Trial::around(openai).await;
    trial.put_whatsapp(4000).await;
    let said: Vec<String> = (1..=50).map(|nth| format!("mensagem {nth}")).collect();
    let mut posts = JoinSet::new();
    for text in said.clone() {
        let body = WhatsappBody::new(PHONE_NUMBER_ID).text(MARIA, &text, now(), &text);
        let webhook = trial.whatsapp_webhook(LOJA, &body.bytes());
        posts.spawn(async { (Answer::to(webhook).await, text) });
    }
    for (answer, text) in posts.join_all().await {
        // The provider repeats messages that could not be stored at once.
        if answer.status >= 500 {
            trial.says(&text, &text).await;
        } else {
            assert_eq!(answer.status, 200, "{answer:?}");
        }
    }

    until("a reply", async || !trial.whatsapp.sends().is_empty()).await;
    trial.settled().await;
    each_is_asked_about_once(&trial, &said);
}

#[tokio::test]
async fn what_is_more_than_a_batch_holds_is_the_next_one() {
    const INTERVAL: Duration = Duration::from_secs(4);
    let trial = Trial::whatsapp(4000, [Step::text("Um"), Step::text("Dois")]).await;
    let said: Vec<String> = (1..=120).map(|nth| format!("mensagem {nth}")).collect();
    let body = said
        .iter()
        .fold(WhatsappBody::new(PHONE_NUMBER_ID), |body, text| {
            body.text(MARIA, text, now(), text)
        });
    accepted(trial.whatsapp_webhook(LOJA, &body.bytes())).await;
    let sends = trial.sends(2).await;
    assert!(sends[1].at - sends[0].at >= INTERVAL);
    assert_eq!(said_in(&trial.prompts()[0]).len(), 100);
    each_is_asked_about_once(&trial, &said);
}

fn each_is_asked_about_once(trial: &Trial, said: &[String]) {
    assert_eq!(trial.whatsapp.sends().len(), trial.prompts().len());
    // A later prompt shows what the earlier ones asked about.
    let last = trial.prompts().pop().unwrap();
    let asked = said_in(&last);
    assert_eq!(asked.len(), said.len());
    let expected: BTreeSet<_> = said.iter().map(String::as_str).collect();
    assert_eq!(asked.into_iter().collect::<BTreeSet<_>>(), expected);
}

/// The messages of the contact in a prompt, none of which has an empty line of its own.
fn said_in(prompt: &[Line]) -> Vec<&str> {
    let of_contact = prompt.iter().filter(|(role, _)| role == "user");
    of_contact
        .flat_map(|(_, text)| text.split("\n\n"))
        .collect()
}

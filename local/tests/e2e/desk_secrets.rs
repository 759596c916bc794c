//! What must not be found after the stories of desks: their tokens anywhere; and, in logs, anything
//! that the customer or a person wrote.

use testkit::{
    channels::{self, ChatwootCall, ChatwootCustomer},
    openai::Step,
};

use crate::harness::{
    API_KEY, Answer, CHATWOOT_SECRET, CHATWOOT_TOKEN, CONTACT, LOJA, MARIA_AT_CHATWOOT,
    TRANSFER_MESSAGE, Trial, WHAZING_TOKEN, WHAZING_WEBHOOK_TOKEN, assert_nowhere,
    assert_somewhere, files, now,
};

const QUESTION: &str = "meu boleto de novembro sumiu";
const ANSWER: &str = "Reenviei o boleto agora mesmo.";
const WISH: &str = "quero falar com a gerente";
const SUMMARY: &str = "A cliente quer a gerente.";
const WORDS: &str = "Oi, quem fala é a Ana da cobrança.";
const PRIVATE: &str = "ela já ligou duas vezes";

const CUSTOMER: ChatwootCustomer<'_> = MARIA_AT_CHATWOOT;

fn script() -> [Step; 2] {
    [Step::text(ANSWER), Step::transfer("pediu", SUMMARY)]
}

/// An error of the desk that quotes everything.
fn quoting(status: u16) -> channels::Step {
    let body = format!("{CONTACT} {QUESTION} {WHAZING_TOKEN} {CHATWOOT_TOKEN}");
    channels::Step::answer(status, body)
}

async fn at_whazing() -> Trial {
    let trial = Trial::at_whazing(script()).await;
    let whazing = &trial.whazing;
    whazing.next_send(quoting(500));
    trial.whazing_says(QUESTION).await;
    trial.whazing_echoes().await;
    whazing.next_send(quoting(403));
    whazing.next_move(quoting(500));
    whazing.next_note(quoting(404));
    trial.whazing_says(WISH).await;
    trial.whazing_echoes().await;
    trial
        .whazing_tells(whazing.person_says(CONTACT, WORDS, now()))
        .await;
    let said = whazing.customer_says(CONTACT, QUESTION, now());
    let forged = trial.whazing_webhook(LOJA, WHAZING_TOKEN, &said[0]);
    assert_eq!(Answer::to(forged).await.status, 401);
    let cut = trial.whazing_webhook(LOJA, WHAZING_WEBHOOK_TOKEN, &said[0][1..]);
    assert_eq!(Answer::to(cut).await.status, 400);
    trial
}

async fn at_chatwoot() -> Trial {
    let trial = Trial::at_chatwoot(script()).await;
    let chatwoot = &trial.chatwoot;
    for (call, status) in [
        (ChatwootCall::Typing, 500),
        (ChatwootCall::Message, 500),
        (ChatwootCall::Note, 404),
        (ChatwootCall::Status, 500),
    ] {
        chatwoot.next(call, quoting(status));
    }
    trial.chatwoot_says(QUESTION).await;
    trial.chatwoot_echoes().await;
    chatwoot.next(ChatwootCall::Message, quoting(403));
    trial.chatwoot_says(WISH).await;
    trial.chatwoot_echoes().await;
    for told in [
        chatwoot.person_says(CUSTOMER.contact_id, WORDS, now()),
        chatwoot.person_notes(CUSTOMER.contact_id, PRIVATE, now()),
    ] {
        trial.chatwoot_tells(told).await;
    }
    let mut said = chatwoot.customer_says(CUSTOMER, QUESTION, now());
    let forged = trial.chatwoot_webhook(&said[0], CHATWOOT_TOKEN);
    assert_eq!(Answer::to(forged).await.status, 401);
    said[0].body.pop();
    let cut = trial.chatwoot_webhook(&said[0], CHATWOOT_SECRET);
    assert_eq!(Answer::to(cut).await.status, 400);
    trial
}

fn assert_discreet(trial: Trial) {
    let token = trial.site.token().to_owned();
    let data = trial.stop();
    let places = files(data.path());
    // The search covers the table.
    for text in [QUESTION, WORDS] {
        assert_somewhere(text, &places);
    }
    for secret in [
        WHAZING_TOKEN,
        WHAZING_WEBHOOK_TOKEN,
        CHATWOOT_TOKEN,
        CHATWOOT_SECRET,
        API_KEY,
        &token,
    ] {
        assert_nowhere(secret, &places);
    }
    let logs = files(&data.path().join("logs"));
    for text in [
        "WebhooksRefused",
        "a transfer failed for now",
        "the desk refused a note",
        "the customer could not be told",
    ] {
        assert_somewhere(text, &logs);
    }
    for text in [
        QUESTION,
        ANSWER,
        WISH,
        SUMMARY,
        WORDS,
        PRIVATE,
        TRANSFER_MESSAGE,
        CUSTOMER.name,
        "Cliente",
        "Atendente",
        CONTACT,
    ] {
        assert_nowhere(text, &logs);
    }
}

#[tokio::test]
async fn at_whazing_nothing_is_given_away() {
    assert_discreet(at_whazing().await);
}

#[tokio::test]
async fn at_chatwoot_nothing_is_given_away() {
    assert_discreet(at_chatwoot().await);
}

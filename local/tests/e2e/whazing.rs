//! A customer, the assistant and the people of a Whazing desk.

use std::time::Duration;

use testkit::{
    channels::{self, TicketStatus},
    openai::Step,
};

use crate::harness::{
    Answer, BOT_QUEUE, CONTACT, LOJA, TRANSFER_MESSAGE, Trial, assistant, moves, now,
    people_had_it, person, prompt, user, within,
};

const PEOPLE: u64 = 4;
const NOTE: &str = "[Recado] Conversa transferida pelo assistente.\n\
    Motivo: o assistente pediu uma pessoa.\n\
    Resumo: Boleto de novembro não chegou.";

fn asks_for_a_person() -> Step {
    Step::transfer("pediu", "Boleto de novembro não chegou.")
}

#[tokio::test]
async fn a_ticket_goes_to_people_and_the_customer_comes_back_to_an_assistant_that_knows() {
    let steps = [
        Step::text("Olá!"),
        asks_for_a_person(),
        Step::text("De nada!"),
    ];
    let trial = Trial::at_whazing(steps).await;
    let whazing = &trial.whazing;
    trial.whazing_says("oi").await;
    trial.whazing_echoes().await;

    // The event of the move comes while the note is still being sent.
    whazing.next_note(channels::Step::take().after(Duration::from_secs(1)));
    let asked = whazing.customer_says(CONTACT, "meu boleto não chegou", now());
    trial.whazing_tells(asked).await;
    within(whazing.wait_for_moves(1)).await;
    trial.whazing_echoes().await;
    assert!(whazing.notes().is_empty(), "it was written already");
    trial.settled().await;
    assert_eq!(whazing.texts(), ["Olá!", TRANSFER_MESSAGE]);
    assert_eq!(moves(whazing), [(1, PEOPLE)]);
    assert_eq!(whazing.notes(), [NOTE]);

    trial.whazing_tells(whazing.person_opens(CONTACT)).await;
    trial.whazing_says("alguém aí?").await;
    let reply = whazing.person_says(CONTACT, "Acabei de reenviar.", now());
    trial.whazing_tells(reply).await;
    trial.whazing_tells(whazing.closes(CONTACT)).await;
    trial.settled().await;
    assert_eq!(whazing.texts().len(), 2, "people have it");

    trial.whazing_says("obrigada!").await;
    trial.whazing_echoes().await;
    trial.settled().await;
    assert_eq!(whazing.texts(), ["Olá!", TRANSFER_MESSAGE, "De nada!"]);
    assert_eq!(moves(whazing).len(), 1);
    let ticket = whazing.ticket(CONTACT).unwrap();
    assert_eq!((ticket.id, ticket.queue), (2, Some(BOT_QUEUE)));
    let known = prompt([
        user("oi"),
        assistant("Olá!"),
        user("meu boleto não chegou"),
        assistant(TRANSFER_MESSAGE),
        user("alguém aí?"),
        person("Acabei de reenviar."),
        people_had_it(),
        user("obrigada!"),
    ]);
    assert_eq!(trial.prompts()[2], known);
}

#[tokio::test]
async fn what_nobody_had_answered_is_answered_when_the_ticket_is_closed() {
    let trial = Trial::at_whazing([asks_for_a_person(), Step::text("Já vou ver.")]).await;
    let whazing = &trial.whazing;
    trial.whazing_says("meu boleto não chegou").await;
    trial.whazing_echoes().await;
    trial.whazing_tells(whazing.person_opens(CONTACT)).await;
    trial.whazing_says("alguém aí?").await;
    trial.whazing_tells(whazing.closes(CONTACT)).await;
    trial.settled().await;
    assert_eq!(whazing.texts(), [TRANSFER_MESSAGE, "Já vou ver."]);
    // Whazing begins a ticket for anything that is sent to a number without one.
    trial.whazing_echoes().await;
    trial.settled().await;
    assert_eq!(
        whazing.ticket(CONTACT).unwrap().status,
        TicketStatus::Pending
    );
    assert_eq!(moves(whazing), [(1, PEOPLE)]);
}

#[tokio::test]
async fn another_token_is_refused_and_nothing_is_stored() {
    let trial = Trial::at_whazing([]).await;
    for body in trial.whazing.customer_says(CONTACT, "oi", now()) {
        let webhook = trial.whazing_webhook(LOJA, "e2eWhazingKeyW8sE", &body);
        assert_eq!(Answer::to(webhook).await.status, 401);
    }
    assert!(trial.site.conversation_items().await.is_empty());
}

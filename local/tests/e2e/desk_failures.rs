//! The desk is down, or the channel does not take the transfer message.

use std::time::Duration;

use serde_json::json;
use testkit::{
    channels::{self, ChatwootCall},
    openai::Step,
};

use crate::harness::{
    CONTACT, LOJA, MARIA_AT_CHATWOOT, TRANSFER_MESSAGE, Trial, moves, now, transcript, within,
};

const WISH: &str = "quero uma pessoa";

fn asks_for_a_person() -> Step {
    Step::transfer("pediu", "Quer uma pessoa.")
}

fn down() -> channels::Step {
    channels::Step::answer(503, "about 5511999990000")
}

#[tokio::test]
async fn a_ticket_moves_once_when_the_desk_is_back() {
    const PAUSES: Duration = Duration::from_secs(2 + 4);
    let trial = Trial::at_whazing([asks_for_a_person()]).await;
    trial.whazing.next_move(down());
    trial.whazing.next_move(channels::Step::drop());
    trial.whazing.next_note(down());
    trial.whazing_says(WISH).await;
    trial.whazing_echoes().await;
    trial.settled().await;
    assert_eq!(trial.whazing.texts(), [TRANSFER_MESSAGE]);
    assert_eq!(moves(&trial.whazing), [(1, 4)]);
    assert_eq!(trial.whazing.notes().len(), 1);
    let told_at = trial.whazing.sends()[0].at;
    assert!(trial.whazing.moves()[0].at - told_at >= PAUSES);

    let shown = trial.conversation(LOJA, CONTACT).await;
    let ended = &shown["trail"][1];
    let outcome = json!({"kind": "handed_over", "customer_told": true});
    assert_eq!(
        (&ended["outcome"], &ended["attempts"]),
        (&outcome, &json!(4))
    );
    assert_eq!(ended["last_error"], "status 503");
    assert_eq!(shown["handover"], json!(null));
}

#[tokio::test]
async fn a_customer_who_writes_while_the_desk_is_down_gets_no_second_transfer() {
    let trial = Trial::at_whazing([asks_for_a_person()]).await;
    trial.whazing.next_move(down());
    trial.whazing.next_move(down());
    let said = trial.whazing.customer_says(CONTACT, WISH, now());
    trial.whazing_tells(said).await;
    within(trial.whazing.wait_for_sends(1)).await;
    trial.whazing_echoes().await;
    assert!(trial.whazing.moves().is_empty(), "the desk was back");
    trial.whazing_says("alguém aí?").await;
    assert_eq!(trial.whazing.texts(), [TRANSFER_MESSAGE]);
    assert_eq!(moves(&trial.whazing), [(1, 4)]);
}

#[tokio::test]
async fn every_step_at_chatwoot_is_taken_once_whichever_fails() {
    let trial = Trial::at_chatwoot([asks_for_a_person()]).await;
    let chatwoot = &trial.chatwoot;
    let calls = [
        ChatwootCall::Note,
        ChatwootCall::Status,
        ChatwootCall::Assignment,
    ];
    for call in calls {
        chatwoot.next(call, down());
    }
    trial.chatwoot_says(WISH).await;
    trial.chatwoot_echoes().await;
    trial.settled().await;
    for call in [calls.as_slice(), &[ChatwootCall::Message]].concat() {
        assert_eq!(chatwoot.taken(call).len(), 1, "{call:?}");
    }
    let seen = chatwoot.conversation(MARIA_AT_CHATWOOT.contact_id).unwrap();
    assert_eq!((seen.status, seen.team), ("open", Some(4)));
}

#[tokio::test]
async fn people_are_told_of_a_customer_whom_nobody_could_tell() {
    let trial = Trial::at_whazing([asks_for_a_person()]).await;
    trial
        .whazing
        .next_send(channels::Step::answer(403, "about 5511999990000"));
    trial.whazing_says(WISH).await;
    assert!(trial.whazing.sends().is_empty());
    assert_eq!(moves(&trial.whazing), [(1, 4)]);
    let note = "[Recado] Conversa transferida pelo assistente.\n\
        Motivo: o assistente pediu uma pessoa.\n\
        Atenção: o cliente não foi avisado (status 403).\n\
        Resumo: Quer uma pessoa.";
    assert_eq!(trial.whazing.notes(), [note]);

    let shown = trial.conversation(LOJA, CONTACT).await;
    assert_eq!(shown["owner"], "people");
    assert_eq!(transcript(&shown), [("customer", WISH)]);
    let outcome = json!({"kind": "handed_over", "customer_told": false});
    let ended = &shown["trail"][1];
    assert_eq!(
        (&ended["outcome"], &ended["last_error"]),
        (&outcome, &json!("status 403"))
    );
}

#[tokio::test]
async fn a_desk_of_the_businesss_own_is_told_that_the_customer_was_not() {
    let trial = Trial::whatsapp(0, [asks_for_a_person()]).await;
    trial
        .whatsapp
        .next_send(channels::Step::graph_error(400, 131_047));
    trial.says("m-1", WISH).await;
    let transfers = trial.transfers(1).await;
    assert_eq!(transfers[0].body["customer_told"], false);
    assert!(trial.whatsapp.sends().is_empty());
}

#[tokio::test]
async fn a_customer_who_can_be_told_late_is_told_once() {
    let trial = Trial::at_whazing([asks_for_a_person()]).await;
    trial.whazing.next_send(down());
    trial.whazing.next_send(channels::Step::drop());
    trial.whazing_says(WISH).await;
    assert_eq!(trial.whazing.texts(), [TRANSFER_MESSAGE]);
    assert_eq!(moves(&trial.whazing), [(1, 4)]);
    assert!(trial.whazing.sends()[0].at < trial.whazing.moves()[0].at);
}

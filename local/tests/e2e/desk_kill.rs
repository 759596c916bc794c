//! `kill -9` of the whole local system in the middle of a transfer.

use testkit::{
    channels::{self, FakeWhazing},
    openai::Step,
};

use crate::harness::{LOJA, TRANSFER_MESSAGE, Trial, moves, now, until, within};

/// One customer for each point in a transfer at which it can be killed.
const CUSTOMERS: [&str; 3] = ["5511999990001", "5511999990002", "5511999990003"];

#[tokio::test]
async fn wherever_a_transfer_is_killed_there_is_one_message_one_move_and_one_note() {
    let steps = CUSTOMERS.map(|_| Step::transfer("pediu", "Quer uma pessoa."));
    let mut trial = Trial::in_a_process(steps).await;
    trial.put_integration(LOJA, &trial.whazing_settings()).await;
    let places: [fn(&FakeWhazing, channels::Step); 3] = [
        FakeWhazing::next_send,
        FakeWhazing::next_move,
        FakeWhazing::next_note,
    ];
    for (customer, place) in CUSTOMERS.into_iter().zip(places) {
        place(&trial.whazing, channels::Step::hang());
        let said = trial
            .whazing
            .customer_says(customer, "quero uma pessoa", now());
        trial.whazing_tells(said).await;
        until("the transfer hangs", async || {
            trial.whazing.steps_left() == 0
        })
        .await;
    }
    assert_eq!(
        numbers(&trial.whazing),
        CUSTOMERS[1..],
        "it was killed too late"
    );
    assert_eq!(moves(&trial.whazing), [(3, 4)], "it was killed too late");
    trial.kill_and_restart().await;
    trial.whazing_echoes().await;
    within(trial.whazing.wait_for_moves(3)).await;
    trial.settled().await;

    let mut told = numbers(&trial.whazing);
    told.sort_unstable();
    assert_eq!(told, CUSTOMERS);
    assert_eq!(trial.whazing.texts(), [TRANSFER_MESSAGE; 3]);
    let mut moved = moves(&trial.whazing);
    moved.sort_unstable();
    assert_eq!(moved, [(1, 4), (2, 4), (3, 4)]);
    assert_eq!(trial.whazing.notes().len(), 3);
}

/// Who was told.
fn numbers(whazing: &FakeWhazing) -> Vec<String> {
    let sends = whazing.sends().into_iter();
    sends
        .map(|taken| taken.body["number"].as_str().unwrap().to_owned())
        .collect()
}

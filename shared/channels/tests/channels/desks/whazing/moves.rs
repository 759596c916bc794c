//! Moving the ticket.

use std::time::Duration;

use conversation::ports::{Desk, Failure, Retry};
use conversation::{Told, Transfer};
use serde_json::json;
use testkit::channels::{Step, TicketStatus};

use super::{MOVE, NOTE, NUMBER, TOKEN, at_ticket, desk, fake, take, take_step, transfer};

#[tokio::test]
async fn the_people_get_the_ticket_and_then_a_note() {
    let (fake, desk) = fake().await;
    assert_eq!(desk.steps(), 2);
    take_step(&desk, MOVE).await.unwrap();
    assert_eq!(fake.moves()[0].body, json!({"ticketId": 1, "queueId": 4}));
    assert_eq!(fake.ticket(NUMBER).unwrap().queue, Some(4));
    assert!(fake.notes().is_empty());

    take_step(&desk, NOTE).await.unwrap();
    assert_eq!(fake.moves().len(), 1);
    assert_eq!(fake.notes().len(), 1);
    insta::assert_snapshot!(fake.notes()[0], @r"
    [Recado] Conversa transferida pelo assistente.
    Motivo: o cliente pediu para falar com uma pessoa.
    Resumo: O boleto de novembro não chegou.
    ");
}

#[tokio::test]
async fn a_passing_failure_may_be_tried_again_and_a_refusal_may_not() {
    let (fake, desk) = fake().await;
    for (status, transient) in [
        (408, true),
        (429, true),
        (500, true),
        (503, true),
        (400, false),
        (401, false),
        (404, false),
        (409, false),
        (422, false),
    ] {
        let body = r#"{"error": "ticket of 5511999990000 not found"}"#;
        fake.next_move(Step::answer(status, body));
        let error = take_step(&desk, MOVE).await.unwrap_err();
        assert_eq!(!error.is_permanent(), transient, "{status}");
        assert!(
            error.to_string().ends_with(&format!("status {status}")),
            "{error}"
        );
        if transient {
            fake.next_note(Step::answer(status, body));
            let error = take_step(&desk, NOTE).await.unwrap_err();
            assert!(!error.is_permanent(), "{status}");
        }
    }
    for step in [Step::drop(), Step::take_and_drop()] {
        fake.next_move(step);
        let error = take_step(&desk, MOVE).await.unwrap_err();
        assert!(!error.is_permanent(), "{error}");
    }
    assert_eq!(fake.moves().len(), 1);
}

#[tokio::test]
async fn the_desks_own_waiting_time_is_kept() {
    let (fake, desk) = fake().await;
    fake.next_move(Step::answer(429, "").header("retry-after", "17"));
    let Err(Failure {
        retry: Retry::Later(retry_after),
        ..
    }) = take_step(&desk, MOVE).await
    else {
        panic!("not to be tried again");
    };
    assert_eq!(retry_after, Some(Duration::from_secs(17)));
}

#[tokio::test]
async fn without_a_ticket_or_a_queue_of_whazings_there_is_no_way() {
    let (fake, desk) = fake().await;
    for step in 0..desk.steps() {
        for at in [
            json!(null),
            json!({}),
            json!({"number": NUMBER}),
            json!({"ticket": "1"}),
        ] {
            let refused = take(&desk, step, &transfer(), at, Told::Yes).await;
            insta::allow_duplicates! {
                insta::assert_snapshot!(refused.unwrap_err(), @"failed for good: the conversation has no ticket at Whazing");
            }
        }
        for queue in ["", "Financeiro", "4a", "-1", "4.0"] {
            let transfer = Transfer {
                queue: queue.to_owned(),
                ..transfer()
            };
            let refused = take(&desk, step, &transfer, at_ticket(1), Told::Yes).await;
            insta::allow_duplicates! {
                insta::assert_snapshot!(refused.unwrap_err(), @"failed for good: the transfer's queue must be the id of a queue at Whazing, a number");
            }
        }
    }
    assert!(fake.moves().is_empty() && fake.notes().is_empty());
    assert_eq!(fake.ticket(NUMBER).unwrap().status, TicketStatus::Pending);
}

#[tokio::test]
async fn a_ticket_that_is_gone_is_permanent() {
    let (fake, desk) = fake().await;
    let refused = take(&desk, MOVE, &transfer(), at_ticket(77), Told::Yes).await;
    assert!(
        refused.as_ref().is_err_and(Failure::is_permanent),
        "{refused:?}"
    );
    assert_eq!(fake.take_faults(), ["ticket 77 not found"]);
}

#[tokio::test]
async fn no_secret_is_printed() {
    let printed = format!("{:?}", desk("https://api.loja.example/v1/api/external/1"));
    assert!(!printed.contains(TOKEN), "{printed}");
}

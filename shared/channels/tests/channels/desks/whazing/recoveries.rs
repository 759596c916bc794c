//! The ticket is the assistant's again.

use channels::AnyDesk;
use conversation::ContactName;
use conversation::ReplyAddress;
use conversation::ports::{Desk, Failure, Recovery};
use serde_json::{Value, json};
use testkit::channels::Step;

use super::{BOT_QUEUE, LIMIT, MOVE, NUMBER, at_ticket, desk_with, fake, take_step};

async fn take_back(desk: &AnyDesk, at: Value) -> Result<(), Failure> {
    let recovery = Recovery {
        turn_id: "turn-2",
        contact: &ContactName::parse("id:101").unwrap(),
        at: &ReplyAddress(at),
    };
    desk.take_back(recovery, LIMIT).await
}

fn desk_with_a_bot_queue(base_url: &str) -> AnyDesk {
    desk_with(&[
        ("base_url", base_url),
        ("bot_queue", &BOT_QUEUE.to_string()),
    ])
}

#[tokio::test]
async fn it_moves_to_the_assistants_queue_and_the_people_read_why() {
    let (fake, _) = fake().await;
    let desk = desk_with_a_bot_queue(&fake.base_url());
    take_step(&desk, MOVE).await.unwrap();
    take_back(&desk, at_ticket(1)).await.unwrap();
    assert_eq!(fake.ticket(NUMBER).unwrap().queue, Some(BOT_QUEUE));
    insta::assert_snapshot!(fake.notes().join("\n"), @"[Recado] O assistente voltou a responder: esta conversa é dele de novo, porque ninguém da equipe tinha escrito nela.");
}

#[tokio::test]
async fn without_a_queue_of_the_assistants_it_stays_and_the_people_read_why() {
    let (fake, desk) = fake().await;
    take_step(&desk, MOVE).await.unwrap();
    take_back(&desk, at_ticket(1)).await.unwrap();
    assert_eq!(fake.ticket(NUMBER).unwrap().queue, Some(4));
    assert_eq!((fake.moves().len(), fake.notes().len()), (1, 1));
}

#[tokio::test]
async fn the_people_are_not_told_twice_where_the_move_fails_and_only_a_note_may_be_refused() {
    let (fake, _) = fake().await;
    let desk = desk_with_a_bot_queue(&fake.base_url());
    for (status, transient) in [(503, true), (404, false)] {
        fake.next_move(Step::answer(status, ""));
        let error = take_back(&desk, at_ticket(1)).await.unwrap_err();
        assert_eq!(!error.is_permanent(), transient);
    }
    assert!(fake.notes().is_empty());
    fake.next_note(Step::answer(404, "<html>Cannot POST"));
    take_back(&desk, at_ticket(1)).await.unwrap();
    let nowhere = take_back(&desk, json!({"number": NUMBER})).await;
    assert!(nowhere.as_ref().is_err_and(Failure::is_permanent));
}

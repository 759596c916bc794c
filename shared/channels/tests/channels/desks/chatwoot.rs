//! Moving a conversation to the people of a Chatwoot account.

use std::time::Duration;

use channels::{AnyDesk, DeskInUse};
use conversation::ports::{Case, Desk, Failure, Recovery};
use conversation::{
    ContactName, ConversationId, IntegrationId, Reason, ReplyAddress, Told, Transfer,
    TransferContact,
};
use http_client::Problem;
use serde_json::{Value, json};
use testkit::channels::{ChatwootCall, ChatwootCustomer, FakeChatwoot, Step};

use crate::support::{STORED, client, settings};

const LIMIT: Duration = Duration::from_secs(10);
const TOKEN: &str = "um-token-do-bot";
const OPEN: u32 = 0;
const NOTE: u32 = 1;
const TEAM: u32 = 2;

fn desk(base_url: &str) -> AnyDesk {
    let channel = settings(
        "chatwoot",
        &[
            ("base_url", base_url),
            ("account_id", "1"),
            ("access_token", TOKEN),
            ("webhook_secret", STORED),
        ],
    );
    AnyDesk::new(DeskInUse::of(&channel, None), client()).unwrap()
}

/// With one pending conversation, whose display id is 17.
async fn fake() -> (FakeChatwoot, AnyDesk) {
    let fake = FakeChatwoot::start(1, TOKEN).await;
    let customer = ChatwootCustomer {
        contact_id: 42,
        source_id: "5511999990000",
        name: "Cliente",
    };
    let at = "2026-11-23T12:00:00Z".parse().unwrap();
    fake.customer_says(customer, "meu boleto não chegou", at);
    let desk = desk(&fake.base_url());
    (fake, desk)
}

fn transfer() -> Transfer {
    Transfer {
        integration_id: IntegrationId::parse("loja-1").unwrap(),
        contact: TransferContact {
            id: ContactName::parse("42").unwrap(),
            name: Some("Cliente".to_owned()),
        },
        conversation_id: ConversationId::parse(&"0".repeat(32)).unwrap(),
        queue: "4".to_owned(),
        transfer_message: "Vou chamar uma pessoa da equipe.".to_owned(),
        reason: Reason::Requested,
        summary: "O boleto de novembro não chegou.".to_owned(),
        turn_id: "turn-1".to_owned(),
        at: "2026-11-23T12:00:17Z".parse().unwrap(),
        link: None,
    }
}

fn not_told() -> Told {
    Told::No {
        why: "status 400".to_owned(),
    }
}

async fn step(desk: &AnyDesk, step: u32, transfer: &Transfer) -> Result<(), Failure> {
    step_of(desk, step, transfer, &Told::Yes).await
}

async fn step_of(
    desk: &AnyDesk,
    step: u32,
    transfer: &Transfer,
    told: &Told,
) -> Result<(), Failure> {
    attempt_of(desk, 1, step, (transfer, told)).await
}

async fn attempt_of(
    desk: &AnyDesk,
    attempt: u32,
    step: u32,
    (transfer, told): (&Transfer, &Told),
) -> Result<(), Failure> {
    let case = Case {
        transfer,
        at: &ReplyAddress(json!({"conversation_id": "17"})),
        told,
        attempt,
    };
    desk.take_step(step, case, LIMIT).await
}

async fn note_of(transfer: &Transfer, told: &Told) -> String {
    let (fake, desk) = fake().await;
    step_of(&desk, NOTE, transfer, told).await.unwrap();
    let notes = fake.taken(ChatwootCall::Note);
    let content = notes.first().and_then(|note| note.body.get("content"));
    content.and_then(Value::as_str).unwrap().to_owned()
}

fn is_permanent(error: &Failure) -> bool {
    error.is_permanent()
}

#[tokio::test]
async fn the_conversation_is_theirs_and_the_people_read_a_note() {
    let (fake, desk) = fake().await;
    assert_eq!(desk.steps(), 3);
    step(&desk, OPEN, &transfer()).await.unwrap();
    assert_eq!(fake.conversation(42).unwrap().status, "open");
    assert!(fake.taken(ChatwootCall::Note).is_empty());
    step(&desk, NOTE, &transfer()).await.unwrap();
    assert_eq!(fake.taken(ChatwootCall::Note)[0].body["private"], true);
    step(&desk, TEAM, &transfer()).await.unwrap();

    let moved = fake.conversation(42).unwrap();
    assert_eq!((moved.status, moved.team), ("open", Some(4)));
    let bodies = |call| -> Vec<Value> {
        let taken = fake.taken(call).into_iter();
        taken.map(|taken| taken.body).collect()
    };
    assert_eq!(bodies(ChatwootCall::Status), [json!({"status": "open"})]);
    assert_eq!(bodies(ChatwootCall::Assignment), [json!({"team_id": 4})]);
    assert!(bodies(ChatwootCall::Message).is_empty());
}

#[tokio::test]
async fn what_the_steps_cause_is_told_to_the_bot() {
    let (fake, desk) = fake().await;
    for number in 0..desk.steps() {
        step(&desk, number, &transfer()).await.unwrap();
    }
    let at = "2026-11-23T12:00:20Z".parse().unwrap();
    let told: Vec<Value> = fake
        .caused(at)
        .iter()
        .map(|webhook| serde_json::from_slice(&webhook.body).unwrap())
        .collect();
    let events: Vec<_> = told.iter().map(|body| &body["event"]).collect();
    assert_eq!(events, ["conversation_opened", "message_created"]);
    assert_eq!(told[0]["status"], "open");
    assert_eq!(told[1]["sender"]["type"], "agent_bot");
    assert_eq!(told[1]["conversation"]["status"], "open");
    assert!(fake.caused(at).is_empty());
}

#[tokio::test]
async fn a_note_says_why_what_about_and_whether_the_customer_knows() {
    insta::assert_snapshot!(note_of(&transfer(), &Told::Yes).await, @r"
    Conversa transferida pelo assistente.
    Motivo: o assistente pediu uma pessoa.
    Resumo: O boleto de novembro não chegou.
    ");
    let waiting = note_of(&transfer(), &Told::NotYet).await;
    assert!(waiting.contains("o cliente ainda não foi avisado"));
}

#[tokio::test]
async fn a_long_summary_is_cut() {
    let long = Transfer {
        summary: "é".repeat(100_000),
        ..transfer()
    };
    let note = note_of(&long, &not_told()).await;
    assert!(note.ends_with(&format!(" {} […]", "é".repeat(4000))));
    assert!(note.chars().count() < 4500);
}

#[tokio::test]
async fn a_queue_that_is_no_team_is_permanent_and_the_conversation_is_open_all_the_same() {
    let (fake, desk) = fake().await;
    let to = |queue: &str| Transfer {
        queue: queue.to_owned(),
        ..transfer()
    };
    for number in [OPEN, NOTE] {
        step(&desk, number, &to("vendas")).await.unwrap();
    }
    assert_eq!(fake.conversation(42).unwrap().status, "open");
    assert_eq!(fake.taken(ChatwootCall::Note).len(), 1);
    for queue in ["vendas", "", "-1", "4.5"] {
        let error = step(&desk, TEAM, &to(queue)).await.unwrap_err();
        assert!(is_permanent(&error), "{queue}");
        assert!(
            error
                .to_string()
                .contains("must be the number of a Chatwoot team")
        );
    }
    step(&desk, TEAM, &to(" 4 ")).await.unwrap();

    // A success that says nothing: Chatwoot knows no such team.
    fake.next(ChatwootCall::Assignment, Step::answer(200, "null"));
    let error = step(&desk, TEAM, &to("99")).await.unwrap_err();
    insta::assert_snapshot!(error, @"failed for good: the account has no team 99");
}

#[tokio::test]
async fn every_step_sorts_its_errors_by_status_and_keeps_the_token() {
    let (fake, desk) = fake().await;
    let calls = [
        ChatwootCall::Status,
        ChatwootCall::Note,
        ChatwootCall::Assignment,
    ];
    for (number, call) in (0..).zip(calls) {
        for (status, permanent) in [
            (401, true),
            (404, true),
            (422, true),
            (429, false),
            (502, false),
        ] {
            fake.next(call, Step::answer(status, r#"{"error": "5511999990000"}"#));
            let taken = step(&desk, number, &transfer()).await;
            if permanent && call == ChatwootCall::Note {
                // The people get the conversation all the same.
                assert_eq!(taken, Ok(()));
                continue;
            }
            let error = taken.unwrap_err();
            assert_eq!(is_permanent(&error), permanent, "{number} {status}");
            assert!(error.to_string().contains(&format!("status {status}")));
            assert!(!error.to_string().contains("5511999990000"), "{error}");
        }
        for lost in [Step::drop(), Step::take_and_drop()] {
            fake.next(call, lost);
            let error = step(&desk, number, &transfer()).await.unwrap_err();
            assert!(!is_permanent(&error), "{number}");
        }
        step(&desk, number, &transfer()).await.unwrap();
    }
    assert!(!format!("{desk:?}").contains(TOKEN));
}

#[tokio::test]
async fn a_note_at_which_the_desk_fails_again_and_again_keeps_nobody_waiting() {
    let (fake, desk) = fake().await;
    let transfer = transfer();
    let case = (&transfer, &Told::Yes);
    for attempt in 1..=5 {
        fake.next(ChatwootCall::Note, Step::answer(500, ""));
        let written = attempt_of(&desk, attempt, NOTE, case).await;
        assert_eq!(written.is_ok(), attempt == 5, "{attempt}");
    }
    // Only of the note.
    for (number, call) in [
        (OPEN, ChatwootCall::Status),
        (TEAM, ChatwootCall::Assignment),
    ] {
        fake.next(call, Step::answer(500, ""));
        let error = attempt_of(&desk, 5, number, case).await.unwrap_err();
        assert!(!is_permanent(&error), "{number}");
    }
    // A late one is written all the same.
    attempt_of(&desk, 40, NOTE, case).await.unwrap();
    assert_eq!(fake.taken(ChatwootCall::Note).len(), 1);
}

/// Releases whose first step was the note recorded their steps as `chatwoot`: whatever they had taken,
/// this one opens the conversation.
#[tokio::test]
async fn steps_that_were_taken_in_another_order_are_not_taken_for_these() {
    let (_fake, desk) = fake().await;
    assert_eq!(desk.name(), "chatwoot_2");
}

#[tokio::test]
async fn what_no_screen_shows_stays_out_of_a_note() {
    let summary = "O boleto\0 n\u{1b}[31mão\r\nchegou.\tDe\u{9f} novo.\u{7f}".to_owned();
    let note = note_of(
        &Transfer {
            summary,
            ..transfer()
        },
        &Told::Yes,
    )
    .await;
    assert!(
        note.ends_with("Resumo: O boleto n[31mão\nchegou.\tDe novo."),
        "{note:?}"
    );
}

#[tokio::test]
async fn an_address_of_another_channel_is_permanent() {
    let (_fake, desk) = fake().await;
    let at = ReplyAddress(json!({"to": "5511999990000"}));
    for step in [OPEN, TEAM] {
        let transfer = transfer();
        let case = Case {
            transfer: &transfer,
            at: &at,
            told: &Told::Yes,
            attempt: 1,
        };
        let error = desk.take_step(step, case, LIMIT).await.unwrap_err();
        assert!(is_permanent(&error), "{step}");
    }
}

/// The assistant has conversation 17 again.
async fn take_back(desk: &AnyDesk) -> Result<(), Failure> {
    let recovery = Recovery {
        turn_id: "turn-2",
        contact: &ContactName::parse("42").unwrap(),
        at: &ReplyAddress(json!({"conversation_id": "17"})),
    };
    desk.take_back(recovery, LIMIT).await
}

#[tokio::test]
async fn what_the_assistant_has_again_is_pending_and_the_people_read_why() {
    let (fake, desk) = fake().await;
    step(&desk, OPEN, &transfer()).await.unwrap();
    take_back(&desk).await.unwrap();
    assert_eq!(fake.conversation(42).unwrap().status, "pending");
    let statuses = fake.taken(ChatwootCall::Status);
    assert_eq!(statuses[1].body, json!({"status": "pending"}));
    let notes = fake.taken(ChatwootCall::Note);
    assert_eq!((notes.len(), &notes[0].body["private"]), (1, &json!(true)));
    insta::assert_snapshot!(notes[0].body["content"].as_str().unwrap(), @"O assistente voltou a responder: esta conversa é dele de novo, porque ninguém da equipe tinha escrito nela.");
    assert!(fake.taken(ChatwootCall::Message).is_empty());
}

#[tokio::test]
async fn the_people_are_not_told_twice_where_the_status_fails_and_only_a_note_may_be_refused() {
    let (fake, desk) = fake().await;
    fake.next(ChatwootCall::Status, Step::answer(503, ""));
    assert!(!is_permanent(&take_back(&desk).await.unwrap_err()));
    fake.next(ChatwootCall::Status, Step::answer(404, ""));
    assert!(is_permanent(&take_back(&desk).await.unwrap_err()));
    assert!(fake.taken(ChatwootCall::Note).is_empty());
    fake.next(ChatwootCall::Note, Step::answer(422, ""));
    take_back(&desk).await.unwrap();
}

#[tokio::test]
async fn a_check_reads_a_conversation_that_never_is() {
    let (fake, desk) = fake().await;
    let unauthorized = |error: &str| Step::answer(401, json!({ "error": error }).to_string());
    for (step, problem) in [
        (Step::take(), None),
        // Releases before 4.17.
        (
            unauthorized("Access to this endpoint is not authorized for bots"),
            None,
        ),
        (
            unauthorized("You are not authorized to access this account"),
            Some(Problem::KindOfKey),
        ),
        (unauthorized("Invalid Access Token"), Some(Problem::Key)),
        (Step::drop(), Some(Problem::Unreachable)),
    ] {
        fake.next_show(step);
        let checked = desk.check(LIMIT).await.unwrap();
        assert_eq!(checked.err().map(|error| error.problem), problem);
    }
}

//! Moving a conversation to the people of a Chatwoot account.

use std::collections::BTreeMap;
use std::time::Duration;

use conversation::ports::{Case, Desk, Recovery, SendError};
use conversation::{
    ContactName, ConversationId, IntegrationId, Reason, ReplyAddress, Told, Transfer,
    TransferContact,
};
use desks::AnyDesk;
use outbound::{Access, Client};
use secrecy::SecretString;
use serde_json::{Value, json};
use testkit::channels::{ChatwootCall, ChatwootCustomer, FakeChatwoot, Step};

const LIMIT: Duration = Duration::from_secs(10);
const TOKEN: &str = "um-token-do-bot";

fn desk(base_url: &str) -> AnyDesk {
    let values = [("base_url", base_url), ("account_id", "1")];
    let values = values.map(|(name, value)| (name.to_owned(), value.to_owned()));
    let secrets = [("access_token".to_owned(), SecretString::from(TOKEN))];
    AnyDesk::new(
        "chatwoot",
        &BTreeMap::from(values),
        &BTreeMap::from(secrets),
        Client::new(Access::Anywhere).unwrap(),
    )
    .unwrap()
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

async fn step(desk: &AnyDesk, step: u32, transfer: &Transfer) -> Result<(), SendError> {
    step_of(desk, step, transfer, &Told::Yes).await
}

async fn step_of(
    desk: &AnyDesk,
    step: u32,
    transfer: &Transfer,
    told: &Told,
) -> Result<(), SendError> {
    let at = ReplyAddress(json!({"conversation_id": "17"}));
    let at = &at;
    desk.take_step(step, Case { transfer, at, told }, LIMIT)
        .await
}

async fn note_of(transfer: &Transfer, told: &Told) -> String {
    let (fake, desk) = fake().await;
    step_of(&desk, 0, transfer, told).await.unwrap();
    let notes = fake.taken(ChatwootCall::Note);
    let content = notes.first().and_then(|note| note.body.get("content"));
    content.and_then(Value::as_str).unwrap().to_owned()
}

fn is_permanent(error: &SendError) -> bool {
    matches!(error, SendError::Permanent { .. })
}

#[tokio::test]
async fn the_people_read_a_note_and_then_the_conversation_is_theirs() {
    let (fake, desk) = fake().await;
    assert_eq!(desk.steps(), 3);
    let status = || fake.conversation(42).unwrap().status;

    step(&desk, 0, &transfer()).await.unwrap();
    assert_eq!(fake.taken(ChatwootCall::Note)[0].body["private"], true);
    assert_eq!(status(), "pending");
    step(&desk, 1, &transfer()).await.unwrap();
    assert_eq!(status(), "open");
    step(&desk, 2, &transfer()).await.unwrap();

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
    assert_eq!(events, ["message_created", "conversation_opened"]);
    assert_eq!(told[0]["sender"]["type"], "agent_bot");
    assert_eq!(told[0]["conversation"]["status"], "pending");
    assert_eq!(told[1]["status"], "open");
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
    step(&desk, 1, &to("vendas")).await.unwrap();
    assert_eq!(fake.conversation(42).unwrap().status, "open");
    for queue in ["vendas", "", "-1", "4.5"] {
        let error = step(&desk, 2, &to(queue)).await.unwrap_err();
        assert!(is_permanent(&error), "{queue}");
        assert!(
            error
                .to_string()
                .contains("must be the number of a Chatwoot team")
        );
    }
    step(&desk, 2, &to(" 4 ")).await.unwrap();

    // A success that says nothing: Chatwoot knows no such team.
    fake.next(ChatwootCall::Assignment, Step::answer(200, "null"));
    let error = step(&desk, 2, &to("99")).await.unwrap_err();
    insta::assert_snapshot!(error, @"the channel refuses for good: the account has no team 99");
}

#[tokio::test]
async fn every_step_sorts_its_errors_by_status_and_keeps_the_token() {
    let (fake, desk) = fake().await;
    let calls = [
        ChatwootCall::Note,
        ChatwootCall::Status,
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
async fn an_address_of_another_channel_is_permanent() {
    let (_fake, desk) = fake().await;
    let at = ReplyAddress(json!({"to": "5511999990000"}));
    for step in 1..desk.steps() {
        let transfer = transfer();
        let case = Case {
            transfer: &transfer,
            at: &at,
            told: &Told::Yes,
        };
        let error = desk.take_step(step, case, LIMIT).await.unwrap_err();
        assert!(is_permanent(&error), "{step}");
    }
}

/// The assistant has conversation 17 again.
async fn take_back(desk: &AnyDesk) -> Result<(), SendError> {
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
    step(&desk, 1, &transfer()).await.unwrap();
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

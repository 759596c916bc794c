//! The desk at Whazing.

mod moves;
mod notes;
mod recoveries;

use std::time::Duration;

use channels::{AnyDesk, DeskInUse};
use conversation::ports::{Case, Desk, Failure};
use conversation::{
    ContactName, ConversationId, IntegrationId, Reason, ReplyAddress, Told, Transfer,
    TransferContact,
};
use http_client::Problem;
use serde_json::{Value, json};
use testkit::channels::{FakeWhazing, Step};

use crate::support::{STORED, client, settings};

const TOKEN: &str = "a-whazing-token";
const NUMBER: &str = "5511999990000";
const BOT_QUEUE: u64 = 9;
const MOVE: u32 = 0;
const NOTE: u32 = 1;
const LIMIT: Duration = Duration::from_secs(10);

/// A desk with one ticket, number 1.
async fn fake() -> (FakeWhazing, AnyDesk) {
    let fake = FakeWhazing::start(TOKEN, Some(BOT_QUEUE)).await;
    let at = "2026-11-23T12:00:00Z".parse().unwrap();
    fake.customer_says(NUMBER, "quero falar com uma pessoa", at);
    let desk = desk(&fake.base_url());
    (fake, desk)
}

fn desk(base_url: &str) -> AnyDesk {
    desk_with(&[("base_url", base_url)])
}

fn desk_with(fields: &[(&str, &str)]) -> AnyDesk {
    let secrets = [("token", TOKEN), ("webhook_token", STORED)];
    let channel = settings("whazing", &[fields, &secrets].concat());
    AnyDesk::new(DeskInUse::of(&channel, None), client()).unwrap()
}

fn transfer() -> Transfer {
    Transfer {
        integration_id: IntegrationId::parse("loja-1").unwrap(),
        contact: TransferContact {
            id: ContactName::parse("id:101").unwrap(),
            name: Some("Cliente".to_owned()),
        },
        conversation_id: ConversationId::parse("0123456789abcdef0123456789abcdef").unwrap(),
        queue: "4".to_owned(),
        transfer_message: "Vou chamar uma pessoa da equipe.".to_owned(),
        reason: Reason::Phrase,
        summary: "O boleto de novembro não chegou.".to_owned(),
        turn_id: "0123456789abcdef0123456789abcdef-1".to_owned(),
        at: "2026-11-23T12:00:17Z".parse().unwrap(),
        link: None,
    }
}

fn at_ticket(ticket: u64) -> Value {
    json!({"number": NUMBER, "ticket": ticket})
}

async fn take(
    desk: &AnyDesk,
    step: u32,
    transfer: &Transfer,
    at: Value,
    told: Told,
) -> Result<(), Failure> {
    let case = Case {
        transfer,
        at: &ReplyAddress(at),
        told: &told,
        attempt: 1,
    };
    desk.take_step(step, case, LIMIT).await
}

async fn take_step(desk: &AnyDesk, step: u32) -> Result<(), Failure> {
    take(desk, step, &transfer(), at_ticket(1), Told::Yes).await
}

#[tokio::test]
async fn a_check_reads_the_channels_status() {
    let (fake, desk) = fake().await;
    assert_eq!(desk.check(LIMIT).await, Some(Ok(())));
    fake.next_check(Step::answer(401, "{}"));
    let refused = desk.check(LIMIT).await.unwrap().unwrap_err();
    assert_eq!(refused.problem, Problem::Key);
}

//! A desk that is a webhook of the business's own.

use std::time::Duration;

use channels::{AnyDesk, ChannelSettings, DeskInUse, DeskSettings, WrittenDesk};
use conversation::ports::{Case, Desk, Failure, Recovery};
use conversation::{
    ContactName, ConversationId, IntegrationId, Reason, ReplyAddress, Told, Transfer,
    TransferContact,
};
use fields::{Found, SecretScope, Walk, check_written};
use http_client::Access;
use serde_json::{Value, json};
use testkit::channels::{FakeReceiver, Step};

use crate::support::{SIGNING_SECRET, STORED, client, settings};

const LIMIT: Duration = Duration::from_secs(10);

/// A desk that is set apart.
fn desk(to: &str) -> AnyDesk {
    let settings = json!({"kind": "webhook", "url": to, "signing_secret": SIGNING_SECRET});
    let settings: DeskSettings = serde_json::from_value(settings).unwrap();
    AnyDesk::new(DeskInUse::of(&to_nobody(), Some(&settings)), client()).unwrap()
}

/// The channel's own desk.
fn own_desk(to: &str) -> AnyDesk {
    let fields = [("reply_url", to), ("signing_secret", SIGNING_SECRET)];
    let channel = settings("webhook", &fields);
    AnyDesk::new(DeskInUse::of(&channel, None), client()).unwrap()
}

/// A channel without a desk of its own.
fn to_nobody() -> ChannelSettings {
    settings(
        "telegram",
        &[("bot_token", STORED), ("secret_token", STORED)],
    )
}

async fn hand_over(desk: &AnyDesk, told: &Told) -> Result<(), Failure> {
    let transfer = Transfer {
        integration_id: IntegrationId::parse("loja-1").unwrap(),
        contact: TransferContact {
            id: ContactName::parse("5511999990000").unwrap(),
            name: Some("Cliente".to_owned()),
        },
        conversation_id: ConversationId::parse(&"0".repeat(32)).unwrap(),
        queue: "4".to_owned(),
        transfer_message: "Vou chamar uma pessoa da equipe.".to_owned(),
        reason: Reason::Requested,
        summary: "Pede a segunda via\0 do boleto.\n\"Urgente\"".to_owned(),
        turn_id: "c0ffee-7".to_owned(),
        at: "2026-11-23T12:00:17Z".parse().unwrap(),
        link: None,
    };
    let case = Case {
        transfer: &transfer,
        at: &ReplyAddress(json!({"to": "5511999990000"})),
        told,
        attempt: 1,
    };
    desk.take_step(0, case, LIMIT).await
}

#[tokio::test]
async fn a_transfer_is_one_signed_call() {
    let fake = FakeReceiver::start(SIGNING_SECRET).await;
    for desk in [desk, own_desk] {
        let desk = desk(&fake.reply_url());
        assert_eq!(desk.steps(), 1);
        hand_over(&desk, &Told::Yes).await.unwrap();
    }
    let transfers = fake.transfers();
    assert_eq!(transfers.len(), 2);
    for taken in transfers {
        assert_eq!(taken.id, "c0ffee-7");
        assert_eq!(
            taken.body,
            json!({
                "type": "transfer",
                "contact": {"id": "5511999990000"},
                "queue": "4",
                "reason": "requested",
                "summary": "Pede a segunda via do boleto.\n\"Urgente\"",
                "turn_id": "c0ffee-7",
            })
        );
    }
    assert!(fake.replies().is_empty() && fake.transfer_messages().is_empty());
}

#[tokio::test]
async fn a_recovery_is_one_signed_call_and_a_repeat_has_the_same_id() {
    let fake = FakeReceiver::start(SIGNING_SECRET).await;
    let desk = desk(&fake.reply_url());
    let recovery = Recovery {
        turn_id: "c0ffee-9",
        contact: &ContactName::parse("5511999990000").unwrap(),
        at: &ReplyAddress(json!({})),
    };
    fake.next_recovery(Step::take_and_drop());
    let lost = desk.take_back(recovery, LIMIT).await;
    assert!(
        lost.as_ref().is_err_and(|failure| !failure.is_permanent()),
        "{lost:?}"
    );
    desk.take_back(recovery, LIMIT).await.unwrap();
    let taken = fake.recoveries();
    assert_eq!(taken.len(), 2);
    for word in taken {
        assert_eq!(word.id, "c0ffee-9-recovered");
        let contact = json!({"id": "5511999990000"});
        let expected = json!({"type": "recovered", "contact": contact, "turn_id": "c0ffee-9"});
        assert_eq!(word.body, expected);
    }
    assert!(fake.transfers().is_empty());
}

#[tokio::test]
async fn people_are_told_when_the_customer_does_not_know() {
    let fake = FakeReceiver::start(SIGNING_SECRET).await;
    let desk = desk(&fake.reply_url());
    let why = "status 403 about 5511999990000".to_owned();
    for told in [Told::NotYet, Told::No { why }] {
        hand_over(&desk, &told).await.unwrap();
    }
    for taken in fake.transfers() {
        assert_eq!(taken.body["customer_told"], false);
        assert!(!taken.body.to_string().contains("403"));
    }
}

#[tokio::test]
async fn a_repeat_has_the_same_id() {
    let fake = FakeReceiver::start(SIGNING_SECRET).await;
    let desk = desk(&fake.reply_url());
    fake.next_transfer(Step::take_and_drop());
    let lost = hand_over(&desk, &Told::Yes).await;
    assert!(
        lost.as_ref().is_err_and(|failure| !failure.is_permanent()),
        "{lost:?}"
    );
    hand_over(&desk, &Told::Yes).await.unwrap();
    let ids: Vec<String> = fake.transfers().into_iter().map(|taken| taken.id).collect();
    assert_eq!(ids, ["c0ffee-7", "c0ffee-7"]);
}

#[tokio::test]
async fn a_refusal_is_sorted_by_its_status_and_repeats_nothing() {
    let fake = FakeReceiver::start(SIGNING_SECRET).await;
    let desk = desk(&fake.reply_url());
    for (status, transient) in [(503, true), (429, true), (422, false), (302, false)] {
        fake.next_transfer(Step::answer(status, "5511999990000").header("retry-after", "7"));
        let error = hand_over(&desk, &Told::Yes).await.unwrap_err();
        let detail = format!("status {status}");
        let expected = if transient {
            Failure::transient_after(detail, Some(Duration::from_secs(7)))
        } else {
            Failure::permanent(detail)
        };
        assert_eq!(error, expected);
    }
    assert!(fake.transfers().is_empty());
}

#[test]
fn a_desk_apart_needs_a_url_and_a_secret_of_the_outbound_part() {
    let whole = json!({
        "kind": "webhook", "url": "https://shop.example/", "signing_secret": SIGNING_SECRET,
    });
    let refused = |field: &str, value: Value| {
        let mut desk = whole.clone();
        desk[field] = value;
        let error = DeskSettings::check(&desk, "telegram").unwrap_err();
        assert!(!error.to_string().contains("segredo"));
        error.path
    };
    assert_eq!(
        DeskSettings::check(&whole, "telegram"),
        Ok(WrittenDesk::Apart)
    );
    assert_eq!(refused("signing_secret", Value::Null), "signing_secret");
    assert_eq!(
        refused("signing_secret", json!("segredo")),
        "signing_secret"
    );
    assert_eq!(refused("url", json!("shop.example")), "url");
    assert_eq!(
        refused("reply_url", json!("https://shop.example/")),
        "reply_url"
    );

    let mut desk: DeskSettings = serde_json::from_value(whole).unwrap();
    let mut secrets = Vec::new();
    desk.walk("desk", &mut |path, found| {
        if let Found::Secret(scope, _) = found {
            secrets.push((path.to_owned(), scope));
        }
    });
    assert_eq!(
        secrets,
        [("desk.signing_secret".to_owned(), SecretScope::Outbound)]
    );
    let private = json!({
        "kind": "webhook", "url": "https://10.0.0.1/", "signing_secret": SIGNING_SECRET,
    });
    let mut private: DeskSettings = serde_json::from_value(private).unwrap();
    assert!(check_written(&mut private, Access::PublicHttps).is_err());
}

#[test]
fn nothing_prints_the_secret() {
    let printed = format!("{:?}", desk("https://shop.example/"));
    assert!(!printed.contains("MfKQ9r8GKYqr"), "{printed}");
}

//! Sending through the Graph API.

use std::time::Duration;

use channels::AnyChannel;
use conversation::ports::{Channel, Failure};
use conversation::{MessageId, ReplyAddress};
use serde_json::{Value, json};
use testkit::channels::{FakeWhatsapp, Step};

use crate::sending::{LIMIT, Meaning, id_of, meaning, send_to};
use crate::support::{ACCESS_TOKEN, PHONE_NUMBER_ID, to_whatsapp};

pub(crate) async fn fake() -> (FakeWhatsapp, AnyChannel) {
    let fake = FakeWhatsapp::start(PHONE_NUMBER_ID, ACCESS_TOKEN).await;
    let channel = to_whatsapp(&fake.base_url());
    (fake, channel)
}

pub(crate) fn phone() -> Value {
    json!({"to": "5511999990000"})
}

async fn send(channel: &AnyChannel) -> Result<(), Failure> {
    send_to(channel, phone(), "oi", LIMIT).await
}

#[tokio::test]
async fn a_text_goes_to_a_phone_number_or_to_a_business_scoped_id() {
    let (fake, channel) = fake().await;
    send_to(&channel, phone(), "*olá*\n\"tudo\" bem? 🙂", LIMIT)
        .await
        .unwrap();
    let id = json!({"recipient": "BR.1502576394655843"});
    send_to(&channel, id, &"😀".repeat(2048), LIMIT)
        .await
        .unwrap();

    let sends = fake.sends();
    assert_eq!(
        sends[0].body,
        json!({
            "messaging_product": "whatsapp",
            "recipient_type": "individual",
            "to": "5511999990000",
            "type": "text",
            "text": {"body": "*olá*\n\"tudo\" bem? 🙂", "preview_url": false},
        })
    );
    assert_eq!(sends[1].body["recipient"], "BR.1502576394655843");
    assert!(sends[1].body.get("to").is_none());
}

#[tokio::test]
async fn an_address_with_both_names_uses_one_and_a_foreign_one_is_refused() {
    let (fake, channel) = fake().await;
    let both = json!({"to": "5511999990000", "recipient": "BR.1502576394655843"});
    send_to(&channel, both, "oi", LIMIT).await.unwrap();
    assert!(fake.sends()[0].body.get("recipient").is_none());

    for foreign in [
        json!(null),
        json!({}),
        json!({"to": 1}),
        json!({"contact_id": "c"}),
    ] {
        let refused = send_to(&channel, foreign, "oi", LIMIT).await;
        assert!(
            refused.as_ref().is_err_and(Failure::is_permanent),
            "{refused:?}"
        );
    }
    assert_eq!(fake.sends().len(), 1);
}

#[tokio::test]
async fn a_success_whose_body_is_too_long_is_one() {
    let (fake, channel) = fake().await;
    fake.next_send(Step::answer(200, "a".repeat(2 * 1024 * 1024)));
    send(&channel).await.unwrap();
}

#[tokio::test]
async fn the_id_of_what_was_sent_is_told_where_there_is_one() {
    let (fake, channel) = fake().await;
    let id = id_of(&channel, phone()).await;
    assert_eq!(id.as_deref(), Some("wamid.fake.1"));
    for body in ["", "<html>", "{}", r#"{"messages": [{"id": ""}]}"#] {
        fake.next_send(Step::answer(200, body));
        assert_eq!(id_of(&channel, phone()).await, None, "{body}");
    }
}

#[tokio::test]
async fn a_run_begins_with_a_mark_of_reading_and_typing() {
    let (fake, channel) = fake().await;
    let newest = MessageId::parse("wamid.1").unwrap();
    channel.show_typing(&ReplyAddress(phone()), &newest).await;
    assert_eq!(
        fake.reads()[0].body,
        json!({
            "messaging_product": "whatsapp",
            "status": "read",
            "message_id": "wamid.1",
            "typing_indicator": {"type": "text"},
        })
    );
    // Nothing depends on it.
    for step in [
        Step::graph_error(400, 100),
        Step::drop(),
        Step::answer(502, "<html>"),
    ] {
        fake.next_read(step);
        channel.show_typing(&ReplyAddress(phone()), &newest).await;
    }
    assert_eq!(fake.reads().len(), 1);
}

#[tokio::test]
async fn typing_keeps_nobody_waiting() {
    let (fake, channel) = fake().await;
    fake.next_read(Step::hang());
    let newest = MessageId::parse("wamid.1").unwrap();
    let address = ReplyAddress(phone());
    let begun = channel.show_typing(&address, &newest);
    tokio::time::timeout(Duration::from_secs(8), begun)
        .await
        .unwrap();
}

#[tokio::test]
async fn every_error_code_is_sorted_whatever_the_status() {
    let (fake, channel) = fake().await;
    let mut table: Vec<(i64, Meaning)> = Vec::new();
    for code in [1, 2, 131_000, 131_016, 133_004] {
        table.push((code, Meaning::Retry(None)));
    }
    table.push((4, Meaning::Retry(Some(60))));
    table.push((80_007, Meaning::Retry(Some(60))));
    table.push((130_429, Meaning::Retry(Some(2))));
    table.push((131_056, Meaning::Retry(Some(6))));
    for code in [
        0, 10, 190, 200, 250, 299, 368, 131_005, 131_026, 131_031, 131_047, 131_048, 131_049,
        131_051, 131_052, 131_053,
    ] {
        table.push((code, Meaning::Permanent));
    }
    for (code, expected) in table {
        for status in [400, 500] {
            fake.next_send(Step::graph_error(status, code));
            let error = send(&channel).await.unwrap_err();
            assert_eq!(meaning(&error), expected, "{code}");
            assert!(
                error
                    .to_string()
                    .contains(&format!("status {status}, code {code}"))
            );
            assert!(!error.to_string().contains("5511999990000"), "{error}");
        }
    }
    assert!(fake.sends().is_empty());
}

#[tokio::test]
async fn half_an_emoji_in_a_refusal_hides_no_code() {
    let (fake, channel) = fake().await;
    let body = r#"{"error": {"message": "Ana \ud83d", "code": 130429}}"#;
    fake.next_send(Step::answer(400, body));
    let error = send(&channel).await.unwrap_err();
    assert_eq!(meaning(&error), Meaning::Retry(Some(2)));
}

#[tokio::test]
async fn outside_the_window_is_named() {
    let (fake, channel) = fake().await;
    fake.next_send(Step::graph_error(400, 131_047));
    insta::assert_snapshot!(
        send(&channel).await.unwrap_err(),
        @"failed for good: status 400, code 131047, outside the 24-hour window"
    );
}

#[tokio::test]
async fn without_a_known_code_the_status_decides() {
    let (fake, channel) = fake().await;
    for (status, expected) in [
        (400, Meaning::Permanent),
        (401, Meaning::Permanent),
        (404, Meaning::Permanent),
        (301, Meaning::Permanent),
        (408, Meaning::Retry(None)),
        (429, Meaning::Retry(None)),
        (500, Meaning::Retry(None)),
        (503, Meaning::Retry(None)),
    ] {
        for step in [
            Step::graph_error(status, 999_999),
            Step::answer(status, "<html>"),
            Step::answer(status, r#"{"error": "5511999990000"}"#),
            Step::answer(status, ""),
        ] {
            fake.next_send(step);
            let error = send(&channel).await.unwrap_err();
            assert_eq!(meaning(&error), expected, "{status}");
            assert!(error.to_string().contains(&format!("status {status}")));
            assert!(!error.to_string().contains("5511999990000"), "{error}");
        }
    }
}

#[tokio::test]
async fn the_servers_own_waiting_time_comes_first() {
    let (fake, channel) = fake().await;
    fake.next_send(Step::graph_error(400, 131_056).header("retry-after", "17"));
    let error = send(&channel).await.unwrap_err();
    assert_eq!(meaning(&error), Meaning::Retry(Some(17)));
}

#[tokio::test]
async fn a_lost_answer_may_be_tried_again() {
    let (fake, channel) = fake().await;
    for step in [Step::drop(), Step::take_and_drop()] {
        fake.next_send(step);
        let error = send(&channel).await.unwrap_err();
        assert_eq!(meaning(&error), Meaning::Retry(None));
    }
    fake.next_send(Step::hang());
    let error = send_to(&channel, phone(), "oi", Duration::from_millis(50))
        .await
        .unwrap_err();
    assert_eq!(meaning(&error), Meaning::Retry(None));
    assert_eq!(fake.sends().len(), 1);
}

#[tokio::test]
async fn a_wrong_token_is_permanent() {
    let fake = FakeWhatsapp::start(PHONE_NUMBER_ID, "another").await;
    let error = send(&to_whatsapp(&fake.base_url())).await.unwrap_err();
    assert_eq!(meaning(&error), Meaning::Permanent);
    assert_eq!(fake.take_faults(), ["another access token"]);
}

#[tokio::test]
async fn a_number_goes_to_its_own_place_under_the_base_url() {
    let (fake, _) = fake().await;
    let channel = to_whatsapp(&format!("{}/", fake.base_url()));
    send(&channel).await.unwrap();
    assert_eq!(fake.texts(), ["oi"]);
}

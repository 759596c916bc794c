//! Sending through Whazing.

use std::time::Duration;

use channels::AnyChannel;
use conversation::ports::{Channel, Failure};
use conversation::{MessageId, Part, ReplyAddress};
use serde_json::{Value, json};
use testkit::channels::{FakeWhazing, Step};

use crate::sending::{LIMIT, Meaning, meaning, send_to};
use crate::support::{WHAZING_TOKEN, now, to_whazing};

pub(crate) const NUMBER: &str = "5511999990000";
pub(crate) const BOT_QUEUE: u64 = 9;

pub(crate) async fn fake() -> (FakeWhazing, AnyChannel) {
    let fake = FakeWhazing::start(WHAZING_TOKEN, Some(BOT_QUEUE)).await;
    let channel = to_whazing(&fake.base_url());
    (fake, channel)
}

pub(crate) fn address() -> Value {
    json!({"number": NUMBER, "ticket": 1})
}

pub(crate) async fn send(channel: &AnyChannel) -> Result<(), Failure> {
    send_to(channel, address(), "oi", LIMIT).await
}

#[tokio::test]
async fn a_text_goes_to_the_number_or_else_to_the_ticket() {
    let (fake, channel) = fake().await;
    fake.customer_says(NUMBER, "oi", now());
    send_to(&channel, address(), "*olá*\n\"tudo\" bem? 🙂", LIMIT)
        .await
        .unwrap();
    let ticket = json!({"ticket": 1});
    send_to(&channel, ticket, &"😀".repeat(2048), LIMIT)
        .await
        .unwrap();

    let sends = fake.sends();
    assert_eq!(
        sends[0].body,
        json!({"body": "*olá*\n\"tudo\" bem? 🙂", "number": NUMBER, "externalKey": "turn-1-0"})
    );
    assert_eq!(sends[1].body["ticketId"], "1");
    assert!(sends[1].body.get("number").is_none());
}

#[tokio::test]
async fn a_foreign_address_is_refused() {
    let (fake, channel) = fake().await;
    for foreign in [
        json!(null),
        json!({}),
        json!({"number": 5}),
        json!({"ticket": "1"}),
        json!({"to": NUMBER}),
    ] {
        let refused = send_to(&channel, foreign, "oi", LIMIT).await;
        assert!(
            refused.as_ref().is_err_and(Failure::is_permanent),
            "{refused:?}"
        );
    }
    assert!(fake.sends().is_empty());
}

#[tokio::test]
async fn an_answer_is_cut_and_marked_as_whatsapp_shows_it() {
    let (_fake, channel) = fake().await;
    let markdown = format!("**oi** {}", "😀".repeat(2100));
    let to = ReplyAddress(address());
    let parts = channel.render(&markdown, &to);
    assert_eq!(parts.len(), 2);
    assert!(parts[0].text.starts_with("*oi* 😀"));
    let room = |part: &Part| 4096 - part.text.encode_utf16().count();
    assert!(room(&parts[0]) < 2);
    assert!(channel.render(" ", &to).is_empty());
}

#[tokio::test]
async fn nothing_is_asked_for_when_a_run_begins() {
    let (fake, channel) = fake().await;
    let newest = MessageId::parse("3EB0TEXTO1").unwrap();
    channel.show_typing(&ReplyAddress(address()), &newest).await;
    // The fake refuses what it does not know.
    assert!(fake.take_faults().is_empty());
}

#[tokio::test]
async fn the_status_decides_and_the_body_stays_out_of_the_error() {
    let (fake, channel) = fake().await;
    for (status, expected) in [
        (301, Meaning::Permanent),
        (400, Meaning::Permanent),
        (401, Meaning::Permanent),
        (403, Meaning::Permanent),
        (404, Meaning::Permanent),
        (408, Meaning::Retry(None)),
        (409, Meaning::Permanent),
        (422, Meaning::Permanent),
        (429, Meaning::Retry(None)),
        (500, Meaning::Retry(None)),
        (503, Meaning::Retry(None)),
    ] {
        for body in [
            "",
            "<html>",
            r#"{"error": "5511999990000 not on whatsapp"}"#,
        ] {
            fake.next_send(Step::answer(status, body));
            let error = send(&channel).await.unwrap_err();
            assert_eq!(meaning(&error), expected, "{status}");
            let shown = error.to_string();
            assert!(shown.ends_with(&format!(": status {status}")), "{shown}");
        }
    }
    fake.next_send(Step::answer(429, "").header("retry-after", "17"));
    let error = send(&channel).await.unwrap_err();
    assert_eq!(meaning(&error), Meaning::Retry(Some(17)));
    assert!(fake.sends().is_empty());
}

#[tokio::test]
async fn every_2xx_is_a_success_whatever_its_body() {
    let (fake, channel) = fake().await;
    for step in [
        Step::answer(200, ""),
        Step::answer(201, "<html>"),
        Step::answer(200, "a".repeat(2 * 1024 * 1024)),
    ] {
        fake.next_send(step);
        send(&channel).await.unwrap();
    }
}

#[tokio::test]
async fn a_lost_answer_may_be_tried_again_under_the_same_key() {
    let (fake, channel) = fake().await;
    for step in [Step::drop(), Step::take_and_drop()] {
        fake.next_send(step);
        let error = send(&channel).await.unwrap_err();
        assert_eq!(meaning(&error), Meaning::Retry(None));
    }
    fake.next_send(Step::hang());
    let error = send_to(&channel, address(), "oi", Duration::from_millis(50))
        .await
        .unwrap_err();
    assert_eq!(meaning(&error), Meaning::Retry(None));
    send(&channel).await.unwrap();
    let keys: Vec<String> = fake.sends().into_iter().map(|taken| taken.id).collect();
    assert_eq!(keys, ["turn-1-0", "turn-1-0"]);
}

#[tokio::test]
async fn a_wrong_token_is_permanent() {
    let fake = FakeWhazing::start("another", None).await;
    let error = send(&to_whazing(&fake.base_url())).await.unwrap_err();
    assert_eq!(meaning(&error), Meaning::Permanent);
    assert_eq!(fake.take_faults(), ["another token"]);
}

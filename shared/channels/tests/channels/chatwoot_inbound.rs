//! What Chatwoot's webhooks say, and which are believed.

use std::fmt::Write;

use channels::{Webhook, WebhookError};
use conversation::{Event, MessageId};
use http::{HeaderMap, Method};
use serde_json::Value;
use testkit::channels::{ChatwootCustomer, ChatwootWebhook, FakeChatwoot, sign_chatwoot};

use crate::support::{ACCOUNT_ID, BOT_TOKEN, WEBHOOK_SECRET, chatwoot, fixtures, now, post, shown};

const DELIVERY: &str = "6d2f2f3e-5a0f-4f0e-9c8e-2d1f4b1f0a77";

pub(crate) fn signed(body: &[u8]) -> Result<Webhook, WebhookError> {
    delivered(body, DELIVERY)
}

fn delivered(body: &[u8], delivery_id: &str) -> Result<Webhook, WebhookError> {
    let timestamp = now().seconds().to_string();
    let signature = sign_chatwoot(WEBHOOK_SECRET, &timestamp, body);
    let headers = [
        ("x-chatwoot-signature", signature.as_str()),
        ("x-chatwoot-timestamp", &timestamp),
        ("x-chatwoot-delivery", delivery_id),
    ];
    post(&chatwoot(), &headers, body)
}

fn fixture(name: &str) -> Vec<u8> {
    let mut all = fixtures("chatwoot").into_iter();
    all.find(|(found, _)| found == name).unwrap().1
}

pub(crate) fn events(webhook: Result<Webhook, WebhookError>) -> Vec<Event> {
    match webhook.unwrap() {
        Webhook::Events { events, .. } => events,
        Webhook::Answer { .. } => Vec::new(),
    }
}

#[test]
fn every_kind_of_event_is_understood_or_counted() {
    let mut out = String::new();
    for (name, body) in fixtures("chatwoot") {
        writeln!(out, "## {name}\n{}", shown(&signed(&body))).unwrap();
    }
    insta::assert_snapshot!(out);
}

#[test]
fn a_body_that_is_no_event_is_refused_with_the_place() {
    let mut out = String::new();
    for body in [
        "",
        "{",
        "[]",
        "{}",
        r#"{"event": 1}"#,
        r#"{"event": "message_created"}"#,
    ] {
        write!(out, "{body:?} -> {}", shown(&signed(body.as_bytes()))).unwrap();
    }
    insta::assert_snapshot!(out, @r#"
    "" -> 400: the body is not JSON: EOF while parsing a value at line 1 column 0
    "{" -> 400: the body is not JSON: EOF while parsing an object at line 1 column 1
    "[]" -> 400: event: is missing or cannot be used
    "{}" -> 400: event: is missing or cannot be used
    "{\"event\": 1}" -> 400: event: is missing or cannot be used
    "{\"event\": \"message_created\"}" -> 400: account.id: is missing or cannot be used
    "#);
}

/// The headers of a webhook sent so many seconds after our own time, each as it should be.
fn headers(body: &[u8], after_now: i64) -> [(&'static str, String); 2] {
    let timestamp = now().seconds().checked_add_signed(after_now).unwrap();
    let timestamp = timestamp.to_string();
    [
        (
            "x-chatwoot-signature",
            sign_chatwoot(WEBHOOK_SECRET, &timestamp, body),
        ),
        ("x-chatwoot-timestamp", timestamp),
    ]
}

#[test]
fn only_the_right_signature_of_this_time_is_believed() {
    let body = br#"{"event": "contact_created"}"#;
    let [signature, timestamp] = headers(body, 0);
    let with = |value: &str| vec![(signature.0, value.to_owned()), timestamp.clone()];
    let seconds = timestamp.1.as_str();
    let digits = signature.1.strip_prefix("sha256=").unwrap();
    let another_time = ("x-chatwoot-timestamp", format!("{}", now().seconds() - 1));

    for (what, headers, believed) in [
        ("right", with(&signature.1), true),
        (
            "upper case",
            with(&format!("sha256={}", digits.to_uppercase())),
            true,
        ),
        ("5 minutes ago", headers(body, -300).to_vec(), true),
        ("5 minutes ahead", headers(body, 300).to_vec(), true),
        ("longer ago", headers(body, -301).to_vec(), false),
        ("further ahead", headers(body, 301).to_vec(), false),
        ("nothing", vec![], false),
        ("no signature", vec![timestamp.clone()], false),
        ("no time", vec![signature.clone()], false),
        ("another time", vec![signature.clone(), another_time], false),
        (
            "another secret",
            with(&sign_chatwoot("outro", seconds, body)),
            false,
        ),
        (
            "another body",
            with(&sign_chatwoot(WEBHOOK_SECRET, seconds, b"{}")),
            false,
        ),
        (
            "body alone",
            with(&sign_chatwoot(WEBHOOK_SECRET, "", body)),
            false,
        ),
        ("no prefix", with(digits), false),
        ("empty", with(""), false),
        ("only the prefix", with("sha256="), false),
        (
            "too short",
            with(&signature.1[..signature.1.len() - 2]),
            false,
        ),
        ("too long", with(&format!("{}00", signature.1)), false),
        ("no digits", with("sha256=nada"), false),
        (
            "no number",
            vec![
                (signature.0, sign_chatwoot(WEBHOOK_SECRET, "hoje", body)),
                (timestamp.0, "hoje".to_owned()),
            ],
            false,
        ),
        (
            "absurd number",
            vec![
                (
                    signature.0,
                    sign_chatwoot(WEBHOOK_SECRET, "18446744073709551615", body),
                ),
                (timestamp.0, "18446744073709551615".to_owned()),
            ],
            false,
        ),
    ] {
        let headers: Vec<_> = headers
            .iter()
            .map(|(name, value)| (*name, value.as_str()))
            .collect();
        let answer = post(&chatwoot(), &headers, body);
        if believed {
            assert!(answer.is_ok(), "{what}");
        } else {
            assert_eq!(answer, Err(WebhookError::Unverified), "{what}");
        }
    }
}

#[test]
fn the_signature_is_over_the_raw_bytes_and_comes_before_reading() {
    let body = fixture("incoming");
    let [signature, timestamp] = headers(&body, 0);
    let headers = [
        (signature.0, signature.1.as_str()),
        (timestamp.0, &timestamp.1),
    ];
    assert!(post(&chatwoot(), &headers, &body).is_ok());

    let same: Value = serde_json::from_slice(&body).unwrap();
    for altered in [same.to_string().into_bytes(), b"{".to_vec()] {
        let refused = post(&chatwoot(), &headers, &altered);
        assert_eq!(refused, Err(WebhookError::Unverified));
    }
}

#[test]
fn other_methods_are_not_taken() {
    for method in [Method::GET, Method::PUT, Method::DELETE] {
        let request = channels::Request {
            method: &method,
            query: "",
            headers: &HeaderMap::new(),
            body: b"",
        };
        let refused = chatwoot().read(request, now()).unwrap_err();
        assert_eq!(refused.status(), 405);
    }
}

#[test]
fn a_repeat_is_known_by_the_delivery_and_by_no_message() {
    let ids = |name: &str, delivery_id: &str| -> Vec<MessageId> {
        let told = events(delivered(&fixture(name), delivery_id));
        let ids = told.into_iter().map(|event| match event {
            Event::Desk(event) => event.ids,
            _ => panic!("not an event of the desk"),
        });
        ids.flatten().collect()
    };
    let once = ids("conversation_opened", "a");
    assert_eq!(once.len(), 1);
    assert_eq!(once, ids("conversation_opened", "a"));
    assert_ne!(once, ids("conversation_opened", "b"));
    assert_ne!(once, ids("conversation_resolved", "a"));
    // Without an id, or with one that is too long, it is believed all the same.
    for none in ["", &"a".repeat(300)] {
        assert!(ids("conversation_opened", none).is_empty(), "{none}");
    }
}

#[tokio::test]
async fn a_story_of_the_stand_in_is_told_in_our_words() {
    let fake = FakeChatwoot::start(ACCOUNT_ID, BOT_TOKEN).await;
    let customer = ChatwootCustomer {
        contact_id: 42,
        source_id: "5511999990000",
        name: "Cliente",
    };
    let mut out = String::new();
    let mut told = |did: &str, webhooks: Vec<ChatwootWebhook>| {
        writeln!(out, "## {did}").unwrap();
        for webhook in webhooks {
            out.push_str(&shown(&delivered(&webhook.body, &webhook.delivery_id)));
        }
    };
    told(
        "the customer writes",
        fake.customer_says(customer, "oi", now()),
    );
    told("a person opens it", fake.person_opens(42, now()));
    told(
        "the customer writes to people",
        fake.customer_says(customer, "alô?", now()),
    );
    told("a person answers", fake.person_says(42, "Bom dia", now()));
    told("a person notes", fake.person_notes(42, "#bot", now()));
    told("back to pending", fake.back_to_pending(42, now()));
    told(
        "the customer writes to the bot",
        fake.customer_says(customer, "e aí?", now()),
    );
    told("resolved", fake.resolves(42, now()));
    told("resolved again", fake.resolves(42, now()));
    told(
        "the customer comes back",
        fake.customer_says(customer, "voltei", now()),
    );
    insta::assert_snapshot!(out);
}

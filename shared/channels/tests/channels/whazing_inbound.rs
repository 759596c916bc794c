//! What Whazing's webhooks say, and which are believed.

use std::fmt::Write;
use std::time::Duration;

use crate::support::{
    BOT_QUEUE, WEBHOOK_TOKEN, WHATSAPP_ID, fixtures, now, post, post_at, shown, whazing,
};
use channels::{Inbound, Request, Webhook, WebhookError};
use conversation::{DeskEvent, DeskEvidence, Event, Holder, Timestamp};
use http::{HeaderMap, Method};
use serde_json::{Value, json};

const HEADER: &str = "x-n8n-api-key";

fn with_bot_queue() -> Inbound {
    whazing(&[("bot_queue", BOT_QUEUE)])
}

pub(crate) fn believed(body: &[u8]) -> Result<Webhook, WebhookError> {
    let channel = whazing(&[("bot_queue", BOT_QUEUE), ("whatsapp_id", WHATSAPP_ID)]);
    post(&channel, &[(HEADER, WEBHOOK_TOKEN)], body)
}

fn fixture(name: &str) -> Value {
    let found = fixtures("whazing").into_iter().find(|(n, _)| n == name);
    serde_json::from_slice(&found.unwrap().1).unwrap()
}

pub(crate) fn events(webhook: Result<Webhook, WebhookError>) -> Vec<Event> {
    match webhook.unwrap() {
        Webhook::Events { events, .. } => events,
        Webhook::Answer { .. } => Vec::new(),
    }
}

#[test]
fn every_event_is_understood_or_counted() {
    let mut out = String::new();
    for (name, body) in fixtures("whazing") {
        writeln!(out, "## {name}\n{}", shown(&believed(&body))).unwrap();
    }
    insta::assert_snapshot!(out);
}

/// Who has a conversation after an event, where it tells.
fn holder(channel: &Inbound, name: &str) -> &'static str {
    let body = fixture(name).to_string();
    let events = events(post(channel, &[(HEADER, WEBHOOK_TOKEN)], body.as_bytes()));
    match events.first() {
        Some(Event::PersonMessage(_)) => "people",
        Some(Event::Desk(event)) if event.holder == Holder::People => "people",
        Some(Event::Desk(_)) => "assistant",
        _ => "not told",
    }
}

#[test]
fn without_a_bot_queue_a_ticket_that_waits_in_a_queue_is_not_given_back() {
    let (with, without) = (with_bot_queue(), whazing(&[]));
    for (name, holder_with, holder_without) in [
        ("text", "assistant", "not told"),
        ("text_in_no_queue", "not told", "assistant"),
        ("text_in_another_queue", "people", "not told"),
        ("text_at_an_open_ticket", "people", "people"),
        ("text_at_a_closed_ticket", "not told", "not told"),
        ("text_with_a_user", "people", "people"),
        ("new_ticket", "not told", "not told"),
        ("new_ticket_in_another_queue", "people", "not told"),
        ("new_ticket_with_a_user", "people", "people"),
        ("new_ticket_by_a_user", "people", "people"),
        ("transfer_to_another_queue", "people", "people"),
        ("transfer_to_a_user", "people", "people"),
        ("transfer_back", "assistant", "people"),
        ("transfer_back_while_open", "assistant", "people"),
        ("ticket_closed", "assistant", "assistant"),
        ("person", "people", "people"),
    ] {
        assert_eq!(holder(&with, name), holder_with, "{name} with");
        assert_eq!(holder(&without, name), holder_without, "{name} without");
    }
}

#[test]
fn what_a_ticket_shows_comes_before_the_message_and_at_its_time() {
    let read = events(believed(fixture("text").to_string().as_bytes()));
    let [Event::Desk(seen), Event::Message(incoming)] = read.as_slice() else {
        panic!("{read:?}");
    };
    assert_eq!(seen.holder, Holder::Assistant);
    assert_eq!(seen.at, Some(incoming.sent_at));
    assert_eq!(seen.contact, incoming.contact);
    assert_eq!(seen.reply_address, incoming.reply_address);
    assert!(seen.evidence == DeskEvidence::StatusOnMessage && seen.ids.is_empty());
}

#[test]
fn only_the_right_token_in_the_right_header_is_believed() {
    let body = fixture("text").to_string();
    let bearer = format!("Bearer {WEBHOOK_TOKEN}");
    for (header, token, right) in [
        ("x-n8n-api-key", WEBHOOK_TOKEN, true),
        ("X-N8N-API-KEY", WEBHOOK_TOKEN, true),
        ("x-n8n-api-key", "", false),
        ("x-n8n-api-key", "a-token-for-webhook", false),
        ("x-n8n-api-key", "a-token-for-webhooks-", false),
        ("x-n8n-api-key", "A-TOKEN-FOR-WEBHOOKS", false),
        ("x-n8n-api-key", &bearer, false),
        ("authorization", &bearer, false),
    ] {
        let read = post(&with_bot_queue(), &[(header, token)], body.as_bytes());
        if right {
            assert!(read.is_ok(), "{header}");
        } else {
            assert_eq!(read, Err(WebhookError::Unverified), "{header}: {token}");
        }
    }
    let without = post(&with_bot_queue(), &[], body.as_bytes());
    assert_eq!(without, Err(WebhookError::Unverified));
    // Nor is anything parsed before.
    let rubbish = post(&with_bot_queue(), &[(HEADER, "wrong")], b"{");
    assert_eq!(rubbish, Err(WebhookError::Unverified));
}

#[test]
fn only_post_is_taken_and_only_an_object_is_an_event() {
    let mut headers = HeaderMap::new();
    headers.insert(HEADER, WEBHOOK_TOKEN.parse().unwrap());
    for method in [Method::GET, Method::PUT, Method::HEAD] {
        let request = Request {
            method: &method,
            query: "",
            headers: &headers,
            body: b"{}",
        };
        let refused = with_bot_queue().read(request, now());
        assert_eq!(refused, Err(WebhookError::Method));
    }
    for body in ["", "{", "[]", "null", "\"5511999990000\""] {
        let refused = believed(body.as_bytes()).unwrap_err();
        assert_eq!(refused.status(), 400, "{body}");
        assert!(!refused.to_string().contains("5511999990000"));
    }
}

fn desk_event(at: Timestamp, body: &[u8]) -> DeskEvent {
    let read = events(post_at(
        at,
        &with_bot_queue(),
        &[(HEADER, WEBHOOK_TOKEN)],
        body,
    ));
    let desk_event = |event| match event {
        Event::Desk(event) => Some(event),
        _ => None,
    };
    read.into_iter().find_map(desk_event).unwrap()
}

#[test]
fn a_repeat_within_six_minutes_is_known_and_the_same_thing_later_is_not() {
    let body = fixture("transfer_to_another_queue").to_string();
    let minutes = |minutes: u64| Duration::from_secs(60 * minutes);
    // Any second of the ten minutes: the edge between them lies somewhere within.
    for second in 0..600 {
        let first_at = now().plus(Duration::from_secs(second));
        let first = desk_event(first_at, body.as_bytes());
        assert_eq!(first.at, None);
        for later in [3, 6] {
            let repeat = desk_event(first_at.plus(minutes(later)), body.as_bytes());
            let looked_up = repeat.ids.first().unwrap();
            assert!(first.ids.contains(looked_up), "{second} + {later} minutes");
        }
        let again = desk_event(first_at.plus(minutes(20)), body.as_bytes());
        assert!(!first.ids.contains(again.ids.first().unwrap()), "{second}");
    }
    let mut other = fixture("transfer_to_another_queue");
    other["ticket"]["id"] = json!(5);
    let other = desk_event(now(), other.to_string().as_bytes());
    assert!(
        !desk_event(now(), body.as_bytes())
            .ids
            .contains(&other.ids[0])
    );
}

#[test]
fn a_message_without_an_id_is_known_by_its_bytes() {
    let id_of = |body: &Value| {
        let read = events(believed(body.to_string().as_bytes()));
        read.into_iter().find_map(|event| match event {
            Event::Message(incoming) => Some(incoming.id),
            _ => None,
        })
    };
    let body = fixture("text_without_message_id");
    let mut later = body.clone();
    later["timestamp"] = json!(1_795_435_210);
    assert!(id_of(&body).is_some());
    assert_eq!(id_of(&body), id_of(&body));
    assert_ne!(id_of(&body), id_of(&later));
}

#[test]
fn an_id_has_at_most_256_bytes() {
    let mut body = fixture("text");
    body["messageId"] = json!("i".repeat(257));
    assert_eq!(
        shown(&believed(body.to_string().as_bytes())),
        "ignored: 1 broken\n"
    );
}

#[test]
fn a_name_that_is_too_long_or_told_twice_is_left_out() {
    let mut body = fixture("text");
    body["contact"]["id"] = json!("i".repeat(300));
    body["contact"]["lid"] = json!("5511999990000");
    body["contact"]["pushname"] = json!("n".repeat(5000));
    let read = shown(&believed(body.to_string().as_bytes()));
    let contact = format!("from 5511999990000 = 551199990000 ({})", "n".repeat(200));
    assert!(read.contains(&contact), "{read}");
}

#[test]
fn without_the_channels_id_every_channel_of_the_whazing_is_believed() {
    for name in ["text_of_another_channel", "transfer_of_another_channel"] {
        let body = fixture(name).to_string();
        assert_eq!(
            shown(&believed(body.as_bytes())),
            "ignored: 1 other_channel\n"
        );
        let read = post(
            &with_bot_queue(),
            &[(HEADER, WEBHOOK_TOKEN)],
            body.as_bytes(),
        );
        assert!(!events(read).is_empty(), "{name}");
    }
}

//! What the plain webhook says, and which requests are believed.

use std::fmt::Write;
use std::time::Duration;

use crate::support::{SIGNING_SECRET, fixtures, now, post, shown, webhook};
use channels::{Request, Webhook, WebhookError};
use conversation::{MAX_MESSAGE_BYTES, Timestamp};
use http::{HeaderMap, Method};
use proptest::prelude::*;
use serde_json::{Value, json};
use testkit::channels::{sign_webhook, webhook_message};

fn signed_at(at: Timestamp, body: &[u8]) -> Result<Webhook, WebhookError> {
    let headers = sign_webhook(SIGNING_SECRET, "msg_1", at, body);
    let headers: Vec<_> = headers
        .iter()
        .map(|(name, value)| (*name, value.as_str()))
        .collect();
    post(&webhook(), &headers, body)
}

fn signed(body: &[u8]) -> Result<Webhook, WebhookError> {
    signed_at(now(), body)
}

#[test]
fn every_type_of_event_is_understood_or_counted() {
    let mut out = String::new();
    for (name, body) in fixtures("webhook") {
        writeln!(out, "## {name}\n{}", shown(&signed(&body))).unwrap();
    }
    insta::assert_snapshot!(out);
}

#[test]
fn what_is_missing_or_wrong_is_named_by_its_path() {
    let mut out = String::new();
    for body in [
        "",
        "[]",
        "{}",
        r#"{"type": 1}"#,
        r#"{"type": "message"}"#,
        r#"{"type": "message", "text": "oi"}"#,
        r#"{"type": "message", "text": "oi", "contact": "c"}"#,
        r#"{"type": "message", "text": "oi", "contact": {"id": 5511999990000}}"#,
        r#"{"type": "message", "text": "oi", "contact": {"id": ""}}"#,
        r#"{"type": "message", "text": "oi", "contact": {"id": "c", "name": ["n"]}}"#,
        r#"{"type": "message", "text": "oi", "contact": {"id": "c"}}"#,
        r#"{"type": "message", "text": "oi", "contact": {"id": "c"}, "message_id": ""}"#,
        r#"{"type": "message", "text": "oi", "contact": {"id": "c"}, "message_id": "m", "sent_at": "ontem"}"#,
        r#"{"type": "message", "text": "oi", "contact": {"id": "c"}, "message_id": "m", "voice": "yes"}"#,
        r#"{"type": "message", "text": " ", "contact": {"id": "c"}, "message_id": "m"}"#,
        r#"{"type": "person_message", "contact": {"id": "c"}, "message_id": "m"}"#,
        r#"{"type": "taken_over"}"#,
        r#"{"type": "released", "contact": {}}"#,
    ] {
        writeln!(out, "{body}\n  {}", shown(&signed(body.as_bytes()))).unwrap();
    }
    insta::assert_snapshot!(out);
}

#[test]
fn an_attachment_that_is_wrong_is_named_by_its_path() {
    let mut out = String::new();
    let url = "https://a.example/1";
    for attachments in [
        json!({"kind": "image", "url": url}),
        json!(["image"]),
        json!([{"url": url}]),
        json!([{"kind": "image", "url": url}, {"kind": "photo", "url": url}]),
        json!([{"kind": "image"}]),
        json!([{"kind": "image", "url": "http://a.example/1"}]),
        json!([{"kind": "image", "url": "https://user:password@a.example/1"}]),
        json!([{"kind": "image", "url": "data:image/png;base64,aW1hZ2Vt"}]),
        json!([{"kind": "image", "url": format!("{url}{}", "x".repeat(4 * 1024))}]),
        json!(vec![
            json!({"kind": "image", "url": format!("{url}{}", "x".repeat(3_000))});
            32
        ]),
        json!(vec![json!({"kind": "image", "url": url}); 33]),
        json!([{"kind": "image", "url": url, "mime_type": 1}]),
        json!([{"kind": "image", "url": url, "name": ["a"]}]),
        json!([{"kind": "image", "url": url, "size": -1}]),
        json!([{"kind": "image", "url": url, "duration_ms": "12"}]),
        json!([]),
    ] {
        let body = json!({"type": "message", "contact": {"id": "c"}, "message_id": "m",
                          "attachments": attachments});
        let told: String = attachments.to_string().chars().take(90).collect();
        let read = shown(&signed(body.to_string().as_bytes()));
        writeln!(out, "{told}\n  {read}").unwrap();
    }
    insta::assert_snapshot!(out);
}

#[test]
fn a_voice_is_one_unless_the_sender_says_otherwise() {
    let is_voice = |kind: &str, told: &Value| {
        let attachments = json!([{"kind": kind, "url": "https://a.example/1"}]);
        let body = json!({"type": "message", "contact": {"id": "c"}, "message_id": "m",
                          "attachments": attachments, "voice": told});
        let read = shown(&signed(body.to_string().as_bytes()));
        read.contains("in a voice")
    };
    assert!(is_voice("voice", &Value::Null));
    assert!(!is_voice("voice", &json!(false)));
    assert!(!is_voice("audio", &Value::Null));
    assert!(is_voice("audio", &json!(true)));
}

#[test]
fn a_message_has_at_most_100_kb() {
    let longest = "a".repeat(MAX_MESSAGE_BYTES);
    assert!(signed(&webhook_message("c", "m", now(), &longest)).is_ok());
    let refused = signed(&webhook_message("c", "m", now(), &format!("{longest}a")));
    assert_eq!(refused.unwrap_err().status(), 413);
}

#[test]
fn a_message_has_at_most_300_kb_when_it_is_stored() {
    let quotes = "\"".repeat(MAX_MESSAGE_BYTES);
    assert!(signed(&webhook_message("c", "m", now(), &quotes)).is_ok());
    let controls = format!("a{}", "\u{1}".repeat(MAX_MESSAGE_BYTES / 2));
    let refused = signed(&webhook_message("c", "m", now(), &controls));
    assert_eq!(refused.unwrap_err().status(), 413);
}

#[test]
fn only_a_right_and_recent_signature_is_believed() {
    let body = webhook_message("c", "m", now(), "oi");
    let tolerance = Duration::from_secs(5 * 60);
    let second = Duration::from_secs(1);
    for (at, believed) in [
        (now(), true),
        (now().minus(tolerance), true),
        (now().plus(tolerance), true),
        (now().minus(tolerance + second), false),
        (now().plus(tolerance + second), false),
    ] {
        assert_eq!(signed_at(at, &body).is_ok(), believed, "{at}");
    }
}

#[test]
fn every_header_and_every_byte_counts() {
    let body = webhook_message("c", "m", now(), "oi");
    let right = sign_webhook(SIGNING_SECRET, "msg_1", now(), &body);
    let signature = &right[2].1;
    let believed = |headers: &[(&str, &str)]| post(&webhook(), headers, &body).is_ok();
    let with = |id: &str, timestamp: &str, signature: &str| {
        believed(&[
            ("webhook-id", id),
            ("webhook-timestamp", timestamp),
            ("webhook-signature", signature),
        ])
    };
    let timestamp = &right[1].1;
    assert!(with("msg_1", timestamp, signature));
    // The sender may be changing its secret, or know signatures that we do not.
    assert!(with(
        "msg_1",
        timestamp,
        &format!("v1a,abc v1,AAAA {signature}")
    ));

    let other_secret = "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
    let wrong = &sign_webhook(other_secret, "msg_1", now(), &body)[2].1;
    let later = (now().seconds() + 1).to_string();
    let truncated = signature.get(..20).unwrap();
    assert!(!with("msg_1", timestamp, wrong));
    assert!(!with("msg_2", timestamp, signature));
    assert!(!with("msg_1", &later, signature));
    assert!(!with("msg_1", timestamp, truncated));
    assert!(!with("msg_1", timestamp, &signature.to_uppercase()));
    assert!(!with(
        "msg_1",
        timestamp,
        signature.strip_prefix("v1,").unwrap()
    ));
    assert!(!with("msg_1", timestamp, ""));
    assert!(!with("msg_1", "today", signature));
    assert!(!with("msg_1", "-1", signature));
    assert!(!with("msg_1", &u64::MAX.to_string(), signature));
    assert!(!believed(&[
        ("webhook-id", "msg_1"),
        ("webhook-timestamp", timestamp)
    ]));
    assert!(!believed(&[]));

    let headers: Vec<_> = right
        .iter()
        .map(|(name, value)| (*name, value.as_str()))
        .collect();
    let mut changed = body.clone();
    changed.push(b' ');
    let refused = post(&webhook(), &headers, &changed);
    assert_eq!(refused, Err(WebhookError::Unverified));
}

#[test]
fn only_post_is_taken() {
    for method in [Method::GET, Method::PUT] {
        let request = Request {
            method: &method,
            query: "hub.mode=subscribe",
            headers: &HeaderMap::new(),
            body: b"",
        };
        assert_eq!(webhook().read(request, now()), Err(WebhookError::Method));
    }
}

proptest! {
    #[test]
    fn no_bytes_make_it_panic(
        body in prop::collection::vec(any::<u8>(), 0..200),
        headers in prop::collection::vec("[!-~]{0,40}", 3),
    ) {
        let headers: Vec<_> = ["webhook-id", "webhook-timestamp", "webhook-signature"]
            .into_iter()
            .zip(headers.iter().map(String::as_str))
            .collect();
        prop_assert_eq!(post(&webhook(), &headers, &body), Err(WebhookError::Unverified));
    }

    #[test]
    fn no_text_makes_it_panic(body in "\\PC{0,200}") {
        prop_assert!(signed(body.as_bytes()).is_err());
    }
}

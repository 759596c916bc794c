//! What Meta's webhooks say, and which are believed.

use std::fmt::Write;

use crate::support::{APP_SECRET, PHONE_NUMBER_ID, fixtures, now, post, shown, whatsapp};
use channels::{Request, Webhook, WebhookError};
use conversation::{Event, Timestamp};
use http::{HeaderMap, Method};
use testkit::channels::{Customer, WhatsappBody, renewed, sign_whatsapp};

const CUSTOMER: Customer<'_> = Customer {
    phone: Some("5511999990000"),
    business_scoped_id: None,
    name: "Cliente",
};

pub(crate) fn signed(body: &[u8]) -> Result<Webhook, WebhookError> {
    let signature = sign_whatsapp(APP_SECRET, body);
    post(&whatsapp(), &[("x-hub-signature-256", &signature)], body)
}

pub(crate) fn texts(webhook: Webhook) -> Vec<String> {
    let Webhook::Events { events, .. } = webhook else {
        return Vec::new();
    };
    let texts = events.into_iter().filter_map(|event| match event {
        Event::Message(incoming) => Some(incoming.text),
        _ => None,
    });
    texts.collect()
}

#[test]
fn every_kind_of_notification_is_understood_or_counted() {
    let mut out = String::new();
    for (name, body) in fixtures("whatsapp_cloud") {
        writeln!(out, "## {name}\n{}", shown(&signed(&body))).unwrap();
    }
    insta::assert_snapshot!(out);
}

#[test]
fn a_body_that_is_no_notification_is_refused_with_the_place() {
    let mut out = String::new();
    for body in [
        "",
        "{",
        "\u{feff}{}",
        "[]",
        "{}",
        r#"{"object": 1}"#,
        r#"{"object": "whatsapp_business_account"}"#,
        r#"{"object": "whatsapp_business_account", "entry": {"id": "1"}}"#,
    ] {
        write!(out, "{body:?} -> {}", shown(&signed(body.as_bytes()))).unwrap();
    }
    insta::assert_snapshot!(out);
}

#[test]
fn only_the_right_signature_is_believed() {
    let body = br#"{"object": "whatsapp_business_account", "entry": []}"#;
    let right = sign_whatsapp(APP_SECRET, body);
    let digits = right.strip_prefix("sha256=").unwrap();
    let wrong = sign_whatsapp("another secret", body);
    let truncated = right.get(..right.len() - 2).unwrap();
    let header = "x-hub-signature-256";
    let upper_case = format!("sha256={}", digits.to_uppercase());
    let joined = format!("{wrong}, {right}");

    let one = |value: &str| vec![(header, value.to_owned())];
    for (headers, believed) in [
        (one(&right), true),
        (one(&upper_case), true),
        (one(&joined), true),
        ([one(&wrong), one(&right)].concat(), true),
        (vec![], false),
        (one(""), false),
        (one("sha256="), false),
        (one(&wrong), false),
        (one(truncated), false),
        (one(digits), false),
        (one(&format!("{right}00")), false),
        (one("sha256=not hexadecimal"), false),
        (vec![("x-hub-signature", right.clone())], false),
    ] {
        let headers: Vec<_> = headers
            .iter()
            .map(|(name, value)| (*name, value.as_str()))
            .collect();
        let answer = post(&whatsapp(), &headers, body);
        if believed {
            assert!(answer.is_ok(), "{headers:?}");
        } else {
            assert_eq!(answer, Err(WebhookError::Unverified), "{headers:?}");
        }
    }
}

#[test]
fn the_signature_is_over_the_raw_bytes() {
    // The same JSON, written in another way: what was signed is not what came.
    let escaped = br#"{"object": "whatsapp_business_account", "entry": [], "a": "\u00e3"}"#;
    let plain = r#"{"object": "whatsapp_business_account", "entry": [], "a": "ã"}"#;
    assert!(signed(escaped).is_ok());
    assert!(signed(plain.as_bytes()).is_ok());

    let signature = sign_whatsapp(APP_SECRET, escaped);
    let refused = post(
        &whatsapp(),
        &[("x-hub-signature-256", &signature)],
        plain.as_bytes(),
    );
    assert_eq!(refused, Err(WebhookError::Unverified));
}

#[test]
fn rubbish_is_not_parsed_before_it_verifies() {
    let refused = post(&whatsapp(), &[("x-hub-signature-256", "sha256=00")], b"{");
    assert_eq!(refused, Err(WebhookError::Unverified));
}

#[test]
fn the_subscription_is_confirmed_only_with_our_token() {
    let mut out = String::new();
    for query in [
        "hub.mode=subscribe&hub.verify_token=a-token-of-our-own&hub.challenge=1158201444",
        "hub.challenge=%3Cb%3E&hub.verify_token=a%2Dtoken-of-our-own&hub.mode=subscribe",
        "hub.mode=subscribe&hub.verify_token=a-token-of-our-ow&hub.challenge=1",
        "hub.mode=subscribe&hub.verify_token=&hub.challenge=1",
        "hub.mode=subscribe&hub.challenge=1",
        "hub.mode=unsubscribe&hub.verify_token=a-token-of-our-own&hub.challenge=1",
        "hub.mode=subscribe&hub.verify_token=a-token-of-our-own",
        "",
    ] {
        let request = Request {
            method: &Method::GET,
            query,
            headers: &HeaderMap::new(),
            body: b"",
        };
        write!(
            out,
            "?{query}\n  {}",
            shown(&whatsapp().read(request, now()))
        )
        .unwrap();
    }
    insta::assert_snapshot!(out);
}

#[test]
fn other_methods_are_not_taken() {
    for method in [Method::PUT, Method::DELETE, Method::HEAD, Method::OPTIONS] {
        let request = Request {
            method: &method,
            query: "",
            headers: &HeaderMap::new(),
            body: b"",
        };
        let refused = whatsapp().read(request, now()).unwrap_err();
        assert_eq!(refused.status(), 405);
    }
}

#[test]
fn names_and_ids_are_bounded() {
    let customer = Customer {
        name: &"n".repeat(5000),
        ..CUSTOMER
    };
    let body = WhatsappBody::new(PHONE_NUMBER_ID)
        .text(customer, "wamid.1", now(), "oi")
        .text(CUSTOMER, &"i".repeat(257), now(), "com um id longo demais");
    let taken = signed(&body.bytes());
    assert!(shown(&taken).contains(&format!("({})", "n".repeat(200))));
    assert!(shown(&taken).contains("ignored: 1 broken"));
}

#[test]
fn a_recorded_notification_can_be_sent_again_as_new() {
    let recorded = WhatsappBody::new(PHONE_NUMBER_ID).text(
        CUSTOMER,
        "wamid.1",
        Timestamp::from_millis(1_600_000_000_000),
        "oi",
    );
    let later = now().plus(std::time::Duration::from_secs(5));
    let taken = signed(&renewed(&recorded.bytes(), later, "-2")).unwrap();
    let Webhook::Events { events, .. } = taken else {
        panic!("no events");
    };
    let [Event::Message(incoming)] = events.as_slice() else {
        panic!("not one message");
    };
    assert_eq!(
        (incoming.id.as_str(), incoming.sent_at),
        ("wamid.1-2", later)
    );
}

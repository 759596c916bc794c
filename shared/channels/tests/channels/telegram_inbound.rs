//! What Telegram's webhooks say, and which are believed.

use std::fmt::Write;

use channels::{Inbound, Request, Webhook, WebhookError, inbound};
use conversation::Event;
use http::{HeaderMap, Method};
use testkit::channels::{TelegramUpdate, TelegramUser};

use crate::support::{STORED, fixtures, now, post, settings, shown};

const TOKEN: &str = "um-Segredo_do_webhook-42";
const HEADER: &str = "x-telegram-bot-api-secret-token";
const CUSTOMER: TelegramUser<'_> = TelegramUser {
    id: 700_100_200,
    name: "Cliente",
};

fn telegram() -> Inbound {
    let secrets = [("bot_token", STORED), ("secret_token", TOKEN)];
    inbound(&settings("telegram", &secrets)).unwrap()
}

pub(crate) fn believed(body: &[u8]) -> Result<Webhook, WebhookError> {
    post(&telegram(), &[(HEADER, TOKEN)], body)
}

fn event(update: &TelegramUpdate) -> Event {
    let events = match believed(&update.bytes()) {
        Ok(Webhook::Events { events, .. }) => events,
        _ => Vec::new(),
    };
    events.into_iter().next().unwrap()
}

#[test]
fn every_kind_of_update_is_understood_or_counted() {
    let mut out = String::new();
    for (name, body) in fixtures("telegram") {
        writeln!(out, "## {name}\n{}", shown(&believed(&body))).unwrap();
    }
    insta::assert_snapshot!(out);
}

#[test]
fn a_body_that_is_no_update_is_refused_with_the_place() {
    let mut out = String::new();
    for body in [
        "",
        "{",
        "\u{feff}{}",
        "[]",
        "{}",
        r#"{"message": {}}"#,
        r#"{"update_id": "1", "message": {}}"#,
        r#"{"update_id": -1}"#,
    ] {
        write!(out, "{body:?} -> {}", shown(&believed(body.as_bytes()))).unwrap();
    }
    insta::assert_snapshot!(out);
}

#[test]
fn only_the_right_token_is_believed() {
    let body = TelegramUpdate::text(CUSTOMER, 1, now(), "oi").bytes();
    assert!(believed(&body).is_ok());
    let truncated = TOKEN.get(..TOKEN.len() - 1).unwrap();
    let longer = format!("{TOKEN}x");
    for headers in [
        vec![],
        vec![(HEADER, "")],
        vec![(HEADER, truncated)],
        vec![(HEADER, &longer)],
        vec![(HEADER, "UM-SEGREDO_DO_WEBHOOK-42")],
        vec![("authorization", TOKEN)],
    ] {
        let refused = post(&telegram(), &headers, &body);
        assert_eq!(refused, Err(WebhookError::Unverified), "{headers:?}");
    }
}

#[test]
fn rubbish_is_not_parsed_before_it_verifies() {
    let refused = post(&telegram(), &[(HEADER, "x")], b"{");
    assert_eq!(refused, Err(WebhookError::Unverified));
}

#[test]
fn other_methods_are_not_taken() {
    for method in [Method::GET, Method::PUT, Method::DELETE, Method::HEAD] {
        let request = Request {
            method: &method,
            query: "",
            headers: &HeaderMap::new(),
            body: b"",
        };
        let refused = telegram().read(request, now()).unwrap_err();
        assert_eq!(refused.status(), 405);
    }
}

#[test]
fn a_repeat_of_an_update_has_the_same_id_and_another_update_has_not() {
    let said = |id| match event(&TelegramUpdate::text(CUSTOMER, id, now(), "oi")) {
        Event::Message(incoming) => incoming.id,
        other => panic!("{other:?}"),
    };
    assert_eq!(said(7), said(7));
    assert_ne!(said(7), said(8));
}

#[test]
fn names_are_bounded() {
    let customer = TelegramUser {
        name: &"n".repeat(5000),
        ..CUSTOMER
    };
    let taken = believed(&TelegramUpdate::text(customer, 1, now(), "oi").bytes());
    assert!(shown(&taken).contains(&format!("({})", "n".repeat(200))));
}

#[test]
fn nothing_that_came_is_shown_in_an_error() {
    let refused = believed(br#"{"update_id": "segredo"}"#).unwrap_err();
    assert!(!format!("{refused} {refused:?}").contains("segredo"));
}

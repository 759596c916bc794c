//! Which requests Whazing accepts.
//!
//! Only the answers to notes are documented.

use axum::http::{Method, header, request::Parts};
use serde_json::{Value, json};

use crate::channels::server::{Fit, Unfit};

pub(super) const SENDS: &str = "sends";
pub(super) const MOVES: &str = "moves";
pub(super) const NOTES: &str = "notes";
pub(super) const CHECKS: &str = "checks";

pub(super) const BASE_PATH: &str = "/v1/api/external/8c1d3f5e";

pub(super) fn check(
    parts: &Parts,
    body: &[u8],
    authorization: &str,
    is_ticket: impl Fn(u64) -> bool,
) -> Result<Fit, Unfit> {
    let path = parts.uri.path().strip_prefix(BASE_PATH);
    let path = match (&parts.method, path) {
        (&Method::POST, Some(path)) => path,
        (&Method::GET, Some("/statuschannel")) => "/statuschannel",
        _ => return Err(refusal(404, "no such place")),
    };
    let given = parts.headers.get(header::AUTHORIZATION);
    if given.is_none_or(|given| given.as_bytes() != authorization.as_bytes()) {
        return Err(refusal(401, "another token"));
    }
    if path == "/statuschannel" {
        return Ok(Fit::taken(CHECKS, "", Value::Null, json!({})));
    }
    let body: Value =
        serde_json::from_slice(body).map_err(|error| refusal(400, &format!("no JSON: {error}")))?;
    let (queue, problem) = match path {
        "" | "/" => (SENDS, send(&body)),
        "/updatequeue" => (MOVES, update_queue(&body)),
        "/updateticketinfo" => (MOVES, update_ticket(&body)),
        "/ticketnote" => (NOTES, note(&body)),
        _ => return Err(refusal(404, "no such place")),
    };
    if let Some(problem) = problem {
        return Err(refusal(400, &format!("{problem}: {body}")));
    }
    if let Some(ticket) = body.get("ticketId").and_then(whole)
        && !is_ticket(ticket)
    {
        return Err(refusal(404, &format!("ticket {ticket} not found")));
    }
    let id = text(&body, "externalKey").unwrap_or_default().to_owned();
    Ok(Fit::taken(queue, id, body, json!({"success": true})))
}

fn refusal(status: u16, fault: &str) -> Unfit {
    Unfit {
        status,
        answer: json!({"error": fault}).to_string(),
        fault: fault.to_owned(),
    }
}

fn send(body: &Value) -> Option<&'static str> {
    let is_digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let number = text(body, "number").is_some_and(is_digits);
    let ticket = text(body, "ticketId").is_some_and(is_digits);
    let said = text(body, "body").map(|text| text.encode_utf16().count());
    let fits = match (text(body, "mediaUrl"), said) {
        (None, Some(said)) => (1..=4096).contains(&said),
        // A caption would show what the voice says.
        (Some(url), Some(0)) => url.starts_with("http"),
        _ => false,
    };
    if number == ticket {
        Some("neither a number nor a ticket alone")
    } else if !fits {
        Some("neither a text that can be sent nor a file alone")
    } else if text(body, "externalKey").is_none_or(str::is_empty) {
        Some("no external key")
    } else {
        None
    }
}

fn update_queue(body: &Value) -> Option<&'static str> {
    let is_whole = |name| body.get(name).is_some_and(Value::is_u64);
    let fits = is_whole("ticketId") && is_whole("queueId");
    (!fits).then_some("not two whole numbers")
}

fn update_ticket(body: &Value) -> Option<&'static str> {
    let whole_or_none = |name| body.get(name).is_none_or(|id| id.is_null() || id.is_u64());
    let status = body.get("status").map(|status| status.as_str());
    let fits = body.get("ticketId").is_some_and(Value::is_u64)
        && whole_or_none("userId")
        && whole_or_none("queueId")
        && matches!(status, None | Some(Some("pending" | "open" | "closed")));
    (!fits).then_some("not a ticket's state")
}

fn note(body: &Value) -> Option<&'static str> {
    let number = body.get("number").is_some_and(Value::is_string);
    let ticket = body.get("ticketId").is_some_and(Value::is_u64);
    let length = text(body, "note").map_or(0, |note| note.chars().count());
    let fits = number != ticket && length >= 3;
    (!fits).then_some("not a note of one ticket")
}

/// A whole number, which may be written as text.
pub(super) fn whole(value: &Value) -> Option<u64> {
    value.as_u64().or_else(|| value.as_str()?.parse().ok())
}

pub(super) fn text<'a>(body: &'a Value, name: &str) -> Option<&'a str> {
    body.get(name)?.as_str()
}

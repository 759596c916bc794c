//! What the API accepts.

use axum::{
    body::Bytes,
    http::{Method, request::Parts},
};
use serde_json::{Value, json};

use super::{
    ChatwootCall, LISTS, SHOWS,
    account::{Account, status_named},
};
use crate::channels::{
    form::{self, Form},
    server::{Fit, Unfit},
};

pub(super) fn check(
    account: &mut Account,
    access_token: &str,
    parts: &Parts,
    body: &Bytes,
) -> Result<Fit, Unfit> {
    let given = parts.headers.get("api_access_token");
    if given.is_none_or(|given| given.as_bytes() != access_token.as_bytes()) {
        return Err(refusal(401, "another access token"));
    }
    if let Some(fit) = read(account, parts) {
        return Ok(fit);
    }
    let (conversation, what) = place(account, parts)?;
    if form::is_form(parts) {
        let id = format!("{conversation}/{}", account.next_number());
        let fit = Form::read(parts, body).and_then(|form| audio(what, form, id));
        return fit.map_err(|fault| refusal(422, &fault));
    }
    let body: Value =
        serde_json::from_slice(body).map_err(|error| refusal(400, &format!("no JSON: {error}")))?;
    let text = |name: &str| body.get(name).and_then(Value::as_str);
    let flag = |name: &str| body.get(name).and_then(Value::as_bool);
    let number = account.next_number();
    let (call, answer) = match what {
        "messages" => match (text("content"), text("message_type"), flag("private")) {
            (Some(content), Some("outgoing"), Some(private)) if !content.trim().is_empty() => {
                let call = if private {
                    ChatwootCall::Note
                } else {
                    ChatwootCall::Message
                };
                (call, json!({"id": number, "content": content}))
            }
            _ => return Err(refusal(422, &format!("not a message of a bot: {body}"))),
        },
        "toggle_status" => match text("status").and_then(status_named) {
            Some(status) => (
                ChatwootCall::Status,
                json!({"meta": {}, "payload": {"success": true, "current_status": status,
                       "conversation_id": conversation}}),
            ),
            _ => return Err(refusal(422, &format!("not a status: {body}"))),
        },
        "toggle_typing_status" => match (text("typing_status"), flag("is_private")) {
            (Some("on" | "off"), Some(_)) => (ChatwootCall::Typing, json!({})),
            _ => return Err(refusal(422, &format!("not typing: {body}"))),
        },
        "assignments" => match (body.get("team_id"), body.get("assignee_id")) {
            (Some(Value::Number(team)), None) => (
                ChatwootCall::Assignment,
                json!({"id": team, "name": "vendas"}),
            ),
            _ => return Err(refusal(422, &format!("not an assignment: {body}"))),
        },
        _ => return Err(refusal(404, &format!("nothing is called {what}"))),
    };
    let id = format!("{conversation}/{number}");
    Ok(Fit::taken(call.queue(), id, body, answer))
}

/// What a bot may read: nothing but one conversation, and there is no other that Recado asks for.
fn read(account: &Account, parts: &Parts) -> Option<Fit> {
    let folder = format!("/api/v1/accounts/{}/conversations", account.id());
    let path = parts.uri.path().strip_prefix(&folder);
    let (queue, status, error) = match path.filter(|_| parts.method == Method::GET)? {
        "" => (
            LISTS,
            401,
            "Access to this endpoint is not authorized for bots",
        ),
        "/0" => (SHOWS, 404, "Resource could not be found"),
        _ => return None,
    };
    Some(Fit {
        status,
        ..Fit::taken(queue, "", Value::Null, json!({"error": error}))
    })
}

/// A message that is only a file: a text beside it would show what the voice says.
fn audio(what: &str, form: Form, id: String) -> Result<Fit, String> {
    if what != "messages" {
        return Err(format!("no file for Recado to send: {what}"));
    }
    let texts = ["message_type", "private", "is_voice_message"];
    if let Some(fault) = form.fault("attachments[]", &texts) {
        return Err(fault);
    }
    let marked = matches!(form.text("is_voice_message"), None | Some("true"));
    if form.text("message_type") != Some("outgoing")
        || form.text("private") != Some("false")
        || !marked
    {
        return Err("not a message of a bot".to_owned());
    }
    let mut body = form.shown();
    body.insert("type".to_owned(), json!("audio"));
    let answer = json!({"content": null, "attachments": [{"file_type": "audio"}]});
    Ok(Fit {
        file: Some(form.file.bytes),
        ..Fit::taken(ChatwootCall::Message.queue(), id, body.into(), answer)
    })
}

/// The conversation's display id, and what is to be done with it.
fn place<'p>(account: &Account, parts: &'p Parts) -> Result<(u64, &'p str), Unfit> {
    let prefix = format!("/api/v1/accounts/{}/conversations/", account.id());
    let (conversation, what) = parts
        .uri
        .path()
        .strip_prefix(&prefix)
        .filter(|_| parts.method == Method::POST)
        .and_then(|rest| rest.split_once('/'))
        .ok_or_else(|| refusal(404, "no such place"))?;
    let conversation: u64 = conversation.parse().unwrap_or_default();
    if !account.has(conversation) {
        return Err(refusal(404, "no such conversation"));
    }
    Ok((conversation, what))
}

fn refusal(status: u16, fault: &str) -> Unfit {
    Unfit {
        status,
        answer: json!({"error": "about 5511999990000"}).to_string(),
        fault: fault.to_owned(),
    }
}

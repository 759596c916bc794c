//! The API's body that a form stands for.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::schema::{Form, Shape};
use super::setting::Setting;
use super::values::{DEFAULT, HOURS, OWN, PHRASES};
use crate::pages::Fields;

/// Reads a form whose names are JSON paths. What is empty is left out, and so takes its default; an
/// empty secret that is stored stays. Names that begin with `_` are the form's own.
pub(super) fn body(fields: &Fields, stored: &BTreeSet<String>) -> Map<String, Value> {
    let mut body = Map::new();
    for (name, text) in fields.pairs().filter(|(name, _)| !name.starts_with('_')) {
        let value = match text.trim() {
            "" if stored.contains(name) => json!({"set": true}),
            "" => continue,
            _ if Setting::is_prose(name) => text.into(),
            _ => read(name, text),
        };
        insert(&mut body, name, value);
    }
    reply(&mut body);
    kind(&mut body, "desk", "webhook");
    kind(&mut body, "wait", "quiet");
    server(&mut body);
    tools(&mut body);
    hours(&mut body, fields.text(HOURS));
    phrases(&mut body, fields.text(PHRASES));
    body
}

/// The value of a text. One that is of another type stays a text, and is refused as such.
fn read(name: &str, text: &str) -> Value {
    let text = text.trim();
    match Shape::at(name).map(|shape| shape.form()) {
        Some(Form::Flag) => match text {
            "true" => true.into(),
            "false" => false.into(),
            other => other.into(),
        },
        // In Portuguese, a fraction follows a comma.
        Some(Form::Number) => match serde_json::from_str(&text.replace(',', ".")) {
            Ok(Value::Number(number)) => number.into(),
            _ => text.into(),
        },
        Some(Form::Lines) => {
            let lines = text.lines().map(str::trim);
            lines.filter(|line| !line.is_empty()).collect()
        }
        Some(Form::Json) => serde_json::from_str(text).unwrap_or_else(|_| text.into()),
        Some(Form::Times) => text.split([',', ';']).map(span).collect(),
        Some(Form::Text) | None => text.into(),
    }
}

/// `9:00 – 18:00`, with whatever dash.
fn span(text: &str) -> Value {
    let time = |text: &str| match text.trim() {
        // An hour of one digit.
        time if time.find(':') == Some(1) => format!("0{time}"),
        time => time.to_owned(),
    };
    text.split(['-', '–', '—']).map(time).collect()
}

fn insert(body: &mut Map<String, Value>, path: &str, value: Value) {
    match path.split_once('.') {
        None => {
            body.insert(path.to_owned(), value);
        }
        Some((section, rest)) => {
            let section = body.entry(section).or_insert_with(|| json!({}));
            if let Value::Object(section) = section {
                insert(section, rest, value);
            }
        }
    }
}

/// Whoever chooses no voice chooses text, which has none of a voice's settings.
fn reply(body: &mut Map<String, Value>) {
    let written = body.entry("reply").or_insert_with(|| json!({}));
    let Value::Object(reply) = written else {
        return;
    };
    let is_voice = reply.contains_key("voice_id");
    reply.retain(|name, _| is_voice || name == "balloons");
    let format = if is_voice { "voice" } else { "text" };
    reply.insert("format".to_owned(), format.into());
    kind(reply, "balloons", "paragraphs");
}

/// Of the kinds of a section, only `richest` has more than its kind. Without a kind there is no
/// section: the desk is the channel's own, the wait is that of the interval, and a reply is one message.
fn kind(body: &mut Map<String, Value>, section: &str, richest: &str) {
    let kind = body.get(section).and_then(|section| section.get("kind"));
    match kind.and_then(Value::as_str) {
        Some(kind) if kind == richest => {}
        Some(kind) => {
            let alone = json!({ "kind": kind });
            body.insert(section.to_owned(), alone);
        }
        None => {
            body.remove(section);
        }
    }
}

/// Whoever empties the URL of the server that hears wants none of its own, although its key is
/// stored.
fn server(body: &mut Map<String, Value>) {
    let only_the_stored_key = json!({"api_key": {"set": true}});
    if let Some(hearing) = body.get_mut("hearing").and_then(Value::as_object_mut)
        && hearing.get("server") == Some(&only_the_stored_key)
    {
        hearing.remove("server");
    }
}

/// Whoever names no function wants no tools, although their key is stored.
fn tools(body: &mut Map<String, Value>) {
    let functions = body.get("tools").and_then(|tools| tools.get("functions"));
    if functions.is_none_or(|it| it.as_array().is_some_and(Vec::is_empty)) {
        body.remove("tools");
    }
}

fn hours(body: &mut Map<String, Value>, chosen: &str) {
    if chosen != OWN {
        body.remove("hours");
        return;
    }
    let hours = body.entry("hours").or_insert_with(|| json!({}));
    if let Value::Object(hours) = hours {
        hours.entry("week").or_insert_with(|| json!({}));
    }
}

fn phrases(body: &mut Map<String, Value>, chosen: &str) {
    match chosen {
        OWN => {
            body.entry("phrases").or_insert_with(|| json!([]));
        }
        DEFAULT => {
            body.insert("phrases".to_owned(), DEFAULT.into());
        }
        _ => {
            body.remove("phrases");
        }
    }
}

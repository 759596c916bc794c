//! Chat completions: `POST /chat/completions`, at the strictest of the compatible servers.

mod answer;

pub(super) use answer::write;

use serde_json::{Map, Value};

use super::{
    check::{EFFORTS, Fault, Fields, TIERS, VERBOSITIES, list, parameters, require, turns},
    content::{self, Part, has_only, text},
    rounds,
};

/// Every field that Recado may send. Gemini, Mistral and others refuse a request for a field that
/// they do not know, so that nothing may be sent of its own accord that only OpenAI has (`store`,
/// `safety_identifier`, `prompt_cache_key`).
const FIELDS: [&str; 9] = [
    "max_completion_tokens",
    "max_tokens",
    "messages",
    "model",
    "reasoning_effort",
    "service_tier",
    "temperature",
    "tools",
    "verbosity",
];

/// Checks the fields of a request.
pub(super) fn check(fields: &Map<String, Value>) -> Result<(), Fault> {
    let fields = Fields(fields);
    fields.are_among(&FIELDS)?;
    fields.text("model")?;
    fields.temperature()?;
    fields.tokens("max_tokens")?;
    fields.tokens("max_completion_tokens")?;
    let limits = [
        fields.get("max_tokens"),
        fields.get("max_completion_tokens"),
    ];
    let both = limits.iter().all(|limit| !limit.is_null());
    require(!both, "max_tokens", "there is one limit")?;
    fields.choice("reasoning_effort", &EFFORTS)?;
    fields.choice("verbosity", &VERBOSITIES)?;
    fields.choice("service_tier", &TIERS)?;
    check_messages(fields.get("messages"))?;
    for (index, tool) in list(fields.get("tools"), "tools")?.iter().enumerate() {
        check_tool(tool, &format!("tools[{index}]"))?;
    }
    Ok(())
}

/// The instructions may stand before what the two sides say. Mistral refuses a message for any other
/// field.
fn check_messages(messages: &Value) -> Result<(), Fault> {
    let messages = list(messages, "messages")?.iter().enumerate();
    let mut messages: Vec<_> = messages
        .map(|(index, message)| (format!("messages[{index}]"), message))
        .collect();
    rounds::check(&rounds::split_off(&mut messages))?;
    for (at, message) in &messages {
        let is_known = has_only(message, &["role", "content"]);
        require(is_known, at, "a message has a role and a content")?;
    }
    if let Some((at, first)) = messages.first()
        && first["role"] == "system"
    {
        let has_text = !text(first, "content").is_empty();
        require(has_text, at, "instructions must be a text")?;
        messages.remove(0);
    }
    turns(&messages, "messages")?;
    for (at, message) in &messages {
        content::check(message, at, part)?;
    }
    Ok(())
}

/// A part of a message.
fn part(part: &Value) -> Option<Part<'_>> {
    let (kind, names) = match text(part, "type") {
        "text" => {
            return has_only(part, &["type", "text"]).then(|| Part::Text(text(part, "text")));
        }
        "image_url" => ("image_url", ["url", "detail"]),
        "file" => ("file", ["filename", "file_data"]),
        _ => return None,
    };
    let within = part.get(kind)?;
    let [first, second] = names.map(|name| text(within, name));
    let is_known = has_only(part, &["type", kind]) && has_only(within, &names);
    is_known.then_some(match kind {
        "file" => Part::File {
            name: first,
            data: second,
        },
        _ => Part::Picture {
            url: first,
            detail: second,
        },
    })
}

/// Some servers refuse `strict`, which changes nothing for what is read leniently.
fn check_tool(tool: &Value, at: &str) -> Result<(), Fault> {
    let function = tool.get("function").unwrap_or(&Value::Null);
    let is_known = tool["type"] == "function"
        && has_only(tool, &["type", "function"])
        && has_only(function, &["name", "description", "parameters"]);
    require(is_known, at, "no tool that Recado uses")?;
    let is_named = !text(function, "name").is_empty();
    require(is_named, at, "a function needs a name of its own")?;
    parameters(&function["parameters"], false, at)
}

#[cfg(test)]
mod tests;

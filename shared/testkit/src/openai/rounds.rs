//! The rounds of calls that follow what the two sides say.

use serde_json::Value;

use super::{
    check::{Fault, require},
    content::{has_only, text},
};

/// An item with its place.
pub(super) type Placed<'v> = (String, &'v Value);

/// A call, and what it was answered, in whichever API.
struct Call<'v> {
    id: &'v str,
    is_sound: bool,
}

/// Takes the rounds away from the items, beginning with what the assistant says beside the first call.
pub(super) fn split_off<'v>(items: &mut Vec<Placed<'v>>) -> Vec<Placed<'v>> {
    let calls = |(_, item): &Placed<'_>| text(item, "type") == "function_call" || has_calls(item);
    let Some(first) = items.iter().position(calls) else {
        return Vec::new();
    };
    let before = first.checked_sub(1).and_then(|before| items.get(before));
    let is_said = |(_, item): &Placed<'_>| item["role"] == "assistant";
    let begins_before = before.is_some_and(is_said) && !items.get(first).is_some_and(is_said);
    items.split_off(first - usize::from(begins_before))
}

/// Checks the rounds: what the assistant says, if anything, its calls, and the answer to each, in their
/// order. Mistral wants ids of 9 letters and digits.
pub(super) fn check(rounds: &[Placed<'_>]) -> Result<(), Fault> {
    let mut open: Vec<&str> = Vec::new();
    let mut seen: Vec<&str> = Vec::new();
    let mut answering = false;
    for (at, item) in rounds {
        let made = calls(item);
        if !made.is_empty() {
            require(
                open.is_empty() || !answering,
                at,
                "a call stands among answers",
            )?;
            answering = false;
            for Call { id, is_sound } in made {
                require(is_sound, at, "no call that Recado sends")?;
                require(!seen.contains(&id), at, "two calls have one id")?;
                let fits = id.len() == 9 && id.bytes().all(|byte| byte.is_ascii_alphanumeric());
                require(fits, at, "an id must be 9 letters and digits")?;
                open.push(id);
                seen.push(id);
            }
            continue;
        }
        if let Some(id) = answered(item) {
            require(open.first() == Some(&id), at, "an answer to another call")?;
            answering = true;
            open.remove(0);
            continue;
        }
        let is_said = has_only(item, &["role", "content"]) && item["role"] == "assistant";
        let says = is_said && !text(item, "content").is_empty();
        require(
            says && open.is_empty(),
            at,
            "nothing that stands among calls",
        )?;
    }
    let last = rounds.last().map_or("", |(at, _)| at.as_str());
    require(open.is_empty(), last, "a call is not answered")
}

fn has_calls(item: &Value) -> bool {
    item.get("tool_calls").is_some()
}

fn calls(item: &Value) -> Vec<Call<'_>> {
    let is_text = |within: &Value, name: &str| within.get(name).is_some_and(Value::is_string);
    if text(item, "type") == "function_call" {
        let names = ["type", "call_id", "name", "arguments"];
        let is_sound = has_only(item, &names) && names.iter().all(|name| is_text(item, name));
        let id = text(item, "call_id");
        return vec![Call { id, is_sound }];
    }
    let calls = item.get("tool_calls").and_then(Value::as_array);
    let calls = calls.map(Vec::as_slice).unwrap_or_default();
    let only = has_only(item, &["role", "content", "tool_calls"]) && item["role"] == "assistant";
    calls
        .iter()
        .map(|call| {
            let function = call.get("function").unwrap_or(&Value::Null);
            let is_sound = only
                && has_only(call, &["id", "type", "function"])
                && call["type"] == "function"
                && has_only(function, &["name", "arguments"])
                && is_text(function, "name")
                && is_text(function, "arguments");
            let id = text(call, "id");
            Call { id, is_sound }
        })
        .collect()
}

/// The id of the call that an item answers.
fn answered(item: &Value) -> Option<&str> {
    let is_output = has_only(item, &["type", "call_id", "output"])
        && item["type"] == "function_call_output"
        && item["output"].is_string();
    let is_of_tool = has_only(item, &["role", "tool_call_id", "content"])
        && item["role"] == "tool"
        && item["content"].is_string();
    match (is_output, is_of_tool) {
        (true, _) => Some(text(item, "call_id")),
        (_, true) => Some(text(item, "tool_call_id")),
        _ => None,
    }
}

/// The calls among the messages of a request, each with its name, its arguments, and what it was answered.
pub(super) fn told<'v>(messages: impl Iterator<Item = &'v Value>) -> Vec<[&'v str; 3]> {
    let mut names = Vec::new();
    let mut outputs = Vec::new();
    for item in messages {
        match text(item, "type") {
            "function_call" => names.push([text(item, "name"), text(item, "arguments")]),
            "function_call_output" => outputs.push(text(item, "output")),
            _ => {}
        }
        for call in item
            .get("tool_calls")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
        {
            let function = &call["function"];
            names.push([text(function, "name"), text(function, "arguments")]);
        }
        if item["role"] == "tool" {
            outputs.push(text(item, "content"));
        }
    }
    let both = names.into_iter().zip(outputs);
    both.map(|([name, arguments], output)| [name, arguments, output])
        .collect()
}

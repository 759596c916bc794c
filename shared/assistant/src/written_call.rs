//! A call of our tool that a model writes into its text, because its server does not know the
//! model's form of tool calls.

use conversation::ports::TransferCall;
use http_client::without_halves;
use serde_json::{Deserializer, Value};

use crate::transfer_tool::{NAME, read_arguments};

/// The transfer that a text calls for, and the text before it.
///
/// A call is recognised by the tool's name, whatever stands around it: tags, a fence, the JSON of
/// one of the many ways to write a call, a call as in Python. No customer should be told that name,
/// and one who is told it by mistake is better off with a person. Arguments alone count as a call
/// as well.
pub(crate) fn take(text: &str) -> Option<(TransferCall, String)> {
    // As Markdown escapes it.
    let text = without_halves(&text.replace("\\_", "_"));
    if let Some((before, _)) = text.split_once(NAME) {
        let arguments = objects(&text).find_map(|object| arguments_in(&object));
        let call = read_arguments(&arguments.unwrap_or_default());
        let said = before.split(['<', '{', '[', '`']).next();
        return Some((call, said.unwrap_or_default().trim().to_owned()));
    }
    let alone = text.trim().trim_matches('`').trim_start_matches("json");
    let arguments: Value = serde_json::from_str(alone).ok()?;
    let is_text = |name| arguments.get(name).is_some_and(Value::is_string);
    let are_ours = is_text("reason") && is_text("summary");
    are_ours.then(|| (read_arguments(&arguments), String::new()))
}

/// The most brackets that are tried. A bracket that nothing closes is read to its end in vain.
const MAX_OBJECTS: usize = 500;

/// The JSON objects of a text, each before the objects within it.
fn objects(text: &str) -> impl Iterator<Item = Value> + '_ {
    let opened = text.match_indices('{').take(MAX_OBJECTS);
    opened.filter_map(|(at, _)| {
        let from = text.get(at..)?;
        Deserializer::from_str(from).into_iter().next()?.ok()
    })
}

/// The arguments, wherever a call holds them: as an object or as text, under any name.
fn arguments_in(value: &Value) -> Option<Value> {
    match value {
        Value::Object(fields)
            if ["reason", "summary"]
                .iter()
                .any(|name| fields.contains_key(*name)) =>
        {
            Some(value.clone())
        }
        Value::Object(fields) => fields.values().find_map(arguments_in),
        Value::Array(values) => values.iter().find_map(arguments_in),
        Value::String(text) => arguments_in(&objects(text).next()?),
        Value::Null | Value::Bool(_) | Value::Number(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn taken(text: &str) -> Option<(String, String, String)> {
        let (call, said) = take(text)?;
        Some((call.reason, call.summary, said))
    }

    #[test]
    fn a_call_is_taken_in_whatever_form_it_is_written() {
        let arguments = r#"{"reason": "pediu", "summary": "Quer {tudo}."}"#;
        let quoted = serde_json::to_string(arguments).unwrap();
        for text in [
            format!(
                r#"<tool_call>{{"name": "transfer_to_human", "arguments": {arguments}}}</tool_call>"#
            ),
            format!(r#"<tool_call>{{"name": "transfer_to_human", "arguments": {quoted}}}"#),
            format!(r#"{{"name": "transfer_to_human", "parameters": {arguments}}}"#),
            format!(r#"{{"arguments": {arguments}, "name": "transfer_to_human"}}"#),
            format!(
                "```json\n{{\"name\": \"transfer_to_human\", \"arguments\": {arguments}}}\n```"
            ),
            format!(r#"[TOOL_CALLS][{{"name": "transfer_to_human", "arguments": {arguments}}}]"#),
            format!(r#"[TOOL_CALLS]transfer_to_human[ARGS]{arguments}"#),
            format!(
                r#"{{"type": "function", "function": {{"name": "transfer_to_human", "arguments": {quoted}}}}}"#
            ),
            format!(r#"<function=transfer_to_human>{arguments}</function>"#),
            format!(r#"{{"transfer_to_human": {arguments}}}"#),
            format!(r#"transfer\_to\_human({arguments})"#),
            // One bracket is missing.
            format!(r#"{{"name": "transfer_to_human", "arguments": {arguments}"#),
            arguments.to_owned(),
            format!("```json\n{arguments}\n```"),
            // Half of an emoji in it.
            arguments.replace("Quer", "\\ud83dQuer"),
            format!(
                r#"{{"name": "transfer_to_human", "arguments": {}}}"#,
                arguments.replace("Quer", "\\ud83dQuer")
            ),
        ] {
            let expected = ("pediu".to_owned(), "Quer {tudo}.".to_owned(), String::new());
            assert_eq!(taken(&text), Some(expected), "{text}");
        }
    }

    #[test]
    fn what_is_said_before_it_is_kept_apart() {
        for text in [
            "Vou chamar alguém.\n\n<tool_call>{\"name\": \"transfer_to_human\"}</tool_call> Pronto!",
            "Vou chamar alguém. transfer_to_human(reason=\"pediu\")",
            "Vou chamar alguém. `transfer_to_human`",
        ] {
            let expected = (
                String::new(),
                String::new(),
                "Vou chamar alguém.".to_owned(),
            );
            assert_eq!(taken(text), Some(expected), "{text}");
        }
    }

    #[test]
    fn any_number_of_brackets_is_read() {
        for bracket in ["{", "{\"a\":", "{\"a\":[", "{\"a\":\"{"] {
            let text = format!(
                "transfer_to_human {}",
                bracket.repeat(100_000 / bracket.len())
            );
            let expected = (String::new(), String::new(), String::new());
            assert_eq!(taken(&text), Some(expected), "{bracket}");
        }
    }

    #[test]
    fn other_text_calls_nobody() {
        for text in [
            "Vou te transferir para um humano.",
            r#"{"reason": "pediu"}"#,
            r#"{"name": "look_up_order", "arguments": {"summary": "a"}}"#,
            "Envie {\"reason\": \"a\", \"summary\": \"b\"} para a API.",
            "",
        ] {
            assert_eq!(taken(text), None, "{text}");
        }
    }
}

//! The tool by which an assistant asks for a person.

use conversation::ports::TransferCall;
use http_client::from_json;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::said;

pub(crate) use settings::TRANSFER_TOOL as NAME;

pub(crate) const DESCRIPTION: &str = "Hands this conversation over to a person of the team. \
    Call it when the customer asks for a person, or when you cannot help any further. After it \
    you no longer take part in the conversation.";

/// The schema of the arguments, in the strict form: every property required, no other allowed.
pub(crate) fn parameters() -> Map<String, Value> {
    let Value::Object(schema) = json!({
        "type": "object",
        "properties": {
            "reason": {
                "type": "string",
                "description": "Why a person is needed, in a few words.",
            },
            "summary": {
                "type": "string",
                "description": "What the person needs to know to go on from here, in the \
                    customer's language.",
            },
        },
        "required": ["reason", "summary"],
        "additionalProperties": false,
    }) else {
        return Map::new();
    };
    schema
}

/// The transfer that a call of a tool asks for; none if the tool is not ours.
pub(crate) fn called(name: &str, arguments: &Value) -> Option<TransferCall> {
    (name == NAME).then(|| read_arguments(arguments))
}

/// Reads the arguments, which come as JSON within a string. A call counts even if its arguments
/// cannot be read (cut off, or not as the schema says); they are left empty.
pub(crate) fn read_arguments(arguments: &Value) -> TransferCall {
    #[derive(Default, Deserialize)]
    #[serde(default)]
    struct Arguments {
        reason: Value,
        summary: Value,
    }

    let parsed: Option<Arguments> = match arguments {
        Value::String(text) => from_json(text.as_bytes()).ok(),
        other => Deserialize::deserialize(other).ok(),
    };
    let arguments = parsed.unwrap_or_default();
    let text = |value: &Value| said::told(value.as_str().unwrap_or_default());
    TransferCall {
        reason: text(&arguments.reason),
        summary: text(&arguments.summary),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_can_be_read() {
        for (arguments, reason, summary) in [
            (json!(r#"{"reason": " a ", "summary": "b"}"#), "a", "b"),
            (json!({"reason": "a", "summary": "b"}), "a", "b"),
            (json!(r#"{"summary": "b", "more": 1}"#), "", "b"),
            (json!(r#"{"reason": 7, "summary": "b"}"#), "", "b"),
            (json!(r#"{"reason": "cut o"#), "", ""),
            (json!(r#"{"reason": "a\ud83d", "summary": "b"}"#), "a", "b"),
            (
                json!({"reason": "<think>x</think>a", "summary": "N\0b"}),
                "a",
                "Nb",
            ),
            (json!(""), "", ""),
            (Value::Null, "", ""),
        ] {
            let call = read_arguments(&arguments);
            assert_eq!(
                (call.reason.as_str(), call.summary.as_str()),
                (reason, summary)
            );
        }
    }
}

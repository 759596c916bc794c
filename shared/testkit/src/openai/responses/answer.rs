//! The answer: an object `response`.

use serde_json::{Value, json};

use crate::openai::answer::{Answer, End, Item};

/// What the assistant says, as the API writes it.
pub(in crate::openai) fn write(answer: &Answer) -> Value {
    let output: Vec<Value> = answer.items.iter().map(Item::in_response).collect();
    let incomplete = |reason: &str| {
        json!({
            "status": "incomplete", "incomplete_details": {"reason": reason}, "output": output,
        })
    };
    response(match answer.end {
        End::Whole => json!({"output": output}),
        End::AtLimit => incomplete("max_output_tokens"),
        End::Filtered => incomplete("content_filter"),
    })
}

/// A response, completed and empty but for the given keys.
pub(in crate::openai) fn response(keys: Value) -> Value {
    let mut response = completed();
    if let (Some(response), Value::Object(keys)) = (response.as_object_mut(), keys) {
        response.extend(keys);
    }
    response
}

impl Item {
    /// An item of the `output`.
    pub fn in_response(&self) -> Value {
        match self {
            Self::Message(text) => message(
                &json!({"type": "output_text", "text": text, "annotations": [], "logprobs": []}),
            ),
            Self::Refusal(text) => message(&json!({"type": "refusal", "refusal": text})),
            Self::Call { name, arguments } => json!({
                "type": "function_call", "id": "fc_1", "call_id": "call_1", "status": "completed",
                "name": name, "arguments": arguments,
            }),
        }
    }
}

fn message(part: &Value) -> Value {
    json!({
        "type": "message", "id": "msg_1", "role": "assistant", "status": "completed",
        "content": [part],
    })
}

fn completed() -> Value {
    json!({
        "id": "resp_1", "object": "response", "created_at": 1_795_435_200,
        "status": "completed", "error": null, "incomplete_details": null,
        "instructions": null, "model": "gpt-fake", "tools": [], "output": [],
        "parallel_tool_calls": false, "metadata": {}, "tool_choice": "auto",
        "temperature": 1.0, "top_p": 1.0,
        "usage": {
            "input_tokens": 120,
            "input_tokens_details": {"cached_tokens": 64, "cache_write_tokens": 0},
            "output_tokens": 30,
            "output_tokens_details": {"reasoning_tokens": 8},
            "total_tokens": 150,
        },
    })
}

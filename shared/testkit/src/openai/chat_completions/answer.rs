//! The answer: an object `chat.completion`.

use serde_json::{Value, json};

use crate::openai::answer::{Answer, End, Item};

/// What the assistant says, as the API writes it: all in one message.
pub(in crate::openai) fn write(answer: &Answer) -> Value {
    let [mut texts, mut refusals] = [Vec::new(), Vec::new()];
    let mut calls = Vec::new();
    for item in &answer.items {
        match item {
            Item::Message(text) => texts.push(text.as_str()),
            Item::Refusal(text) => refusals.push(text.as_str()),
            Item::Call { name, arguments } => calls.push(json!({
                "id": format!("call_{}", calls.len()), "type": "function",
                "function": {"name": name, "arguments": arguments},
            })),
        }
    }
    let joined = |texts: Vec<&str>| (!texts.is_empty()).then(|| texts.join("\n\n"));
    let reason = match answer.end {
        End::Whole if calls.is_empty() => "stop",
        End::Whole => "tool_calls",
        End::AtLimit => "length",
        End::Filtered => "content_filter",
    };
    let mut message = json!({
        "role": "assistant", "content": joined(texts), "refusal": joined(refusals),
    });
    if let Some(fields) = message.as_object_mut().filter(|_| !calls.is_empty()) {
        fields.insert("tool_calls".to_owned(), calls.into());
    }
    json!({
        "id": "chatcmpl-1", "object": "chat.completion", "created": 1_795_435_200,
        "model": "gpt-fake",
        "choices": [{"index": 0, "message": message, "logprobs": null, "finish_reason": reason}],
        "usage": {
            "prompt_tokens": 120,
            "prompt_tokens_details": {"cached_tokens": 64},
            "completion_tokens": 30,
            "completion_tokens_details": {"reasoning_tokens": 8},
            "total_tokens": 150,
        },
    })
}

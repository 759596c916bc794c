//! What the stand-in does with one request.

use serde_json::{Value, json};

use crate::script;

/// One step of a script.
pub type Step = script::Step<Own>;

/// What only this stand-in can do.
#[derive(Debug, Clone)]
pub enum Own {
    /// Answers with an object `response`, which must be as the API describes it.
    Response(Value),
    /// Answers with a transcript, which must be as the API describes it.
    Transcript(Value),
    /// Closes the connection in the middle of the body.
    CutOff,
}

impl Step {
    /// A completed response with one message.
    pub fn text(text: &str) -> Self {
        Self::output([message(text)])
    }

    /// A completed response with a call of `transfer_to_human`.
    pub fn transfer(reason: &str, summary: &str) -> Self {
        let arguments = json!({"reason": reason, "summary": summary});
        Self::output([call("transfer_to_human", &arguments.to_string())])
    }

    /// A completed response with these output items.
    pub fn output(items: impl IntoIterator<Item = Value>) -> Self {
        Self::response(json!({"output": items.into_iter().collect::<Vec<_>>()}))
    }

    /// A response, completed and empty but for the given keys.
    pub fn response(keys: Value) -> Self {
        let mut response = completed();
        if let (Some(response), Value::Object(keys)) = (response.as_object_mut(), keys) {
            response.extend(keys);
        }
        Self::own(Own::Response(response))
    }

    /// A transcript, as the model that is billed by the second gives it.
    pub fn transcript(text: &str) -> Self {
        Self::own(Own::Transcript(json!({
            "text": text, "languages": [{"code": "pt"}],
            "usage": {"type": "duration", "seconds": 2.8},
        })))
    }

    /// An error as the API writes it.
    pub fn error(status: u16, kind: &str, code: Option<&str>) -> Self {
        let error =
            json!({"message": "written by the fake", "type": kind, "param": null, "code": code});
        Self::raw(status, json!({"error": error}).to_string())
    }

    /// The refusal of a parameter, as the API writes it for a model that does not know it.
    pub fn refuses(param: &str) -> Self {
        let message = format!("Unsupported parameter: '{param}' is not supported with this model.");
        let error = json!({
            "message": message, "type": "invalid_request_error", "param": param,
            "code": "unsupported_parameter",
        });
        Self::raw(400, json!({"error": error}).to_string())
    }

    /// Any status and body, not checked against the API's description.
    pub fn raw(status: u16, body: impl Into<String>) -> Self {
        let body = body.into();
        let content_type = match body.starts_with('{') {
            true => "application/json",
            false => "text/html",
        };
        Self::answering(status, content_type, body)
    }

    /// Closes the connection in the middle of the body.
    pub const fn cut_off() -> Self {
        Self::own(Own::CutOff)
    }
}

/// An output item: a message of the assistant.
pub fn message(text: &str) -> Value {
    message_of(&json!({"type": "output_text", "text": text, "annotations": [], "logprobs": []}))
}

/// An output item: a message by which the assistant refuses.
pub fn refusal(text: &str) -> Value {
    message_of(&json!({"type": "refusal", "refusal": text}))
}

fn message_of(part: &Value) -> Value {
    json!({
        "type": "message", "id": "msg_1", "role": "assistant", "status": "completed",
        "content": [part],
    })
}

/// An output item: a call of a function, with its arguments as text.
pub fn call(name: &str, arguments: &str) -> Value {
    json!({
        "type": "function_call", "id": "fc_1", "call_id": "call_1", "status": "completed",
        "name": name, "arguments": arguments,
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

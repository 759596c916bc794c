//! The answer to a request that succeeded (2xx): the object `chat.completion`, as far as we read it.

use conversation::{
    Usage,
    ports::{AssistantError, Completion},
};
use http_client::from_json;
use serde::Deserialize;
use serde_json::Value;

use crate::{calls, ending, errors, lenient, parts::Parts, said, transfer_tool};

#[derive(Debug, Deserialize)]
struct ChatCompletion {
    #[serde(deserialize_with = "lenient::each")]
    choices: Vec<Choice>,
    #[serde(default)]
    error: Option<Value>,
    #[serde(default, deserialize_with = "lenient::maybe")]
    usage: Option<WireUsage>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Choice {
    #[serde(deserialize_with = "lenient::maybe")]
    finish_reason: Option<String>,
    #[serde(deserialize_with = "lenient::maybe")]
    message: Option<Message>,
    /// Why the answer was broken off (OpenRouter).
    error: Option<Value>,
}

/// What the assistant says and calls. Its thoughts stand in fields of other names, which differ
/// (`reasoning_content`, `reasoning`), or in the content.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Message {
    content: Parts,
    #[serde(deserialize_with = "lenient::maybe")]
    refusal: Option<String>,
    #[serde(deserialize_with = "lenient::maybe")]
    tool_calls: Option<Vec<Value>>,
    /// The only call, as before there were tools.
    #[serde(deserialize_with = "lenient::maybe")]
    function_call: Option<Function>,
}

#[derive(Debug, Deserialize)]
struct ToolCall {
    function: Function,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Function {
    name: String,
    arguments: Value,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct WireUsage {
    #[serde(deserialize_with = "lenient::maybe")]
    prompt_tokens: Option<u64>,
    #[serde(deserialize_with = "lenient::maybe")]
    prompt_tokens_details: Option<PromptDetails>,
    /// The cached tokens at DeepSeek.
    #[serde(deserialize_with = "lenient::maybe")]
    prompt_cache_hit_tokens: Option<u64>,
    #[serde(deserialize_with = "lenient::maybe")]
    completion_tokens: Option<u64>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct PromptDetails {
    #[serde(deserialize_with = "lenient::maybe")]
    cached_tokens: Option<u64>,
}

/// Sorts a chat completion by the `finish_reason` of its first choice:
///
/// | `finish_reason` | here |
/// | --- | --- |
/// | `stop`, `tool_calls`, `function_call`, none, one that we do not know (`eos`, `end_turn`) | an answer |
/// | `length`, `model_length` (Mistral), `max_tokens` | an answer: the whole sentences so far |
/// | `content_filter` | refused, without what was written so far |
/// | `error` (OpenRouter, Mistral, vLLM), `abort` (vLLM), `insufficient_system_resource` (DeepSeek) | by the choice's own error, or else worth a retry |
///
/// Without a choice it is an empty answer, or what its error says, see [`errors::of_error`]. What else
/// comes with a 2xx is sorted by [`errors::in_place_of`].
pub(super) fn read(body: &[u8]) -> Result<Completion, AssistantError> {
    let ChatCompletion {
        choices,
        error,
        usage,
    } = from_json(body).map_err(|_| errors::in_place_of("a chat completion", body))?;
    let is_empty = choices.is_empty();
    let choice = choices.into_iter().next().unwrap_or_default();
    let reason = choice.finish_reason.as_deref();
    let broken_off =
        reason.filter(|it| matches!(*it, "error" | "abort" | "insufficient_system_resource"));
    let error = error.filter(|_| is_empty || broken_off.is_some());
    if let Some(error) = choice.error.or(error) {
        return Err(errors::of_error(&error));
    }
    if let Some(reason) = broken_off {
        let detail = format!("chat completion broken off: {reason}");
        return Err(errors::transient(&detail));
    }
    let answer = Completion {
        usage: usage.map(Usage::from).unwrap_or_default(),
        ..answer(choice.message.unwrap_or_default())
    };
    Ok(match reason {
        Some("length" | "model_length" | "max_tokens") => ending::at_limit(answer),
        Some("content_filter") => ending::filtered(answer),
        Some(_) | None => answer,
    })
}

/// The answer: text, a transfer, and whether the model refused. An answer may have all three.
fn answer(message: Message) -> Completion {
    let (text, written) = said::read(&message.content.text());
    let calls: Vec<ToolCall> = lenient::readable(message.tool_calls.unwrap_or_default());
    let mut functions: Vec<_> = calls.into_iter().map(|call| call.function).collect();
    if functions.is_empty() {
        // Some servers write the same call in both forms.
        functions.extend(message.function_call);
    }
    let transfer = |it: &Function| transfer_tool::called(&it.name, &it.arguments);
    let call = |it: &Function| calls::called(&it.name, &it.arguments);
    let refusal = message.refusal.unwrap_or_default();
    Completion {
        text,
        transfer: functions.iter().find_map(transfer).or(written),
        calls: functions.iter().filter_map(call).collect(),
        refused: message.content.refuse() || !refusal.trim().is_empty(),
        ..Completion::default()
    }
}

impl From<WireUsage> for Usage {
    fn from(usage: WireUsage) -> Self {
        let details = usage.prompt_tokens_details.unwrap_or_default();
        let cached = details.cached_tokens.or(usage.prompt_cache_hit_tokens);
        Self {
            input_tokens: usage.prompt_tokens.unwrap_or_default(),
            cached_tokens: cached.unwrap_or_default(),
            output_tokens: usage.completion_tokens.unwrap_or_default(),
        }
    }
}

//! The request: the fields of `CreateChatCompletionRequest` that we use.

use std::borrow::Cow;

use serde::Serialize;
use serde_json::{Map, Value};
use settings::{Detail, ReasoningEffort, ServiceTier, Verbosity};

use super::{ChatCompletions, Limit};
use crate::calls::{self, Made};
use crate::question::{self, DataUrl, OURS, Question, Side, Written};
use crate::{files, transfer_tool};

/// The request's body. It has only what an operator set, and what every server knows: many refuse a
/// request for a field that they do not know (Gemini `store`, Mistral any).
#[derive(Debug, Serialize)]
pub(super) struct Request<'q> {
    model: &'q str,
    messages: Vec<Message<'q>>,
    tools: Vec<Tool<'q>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    temperature: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    max_tokens: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    max_completion_tokens: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reasoning_effort: Option<ReasoningEffort>,
    #[serde(skip_serializing_if = "Option::is_none")]
    verbosity: Option<Verbosity>,
    #[serde(skip_serializing_if = "Option::is_none")]
    service_tier: Option<ServiceTier>,
    #[serde(flatten)]
    of_openai: Option<OfOpenAi<'q>>,
}

/// What only OpenAI's own servers are told. They keep answers unless they are told not to, depending
/// on the account (<https://platform.openai.com/docs/guides/migrate-to-responses>).
#[derive(Debug, Serialize)]
struct OfOpenAi<'q> {
    store: bool,
    safety_identifier: &'q str,
    prompt_cache_key: &'q str,
}

#[derive(Debug, Serialize)]
#[serde(untagged)]
enum Message<'q> {
    Said {
        role: &'static str,
        content: Written<'q, Part<'q>>,
    },
    Calls {
        role: &'static str,
        content: Option<&'q str>,
        tool_calls: Vec<Call<'q>>,
    },
    Answered {
        role: &'static str,
        tool_call_id: String,
        content: &'q str,
    },
}

/// A call of an earlier round.
#[derive(Debug, Serialize)]
struct Call<'q> {
    id: String,
    #[serde(rename = "type")]
    kind: &'static str,
    function: Called<'q>,
}

#[derive(Debug, Serialize)]
struct Called<'q> {
    name: &'q str,
    arguments: &'q str,
}

/// A part of what one side says.
#[derive(Debug, Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
enum Part<'q> {
    Text { text: &'q str },
    ImageUrl { image_url: ImageUrl<'q> },
    File { file: File<'q> },
}

#[derive(Debug, Serialize)]
struct ImageUrl<'q> {
    url: DataUrl<'q>,
    detail: Detail,
}

#[derive(Debug, Serialize)]
struct File<'q> {
    filename: String,
    file_data: DataUrl<'q>,
}

#[derive(Debug, Serialize)]
struct Tool<'q> {
    #[serde(rename = "type")]
    kind: &'static str,
    function: Function<'q>,
}

/// It is not `strict`: some servers refuse the field, and the arguments are read leniently anyway.
#[derive(Debug, Serialize)]
struct Function<'q> {
    name: &'q str,
    description: &'q str,
    parameters: Cow<'q, Map<String, Value>>,
}

/// The role of the instructions. OpenAI's own models take it for their `developer`, which few other
/// servers know.
const INSTRUCTIONS: &str = "system";
/// The role of what a function answers.
const TOOL: &str = "tool";
/// The only kind of tool and of call.
const FUNCTION: &str = "function";

pub(super) fn of<'q>(question: &'q Question<'_>, protocol: &ChatCompletions) -> Request<'q> {
    let parameters = &question.parameters;
    let named = |limit| question.max_tokens.filter(|_| protocol.limit == limit);
    Request {
        model: question.settings.model.as_str(),
        messages: messages(question),
        tools: tools(question),
        temperature: question.temperature(),
        max_tokens: named(Limit::MaxTokens),
        max_completion_tokens: named(Limit::MaxCompletionTokens),
        reasoning_effort: parameters.reasoning_effort,
        verbosity: parameters.verbosity,
        service_tier: parameters.service_tier,
        of_openai: protocol.is_openai.then_some(OfOpenAi {
            store: false,
            safety_identifier: question.safety_identifier,
            prompt_cache_key: &question.cache_key,
        }),
    }
}

/// The instructions, if there are any, the sides, and the rounds.
fn messages<'q>(question: &'q Question<'_>) -> Vec<Message<'q>> {
    let instructions = (!question.instructions.is_empty()).then_some(Message::Said {
        role: INSTRUCTIONS,
        content: Written::Text(question.instructions),
    });
    let sides = question.sides.iter().map(message);
    let rounds = calls::made(question.rounds).flat_map(|(text, calls)| round(text, &calls));
    instructions
        .into_iter()
        .chain(sides)
        .chain(rounds)
        .collect()
}

/// What was said with the calls, and their answers.
fn round<'q>(text: &'q str, calls: &[Made<'q>]) -> Vec<Message<'q>> {
    let tool_calls = calls.iter().map(|made| Call {
        id: made.id.clone(),
        kind: FUNCTION,
        function: Called {
            name: &made.call.name,
            arguments: &made.call.arguments,
        },
    });
    let asked = Message::Calls {
        role: OURS,
        content: (!text.is_empty()).then_some(text),
        tool_calls: tool_calls.collect(),
    };
    let answered = calls.iter().map(|made| Message::Answered {
        role: TOOL,
        tool_call_id: made.id.clone(),
        content: made.output(),
    });
    std::iter::once(asked).chain(answered).collect()
}

fn message<'q>(side: &'q Side<'_>) -> Message<'q> {
    Message::Said {
        role: side.role,
        content: side.content.written(part),
    }
}

fn part<'q>(part: &'q question::Part<'_>) -> Part<'q> {
    match part {
        question::Part::Text(text) => Part::Text { text },
        question::Part::Picture(file, detail) => Part::ImageUrl {
            image_url: ImageUrl {
                url: DataUrl(file),
                detail: *detail,
            },
        },
        question::Part::Document(file) => Part::File {
            file: File {
                filename: files::name(file),
                file_data: DataUrl(file),
            },
        },
    }
}

fn tools<'q>(question: &'q Question<'_>) -> Vec<Tool<'q>> {
    let transfer = Function {
        name: transfer_tool::NAME,
        description: transfer_tool::DESCRIPTION,
        parameters: Cow::Owned(transfer_tool::parameters()),
    };
    let functions = question.functions.iter().map(|function| Function {
        name: function.name.as_str(),
        description: function.description.as_str(),
        parameters: Cow::Borrowed(function.parameters.schema()),
    });
    let all = std::iter::once(transfer).chain(functions);
    all.map(|function| Tool {
        kind: FUNCTION,
        function,
    })
    .collect()
}

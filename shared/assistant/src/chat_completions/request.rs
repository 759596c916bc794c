//! The request: the fields of `CreateChatCompletionRequest` that we use.

use serde::Serialize;
use serde_json::Value;
use settings::{Detail, ReasoningEffort, ServiceTier, Verbosity};

use super::{ChatCompletions, Limit};
use crate::question::{self, DataUrl, Question, Side, Written};
use crate::{files, transfer_tool};

/// The request's body. It has only what an operator set, and what every server knows: many refuse a
/// request for a field that they do not know (Gemini `store`, Mistral any).
#[derive(Debug, Serialize)]
pub(super) struct Request<'q> {
    model: &'q str,
    messages: Vec<Message<'q>>,
    tools: [Tool; 1],
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
struct Message<'q> {
    role: &'static str,
    content: Written<'q, Part<'q>>,
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
struct Tool {
    #[serde(rename = "type")]
    kind: &'static str,
    function: Function,
}

/// It is not `strict`: some servers refuse the field, and the arguments are read leniently anyway.
#[derive(Debug, Serialize)]
struct Function {
    name: &'static str,
    description: &'static str,
    parameters: Value,
}

/// The role of the instructions. OpenAI's own models take it for their `developer`, which few other
/// servers know.
const INSTRUCTIONS: &str = "system";

pub(super) fn of<'q>(question: &'q Question<'_>, protocol: &ChatCompletions) -> Request<'q> {
    let parameters = &question.parameters;
    let named = |limit| question.max_tokens.filter(|_| protocol.limit == limit);
    Request {
        model: question.settings.model.as_str(),
        messages: messages(question),
        tools: [transfer()],
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

/// The instructions, if there are any, and the sides.
fn messages<'q>(question: &'q Question<'_>) -> Vec<Message<'q>> {
    let instructions = (!question.instructions.is_empty()).then_some(Message {
        role: INSTRUCTIONS,
        content: Written::Text(question.instructions),
    });
    let sides = question.sides.iter().map(message);
    instructions.into_iter().chain(sides).collect()
}

fn message<'q>(side: &'q Side<'_>) -> Message<'q> {
    Message {
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

fn transfer() -> Tool {
    Tool {
        kind: "function",
        function: Function {
            name: transfer_tool::NAME,
            description: transfer_tool::DESCRIPTION,
            parameters: transfer_tool::parameters(),
        },
    }
}

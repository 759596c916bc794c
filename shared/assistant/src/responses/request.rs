//! The request: the fields of `CreateResponse` that we use.

use std::borrow::Cow;

use serde::Serialize;
use serde_json::{Map, Value};
use settings::{Detail, ReasoningEffort, ServiceTier, Verbosity};

use crate::question::{self, DataUrl, OURS, Question, Side, Written};
use crate::{calls, files, transfer_tool};

/// The request's body. It never has `conversation`, `previous_response_id` or `prompt`: the history
/// is ours, and history on the server neither moves to another server nor expires when ours does.
#[derive(Debug, Serialize)]
pub(super) struct Request<'q> {
    model: &'q str,
    instructions: &'q str,
    input: Vec<InputItem<'q>>,
    tools: Vec<Tool<'q>>,
    /// Whether tools may be called in parallel. A transfer ends the turn, so there is nothing to
    /// call beside it.
    parallel_tool_calls: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    temperature: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    max_output_tokens: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reasoning: Option<Reasoning>,
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<Text>,
    #[serde(skip_serializing_if = "Option::is_none")]
    service_tier: Option<ServiceTier>,
    /// How a history that is too long is cut: it loses its oldest items instead of failing.
    truncation: &'static str,
    store: bool,
    safety_identifier: &'q str,
    prompt_cache_key: &'q str,
}

#[derive(Debug, Serialize)]
#[serde(untagged)]
enum InputItem<'q> {
    Said {
        role: &'static str,
        content: Written<'q, Part<'q>>,
    },
    Call(Call<'q>),
}

/// A call of an earlier round, and its answer.
#[derive(Debug, Serialize)]
#[serde(tag = "type")]
enum Call<'q> {
    #[serde(rename = "function_call")]
    Made {
        call_id: String,
        name: &'q str,
        arguments: &'q str,
    },
    #[serde(rename = "function_call_output")]
    Answered { call_id: String, output: &'q str },
}

/// A part of what one side says (`InputContent`).
#[derive(Debug, Serialize)]
#[serde(tag = "type")]
enum Part<'q> {
    #[serde(rename = "input_text")]
    Text { text: &'q str },
    #[serde(rename = "input_image")]
    Image {
        image_url: DataUrl<'q>,
        detail: Detail,
    },
    #[serde(rename = "input_file")]
    File {
        filename: String,
        file_data: DataUrl<'q>,
        #[serde(skip_serializing_if = "Option::is_none")]
        detail: Option<Detail>,
    },
}

/// How finely the pages of a PDF are seen, beside their text. Other documents have no pages.
const DETAIL_OF_PAGES: Detail = Detail::Low;
const PDF: &str = "application/pdf";

#[derive(Debug, Serialize)]
struct Reasoning {
    effort: ReasoningEffort,
}

#[derive(Debug, Serialize)]
struct Text {
    verbosity: Verbosity,
}

#[derive(Debug, Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
enum Tool<'q> {
    FileSearch {
        vector_store_ids: Vec<&'q str>,
    },
    Function {
        name: &'q str,
        description: &'q str,
        parameters: Cow<'q, Map<String, Value>>,
        strict: bool,
    },
}

pub(super) fn of<'q>(question: &'q Question<'_>) -> Request<'q> {
    let parameters = &question.parameters;
    let effort = parameters.reasoning_effort;
    Request {
        model: question.settings.model.as_str(),
        instructions: question.instructions,
        input: input(question),
        tools: tools(question),
        parallel_tool_calls: false,
        temperature: question.temperature(),
        max_output_tokens: question.max_tokens,
        reasoning: effort.map(|effort| Reasoning { effort }),
        text: parameters.verbosity.map(|verbosity| Text { verbosity }),
        service_tier: parameters.service_tier,
        truncation: "auto",
        store: false,
        safety_identifier: question.safety_identifier,
        prompt_cache_key: &question.cache_key,
    }
}

fn input<'q>(question: &'q Question<'_>) -> Vec<InputItem<'q>> {
    let mut input: Vec<_> = question.sides.iter().map(item).collect();
    for (text, calls) in calls::made(question.rounds) {
        if !text.is_empty() {
            input.push(InputItem::Said {
                role: OURS,
                content: Written::Text(text),
            });
        }
        let made = calls.iter().map(|made| Call::Made {
            call_id: made.id.clone(),
            name: &made.call.name,
            arguments: &made.call.arguments,
        });
        input.extend(made.map(InputItem::Call));
        let answered = calls.iter().map(|made| Call::Answered {
            call_id: made.id.clone(),
            output: made.output(),
        });
        input.extend(answered.map(InputItem::Call));
    }
    input
}

fn item<'q>(side: &'q Side<'_>) -> InputItem<'q> {
    InputItem::Said {
        role: side.role,
        content: side.content.written(part),
    }
}

fn part<'q>(part: &'q question::Part<'_>) -> Part<'q> {
    match part {
        question::Part::Text(text) => Part::Text { text },
        question::Part::Picture(file, detail) => Part::Image {
            image_url: DataUrl(file),
            detail: *detail,
        },
        question::Part::Document(file) => Part::File {
            filename: files::name(file),
            file_data: DataUrl(file),
            detail: (file.file_type.mime_type == PDF).then_some(DETAIL_OF_PAGES),
        },
    }
}

fn tools<'q>(question: &'q Question<'_>) -> Vec<Tool<'q>> {
    let stores = &question.settings.vector_store_ids;
    let vector_store_ids: Vec<_> = stores.iter().collect();
    let file_search =
        (!vector_store_ids.is_empty()).then_some(Tool::FileSearch { vector_store_ids });
    let transfer = Tool::Function {
        name: transfer_tool::NAME,
        description: transfer_tool::DESCRIPTION,
        parameters: Cow::Owned(transfer_tool::parameters()),
        strict: true,
    };
    let functions = question.functions.iter().map(|function| Tool::Function {
        name: function.name.as_str(),
        description: function.description.as_str(),
        parameters: Cow::Borrowed(function.parameters.schema()),
        strict: false,
    });
    let own = file_search.into_iter().chain([transfer]);
    own.chain(functions).collect()
}

//! The request: the fields of `CreateResponse` that we use.

use conversation::{
    Author, ConversationRef, LeftOut,
    ports::{Prompt, PromptLine},
};
use fields::Whole;
use http_client::Response;
use serde::Serialize;
use serde_json::Value;
use settings::{Assistant, Detail};
use sha2::{Digest, Sha256};

use crate::notes::{BY_A_PERSON, BY_THE_ASSISTANT, FIRST_WORD};
use crate::question::{content::Content, parameters::Parameters};
use crate::{context, errors, imitation, transfer_tool};

/// The request's body. It never has `conversation`, `previous_response_id` or `prompt`: the history
/// is ours, and history on the server neither moves to another server nor expires when ours does.
#[derive(Debug, Serialize)]
pub(super) struct Request<'a> {
    model: &'a str,
    instructions: &'a str,
    input: Vec<InputItem<'a>>,
    tools: Vec<Tool<'a>>,
    /// Whether tools may be called in parallel. A transfer ends the turn, so there is nothing to
    /// call beside it.
    parallel_tool_calls: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    temperature: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    max_output_tokens: Option<u32>,
    #[serde(flatten)]
    parameters: Parameters,
    /// How a history that is too long is cut: it loses its oldest items instead of failing.
    truncation: &'a str,
    store: bool,
    safety_identifier: &'a str,
    prompt_cache_key: String,
}

/// The fewest tokens that the API takes as a maximum.
const FEWEST_TOKENS: u32 = 16;

/// The name under which a check is made, in place of a conversation and of a beginning that others
/// share.
const CHECK: &str = "check";

#[derive(Debug, Serialize)]
struct InputItem<'a> {
    role: &'static str,
    content: Content<'a>,
}

#[derive(Debug, Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
enum Tool<'a> {
    FileSearch {
        vector_store_ids: Vec<&'a str>,
    },
    Function {
        name: &'a str,
        description: &'a str,
        parameters: Value,
        strict: bool,
    },
}

impl Request<'_> {
    /// Leaves out the first part that the server refuses in this response, and says which that was.
    /// None if it refuses none of those that are there.
    pub(super) fn leave_out(&mut self, response: &Response) -> Option<LeftOut> {
        if let Some(parameter) = self.parameters.leave_out(response) {
            return Some(parameter);
        }
        // Refusals of pictures often speak of files as well.
        let mut kinds = [LeftOut::Pictures, LeftOut::Documents].into_iter();
        let refused = kinds.find(|kind| {
            let mut items = self.input.iter();
            items.any(|item| item.content.has(*kind)) && errors::refuses_files(response, *kind)
        })?;
        for item in &mut self.input {
            item.content.leave_out(refused);
        }
        Some(refused)
    }
}

pub(super) fn build<'a>(
    settings: &'a Assistant,
    prompt: &'a Prompt,
    detail: Detail,
) -> Request<'a> {
    Request {
        model: settings.model.as_str(),
        instructions: settings.instructions.as_str(),
        input: input(prompt, detail),
        tools: tools(settings),
        parallel_tool_calls: false,
        temperature: settings.temperature.map(f64::from),
        max_output_tokens: settings.max_output_tokens.map(Whole::get),
        parameters: Parameters::of(settings),
        truncation: "auto",
        store: false,
        safety_identifier: prompt.conversation.id.as_str(),
        prompt_cache_key: prompt_cache_key(settings, &prompt.conversation),
    }
}

/// The cheapest request that shows whether the assistant answers: as for an answer, but without its
/// instructions, and with as few tokens as can be.
pub(super) fn shortest(settings: &Assistant) -> Request<'_> {
    let mut input = Vec::new();
    side(&mut input, THEIRS).add("Oi".to_owned());
    Request {
        model: settings.model.as_str(),
        instructions: "",
        input,
        tools: tools(settings),
        parallel_tool_calls: false,
        temperature: settings.temperature.map(f64::from),
        max_output_tokens: Some(FEWEST_TOKENS),
        parameters: Parameters::of(settings),
        truncation: "auto",
        store: false,
        safety_identifier: CHECK,
        prompt_cache_key: CHECK.to_owned(),
    }
}

/// One item for everything that one side says in a row, beginning with the customer's, so that the
/// sides take turns: the templates of many models (Mistral, Gemma) refuse anything else, and with
/// it every batch of several messages. Empty lines separate the messages.
///
/// The circumstances stand right before the batch, since they differ each time: all before them is
/// as it was in the last request, and is found in the provider's cache.
fn input(prompt: &Prompt, detail: Detail) -> Vec<InputItem<'_>> {
    let mut items = Vec::new();
    let past = prompt.lines.len().saturating_sub(prompt.batch);
    let mut before = None;
    for (index, line) in prompt.lines.iter().enumerate() {
        if index == past
            && let Some(note) = context::note(&prompt.context)
        {
            side(&mut items, THEIRS).add(note);
        }
        let content = side(&mut items, role(line.author));
        content.add(said(line, before));
        for file in &line.files {
            content.show(file, detail);
        }
        before = Some(line.author);
    }
    items
}

/// What one side says next: in its item if it has just spoken.
fn side<'i, 'a>(items: &'i mut Vec<InputItem<'a>>, role: &'static str) -> &'i mut Content<'a> {
    if items.is_empty() && role == OURS {
        side(items, THEIRS).add(FIRST_WORD.to_owned());
    }
    let goes_on = items.last().is_some_and(|last| last.role == role);
    match goes_on.then(|| items.pop()).flatten() {
        Some(last) => &mut items.push_mut(last).content,
        None => {
            &mut items
                .push_mut(InputItem {
                    role,
                    content: Content::default(),
                })
                .content
        }
    }
}

const THEIRS: &str = "user";
const OURS: &str = "assistant";

/// A person's words are our side's, like the assistant's own. A note goes before the customer's
/// next words, since as many templates refuse `system` and `developer` in the middle.
const fn role(author: Author) -> &'static str {
    match author {
        Author::Customer | Author::Note => THEIRS,
        Author::Assistant | Author::Person => OURS,
    }
}

/// A message's text, with a note of its author if the role alone does not tell: before a person's
/// words, so that the assistant does not take them for promises of its own, and before its own
/// words right after these. In a customer's words, imitations of such notes are changed.
fn said(line: &PromptLine, before: Option<Author>) -> String {
    match (line.author, before) {
        (Author::Customer, _) => imitation::shown_as_said(&line.text),
        (Author::Person, _) => format!("{BY_A_PERSON} {}", line.text),
        (Author::Assistant, Some(Author::Person)) => format!("{BY_THE_ASSISTANT} {}", line.text),
        (Author::Assistant | Author::Note, _) => line.text.clone(),
    }
}

fn tools(settings: &Assistant) -> Vec<Tool<'_>> {
    let vector_store_ids: Vec<_> = settings.vector_store_ids.iter().collect();
    let file_search =
        (!vector_store_ids.is_empty()).then_some(Tool::FileSearch { vector_store_ids });
    let transfer = Tool::Function {
        name: transfer_tool::NAME,
        description: transfer_tool::DESCRIPTION,
        parameters: transfer_tool::parameters(),
        strict: true,
    };
    file_search.into_iter().chain([transfer]).collect()
}

/// The key that requests with the same beginning share, so that they meet the same cache. It is a
/// hash, because the API takes no more than 64 characters (seen in its answers in 2026).
fn prompt_cache_key(settings: &Assistant, conversation: &ConversationRef) -> String {
    let mut hash = Sha256::new();
    // Neither id can hold the slash.
    hash.update(conversation.integration.as_str());
    hash.update("/");
    hash.update(settings.id.as_str());
    hex::encode(hash.finalize())
}

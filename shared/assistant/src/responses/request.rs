//! What we ask: the fields of `CreateResponse` that we use.

use conversation::{
    Author, ConversationRef,
    ports::{Prompt, PromptLine},
};
use fields::Whole;
use serde::Serialize;
use serde_json::Value;
use settings::Assistant;
use sha2::{Digest, Sha256};

use crate::notes::{BY_A_PERSON, BY_THE_ASSISTANT, FIRST_WORD};
use crate::{imitation, transfer_tool};

/// Never with `conversation`, `previous_response_id` or `prompt`: the history is ours, and what
/// is kept on the server neither moves to another nor expires when ours does.
#[derive(Debug, Serialize)]
pub(super) struct Request<'a> {
    model: &'a str,
    instructions: &'a str,
    input: Vec<InputItem>,
    tools: Vec<Tool<'a>>,
    /// A transfer ends the turn: there is nothing to call beside it.
    parallel_tool_calls: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    temperature: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    max_output_tokens: Option<u32>,
    /// A history that is too long loses its oldest items instead of failing.
    truncation: &'a str,
    store: bool,
    safety_identifier: &'a str,
    prompt_cache_key: String,
}

#[derive(Debug, Serialize)]
struct InputItem {
    role: &'static str,
    content: String,
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

pub(super) fn build<'a>(settings: &'a Assistant, prompt: &'a Prompt) -> Request<'a> {
    Request {
        model: settings.model.as_str(),
        instructions: settings.instructions.as_str(),
        input: input(&prompt.lines),
        tools: tools(settings),
        parallel_tool_calls: false,
        temperature: settings.temperature.map(f64::from),
        max_output_tokens: settings.max_output_tokens.map(Whole::get),
        truncation: "auto",
        store: false,
        safety_identifier: prompt.conversation.id.as_str(),
        prompt_cache_key: prompt_cache_key(settings, &prompt.conversation),
    }
}

/// One item for all that one side says in a row, beginning with the customer's, so that the sides
/// take turns: the templates of many models (Mistral, Gemma) refuse anything else, and with it every
/// batch of several messages. An empty line parts what was said apart.
fn input(lines: &[PromptLine]) -> Vec<InputItem> {
    let mut items: Vec<InputItem> = Vec::new();
    let mut before = None;
    for line in lines {
        let (role, text) = (role(line.author), said(line, before));
        before = Some(line.author);
        match items.last_mut() {
            Some(last) if last.role == role => {
                last.content.push_str("\n\n");
                last.content.push_str(&text);
                continue;
            }
            None if role == OURS => items.push(InputItem {
                role: THEIRS,
                content: FIRST_WORD.to_owned(),
            }),
            Some(_) | None => {}
        }
        items.push(InputItem {
            role,
            content: text,
        });
    }
    items
}

const THEIRS: &str = "user";
const OURS: &str = "assistant";

/// What people wrote is our side's word, as the assistant's own is. A note stands before what the customer
/// says next: `system` and `developer` are refused in the middle by as many templates.
const fn role(author: Author) -> &'static str {
    match author {
        Author::Customer | Author::Note => THEIRS,
        Author::Assistant | Author::Person => OURS,
    }
}

/// What was said, with a note of whose word it is where the role alone does not tell: of people's words, so
/// that the assistant takes them for no promise that it made itself, and of its own right behind these.
/// What of a customer's words looks like such a note is none.
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

/// Requests that begin alike share a key, so that they meet the same cache. A hash, because the
/// API takes no more than 64 characters (seen in its answers in 2026).
fn prompt_cache_key(settings: &Assistant, conversation: &ConversationRef) -> String {
    let mut hash = Sha256::new();
    // Neither id can hold the slash.
    hash.update(conversation.integration.as_str());
    hash.update("/");
    hash.update(settings.id.as_str());
    hex::encode(hash.finalize())
}

//! An assistant as it is written.

use assistant::{AssistantSettings, DEFAULT_HISTORY_CHARS, HISTORY_CHARS, Runtime};
use conversation::AssistantId;

use crate::fields::Fields;
use crate::refused::Refused;

const MAX_NAME: usize = 200;
const MAX_MODEL: usize = 200;
/// In characters. Even at four bytes each they leave room for the rest of an item, which has at
/// most 400 KB.
const MAX_INSTRUCTIONS: usize = 90_000;
/// The fewest are what the Responses API accepts.
const OUTPUT_TOKENS: std::ops::RangeInclusive<u32> = 16..=32_768;
const MAX_HISTORY_TURNS: u32 = 100;
const DEFAULT_HISTORY_TURNS: u32 = 20;
const MAX_VECTOR_STORES: usize = 10;
const MAX_VECTOR_STORE_ID: usize = 200;

const FIELDS: [&str; 10] = [
    "id",
    "name",
    "runtime",
    "model",
    "instructions",
    "temperature",
    "max_output_tokens",
    "history_turns",
    "history_chars",
    "vector_store_ids",
];

pub(super) fn assistant(id: &AssistantId, mut body: Fields) -> Result<AssistantSettings, Refused> {
    body.only(&FIELDS)?;
    body.same_id(id.as_str())?;
    let settings = AssistantSettings {
        id: id.clone(),
        // First, because it decides which of the others are needed.
        runtime: runtime(&mut body)?,
        name: body.required_text("name", MAX_NAME)?,
        model: body.required_text("model", MAX_MODEL)?,
        instructions: body
            .text("instructions", MAX_INSTRUCTIONS)?
            .unwrap_or_default(),
        temperature: body.nullable("temperature").number("temperature")?,
        max_output_tokens: body
            .nullable("max_output_tokens")
            .whole("max_output_tokens", OUTPUT_TOKENS)?,
        history_turns: body
            .whole("history_turns", 0..=MAX_HISTORY_TURNS)?
            .unwrap_or(DEFAULT_HISTORY_TURNS),
        history_chars: body
            .whole("history_chars", HISTORY_CHARS)?
            .unwrap_or(DEFAULT_HISTORY_CHARS),
        vector_store_ids: body.texts("vector_store_ids", MAX_VECTOR_STORES, MAX_VECTOR_STORE_ID)?,
    };
    settings
        .validate()
        .map_err(|error| Refused::invalid(error.field.to_owned(), error.message))?;
    Ok(settings)
}

fn runtime(body: &mut Fields) -> Result<Runtime, Refused> {
    let message = match body.string("runtime")?.as_deref() {
        None | Some("responses") => return Ok(Runtime::Responses),
        Some("assistants_v2") => {
            "is not available yet in this version: leave it out, and copy model and instructions here"
        }
        Some(_) => "must be responses",
    };
    Err(Refused::invalid(body.path("runtime"), message))
}

//! The Responses API: `POST /responses`.

mod answer;

pub(super) use answer::{response, write};

use serde_json::{Map, Value};

use super::{
    check::{EFFORTS, Fault, Fields, TIERS, VERBOSITIES, list, parameters, require, turns},
    content::{self, PDF, Part, has_only, media_type, text},
    rounds,
};

/// Every field that Recado may send.
const FIELDS: [&str; 14] = [
    "input",
    "instructions",
    "max_output_tokens",
    "model",
    "parallel_tool_calls",
    "prompt_cache_key",
    "reasoning",
    "safety_identifier",
    "service_tier",
    "store",
    "temperature",
    "text",
    "tools",
    "truncation",
];

/// Checks the fields of a request.
pub(super) fn check(fields: &Map<String, Value>) -> Result<(), Fault> {
    let fields = Fields(fields);
    fields.are_among(&FIELDS)?;
    fields.text("model")?;
    require(fields.get("store") == false, "store", "must be false")?;
    fields.short("safety_identifier")?;
    fields.short("prompt_cache_key")?;
    fields.temperature()?;
    fields.tokens("max_output_tokens")?;
    fields.choice_within("reasoning", "effort", &EFFORTS)?;
    fields.choice_within("text", "verbosity", &VERBOSITIES)?;
    fields.choice("service_tier", &TIERS)?;
    let items = list(fields.get("input"), "input")?.iter().enumerate();
    let mut items: Vec<_> = items
        .map(|(index, item)| (format!("input[{index}]"), item))
        .collect();
    rounds::check(&rounds::split_off(&mut items))?;
    turns(&items, "input")?;
    for (at, item) in &items {
        content::check(item, at, part)?;
    }
    for (index, tool) in list(fields.get("tools"), "tools")?.iter().enumerate() {
        check_tool(tool, &format!("tools[{index}]"))?;
    }
    Ok(())
}

/// A part of an item. The pages of a PDF have a detail, and other documents none.
fn part(part: &Value) -> Option<Part<'_>> {
    let data = text(part, "file_data");
    match text(part, "type") {
        "input_text" => has_only(part, &["type", "text"]).then(|| Part::Text(text(part, "text"))),
        "input_image" => has_only(part, &["type", "image_url", "detail"]).then(|| Part::Picture {
            url: text(part, "image_url"),
            detail: text(part, "detail"),
        }),
        "input_file" => {
            let fits = match media_type(data) {
                Some(PDF) => {
                    has_only(part, &["type", "filename", "file_data", "detail"])
                        && text(part, "detail") == "low"
                }
                _ => has_only(part, &["type", "filename", "file_data"]),
            };
            let name = text(part, "filename");
            fits.then_some(Part::File { name, data })
        }
        _ => None,
    }
}

fn check_tool(tool: &Value, at: &str) -> Result<(), Fault> {
    let field = |name: &str| tool.get(name).unwrap_or(&Value::Null);
    match field("type").as_str() {
        Some("file_search") => {
            let stores = list(field("vector_store_ids"), at)?;
            require(!stores.is_empty(), at, "needs a vector store")
        }
        Some("function") => {
            require(
                field("name").is_string(),
                at,
                "a function needs a name of its own",
            )?;
            require(field("strict").is_boolean(), at, "strict is required")?;
            parameters(field("parameters"), field("strict") == true, at)
        }
        _ => Err(Fault::new(at, "no tool that Recado uses")),
    }
}

#[cfg(test)]
mod tests;

//! Whether a server refuses a part of what it was asked.

use conversation::LeftOut;
use http_client::Response;

use super::wire::WireError;

/// Whether the server refuses a request because of one of its fields, or of what goes by one of
/// these names in it: with 400, or with 422 as other servers do. The error's `param` says so or,
/// where there is none, the name in the message. OpenAI's own servers write both, the latter as in
/// "Unsupported service_tier: flex"; gateways drop the `param`. What is too long is no refusal of a
/// field, though it may name the limit of the answer.
pub(crate) fn refuses(response: &Response, field: &str, names: &[&str]) -> bool {
    if !matches!(response.status, 400 | 422) {
        return false;
    }
    let error = WireError::of(response);
    if error.is_too_long() {
        return false;
    }
    match (error.param(), error.message()) {
        (Some(param), _) => param == field || names.contains(&param),
        (None, Some(message)) => names.iter().any(|name| message.contains(name)),
        (None, None) => false,
    }
}

/// The words by which servers name the pictures that they refuse: OpenAI ("image_url is only supported
/// by certain models", and codes such as `invalid_image_format`), OpenRouter and Ollama ("image
/// input"), vLLM ("is not a multimodal model").
const PICTURES: [&str; 4] = ["image", "picture", "vision", "multimodal"];
/// The same for documents.
const DOCUMENTS: [&str; 4] = ["file", "pdf", "document", "multimodal"];
/// The words of servers that take texts alone, and no list of parts (Groq; those made with Pydantic).
const TEXT_ONLY: [&str; 2] = ["must be a string", "valid string"];
/// The words after which a server names what it does take.
const INSTEAD: [&str; 2] = ["supported values", " expected"];

/// Whether the server refuses pictures or documents: with 400 or 422, 415, or 404 (OpenRouter, where
/// no model can see), and in words that name them. With 500 some servers refuse them as well, but
/// those who fail answer so, too.
pub(crate) fn refuses_files(response: &Response, what: LeftOut) -> bool {
    if !matches!(response.status, 400 | 404 | 415 | 422) {
        return false;
    }
    let error = WireError::of(response);
    if error.is_too_long() {
        return false;
    }
    let told = [error.code.as_deref(), error.param(), error.message()];
    let told: Vec<&str> = told.into_iter().flatten().collect();
    let told = told.join(" ").to_lowercase();
    let ends = INSTEAD.into_iter().filter_map(|instead| told.find(instead));
    let refused = told.get(..ends.min().unwrap_or(told.len()));
    let refused = refused.unwrap_or_default();
    let names = match what {
        LeftOut::Pictures => PICTURES,
        _ => DOCUMENTS,
    };
    let mut names = names.into_iter().chain(TEXT_ONLY);
    names.any(|name| refused.contains(name))
}

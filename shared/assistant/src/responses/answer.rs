//! The response to a request that succeeded (2xx): the object `Response`, as far as we read it.

use conversation::{
    Usage,
    ports::{AssistantError, Completion},
};
use http_client::from_json;
use serde::Deserialize;
use serde_json::Value;
use unicode_segmentation::UnicodeSegmentation;

use super::output::{Item, said};
use crate::{errors, lenient};

#[derive(Debug, Deserialize)]
struct Response {
    /// The status. Compatible servers may leave it out of a complete response.
    #[serde(default)]
    status: Option<String>,
    #[serde(default)]
    error: Option<Value>,
    #[serde(default, deserialize_with = "lenient::maybe")]
    incomplete_details: Option<IncompleteDetails>,
    #[serde(deserialize_with = "lenient::each")]
    output: Vec<Item>,
    #[serde(default, deserialize_with = "lenient::maybe")]
    usage: Option<WireUsage>,
}

#[derive(Debug, Deserialize)]
struct IncompleteDetails {
    #[serde(default)]
    reason: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct WireUsage {
    input_tokens: u64,
    input_tokens_details: Option<InputDetails>,
    output_tokens: u64,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct InputDetails {
    cached_tokens: u64,
}

/// Sorts a response by its status:
///
/// | status | here |
/// | --- | --- |
/// | `completed`, or none | an answer |
/// | `incomplete` by `content_filter` | refused, without what was written so far |
/// | `incomplete` otherwise | an answer: the whole sentences so far |
/// | `failed` | by its code, see [`errors::of_failure`] |
/// | `cancelled` | worth a retry: nobody here cancels |
/// | `in_progress`, `queued`, unknown | for good: we asked for the whole answer at once, and the server does not give it |
///
/// What else comes with a 2xx is sorted by [`no_response`].
pub(super) fn read(body: &[u8]) -> Result<Completion, AssistantError> {
    let response: Response = from_json(body).map_err(|_| no_response(body))?;
    match response.status.as_deref() {
        Some("completed") => Ok(answer(&response)),
        None => match &response.error {
            Some(error) if response.output.is_empty() => Err(errors::of_error_with_2xx(error)),
            Some(_) | None => Ok(answer(&response)),
        },
        Some("incomplete") => Ok(incomplete(&response)),
        Some("failed") => {
            let error = response.error.as_ref();
            let code = error.and_then(|error| error.get("code")?.as_str());
            Err(errors::of_failure(code))
        }
        Some("cancelled") => Err(errors::transient("response cancelled")),
        Some("in_progress" | "queued") => Err(errors::permanent("response not awaited")),
        Some(_) => Err(errors::permanent("response of unknown status")),
    }
}

/// What came in the place of a response:
///
/// | body | here |
/// | --- | --- |
/// | an error | by its code, see [`errors::of_error_with_2xx`] |
/// | a chat completion, an event stream, other JSON | for good: another API answers there |
/// | HTML, nothing, what is cut off | worth a retry: it came from something in between |
fn no_response(body: &[u8]) -> AssistantError {
    let begins = |with: &str| body.trim_ascii_start().starts_with(with.as_bytes());
    if begins("data:") || begins("event:") {
        return errors::permanent("an event stream in place of a response");
    }
    match from_json(body) {
        Ok(Value::Object(other)) if !other.is_empty() => match other.get("error") {
            Some(error) if !error.is_null() => errors::of_error_with_2xx(error),
            _ if other.contains_key("choices") => {
                errors::permanent("a chat completion in place of a response")
            }
            _ => errors::permanent("other JSON in place of a response"),
        },
        _ => errors::transient("unreadable response"),
    }
}

/// The answer: text, a transfer, and whether the model refused. An answer may have all three.
fn answer(response: &Response) -> Completion {
    let said = said(&response.output);
    Completion {
        text: said.text,
        transfer: said.transfer,
        refused: said.refused,
        usage: usage(response),
        model: None,
        left_out: Vec::new(),
    }
}

/// An answer that reached its limit. A customer is better served by the part that was finished than
/// by a wait for a person, and better by whole sentences than by one that breaks off.
fn incomplete(response: &Response) -> Completion {
    let details = response.incomplete_details.as_ref();
    let reason = details.and_then(|details| details.reason.as_deref());
    let answer = answer(response);
    if reason == Some("content_filter") {
        return Completion {
            text: String::new(),
            refused: true,
            ..answer
        };
    }
    Completion {
        text: whole_sentences(&answer.text).to_owned(),
        ..answer
    }
}

/// The text without its last sentence, which the limit may have cut off; the whole text if there is
/// only one. A number that only announced the lost sentence of a list goes with it.
fn whole_sentences(text: &str) -> &str {
    let sentences: Vec<_> = text.split_sentence_bound_indices().collect();
    let has_words = |sentence: &str| sentence.chars().any(char::is_alphabetic);
    let last = sentences
        .iter()
        .rev()
        .skip(1)
        .find(|(_, sentence)| has_words(sentence));
    let end = last.map_or(text.len(), |(start, sentence)| start + sentence.len());
    text.get(..end).unwrap_or(text).trim_end()
}

fn usage(response: &Response) -> Usage {
    let usage = response.usage.as_ref();
    let details = usage.and_then(|usage| usage.input_tokens_details.as_ref());
    Usage {
        input_tokens: usage.map_or(0, |usage| usage.input_tokens),
        cached_tokens: details.map_or(0, |details| details.cached_tokens),
        output_tokens: usage.map_or(0, |usage| usage.output_tokens),
    }
}

#[cfg(test)]
mod tests {
    use super::whole_sentences;

    #[test]
    fn a_cut_off_answer_ends_with_a_whole_sentence() {
        for (text, expected) in [
            ("Sim. O prazo é de", "Sim."),
            ("Custa R$ 1.234,50. O prazo é de 3.5", "Custa R$ 1.234,50."),
            (
                "Temos:\n1. Azul\n2. Verde\n3. Ver",
                "Temos:\n1. Azul\n2. Verde",
            ),
            ("Uma frase só que não acab", "Uma frase só que não acab"),
            ("", ""),
        ] {
            assert_eq!(whole_sentences(text), expected);
        }
    }
}

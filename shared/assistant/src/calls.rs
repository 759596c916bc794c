//! Calls of the business's functions, in whatever protocol.

use conversation::{Call, Round};
use serde_json::Value;

use crate::transfer_tool;

/// The most characters of a function's name. Source:
/// <https://platform.openai.com/docs/api-reference/responses/create>.
const MAX_NAME: usize = 64;

/// The call that an answer asks for; none if it asks for a person instead. A name that no function can have is
/// made one that every server takes when it is shown again.
pub(crate) fn called(name: &str, arguments: &Value) -> Option<Call> {
    let arguments = match arguments {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    // So do some servers say that there are none.
    let arguments = match arguments.trim() {
        "" => "{}".to_owned(),
        _ => arguments,
    };
    let is_known = |c: &char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
    let known: String = name.chars().filter(is_known).take(MAX_NAME).collect();
    let known = match known.as_str() {
        "" => "unknown",
        known => known,
    };
    (name != transfer_tool::NAME).then(|| Call::new(known, arguments))
}

/// A call of an earlier round, with the id by which its answer is found.
pub(crate) struct Made<'q> {
    pub(crate) id: String,
    pub(crate) call: &'q Call,
}

impl<'q> Made<'q> {
    /// What the assistant is told of it.
    pub(crate) fn output(&self) -> &'q str {
        let answer = self.call.answer.as_ref();
        answer.map_or("", |answer| answer.output.as_str())
    }
}

/// The rounds, each with what was said and the calls. The ids are our own, since some servers give none,
/// or the same to each; and have the form that Mistral wants: 9 letters and digits
/// (<https://github.com/mistralai/mistral-common/blob/main/src/mistral_common/protocol/instruct/validator.py>).
pub(crate) fn made(rounds: &[Round]) -> impl Iterator<Item = (&str, Vec<Made<'_>>)> {
    let mut number = 0;
    rounds.iter().map(move |round| {
        let calls = round.calls.iter().map(|call| {
            number += 1;
            let id = format!("call{number:05}");
            Made { id, call }
        });
        (round.text.as_str(), calls.collect())
    })
}

//! Tools: functions that the assistant may call before it answers.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::stored_bytes;

/// The most characters of a tool's name that are kept. No tool has a longer one.
const MAX_NAME_CHARS: usize = 64;
/// The most calls of one round that are kept; any others, the assistant is not shown again.
pub(crate) const MAX_CALLS_OF_A_ROUND: usize = 32;
/// The most bytes of a call's arguments, or of what is said beside the calls of a round, as they are stored.
const MAX_ASKED: usize = 8 * 1024;
/// The most bytes of these in all rounds of one turn.
const MAX_ALL_ASKED: usize = 48 * 1024;
/// The most bytes of all answers of one turn, as they are stored.
const MAX_ANSWERS: usize = 96 * 1024;
/// The least of them that must be left for a call to be made.
const LEAST_ANSWER: usize = 1024;
/// What stands in place of the rest of an answer.
const CUT: &str = " [the rest was cut]";
/// The most characters in which people are told of calls.
const MAX_TOLD_CHARS: usize = 500;

/// One answer of the assistant, within a turn, that calls tools.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Round {
    /// What it says beside the calls, which nobody else is told.
    pub text: String,
    /// The calls, in their order.
    pub calls: Vec<Call>,
}

/// A call of a tool.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Call {
    /// The name of the tool.
    pub name: String,
    /// The arguments: JSON.
    pub arguments: String,
    /// What became of it; none while it is not answered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answer: Option<CallAnswer>,
}

/// What became of a call.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CallAnswer {
    /// What the assistant is told.
    pub output: String,
    /// Why the call failed, in a form fit for logs; none if it did not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
    /// Whether the call failed and may have been done all the same.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub may_be_done: bool,
    /// How long it took, in milliseconds.
    pub took_ms: u64,
}

/// A call, for the record of its turn: neither what it was about nor what it was answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CallReport {
    /// The name of the tool.
    pub name: String,
    /// Whether it was answered before the turn ended.
    pub answered: bool,
    /// Why it failed; none if it did not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
    /// How long it took, in milliseconds.
    #[serde(default)]
    pub took_ms: u64,
}

impl Call {
    /// A call that is not answered yet.
    pub fn new(name: &str, arguments: String) -> Self {
        Self {
            name: name.chars().take(MAX_NAME_CHARS).collect(),
            arguments,
            answer: None,
        }
    }

    pub(crate) fn arguments_are_an_object(&self) -> bool {
        serde_json::from_str::<serde_json::Map<_, serde_json::Value>>(&self.arguments).is_ok()
    }

    pub(crate) fn report(&self) -> CallReport {
        let answer = self.answer.as_ref();
        CallReport {
            name: self.name.clone(),
            answered: answer.is_some(),
            error: answer.and_then(|answer| answer.error.clone()),
            took_ms: answer.map_or(0, |answer| answer.took_ms),
        }
    }
}

/// The calls of all rounds, in their order.
pub(crate) fn calls(rounds: &[Round]) -> impl Iterator<Item = &Call> {
    rounds.iter().flat_map(|round| &round.calls)
}

/// The same, to change them.
pub(crate) fn calls_mut(rounds: &mut [Round]) -> impl Iterator<Item = &mut Call> {
    rounds.iter_mut().flat_map(|round| &mut round.calls)
}

/// The bytes that are left for what the rounds of a turn say and ask for.
pub(crate) struct Room(usize);

impl Room {
    pub(crate) fn beside(rounds: &[Round]) -> Self {
        let texts = rounds.iter().map(|round| &round.text);
        let asked = texts.chain(calls(rounds).map(|call| &call.arguments));
        let kept: usize = asked.map(|asked| stored_bytes(asked)).sum();
        Self(MAX_ALL_ASKED.saturating_sub(kept))
    }

    /// The beginning of a text that there is room for.
    pub(crate) fn cut(&mut self, text: &str) -> String {
        let text = cut(text, MAX_ASKED.min(self.0));
        self.0 = self.0.saturating_sub(stored_bytes(&text));
        text
    }

    /// Whether there is room for these arguments, which then take it.
    pub(crate) fn takes(&mut self, arguments: &str) -> bool {
        let bytes = stored_bytes(arguments);
        let fits = bytes <= MAX_ASKED.min(self.0);
        if fits {
            self.0 = self.0.saturating_sub(bytes);
        }
        fits
    }
}

/// An answer, or the beginning of it that there is room for beside those of the rounds.
pub(crate) fn cut_to_fit(output: &str, rounds: &[Round]) -> String {
    let room = room_for_answers(rounds);
    if stored_bytes(output) <= room {
        return output.to_owned();
    }
    let beginning = cut(output, room.saturating_sub(CUT.len()));
    format!("{beginning}{CUT}")
}

/// Whether the answers of the rounds leave no room for another.
pub(crate) fn is_full(rounds: &[Round]) -> bool {
    room_for_answers(rounds) < LEAST_ANSWER
}

fn room_for_answers(rounds: &[Round]) -> usize {
    let answers = calls(rounds).filter_map(|call| call.answer.as_ref());
    let kept: usize = answers.map(|answer| stored_bytes(&answer.output)).sum();
    MAX_ANSWERS.saturating_sub(kept)
}

/// A key that no other call of the rounds has, but one that may have been done: if the assistant asks for the
/// same again, it is a repeat.
pub(crate) fn key(rounds: &[Round], nth: usize) -> String {
    let what = |call: &Call| format!("{}\n{}", call.name, call.arguments);
    let call = calls(rounds).nth(nth).map(what).unwrap_or_default();
    let before = calls(rounds).take(nth);
    let done = before.filter(|call| {
        let answer = call.answer.as_ref();
        answer.is_some_and(|answer| !answer.may_be_done)
    });
    let times = done.filter(|done| what(done) == call).count();
    let digest = Sha256::digest(call.as_bytes());
    let digest = digest.get(..12).unwrap_or_default();
    format!("call-{}-{times}", hex::encode(digest))
}

/// What people are told who get the conversation after tools were called; none if none were.
pub(crate) fn told_to_people(rounds: &[Round]) -> Option<String> {
    let told = calls(rounds).map(|call| {
        let error = call
            .answer
            .as_ref()
            .and_then(|answer| answer.error.as_deref());
        match (&call.answer, error) {
            (Some(_), None) => call.name.clone(),
            (_, error) => format!("{} ({})", call.name, error.unwrap_or("not known")),
        }
    });
    let told = told.collect::<Vec<_>>().join(", ");
    let told: String = told.chars().take(MAX_TOLD_CHARS).collect();
    (!told.is_empty()).then(|| format!("[Tools called: {told}]"))
}

/// The beginning of a text that takes so many bytes where it is stored.
fn cut(text: &str, bytes: usize) -> String {
    let mut left = bytes;
    let fits = |character: &char| {
        let takes = stored_bytes(character.encode_utf8(&mut [0; 4]));
        let fits = takes <= left;
        left = left.saturating_sub(takes);
        fits
    };
    text.chars().take_while(fits).collect()
}

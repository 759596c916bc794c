//! What the assistant says, in whichever API it is asked.

use serde_json::json;

/// An answer to one request.
#[derive(Debug, Clone)]
pub struct Answer {
    pub(super) items: Vec<Item>,
    pub(super) end: End,
}

/// How an answer ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    Whole,
    AtLimit,
    Filtered,
}

/// One thing that the assistant says or does.
#[derive(Debug, Clone)]
pub enum Item {
    /// It says a text.
    Message(String),
    /// It refuses, in these words.
    Refusal(String),
    /// It calls a function.
    Call {
        /// The function's name.
        name: String,
        /// The arguments: JSON as text, if nothing is wrong with them.
        arguments: String,
    },
}

/// The assistant says a text.
pub fn message(text: &str) -> Item {
    Item::Message(text.to_owned())
}

/// The assistant refuses.
pub fn refusal(text: &str) -> Item {
    Item::Refusal(text.to_owned())
}

/// The assistant calls a function, with its arguments as text.
pub fn call(name: &str, arguments: &str) -> Item {
    Item::Call {
        name: name.to_owned(),
        arguments: arguments.to_owned(),
    }
}

/// The assistant asks for a person.
pub(super) fn transfer(reason: &str, summary: &str) -> Item {
    let arguments = json!({"reason": reason, "summary": summary});
    call("transfer_to_human", &arguments.to_string())
}

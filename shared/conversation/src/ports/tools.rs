//! The port of an integration's tools.

use std::time::Duration;

use crate::{Call, Contact, ConversationRef, Kind, ports::Failure};

/// A tool did not do what it was called for, or nobody knows whether it did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ToolError {
    /// It was not called: it does not exist, or the arguments are not what it takes.
    NotCalled(String),
    /// It refused, and has done nothing.
    Refused {
        /// What happened.
        failure: Failure,
        /// Its own words.
        said: String,
    },
    /// It may have done what it was called for.
    Unknown(Failure),
}

/// For whom a tool is called.
#[derive(Debug, Clone, Copy)]
pub struct Caller<'a> {
    /// The conversation.
    pub conversation: &'a ConversationRef,
    /// The contact, by the names that the channel vouches for.
    pub contact: &'a Contact,
    /// Whom the conversation is with.
    pub kind: Kind,
}

/// Functions of the business that the assistant may call.
pub trait Tools {
    /// Calls a tool, and gives what it answers. A repeat of a call has the same `key`, by which the tool
    /// recognises what it has done already; no other call has it.
    async fn call(
        &self,
        caller: Caller<'_>,
        call: &Call,
        key: &str,
        time_limit: Duration,
    ) -> Result<String, ToolError>;
}

//! Test conversations: somebody in the console plays the customer.
//!
//! No name leads to a test, and its id is not derived from any. So no event of a channel can reach
//! it: it is found by its id alone.

use crate::{
    Contact, ContactName, ConversationRef, Incoming, Kind, MessageId, Policy, ReplyAddress, State,
    budgets::WEBHOOK_CONFLICT_TIMEOUT,
    ports::{
        Clock, Commit, CommitError, Conversations, InboundPorts, PortError, Random, Versioned,
        first_version,
    },
};

use super::{
    change::announce,
    lease::{ConflictTimeout, commit_once},
    receive::received,
};

/// The name of the contact in every test.
const NAME: &str = "test";

/// A message of whoever plays the customer.
#[derive(Debug, Clone, Copy)]
pub struct Said<'a> {
    /// The id by which a repeat is recognised.
    pub id: &'a MessageId,
    /// The text.
    pub text: &'a str,
    /// Whether it counts as a voice message.
    pub voice: bool,
}

/// Begins a test with that id, unless there is a conversation with it already.
pub async fn begin<P: InboundPorts>(
    ports: &P,
    conversation: &ConversationRef,
) -> Result<(), PortError> {
    let now = ports.clock().now();
    let name = ContactName::parse(NAME).map_err(PortError::new)?;
    let contact = Contact::new(vec![name], None);
    let state = State {
        kind: Kind::Test,
        ..State::new(contact, ReplyAddress(serde_json::Value::Null), now)
    };
    let commit = Commit {
        read_version: 0,
        version: first_version(now, ports.random().bits()),
        ..Commit::of(state)
    };
    match ports.conversations().commit(conversation, commit).await {
        Ok(()) | Err(CommitError::Conflict) => Ok(()),
        Err(CommitError::Failed(error)) => Err(error),
    }
}

/// Stores a message as ingest stores a customer's, and gives the state after that. None if there is
/// no such test.
pub async fn write<P: InboundPorts>(
    ports: &P,
    conversation: &ConversationRef,
    policy: &Policy,
    said: Said<'_>,
) -> Result<Option<State>, PortError> {
    let timeout = ConflictTimeout::of(ports, WEBHOOK_CONFLICT_TIMEOUT);
    loop {
        let Some(read) = find(ports, conversation).await? else {
            return Ok(None);
        };
        let stored = ports.conversations().said(conversation, said.id).await?;
        if stored.is_some() {
            return Ok(Some(read.state));
        }
        let now = ports.clock().now();
        let incoming = Incoming {
            contact: read.state.contact.clone(),
            id: said.id.clone(),
            text: said.text.to_owned(),
            attachments: Vec::new(),
            about: None,
            quotes: None,
            voice: said.voice,
            button: false,
            sent_at: now,
            reply_address: read.state.reply_address.clone(),
            case: None,
        };
        let mut change = received(read.state.clone(), &incoming, policy, now);
        announce(ports, conversation, Some(&read), &mut change, Some(policy)).await?;
        if let Some(written) = commit_once(ports, conversation, &read, change, Some(policy)).await?
        {
            return Ok(Some(written.state));
        }
        timeout.after_conflict(ports).await?;
    }
}

async fn find<P: InboundPorts>(
    ports: &P,
    conversation: &ConversationRef,
) -> Result<Option<Versioned>, PortError> {
    let read = ports.conversations().state(conversation).await?;
    Ok(read.filter(|read| read.state.kind == Kind::Test))
}

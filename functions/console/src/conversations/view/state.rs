//! A conversation's state, as the API shows it.

use conversation::{ConversationRef, Kind, Owner, State, Unattended, Window};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Serialize;

use super::At;
use super::transfer::{Handover, Transferred};
use super::turn::Turn;

/// A conversation.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Conversation {
    #[schemars(regex(pattern = "^[0-9a-f]{32}$"))]
    id: String,
    /// `customer`, or `test` for one on the phone page.
    #[schemars(schema_with = "kind")]
    kind: Kind,
    owner: Holder,
    /// Since when people have the conversation.
    since: Option<At>,
    contact: Contact,
    /// Since when the customer waits for a person, if people have the conversation. Null if a person
    /// has answered.
    waits_since: Option<At>,
    /// The first message that nobody has answered.
    unanswered: Option<Unanswered>,
    /// Why people have the conversation, as long as none of them has done anything in it. Left out
    /// otherwise.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Why")]
    unattended: Option<Why>,
    /// The turn in progress.
    turn: Option<Turn>,
    /// The transfer on its way to the desk.
    handover: Option<Handover>,
    /// What people should know of the last transfer, until the conversation returns to the
    /// assistant.
    transfer: Option<Transferred>,
    /// When the last part of a reply was sent.
    last_reply_at: Option<At>,
    /// When the last turn ended, or the conversation last changed hands.
    changed_at: At,
}

#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(inline)]
enum Holder {
    Assistant,
    People,
}

#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(inline)]
enum Why {
    AssistantFailed,
    Disabled,
}

#[derive(Serialize, JsonSchema)]
#[schemars(inline)]
struct Contact {
    /// The first name by which the channel knew the contact.
    id: Option<String>,
    names: Vec<String>,
    /// The contact's own display name.
    name: Option<String>,
}

#[derive(Serialize, JsonSchema)]
#[schemars(inline)]
struct Unanswered {
    first: u64,
    since: At,
}

fn kind(_: &mut SchemaGenerator) -> Schema {
    json_schema!({"enum": ["customer", "test"]})
}

impl Conversation {
    pub(crate) fn new(of: &ConversationRef, state: &State) -> Self {
        let (owner, since, unanswered) = match &state.owner {
            Owner::Assistant => (Holder::Assistant, None, state.window.as_ref()),
            Owner::People {
                since, unanswered, ..
            } => (Holder::People, Some(*since), unanswered.as_ref()),
        };
        // It outlives their time, until a run asks the assistant again.
        let held = state.owner != Owner::Assistant;
        let unattended = state.unattended.as_ref().filter(|_| held);
        let names = state.contact.names.iter();
        let names: Vec<String> = names.map(|name| name.as_str().to_owned()).collect();
        Self {
            id: of.id.as_str().to_owned(),
            kind: state.kind,
            owner,
            since: since.map(At::from),
            contact: Contact {
                id: names.first().cloned(),
                names,
                name: state.contact.display_name.clone(),
            },
            waits_since: state.waits_since().map(At::from),
            unanswered: unanswered.map(
                |Window {
                     first, opened_at, ..
                 }| Unanswered {
                    first: first.0,
                    since: (*opened_at).into(),
                },
            ),
            unattended: unattended.map(|why| match why {
                Unattended::AssistantFailed { .. } => Why::AssistantFailed,
                Unattended::Disabled => Why::Disabled,
            }),
            turn: state.turn.as_ref().map(|turn| Turn::new(of, turn)),
            handover: state.handover.as_ref().map(|it| Handover::new(of, it)),
            transfer: state.transferred.as_ref().map(Transferred::new),
            last_reply_at: state.last_reply_at.map(At::from),
            changed_at: state.changed_at.into(),
        }
    }
}

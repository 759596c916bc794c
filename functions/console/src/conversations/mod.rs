//! The conversations of an integration.

mod operate;
pub(crate) mod page;
mod query;
pub(crate) mod release_failed;
mod view;

use std::sync::Arc;

use axum::extract::{Path, RawQuery, State};
use axum::http::StatusCode;
use conversation::ports::{Candidate, Conversations, PortError};
use conversation::{ConversationId, ConversationRef, IntegrationId, Seq};
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::json;
use store::{Did, IntegrationRecord, StoreError, Stored};

use crate::answer::Answer;
use crate::error::ApiError;
use crate::openapi::Call;
use crate::permission::Permission;
use crate::router::Part;
use crate::{Console, answer, integrations};
use page::{OF_AN_ANSWER, Page};
use query::Query;

use operate::{release, say, take_over};
use release_failed::{ReleasedFailed, release_failed};

pub(crate) use operate::{PersonMessage, give_back, policy, speak, take};
pub(crate) use query::before;
pub(crate) use view::{Conversation, WholeConversation};

/// The parameters of a path: an integration, and a conversation there.
pub(crate) type Ids = [String; 2];

/// How many conversations a page has.
pub(crate) const PAGE: u8 = 50;

/// A page of a list.
#[derive(Serialize, JsonSchema)]
#[schemars(inline)]
struct ConversationPage {
    /// Lists conversations by last turn or change of owner, newest first.
    conversations: Vec<Conversation>,
    next_cursor: Option<String>,
}

pub(crate) fn parts() -> Vec<Part> {
    const ALL: &str = "/console/api/integrations/{id}/conversations";
    const FAILED: &str = "/console/api/integrations/{id}/conversations/release-failed";
    const ONE: &str = "/console/api/integrations/{id}/conversations/{conversation}";
    const TAKE_OVER: &str = "/console/api/integrations/{id}/conversations/{conversation}/take-over";
    const RELEASE: &str = "/console/api/integrations/{id}/conversations/{conversation}/release";
    const MESSAGES: &str = "/console/api/integrations/{id}/conversations/{conversation}/messages";
    let text = json!({"type": "string"});
    vec![
        Part::at(ALL).get(
            list,
            Permission::Conversations,
            Call::new("listConversations", "The conversations of an owner, or of a contact")
                .query(
                    "owner",
                    &json!({"enum": ["people", "assistant"], "default": "people"}),
                    "Who answers them.",
                )
                .query("cursor", &text, "The `next_cursor` of the page before.")
                .query(
                    "contact",
                    &json!({"type": "string", "minLength": 1, "maxLength": 256}),
                    "Any of the channel's own names of the contact, in place of the two others. Write \
                     `+` as `%2B`.",
                )
                .gives::<ConversationPage>("A page.")
                .refuses(),
        ),
        Part::at(FAILED).post(
            release_failed,
            Permission::Conversations,
            Some(Did::ReleaseFailed),
            Call::new("releaseFailed", "Back to the assistant: what people have only because it failed")
                .says(
                    "One call gives back what it can in half of its time. Call again with `next_cursor` \
                     until that is null.",
                )
                .query("cursor", &text, "The `next_cursor` of the call before.")
                .gives::<ReleasedFailed>("How many were given back.")
                .refuses(),
        ),
        Part::at(ONE)
            .get(
                get,
                Permission::Conversations,
                Call::new("getConversation", "Its state, its transcript and the trail of its turns")
                    .query(
                        "before",
                        &json!({"type": "integer", "minimum": 0}),
                        "The `earlier` of the answer before: shows what came before that.",
                    )
                    .gives::<WholeConversation>("The conversation.")
                    .refuses(),
            )
            .delete(
                erase,
                Permission::Conversations,
                Some(Did::EraseConversation),
                Call::new("eraseConversation", "Erase everything of it").deletes(),
            ),
        Part::at(TAKE_OVER).post(
            take_over,
            Permission::Conversations,
            Some(Did::TakeOver),
            Call::new("takeOver", "To people")
                .says("What people have already stays theirs.")
                .gives::<Conversation>("Its state now."),
        ),
        Part::at(RELEASE).post(
            release,
            Permission::Conversations,
            Some(Did::Release),
            Call::new("release", "Back to the assistant")
                .says("What the assistant has already stays its own.")
                .gives::<Conversation>("Its state now."),
        ),
        Part::at(MESSAGES).post(
            say,
            Permission::Conversations,
            Some(Did::SendMessage),
            Call::new("say", "Write to the contact as a person; takes over")
                .takes::<PersonMessage>()
                .gives::<Conversation>("Its state now.")
                .asks_the_channel(),
        ),
    ]
}

pub(crate) async fn list(
    State(console): State<Arc<Console>>,
    Path(integration): Path<String>,
    RawQuery(query): RawQuery,
) -> Answer {
    let query = Query::parse(&query.unwrap_or_default())?;
    let stored = integrations::find(&console, &integration).await?;
    let id = &stored.value.settings.id;
    let (listed, next) = match query {
        Query::Contact(name) => (by_names(&console, &stored.value, vec![name]).await?, None),
        Query::Owner { owner, cursor } => {
            let page = console
                .conversations
                .list(id, owner, cursor.as_deref(), PAGE);
            let page = page.await?;
            let listed = page.conversations.into_iter();
            (
                listed.map(|listed| (listed.id, listed.state)).collect(),
                page.next,
            )
        }
    };
    let shown = listed
        .iter()
        .map(|(conversation, state)| Conversation::new(&reference(id, conversation), state));
    let body = ConversationPage {
        conversations: shown.collect(),
        next_cursor: next,
    };
    answer::json(StatusCode::OK, &body)
}

pub(crate) async fn get(
    State(console): State<Arc<Console>>,
    Path(ids): Path<Ids>,
    RawQuery(query): RawQuery,
) -> Answer {
    let before = before(&query.unwrap_or_default())?;
    let (of, _) = find(&console, &ids).await?;
    let state = state(&console, &of).await?.ok_or(ApiError::NotFound)?;
    whole(&console, &of, &state, before).await
}

/// A conversation with its newest page, or with the newest one below the number `before`.
pub(crate) async fn whole(
    console: &Console,
    of: &ConversationRef,
    state: &conversation::State,
    before: Option<Seq>,
) -> Answer {
    let page = Page::read(&console.conversations, of, before, OF_AN_ANSWER).await?;
    answer::json(StatusCode::OK, &WholeConversation::new(of, state, &page))
}

/// Erases a conversation. What has expired is erased as well, as far as it is still there, but
/// nobody is told of it.
pub(crate) async fn erase(State(console): State<Arc<Console>>, Path(ids): Path<Ids>) -> Answer {
    let (of, _) = find(&console, &ids).await?;
    let known = state(&console, &of).await?.is_some();
    erase_all(&console, &of).await?;
    known.then(answer::gone).ok_or(ApiError::NotFound)
}

/// Erases all that there is of a conversation.
pub(crate) async fn erase_all(console: &Console, of: &ConversationRef) -> Result<(), ApiError> {
    // Before the state, without which a repeat is told that there is nothing: so it is gone also when
    // the state is too busy to be erased. And behind it, since a run in progress may have kept more.
    console.audio.erase_conversation(of).await?;
    console
        .conversations
        .erase(of)
        .await
        .map_err(|error| match error {
            StoreError::Busy => ApiError::Conflict,
            error => ApiError::from(error),
        })?;
    Ok(console.audio.erase_conversation(of).await?)
}

/// The conversation that the path names.
pub(crate) fn named([integration, conversation]: &Ids) -> Result<ConversationRef, ApiError> {
    let integration = IntegrationId::parse(integration).map_err(|_| ApiError::NotFound)?;
    let id = ConversationId::parse(conversation).map_err(|_| ApiError::NotFound)?;
    Ok(ConversationRef { integration, id })
}

/// The same, and its integration.
pub(crate) async fn find(
    console: &Console,
    ids: &Ids,
) -> Result<(ConversationRef, Stored<IntegrationRecord>), ApiError> {
    let of = named(ids)?;
    let stored = integrations::find(console, of.integration.as_str()).await?;
    Ok((of, stored))
}

pub(crate) async fn state(
    console: &Console,
    of: &ConversationRef,
) -> Result<Option<conversation::State>, PortError> {
    let known = console.conversations.state(of).await?;
    Ok(known.map(|known| known.state))
}

/// Finds a conversation by any of a contact's names. There is at most one: a name leads to one
/// conversation of the integration.
pub(crate) async fn by_names(
    console: &Console,
    record: &IntegrationRecord,
    names: Vec<conversation::ContactName>,
) -> Result<Vec<(ConversationId, conversation::State)>, ApiError> {
    let id = &record.settings.id;
    let inbound = &record.secrets.inbound;
    let inbound = console.secrets.open_inbound(id, inbound).await?;
    let key = inbound.conversation_key();
    let candidates = names.into_iter().map(|name| Candidate {
        conversation: ConversationId::derive(&key, &name),
        name,
    });
    let candidates: Vec<_> = candidates.collect();
    let found = console.conversations.find(id, &candidates, None).await?;
    let listed = found.state.map(|known| (found.conversation, known.state));
    Ok(listed.into_iter().collect())
}

fn reference(integration: &IntegrationId, id: &ConversationId) -> ConversationRef {
    ConversationRef {
        integration: integration.clone(),
        id: id.clone(),
    }
}

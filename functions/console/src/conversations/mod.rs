//! The conversations of an integration.

mod operate;
mod page;
mod query;
mod release_failed;
mod render;

use std::sync::Arc;

use axum::extract::{Path, RawQuery, State};
use axum::http::StatusCode;
use conversation::ports::{Candidate, Conversations, PortError};
use conversation::{ConversationId, ConversationRef, IntegrationId};
use serde_json::json;
use store::{IntegrationRecord, StoreError, Stored};

use crate::answer::Answer;
use crate::error::ApiError;
use crate::{Console, answer, integrations};
use page::Page;
use query::Query;

pub(crate) use operate::{release, say, take_over};
pub(crate) use release_failed::release_failed;

/// What a path names: an integration, and a conversation there.
type Ids = [String; 2];

/// How many conversations a page has.
const PAGE: u8 = 50;

pub(crate) async fn list(
    State(console): State<Arc<Console>>,
    Path(integration): Path<String>,
    RawQuery(query): RawQuery,
) -> Answer {
    let query = Query::parse(&query.unwrap_or_default())?;
    let stored = integrations::find(&console, &integration).await?;
    let id = &stored.value.settings.id;
    let (listed, next) = match query {
        Query::Contact(name) => (by_name(&console, &stored.value, name).await?, None),
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
    let shown = listed.iter().map(|(conversation, state)| {
        let of = reference(id, conversation);
        render::state(&of, state)
    });
    let body = json!({"conversations": shown.collect::<Vec<_>>(), "next_cursor": next});
    answer::json(StatusCode::OK, &body)
}

pub(crate) async fn get(
    State(console): State<Arc<Console>>,
    Path(ids): Path<Ids>,
    RawQuery(query): RawQuery,
) -> Answer {
    let before = query::before(&query.unwrap_or_default())?;
    let (of, _) = find(&console, ids).await?;
    let state = state(&console, &of).await?.ok_or(ApiError::NotFound)?;
    let page = Page::read(&console.conversations, &of, before).await?;
    answer::json(StatusCode::OK, &render::whole(&of, &state, &page))
}

/// What has expired is erased as well, as far as it is still there; but nobody is told of it.
pub(crate) async fn erase(State(console): State<Arc<Console>>, Path(ids): Path<Ids>) -> Answer {
    let (of, _) = find(&console, ids).await?;
    let known = state(&console, &of).await?.is_some();
    // Before the state, without which a repeat is told that there is nothing: so it is gone also when
    // the state is too busy to be erased. And behind it, since a run in progress may have kept more.
    console.audio.erase_conversation(&of).await?;
    console
        .conversations
        .erase(&of)
        .await
        .map_err(|error| match error {
            StoreError::Busy => ApiError::Conflict,
            error => ApiError::from(error),
        })?;
    console.audio.erase_conversation(&of).await?;
    known.then(answer::gone).ok_or(ApiError::NotFound)
}

/// The integration, and the conversation that the path names there.
async fn find(
    console: &Console,
    [integration, conversation]: Ids,
) -> Result<(ConversationRef, Stored<IntegrationRecord>), ApiError> {
    let id = ConversationId::parse(&conversation).map_err(|_| ApiError::NotFound)?;
    let stored = integrations::find(console, &integration).await?;
    Ok((reference(&stored.value.settings.id, &id), stored))
}

async fn state(
    console: &Console,
    of: &ConversationRef,
) -> Result<Option<conversation::State>, PortError> {
    let known = console.conversations.state(of).await?;
    Ok(known.map(|known| known.state))
}

/// At most one: a name leads to one conversation of the integration.
async fn by_name(
    console: &Console,
    record: &IntegrationRecord,
    name: conversation::ContactName,
) -> Result<Vec<(ConversationId, conversation::State)>, ApiError> {
    let id = &record.settings.id;
    let inbound = &record.secrets.inbound;
    let inbound = console.secrets.open_inbound(id, inbound).await?;
    let candidate = Candidate {
        conversation: ConversationId::derive(&inbound.conversation_key(), &name),
        name,
    };
    let found = console.conversations.find(id, &[candidate], None).await?;
    let listed = found.state.map(|known| (found.conversation, known.state));
    Ok(listed.into_iter().collect())
}

fn reference(integration: &IntegrationId, id: &ConversationId) -> ConversationRef {
    ConversationRef {
        integration: integration.clone(),
        id: id.clone(),
    }
}

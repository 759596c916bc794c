//! Giving back all conversations that people have only because the assistant failed.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::{Path, RawQuery, State};
use axum::http::StatusCode;
use conversation::Unattended;
use conversation::operator;
use conversation::ports::Clock;
use schemars::JsonSchema;
use serde::Serialize;
use store::ListedOwner;

use super::{PAGE, operate, query, reference};
use crate::answer::Answer;
use crate::error::ApiError;
use crate::{Console, answer, integrations};

/// How long pages are begun. The function has 29 s for everything, and a page takes seconds.
const BEGIN_PAGES_FOR: Duration = Duration::from_secs(15);

/// What one call gave back.
#[derive(Serialize, JsonSchema)]
#[schemars(inline)]
pub(super) struct ReleasedFailed {
    released: u32,
    next_cursor: Option<String>,
}

pub(super) async fn release_failed(
    State(console): State<Arc<Console>>,
    Path(integration): Path<String>,
    RawQuery(query): RawQuery,
) -> Answer {
    let cursor = query::cursor(&query.unwrap_or_default())?;
    let (released, next_cursor) = give_back_failed(&console, &integration, cursor).await?;
    let body = ReleasedFailed {
        released,
        next_cursor,
    };
    answer::json(StatusCode::OK, &body)
}

/// Gives back what it can in its time, from `cursor` on: how many, and where to go on.
pub(crate) async fn give_back_failed(
    console: &Console,
    integration: &str,
    mut cursor: Option<String>,
) -> Result<(u32, Option<String>), ApiError> {
    let until = console.clock.now().plus(BEGIN_PAGES_FOR);
    let stored = integrations::find(console, integration).await?;
    let policy = operate::policy(&stored.value);
    let id = &stored.value.settings.id;
    let mut released = 0;
    loop {
        let people = ListedOwner::People;
        let page = console
            .conversations
            .list(id, people, cursor.as_deref(), PAGE)
            .await?;
        for listed in page
            .conversations
            .iter()
            .filter(|listed| failed(&listed.state))
        {
            let of = reference(id, &listed.id);
            released += u32::from(operator::release_failed(console, &of, &policy).await?);
        }
        cursor = page.next;
        if cursor.is_none() || console.clock.now() >= until {
            return Ok((released, cursor));
        }
    }
}

/// Whether people have it only because the assistant failed.
pub(crate) const fn failed(state: &conversation::State) -> bool {
    matches!(&state.unattended, Some(Unattended::AssistantFailed { .. }))
}

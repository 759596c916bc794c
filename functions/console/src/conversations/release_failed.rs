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
use store::{Listed, ListedOwner};

use super::{PAGE, operate, query, reference};
use crate::answer::Answer;
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

pub(crate) async fn release_failed(
    State(console): State<Arc<Console>>,
    Path(integration): Path<String>,
    RawQuery(query): RawQuery,
) -> Answer {
    let until = console.clock.now().plus(BEGIN_PAGES_FOR);
    let mut cursor = query::cursor(&query.unwrap_or_default())?;
    let stored = integrations::find(&console, &integration).await?;
    let policy = operate::policy(&stored.value);
    let id = &stored.value.settings.id;
    let mut released = 0;
    loop {
        let people = ListedOwner::People;
        let page = console
            .conversations
            .list(id, people, cursor.as_deref(), PAGE)
            .await?;
        for listed in page.conversations.iter().filter(|listed| failed(listed)) {
            let of = reference(id, &listed.id);
            released += u32::from(operator::release_failed(&*console, &of, &policy).await?);
        }
        cursor = page.next;
        if cursor.is_none() || console.clock.now() >= until {
            break;
        }
    }
    let body = ReleasedFailed {
        released,
        next_cursor: cursor,
    };
    answer::json(StatusCode::OK, &body)
}

const fn failed(listed: &Listed) -> bool {
    let unattended = &listed.state.unattended;
    matches!(unattended, Some(Unattended::AssistantFailed { .. }))
}

//! What the inbox finds, in one integration or in all that the reader sees.

use std::cmp::Reverse;

use conversation::{ConversationId, IntegrationId, State};
use futures_util::future::try_join_all;
use store::{IntegrationRecord, ListedOwner, Stored};

use super::filter::Filter;
use crate::Console;
use crate::conversations::{PAGE, by_names, release_failed};
use crate::error::ApiError;

/// How many integrations are read side by side. Each takes some ten requests.
const SIDE_BY_SIDE: usize = 16;

/// A conversation of the inbox.
pub(super) struct Row {
    pub(super) integration: IntegrationId,
    pub(super) id: ConversationId,
    pub(super) state: State,
}

/// What was found.
#[derive(Default)]
pub(super) struct Found {
    pub(super) rows: Vec<Row>,
    /// Whether there are more than were looked at.
    pub(super) more: bool,
    /// Where the next page begins.
    pub(super) next: Option<String>,
    /// The integrations in which the assistant failed, and in how many conversations.
    pub(super) failed: Vec<(IntegrationId, usize)>,
}

impl Found {
    /// What people or the assistant have in these integrations.
    pub(super) async fn listed(
        console: &Console,
        integrations: &[IntegrationId],
        filter: &Filter,
    ) -> Result<Self, ApiError> {
        let mut all = Self::default();
        for some in integrations.chunks(SIDE_BY_SIDE) {
            let reads: Vec<_> = some
                .iter()
                .map(|id| Self::of_one(console, id, filter))
                .collect();
            for found in try_join_all(reads).await? {
                all.rows.extend(found.rows);
                all.failed.extend(found.failed);
                all.more |= found.more || found.next.is_some();
                all.next = found.next;
            }
        }
        // Where one page ends says nothing of the others.
        if integrations.len() > 1 {
            all.next = None;
        }
        all.rows.sort_by_key(|row| {
            let since = row.state.waits_since();
            (since.is_none(), since, Reverse(row.state.changed_at))
        });
        if filter.owner == ListedOwner::Assistant && all.rows.len() > usize::from(PAGE) {
            all.rows.truncate(PAGE.into());
            all.more = true;
        }
        Ok(all)
    }

    async fn of_one(
        console: &Console,
        integration: &IntegrationId,
        filter: &Filter,
    ) -> Result<Self, ApiError> {
        let (listed, more, next) = match filter.owner {
            ListedOwner::People => {
                let read = console.conversations.of_people(integration).await?;
                (read.conversations, read.more, None)
            }
            owner => {
                let cursor = filter.cursor.as_deref();
                let list = console.conversations.list(integration, owner, cursor, PAGE);
                let page = list.await?;
                (page.conversations, false, page.next)
            }
        };
        let failed = listed.iter().filter(|it| release_failed::failed(it));
        let failed = Some(failed.count()).filter(|failed| *failed > 0);
        let rows = listed.into_iter().map(|it| Row {
            integration: integration.clone(),
            id: it.id,
            state: it.state,
        });
        Ok(Self {
            rows: rows.collect(),
            more,
            next,
            failed: failed
                .map(|failed| (integration.clone(), failed))
                .into_iter()
                .collect(),
        })
    }

    /// The conversations of the contact, in each of these integrations.
    pub(super) async fn of_contact(
        console: &Console,
        integrations: &[Stored<IntegrationRecord>],
        filter: &Filter,
    ) -> Result<Self, ApiError> {
        let mut all = Self::default();
        let names = filter.names();
        if names.is_empty() {
            return Ok(all);
        }
        for some in integrations.chunks(SIDE_BY_SIDE) {
            let reads: Vec<_> = some
                .iter()
                .map(|stored| by_names(console, &stored.value, names.clone()))
                .collect();
            let found = try_join_all(reads).await?;
            for (stored, found) in some.iter().zip(found) {
                all.rows.extend(found.into_iter().map(|(id, state)| Row {
                    integration: stored.value.settings.id.clone(),
                    id,
                    state,
                }));
            }
        }
        Ok(all)
    }

    /// How many wait for a person.
    pub(super) fn waiting(&self) -> usize {
        let waits = |row: &&Row| row.state.waits_since().is_some();
        self.rows.iter().filter(waits).count()
    }
}

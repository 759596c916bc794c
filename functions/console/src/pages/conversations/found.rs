//! What the inbox finds, in one integration or in all that the reader sees.

use std::cmp::Reverse;

use conversation::{ConversationId, State};
use futures_util::future::try_join_all;
use settings::Integration;
use store::{IntegrationRecord, ListedOwner, Stored};

use super::filter::Filter;
use crate::Console;
use crate::conversations::{PAGE, by_names, release_failed};
use crate::error::ApiError;

/// How many integrations are read side by side. Each takes some ten requests.
const SIDE_BY_SIDE: usize = 16;

/// A conversation of the inbox.
pub(super) struct Row<'i> {
    pub(super) integration: &'i Integration,
    pub(super) id: ConversationId,
    pub(super) state: State,
}

/// What was found.
#[derive(Default)]
pub(super) struct Found<'i> {
    pub(super) rows: Vec<Row<'i>>,
    /// Whether there are more than were looked at.
    pub(super) more: bool,
    /// Where the next page begins.
    pub(super) next: Option<String>,
    /// The integrations in which the assistant failed, and in how many conversations.
    pub(super) failed: Vec<(&'i Integration, usize)>,
}

impl<'i> Found<'i> {
    pub(super) async fn read(
        console: &Console,
        integrations: &'i [Stored<IntegrationRecord>],
        filter: &Filter,
    ) -> Result<Self, ApiError> {
        let mut all = Self::default();
        for some in integrations.chunks(SIDE_BY_SIDE) {
            let reads: Vec<_> = some
                .iter()
                .map(|stored| Self::of_one(console, &stored.value, filter))
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
        record: &'i IntegrationRecord,
        filter: &Filter,
    ) -> Result<Self, ApiError> {
        let integration = &record.settings;
        let row = |id, state| Row {
            integration,
            id,
            state,
        };
        if filter.contact.is_some() {
            let names = filter.names();
            if names.is_empty() {
                return Ok(Self::default());
            }
            let found = by_names(console, record, names).await?;
            let rows = found.into_iter().map(|(id, state)| row(id, state));
            return Ok(Self {
                rows: rows.collect(),
                ..Self::default()
            });
        }
        let (listed, more, next) = match filter.owner {
            ListedOwner::People => {
                let read = console.conversations.of_people(&integration.id).await?;
                (read.conversations, read.more, None)
            }
            owner => {
                let cursor = filter.cursor.as_deref();
                let list = console
                    .conversations
                    .list(&integration.id, owner, cursor, PAGE);
                let page = list.await?;
                (page.conversations, false, page.next)
            }
        };
        let failed = listed
            .iter()
            .filter(|it| release_failed::failed(it))
            .count();
        let rows = listed.into_iter().map(|it| row(it.id, it.state));
        Ok(Self {
            rows: rows.collect(),
            more,
            next,
            failed: match failed {
                0 => Vec::new(),
                failed => vec![(integration, failed)],
            },
        })
    }

    /// How many wait for a person.
    pub(super) fn waiting(&self) -> usize {
        let waits = |row: &&Row<'_>| row.state.waits_since().is_some();
        self.rows.iter().filter(waits).count()
    }
}

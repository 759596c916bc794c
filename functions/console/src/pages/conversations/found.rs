//! What the inbox finds, in one integration or in all that the reader sees.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use conversation::{ConversationId, IntegrationId, State};
use futures_util::future::try_join_all;
use store::{IntegrationRecord, ListedOwner, Stored};

use super::filter::Filter;
use crate::Console;
use crate::conversations::{PAGE, by_names, release_failed};
use crate::error::ApiError;

/// How many integrations are read side by side, if each is read by itself. Each takes some ten requests.
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
        match filter.owner {
            ListedOwner::People => Self::of_people(console, integrations).await,
            ListedOwner::Assistant => Self::of_assistant(console, integrations, filter).await,
        }
    }

    async fn of_people(
        console: &Console,
        integrations: &[IntegrationId],
    ) -> Result<Self, ApiError> {
        let read = console.conversations.of_people(integrations).await?;
        let mut failed = BTreeMap::<_, usize>::new();
        for (of, state) in &read.conversations {
            if release_failed::failed(state) {
                *failed.entry(of.integration.clone()).or_default() += 1;
            }
        }
        let rows = read.conversations.into_iter().map(|(of, state)| Row {
            integration: of.integration,
            id: of.id,
            state,
        });
        Ok(Self {
            rows: rows.collect(),
            more: read.more,
            next: None,
            failed: failed.into_iter().collect(),
        })
    }

    async fn of_assistant(
        console: &Console,
        integrations: &[IntegrationId],
        filter: &Filter,
    ) -> Result<Self, ApiError> {
        let mut all = Self::default();
        let (owner, cursor) = (ListedOwner::Assistant, filter.cursor.as_deref());
        for some in integrations.chunks(SIDE_BY_SIDE) {
            let reads: Vec<_> = some
                .iter()
                .map(|id| console.conversations.list(id, owner, cursor, PAGE))
                .collect();
            for (integration, page) in some.iter().zip(try_join_all(reads).await?) {
                all.rows
                    .extend(page.conversations.into_iter().map(|it| Row {
                        integration: integration.clone(),
                        id: it.id,
                        state: it.state,
                    }));
                all.more |= page.next.is_some();
                all.next = page.next;
            }
        }
        // Where one page ends says nothing of the others.
        if integrations.len() > 1 {
            all.next = None;
        }
        all.rows.sort_by_key(|row| Reverse(row.state.changed_at));
        if all.rows.len() > usize::from(PAGE) {
            all.rows.truncate(PAGE.into());
            all.more = true;
        }
        Ok(all)
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

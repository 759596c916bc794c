//! What people have in many integrations at once, for the inbox.

use std::cmp::Reverse;

use conversation::ports::Clock;
use conversation::{ConversationRef, IntegrationId, State};
use futures_util::future::try_join;
use futures_util::{StreamExt as _, stream};

use super::DynamoConversations;
use super::list::{End, Entries, ListedOwner};
use crate::StoreError;
use crate::keys::{OF_PEOPLE, WAITING};

/// How many are looked at: in each integration of those who wait, and in all together of the others.
const LOOKED_AT: u16 = 500;
/// How many integrations are read at once. Each takes one query for each part of two lists.
const AT_ONCE: usize = 16;

/// What people have, as far as it was looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OfPeople {
    /// Whoever waits for a person comes first, and who has waited longest before others; then all
    /// others, the one that changed last first.
    pub conversations: Vec<(ConversationRef, State)>,
    /// Whether people have more: more than 500 in an integration wait, or there are more than 500
    /// others.
    pub more: bool,
}

impl<C: Clock> DynamoConversations<C> {
    /// The conversations that people have in these integrations, sorted by who waits for a person. It
    /// takes two round trips: the lists of 16 integrations at once, and all states.
    pub async fn of_people(&self, integrations: &[IntegrationId]) -> Result<OfPeople, StoreError> {
        let reads: Vec<_> = integrations.iter().map(|id| self.lists_of(id)).collect();
        let mut reads = stream::iter(reads).buffered(AT_ONCE);
        let (mut entries, mut others, mut more) = (Vec::new(), Vec::new(), false);
        while let Some(read) = reads.next().await {
            let (waiting, rest) = read?;
            more |= waiting.more || rest.more;
            entries.extend(waiting.entries);
            others.extend(rest.entries);
        }
        others.sort_by(|a, b| b.position.cmp(&a.position));
        more |= others.len() > usize::from(LOOKED_AT);
        others.truncate(LOOKED_AT.into());
        entries.extend(others);
        let mut conversations = self.read_listed(entries, ListedOwner::People).await?;
        // A state that an older version wrote is among the others even if its customer waits.
        conversations.sort_by_key(|(_, state)| {
            let since = state.waits_since();
            (since.is_none(), since, Reverse(state.changed_at))
        });
        Ok(OfPeople {
            conversations,
            more,
        })
    }

    /// Those who wait, who were handed over first before others, and the newest of the others.
    async fn lists_of(
        &self,
        integration: &IntegrationId,
    ) -> Result<(Entries, Entries), StoreError> {
        let waiting = self.entries(integration, &[WAITING], End::Oldest, LOOKED_AT);
        let others = self.entries(integration, &[OF_PEOPLE], End::Newest(None), LOOKED_AT);
        try_join(waiting, others).await
    }
}

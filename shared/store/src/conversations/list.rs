//! The list of an integration's conversations, for people.

use std::collections::HashMap;

use aws_sdk_dynamodb::types::AttributeValue;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use conversation::ports::Clock;
use conversation::{ConversationId, ConversationRef, IntegrationId, Owner, State};
use futures_util::future::try_join_all;

use super::{DynamoConversations, decode_state};
use crate::StoreError;
use crate::item::{Item, read_text};
use crate::keys::{self, Key, LIST_SHARDS};
use crate::schema::{LIST_INDEX, LIST_SK};

/// Whose conversations are listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ListedOwner {
    /// The assistant's.
    Assistant,
    /// People's.
    People,
}

impl ListedOwner {
    const fn name(self) -> &'static str {
        match self {
            Self::Assistant => keys::OF_ASSISTANT,
            Self::People => keys::OF_PEOPLE,
        }
    }

    /// The lists that hold its conversations. All are sorted alike.
    const fn lists(self) -> &'static [&'static str] {
        match self {
            Self::Assistant => &[keys::OF_ASSISTANT],
            Self::People => &[keys::WAITING, keys::OF_PEOPLE],
        }
    }

    const fn is(self, owner: &Owner) -> bool {
        matches!(
            (self, owner),
            (Self::Assistant, Owner::Assistant) | (Self::People, Owner::People { .. })
        )
    }
}

/// A conversation in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// Its id.
    pub id: ConversationId,
    /// Its current state.
    pub state: State,
}

/// A part of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// The conversations, the one that changed last first.
    pub conversations: Vec<Listed>,
    /// Where the next page begins; none after the last page.
    pub next: Option<String>,
}

/// Text that is not a cursor of this list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the cursor is not one that this list has given")]
pub struct InvalidCursor;

/// Why there is no page.
#[derive(Debug, thiserror::Error)]
pub enum ListError {
    /// The cursor is wrong.
    #[error(transparent)]
    Cursor(#[from] InvalidCursor),
    /// The table failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl<C: Clock> DynamoConversations<C> {
    /// At most `limit` conversations, 50 or fewer, by the end of their last turn or change of
    /// owner, newest first. A change takes a moment to appear in the list.
    pub async fn list(
        &self,
        integration: &IntegrationId,
        owner: ListedOwner,
        cursor: Option<&str>,
        limit: u8,
    ) -> Result<Page, ListError> {
        let limit = limit.clamp(1, 50);
        let before = cursor
            .map(|cursor| parse_cursor(cursor, integration, owner))
            .transpose()?;
        let lists = owner.lists();
        let found = self.entries(
            integration,
            lists,
            End::Newest(before.as_deref()),
            limit.into(),
        );
        let Entries { entries, more } = found.await?;
        let next = entries.last().filter(|_| more);
        let next = next.map(|last| cursor_after(&last.position, integration, owner));
        let read = self.read_listed(entries, owner).await?;
        let conversations = read
            .into_iter()
            .map(|(of, state)| Listed { id: of.id, state });
        Ok(Page {
            conversations: conversations.collect(),
            next,
        })
    }

    /// The entries at one end of these lists together.
    pub(super) async fn entries(
        &self,
        integration: &IntegrationId,
        lists: &[&str],
        end: End<'_>,
        limit: u16,
    ) -> Result<Entries, StoreError> {
        let mut shards = Vec::new();
        for list in lists {
            for shard in 0..LIST_SHARDS {
                let list = keys::conversations_list(integration, list, shard);
                shards.push(self.read_shard(integration, list, end, limit));
            }
        }
        let shards = try_join_all(shards).await?;
        let mut more = shards.iter().any(|shard| shard.more);
        let mut entries: Vec<_> = shards.into_iter().flat_map(|shard| shard.entries).collect();
        entries.sort_by(|a, b| match end {
            End::Newest(_) => b.position.cmp(&a.position),
            End::Oldest => a.position.cmp(&b.position),
        });
        more |= entries.len() > usize::from(limit);
        entries.truncate(limit.into());
        Ok(Entries { entries, more })
    }

    async fn read_shard(
        &self,
        integration: &IntegrationId,
        list: String,
        end: End<'_>,
        limit: u16,
    ) -> Result<Entries, StoreError> {
        /// Sorts after every possible position.
        const LAST: &str = "~";
        let (before, oldest_first) = match end {
            End::Newest(before) => (before.unwrap_or(LAST), false),
            End::Oldest => (LAST, true),
        };
        let request = self
            .client
            .query()
            .table_name(&self.table)
            .index_name(LIST_INDEX)
            .key_condition_expression("list_pk = :list AND list_sk < :before")
            .expression_attribute_values(":list", AttributeValue::S(list))
            .expression_attribute_values(":before", AttributeValue::S(before.to_owned()))
            .scan_index_forward(oldest_first)
            .limit(limit.into());
        let answer = request.send().await?;
        let more = answer.last_evaluated_key.is_some();
        let items = answer.items.unwrap_or_default();
        let entries = items.iter().map(|item| Entry::read(item, integration));
        Ok(Entries {
            entries: entries.collect::<Result<_, _>>()?,
            more,
        })
    }

    /// The states of those of these conversations that exist, as far as they can be read.
    pub async fn states(
        &self,
        of: impl IntoIterator<Item = &ConversationRef>,
    ) -> Result<HashMap<ConversationRef, Result<State, StoreError>>, StoreError> {
        let of: Vec<_> = of.into_iter().collect();
        let items = self.batch_get_alive(of.iter().map(|of| keys::state(of)));
        let items = items.await?;
        let mut states = HashMap::new();
        for of in of {
            if let Some(item) = items.get(&keys::state(of)) {
                let read = decode_state(item).map(|read| read.state);
                states.insert(of.clone(), read.map_err(StoreError::from));
            }
        }
        Ok(states)
    }

    /// The current states. The index is a moment behind, so conversations that have left the lists
    /// since are left out, and one that is found twice is there once.
    pub(super) async fn read_listed(
        &self,
        entries: Vec<Entry>,
        owner: ListedOwner,
    ) -> Result<Vec<(ConversationRef, State)>, StoreError> {
        let wanted = entries.iter().map(|entry| keys::state(&entry.of));
        let mut items = self.batch_get_alive(wanted).await?;
        let mut listed = Vec::new();
        for Entry { of, .. } in entries {
            if let Some(item) = items.remove(&keys::state(&of)) {
                let state = decode_state(&item)?.state;
                if owner.is(&state.owner) {
                    listed.push((of, state));
                }
            }
        }
        Ok(listed)
    }
}

/// Where reading a list begins.
#[derive(Debug, Clone, Copy)]
pub(super) enum End<'a> {
    /// With the newest, or the newest before this position.
    Newest(Option<&'a str>),
    /// With the oldest.
    Oldest,
}

pub(super) struct Entries {
    pub(super) entries: Vec<Entry>,
    /// Whether the list has more.
    pub(super) more: bool,
}

pub(super) struct Entry {
    /// The time of the last turn or change of owner, and the id.
    pub(super) position: String,
    of: ConversationRef,
}

impl Entry {
    fn read(item: &Item, integration: &IntegrationId) -> Result<Self, StoreError> {
        let id = Key::of(item).and_then(|key| keys::conversation_id(&key));
        Ok(Self {
            position: read_text(item, LIST_SK)?.to_owned(),
            of: ConversationRef {
                integration: integration.clone(),
                id: id.ok_or(StoreError::Request("what is listed is no conversation"))?,
            },
        })
    }
}

/// A cursor is the position of the last entry shown, bound to its list.
fn cursor_after(position: &str, integration: &IntegrationId, owner: ListedOwner) -> String {
    BASE64.encode([integration.as_str(), owner.name(), position].join("/"))
}

fn parse_cursor(
    cursor: &str,
    integration: &IntegrationId,
    owner: ListedOwner,
) -> Result<String, InvalidCursor> {
    let text = BASE64.decode(cursor).ok();
    let text = text.and_then(|bytes| String::from_utf8(bytes).ok());
    let text = text.ok_or(InvalidCursor)?;
    let mut parts = text.split('/');
    let of_this_list =
        parts.next() == Some(integration.as_str()) && parts.next() == Some(owner.name());
    let position = parts
        .next()
        .filter(|_| of_this_list && parts.next().is_none());
    position
        .filter(|position| is_position(position))
        .map(str::to_owned)
        .ok_or(InvalidCursor)
}

fn is_position(text: &str) -> bool {
    text.split_once('#').is_some_and(|(millis, id)| {
        millis.len() == 15
            && millis.bytes().all(|b| b.is_ascii_digit())
            && ConversationId::parse(id).is_ok()
    })
}

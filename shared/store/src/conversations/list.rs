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
            Self::Assistant => "assistant",
            Self::People => "people",
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

/// How many of the conversations that people have are looked at, to find who waits.
const LOOKED_AT: u16 = 500;

/// What people have, as far as it was looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OfPeople {
    /// Whoever waits for a person comes first, and who has waited longest before others; then all
    /// others, the one that changed last first.
    pub conversations: Vec<Listed>,
    /// Whether people have more than the 500 that changed last, at which nobody looked.
    pub more: bool,
}

impl<C: Clock> DynamoConversations<C> {
    /// The conversations that people have, sorted by who waits for a person.
    pub async fn of_people(&self, integration: &IntegrationId) -> Result<OfPeople, StoreError> {
        let owner = ListedOwner::People;
        let (entries, more) = self
            .newest_entries(integration, owner, None, LOOKED_AT)
            .await?;
        let mut conversations = self.read_listed(integration, entries, owner).await?;
        // Stable: among those who do not wait, the order stays.
        conversations.sort_by_key(|listed| {
            let since = listed.state.waits_since();
            (since.is_none(), since)
        });
        Ok(OfPeople {
            conversations,
            more,
        })
    }

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
        let entries = self.newest_entries(integration, owner, before.as_deref(), limit.into());
        let (entries, more) = entries.await?;
        let next = entries.last().filter(|_| more);
        let next = next.map(|last| cursor_after(&last.position, integration, owner));
        let conversations = self.read_listed(integration, entries, owner).await?;
        Ok(Page {
            conversations,
            next,
        })
    }

    /// The newest entries of a list, and whether there are more.
    async fn newest_entries(
        &self,
        integration: &IntegrationId,
        owner: ListedOwner,
        before: Option<&str>,
        limit: u16,
    ) -> Result<(Vec<Entry>, bool), StoreError> {
        let shards = (0..LIST_SHARDS).map(|shard| {
            let list = keys::conversations_list(integration, owner.name(), shard);
            self.read_shard(list, before, limit)
        });
        let shards = try_join_all(shards).await?;
        let mut more = shards.iter().any(|shard| shard.more);
        let mut entries: Vec<_> = shards.into_iter().flat_map(|shard| shard.entries).collect();
        entries.sort_by(|a, b| b.position.cmp(&a.position));
        more |= entries.len() > usize::from(limit);
        entries.truncate(limit.into());
        Ok((entries, more))
    }

    async fn read_shard(
        &self,
        list: String,
        before: Option<&str>,
        limit: u16,
    ) -> Result<Shard, StoreError> {
        /// Sorts after every possible position.
        const END: &str = "~";
        let text = |text: &str| AttributeValue::S(text.to_owned());
        let request = self
            .client
            .query()
            .table_name(&self.table)
            .index_name(LIST_INDEX)
            .key_condition_expression("list_pk = :list AND list_sk < :before")
            .expression_attribute_values(":list", AttributeValue::S(list))
            .expression_attribute_values(":before", text(before.unwrap_or(END)))
            .scan_index_forward(false)
            .limit(limit.into());
        let answer = request.send().await?;
        let more = answer.last_evaluated_key.is_some();
        let items = answer.items.unwrap_or_default();
        let entries = items.iter().map(Entry::read).collect::<Result<_, _>>()?;
        Ok(Shard { entries, more })
    }

    /// The states of those of these conversations that exist.
    pub async fn states(
        &self,
        of: impl IntoIterator<Item = &ConversationRef>,
    ) -> Result<HashMap<ConversationRef, State>, StoreError> {
        let of: Vec<_> = of.into_iter().collect();
        let items = self.batch_get_alive(of.iter().map(|of| keys::state(of)));
        let items = items.await?;
        let mut states = HashMap::new();
        for of in of {
            if let Some(item) = items.get(&keys::state(of)) {
                states.insert(of.clone(), decode_state(item)?.state);
            }
        }
        Ok(states)
    }

    /// The current states. The index is a moment behind, so conversations that have left the list
    /// since are left out.
    async fn read_listed(
        &self,
        integration: &IntegrationId,
        entries: Vec<Entry>,
        owner: ListedOwner,
    ) -> Result<Vec<Listed>, StoreError> {
        let state_key = |id: &ConversationId| {
            keys::state(&ConversationRef {
                integration: integration.clone(),
                id: id.clone(),
            })
        };
        let wanted = entries.iter().map(|entry| state_key(&entry.id));
        let items = self.batch_get_alive(wanted).await?;
        let mut listed = Vec::new();
        for Entry { id, .. } in entries {
            if let Some(item) = items.get(&state_key(&id)) {
                let state = decode_state(item)?.state;
                if owner.is(&state.owner) {
                    listed.push(Listed { id, state });
                }
            }
        }
        Ok(listed)
    }
}

struct Shard {
    entries: Vec<Entry>,
    more: bool,
}

struct Entry {
    position: String,
    id: ConversationId,
}

impl Entry {
    fn read(item: &Item) -> Result<Self, StoreError> {
        let id = Key::of(item).and_then(|key| keys::conversation_id(&key));
        Ok(Self {
            position: read_text(item, LIST_SK)?.to_owned(),
            id: id.ok_or(StoreError::Request("what is listed is no conversation"))?,
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

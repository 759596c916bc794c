//! One step of a conversation, written all at once.

use std::time::Duration;

use aws_sdk_dynamodb::types::{AttributeValue, TransactWriteItem};
use conversation::ports::{Clock, Commit, CommitError};
use conversation::{ContactName, ConversationRef, Kind, Message, MessageId, State, TurnRecord};

use super::DynamoConversations;
use crate::item::{self, CONVERSATION, FORMAT_ATTRIBUTE, Item, MESSAGE, TEST_FORMAT, VERSION};
use crate::transact::{self, Refusal, delete_own, put, put_new, put_over, rewrite};
use crate::{figures, keys};

/// How long a provider's repeat of a message is recognised.
const SEEN_FOR: Duration = Duration::from_secs(30 * 24 * 3600);
/// How long a test is kept after the last write to it.
const TEST_KEPT_FOR: Duration = Duration::from_secs(24 * 3600);

/// How long the items of a conversation are kept.
#[derive(Debug, Clone, Copy)]
struct Kept {
    seen: Duration,
    others: Duration,
}

impl<C: Clock> DynamoConversations<C> {
    pub(super) async fn write(
        &self,
        of: &ConversationRef,
        commit: Commit,
    ) -> Result<(), CommitError> {
        let written = match self.requests(of, &commit) {
            Ok(requests) => transact::write(&self.client, requests).await,
            Err(refusal) => Err(refusal),
        };
        written.map_err(|refusal| match refusal {
            Refusal::Condition(_) | Refusal::Conflict => CommitError::Conflict,
            Refusal::Failed(error) => CommitError::Failed(error.into()),
        })
    }

    fn requests(
        &self,
        of: &ConversationRef,
        commit: &Commit,
    ) -> Result<Vec<TransactWriteItem>, Refusal> {
        let table = self.table.as_str();
        let now = self.clock.now();
        let kept = match commit.state.kind {
            Kind::Customer => Kept {
                seen: SEEN_FOR,
                others: self.retention,
            },
            Kind::Test => Kept {
                seen: TEST_KEPT_FOR,
                others: TEST_KEPT_FOR,
            },
        };
        let state = self.state_item(of, &commit.state, commit.version, kept)?;
        let mut requests = vec![match commit.read_version {
            0 => put_new(table, state, now)?,
            read => put_over(table, state, read)?,
        }];
        for message in &commit.messages {
            requests.push(put_new(table, self.message_item(of, message, kept)?, now)?);
            let Some(id) = &message.provider_id else {
                continue;
            };
            let mut seen = self.seen_item(of, id, kept);
            seen.insert(MESSAGE.to_owned(), item::number(message.seq.0));
            requests.push(match message.is_ours() {
                true => put(table, seen)?,
                false => put_new(table, seen, now)?,
            });
        }
        for message in &commit.rewritten {
            let (key, item) = (
                keys::message(of, message.seq),
                self.message_item(of, message, kept)?,
            );
            requests.push(match message.attachments.is_empty() {
                true => put(table, item)?,
                false => rewrite(table, key, item)?,
            });
        }
        for id in &commit.seen {
            requests.push(put_new(table, self.seen_item(of, id, kept), now)?);
        }
        for name in &commit.names {
            requests.push(put_new(table, self.alias_item(of, name), now)?);
        }
        for name in &commit.taken_names {
            requests.push(put(table, self.alias_item(of, name))?);
        }
        for name in &commit.lost_names {
            let alias = keys::alias(&of.integration, name);
            requests.push(delete_own(table, alias, (CONVERSATION, id_of(of)), now)?);
        }
        if let Some(turn_record) = &commit.turn_record {
            requests.push(put_new(table, self.turn_item(of, turn_record, kept)?, now)?);
        }
        if let Some(tally) = &commit.tally {
            requests.push(figures::count(table, of, tally, now)?);
        }
        Ok(requests)
    }

    fn state_item(
        &self,
        of: &ConversationRef,
        state: &State,
        version: u64,
        kept: Kept,
    ) -> Result<Item, Refusal> {
        let mut item = self.kept(keys::state(of), state, kept)?;
        item.insert(VERSION.to_owned(), item::number(version));
        if state.kind == Kind::Test {
            item.insert(FORMAT_ATTRIBUTE.to_owned(), item::number(TEST_FORMAT));
        }
        if let Some(listed) = keys::listed_state(of, state) {
            listed.into_item(&mut item);
        }
        Ok(item)
    }

    fn seen_item(&self, of: &ConversationRef, id: &MessageId, kept: Kept) -> Item {
        let mut seen = item::new(keys::seen(of, id));
        item::expires(&mut seen, self.clock.now().plus(kept.seen));
        seen
    }

    fn alias_item(&self, of: &ConversationRef, name: &ContactName) -> Item {
        let mut alias = item::new(keys::alias(&of.integration, name));
        alias.insert(CONVERSATION.to_owned(), id_of(of));
        item::expires(&mut alias, self.name_expires());
        alias
    }

    fn message_item(
        &self,
        of: &ConversationRef,
        message: &Message,
        kept: Kept,
    ) -> Result<Item, Refusal> {
        self.kept(keys::message(of, message.seq), message, kept)
    }

    fn turn_item(
        &self,
        of: &ConversationRef,
        turn_record: &TurnRecord,
        kept: Kept,
    ) -> Result<Item, Refusal> {
        self.kept(keys::turn(of, turn_record.seq), turn_record, kept)
    }

    /// An item with a body.
    fn kept(
        &self,
        key: keys::Key,
        body: &impl serde::Serialize,
        kept: Kept,
    ) -> Result<Item, Refusal> {
        let mut item = item::new(key);
        item::set_body(&mut item, body).map_err(Refusal::Failed)?;
        item::expires(&mut item, self.clock.now().plus(kept.others));
        Ok(item)
    }
}

/// What an alias holds.
pub(super) fn id_of(conversation: &ConversationRef) -> AttributeValue {
    AttributeValue::S(conversation.id.as_str().to_owned())
}

//! From a contact's names to the conversation.

use std::time::Duration;

use conversation::ports::{Candidate, Clock, Found};
use conversation::{ConversationId, ConversationRef, IntegrationId, MessageId};

use super::{DynamoConversations, decode_state};
use crate::item::{self, CONVERSATION, Item, Unreadable};
use crate::keys::{self, Key};
use crate::schema::EXPIRES_AT;
use crate::{StoreError, item::number};

const DAY: Duration = Duration::from_secs(24 * 3600);
/// A name must lead to its conversation for as long as there is one. So it is kept longer than the
/// conversation, and renewed when it is met with less than `RENEWED_BELOW` left: one write a week
/// for a contact who writes every day.
const NAME_OUTLIVES_BY: Duration = DAY.saturating_mul(8);
const RENEWED_BELOW: Duration = DAY;

impl<C: Clock> DynamoConversations<C> {
    pub(super) async fn find_contact(
        &self,
        integration: &IntegrationId,
        candidates: &[Candidate],
        message: Option<&MessageId>,
    ) -> Result<Found, StoreError> {
        let first = candidates
            .first()
            .ok_or(StoreError::Request("a contact without a name"))?;
        let reference = |id: &ConversationId| ConversationRef {
            integration: integration.clone(),
            id: id.clone(),
        };
        let about = |id: &ConversationId| {
            let conversation = reference(id);
            let seen = message.map(|message| keys::seen(&conversation, message));
            [Some(keys::state(&conversation)), seen]
                .into_iter()
                .flatten()
        };
        let alias = |candidate: &Candidate| keys::alias(integration, &candidate.name);

        let mut wanted: Vec<Key> = candidates.iter().map(alias).collect();
        wanted.extend(candidates.iter().flat_map(|name| about(&name.conversation)));
        let mut items = self.batch_get_alive(wanted).await?;

        let mut leads_to = None;
        let mut new_names = Vec::new();
        let mut leads = Vec::new();
        for candidate in candidates {
            match items.get(&alias(candidate)) {
                None if new_names.contains(&candidate.name) => {}
                None => new_names.push(candidate.name.clone()),
                Some(item) => {
                    let conversation = decode_alias(item)?;
                    self.renew(alias(candidate), item).await?;
                    leads_to.get_or_insert(conversation.clone());
                    leads.push((&candidate.name, conversation));
                }
            }
        }
        let conversation = leads_to.unwrap_or_else(|| {
            let exists = |name: &&Candidate| {
                items.contains_key(&keys::state(&reference(&name.conversation)))
            };
            let begun = candidates.iter().find(exists).unwrap_or(first);
            begun.conversation.clone()
        });
        if candidates
            .iter()
            .all(|name| name.conversation != conversation)
        {
            let elsewhere = about(&conversation);
            items = self.batch_get_alive(elsewhere).await?;
        }

        let of = reference(&conversation);
        let state = items.get(&keys::state(&of)).map(decode_state).transpose()?;
        let seen = message.is_some_and(|message| items.contains_key(&keys::seen(&of, message)));
        let mut other_names: Vec<_> = Vec::new();
        for (name, other) in leads {
            if other != conversation && !other_names.contains(name) {
                other_names.push(name.clone());
            }
        }
        Ok(Found {
            conversation,
            state,
            new_names,
            other_names,
            seen,
        })
    }

    async fn renew(&self, key: Key, item: &Item) -> Result<(), StoreError> {
        let now = self.clock.now();
        let enough = now.plus(self.retention).plus(RENEWED_BELOW);
        if item::read_number(item, EXPIRES_AT)? > enough.seconds() {
            return Ok(());
        }
        let request = self
            .client
            .update_item()
            .table_name(&self.table)
            .set_key(Some(key.attributes()))
            .update_expression("SET #expires_at = :at")
            .condition_expression("attribute_exists(pk)")
            .expression_attribute_names("#expires_at", EXPIRES_AT)
            .expression_attribute_values(":at", number(self.name_expires().seconds()));
        // If it was erased or expired meanwhile, the commit will find out.
        self.update(request).await?;
        Ok(())
    }

    /// When a name that is written now expires.
    pub(super) fn name_expires(&self) -> conversation::Timestamp {
        self.clock.now().plus(self.retention).plus(NAME_OUTLIVES_BY)
    }
}

pub(crate) fn decode_alias(item: &Item) -> Result<ConversationId, Unreadable> {
    let id = item::read_text(item, CONVERSATION)?;
    ConversationId::parse(id).map_err(|_| Unreadable::Attribute(CONVERSATION))
}

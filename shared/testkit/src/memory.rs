//! The conversations' table in memory: the twin of the one in DynamoDB, under the same contract.

mod hearing;

use std::{
    cell::RefCell,
    collections::{BTreeMap, HashMap, HashSet},
    hash::Hash,
};

use conversation::{
    ContactName, ConversationId, ConversationRef, Date, Delivery, Figures, Heard, IntegrationId,
    Message, MessageId, Seq, Timestamp, Token, TurnRecord,
    ports::{Candidate, Commit, CommitError, Conversations, Found, Hold, PortError, Versioned},
};

/// One conversation's items.
#[derive(Debug, Clone, Default)]
pub struct Items {
    /// The item `STATE`.
    pub state: Option<Versioned>,
    /// The items `MSG`.
    pub messages: BTreeMap<Seq, Message>,
    /// The items `SEEN`, each with the number of the message that has that id, if it is a
    /// message's.
    pub seen: HashMap<MessageId, Option<Seq>>,
    /// The items `TURN`.
    pub turn_records: BTreeMap<Seq, TurnRecord>,
    /// Who hears a message, and until when.
    pub hearings: HashMap<Seq, (Token, Timestamp)>,
}

impl Items {
    /// Whether a commit's conditions on the conversation's own items hold.
    fn take(&self, commit: &Commit) -> bool {
        let version = self.state.as_ref().map_or(0, |stored| stored.version);
        let turn_record = commit.turn_record.as_ref();
        version == commit.read_version
            && !conditional(commit).any(|id| self.seen.contains_key(id))
            && !commit
                .messages
                .iter()
                .any(|m| self.messages.contains_key(&m.seq))
            && !turn_record
                .is_some_and(|turn_record| self.turn_records.contains_key(&turn_record.seq))
    }
}

/// The table.
#[derive(Debug, Default)]
pub struct MemoryConversations {
    items: RefCell<BTreeMap<ConversationRef, Items>>,
    aliases: RefCell<HashMap<(IntegrationId, ContactName), ConversationId>>,
    figures: RefCell<BTreeMap<(ConversationRef, Date), Figures>>,
}

impl MemoryConversations {
    /// An empty table.
    pub fn new() -> Self {
        Self::default()
    }

    /// Looks at every conversation's items.
    pub fn each(&self, mut look: impl FnMut(&ConversationRef, &Items)) {
        for (conversation, items) in self.items.borrow().iter() {
            look(conversation, items);
        }
    }

    /// Looks at one conversation's items; `None` when there are none.
    pub fn with<T>(
        &self,
        conversation: &ConversationRef,
        look: impl FnOnce(&Items) -> T,
    ) -> Option<T> {
        self.items.borrow().get(conversation).map(look)
    }

    /// The figures of each conversation and day. They outlive the conversation.
    pub fn figures(&self) -> BTreeMap<(ConversationRef, Date), Figures> {
        self.figures.borrow().clone()
    }

    /// How many names lead to a conversation.
    pub fn names(&self) -> usize {
        self.aliases.borrow().len()
    }

    /// Whether that name leads to a conversation.
    pub fn leads_to(&self, name: &ContactName, of: &ConversationRef) -> bool {
        let aliases = self.aliases.borrow();
        aliases.get(&(of.integration.clone(), name.clone())) == Some(&of.id)
    }

    /// Whether a name leads to a conversation.
    pub fn is_named(&self, of: &ConversationRef) -> bool {
        let aliases = self.aliases.borrow();
        let mut aliases = aliases.iter();
        aliases.any(|((integration, _), id)| *integration == of.integration && *id == of.id)
    }

    /// Expires all messages of a conversation but the newest. Gives their ids.
    pub fn expire(&self, of: &ConversationRef, keeps: usize) -> Vec<MessageId> {
        let mut all = self.items.borrow_mut();
        let Some(items) = all.get_mut(of) else {
            return Vec::new();
        };
        let mut gone = Vec::new();
        while items.messages.len() > keeps {
            let oldest = items.messages.pop_first();
            gone.extend(oldest.and_then(|(_, message)| message.provider_id));
        }
        gone
    }

    /// Erases everything of a conversation but its state, as the real table does first. Gives the
    /// version of the state, which is left to erase.
    pub fn erase_all_but_state(&self, of: &ConversationRef) -> Option<u64> {
        let mut all = self.items.borrow_mut();
        let state = all.remove(of)?.state?;
        let version = state.version;
        let mut aliases = self.aliases.borrow_mut();
        for name in &state.state.contact.names {
            let key = (of.integration.clone(), name.clone());
            if aliases.get(&key) == Some(&of.id) {
                aliases.remove(&key);
            }
        }
        let items = Items {
            state: Some(state),
            ..Items::default()
        };
        all.insert(of.clone(), items);
        Some(version)
    }

    /// Erases a conversation's state. False if somebody wrote since that version: then the erasing
    /// must begin again.
    pub fn erase_state(&self, of: &ConversationRef, version: u64) -> bool {
        let mut all = self.items.borrow_mut();
        let state = all.get(of).and_then(|items| items.state.as_ref());
        let is_meant = state.is_some_and(|state| state.version == version);
        if is_meant {
            all.remove(of);
        }
        is_meant
    }

    /// Erases a conversation.
    pub fn erase(&self, of: &ConversationRef) {
        if let Some(version) = self.erase_all_but_state(of) {
            self.erase_state(of, version);
        }
    }

    fn get<T: Default>(&self, conversation: &ConversationRef, look: impl FnOnce(&Items) -> T) -> T {
        self.with(conversation, look).unwrap_or_default()
    }
}

impl Conversations for MemoryConversations {
    async fn find(
        &self,
        integration: &IntegrationId,
        candidates: &[Candidate],
        message: Option<&MessageId>,
    ) -> Result<Found, PortError> {
        let aliases = self.aliases.borrow();
        let leads: Vec<_> = candidates
            .iter()
            .map(|candidate| aliases.get(&(integration.clone(), candidate.name.clone())))
            .collect();
        let id = leads
            .iter()
            .find_map(|lead| *lead)
            .or_else(|| {
                let mut own = candidates.iter().map(|name| &name.conversation);
                let exists = |id: &&ConversationId| {
                    let of = ConversationRef {
                        integration: integration.clone(),
                        id: (*id).clone(),
                    };
                    self.get(&of, |items| items.state.is_some())
                };
                own.clone().find(exists).or_else(|| own.next())
            })
            .cloned()
            .ok_or_else(|| PortError::new("a contact without a name"))?;
        let conversation = ConversationRef {
            integration: integration.clone(),
            id: id.clone(),
        };
        let (state, seen) = self.get(&conversation, |items| {
            let seen = message.is_some_and(|message| items.seen.contains_key(message));
            (items.state.clone(), seen)
        });
        let (mut new_names, mut other_names) = (Vec::new(), Vec::new());
        for (candidate, lead) in candidates.iter().zip(&leads) {
            let names = match lead {
                None => &mut new_names,
                Some(other) if **other != id => &mut other_names,
                Some(_) => continue,
            };
            if !names.contains(&candidate.name) {
                names.push(candidate.name.clone());
            }
        }
        Ok(Found {
            conversation: id,
            state,
            new_names,
            other_names,
            seen,
        })
    }

    async fn state(&self, conversation: &ConversationRef) -> Result<Option<Versioned>, PortError> {
        Ok(self.get(conversation, |items| items.state.clone()))
    }

    async fn answerable_from(
        &self,
        conversation: &ConversationRef,
        first: Seq,
        messages: usize,
        chars: usize,
    ) -> Result<Vec<Message>, PortError> {
        Ok(self.get(conversation, |items| {
            let oldest_first = items.messages.range(first..).map(|(_, message)| message);
            bounded(
                oldest_first.filter(|message| message.is_answerable()),
                messages,
                chars,
            )
        }))
    }

    async fn newest_messages(
        &self,
        conversation: &ConversationRef,
        messages: usize,
        chars: usize,
    ) -> Result<Vec<Message>, PortError> {
        Ok(self.get(conversation, |items| {
            bounded(items.messages.values().rev(), messages, chars)
        }))
    }

    async fn said(
        &self,
        conversation: &ConversationRef,
        id: &MessageId,
    ) -> Result<Option<Message>, PortError> {
        Ok(self.get(conversation, |items| {
            let seq = items.seen.get(id).copied().flatten()?;
            items.messages.get(&seq).cloned()
        }))
    }

    async fn note_delivery(
        &self,
        conversation: &ConversationRef,
        message: Seq,
        delivery: &Delivery,
    ) -> Result<(), PortError> {
        let mut all = self.items.borrow_mut();
        let items = all.get_mut(conversation);
        let message = items.and_then(|items| items.messages.get_mut(&message));
        if let Some(message) = message {
            let known = message.delivery.as_ref().map_or(0, Delivery::rank);
            if known < delivery.rank() {
                message.delivery = Some(delivery.clone());
            }
        }
        Ok(())
    }

    async fn hold_hearing(
        &self,
        conversation: &ConversationRef,
        message: Seq,
        token: Token,
        times: (Timestamp, Timestamp),
    ) -> Result<Hold, PortError> {
        let mut all = self.items.borrow_mut();
        let items = all.get_mut(conversation);
        Ok(items.map_or(Hold::Gone, |items| items.hold(message, token, times)))
    }

    async fn note_heard(
        &self,
        conversation: &ConversationRef,
        message: Seq,
        token: Token,
        heard: &[Heard],
    ) -> Result<(), PortError> {
        let mut all = self.items.borrow_mut();
        if let Some(items) = all.get_mut(conversation) {
            items.note(message, token, heard);
        }
        Ok(())
    }

    async fn commit(
        &self,
        conversation: &ConversationRef,
        commit: Commit,
    ) -> Result<(), CommitError> {
        if names_an_item_twice(&commit) {
            return Err(PortError::new("a transaction names an item twice").into());
        }
        let mut all = self.items.borrow_mut();
        let mut aliases = self.aliases.borrow_mut();
        let items = all.entry(conversation.clone()).or_default();
        let key = |name: &ContactName| (conversation.integration.clone(), name.clone());
        let named = commit
            .names
            .iter()
            .any(|name| aliases.contains_key(&key(name)));
        let is_others = |name| {
            aliases
                .get(&key(name))
                .is_some_and(|id| *id != conversation.id)
        };
        if named || commit.lost_names.iter().any(is_others) || !items.take(&commit) {
            return Err(CommitError::Conflict);
        }
        let seen = commit.seen.into_iter().map(|id| (id, None));
        items.seen.extend(seen);
        for message in commit.messages {
            if let Some(id) = &message.provider_id {
                items.seen.insert(id.clone(), Some(message.seq));
            }
            items.messages.insert(message.seq, message);
        }
        let rewritten = commit.rewritten.into_iter();
        for message in rewritten {
            if message.attachments.is_empty() {
                items.hearings.remove(&message.seq);
            }
            let stored = items.messages.entry(message.seq);
            let stored = stored.or_insert_with(|| message.clone());
            // What stands beside a message stays, unless nothing is left to hear.
            *stored = match message.attachments.is_empty() {
                true => message,
                false => Message {
                    heard: std::mem::take(&mut stored.heard),
                    delivery: stored.delivery.take(),
                    ..message
                },
            };
        }
        if let Some(turn_record) = commit.turn_record {
            items.turn_records.insert(turn_record.seq, turn_record);
        }
        if let Some(tally) = commit.tally {
            let mut all = self.figures.borrow_mut();
            let figures = all.entry((conversation.clone(), tally.day)).or_default();
            figures.add(&tally.figures);
        }
        for name in commit.names.iter().chain(&commit.taken_names) {
            aliases.insert(key(name), conversation.id.clone());
        }
        for name in &commit.lost_names {
            aliases.remove(&key(name));
        }
        items.state = Some(Versioned {
            state: commit.state,
            version: commit.version,
        });
        Ok(())
    }
}

/// The ids to remember as seen.
fn ids(commit: &Commit) -> impl Iterator<Item = &MessageId> {
    let named = commit
        .messages
        .iter()
        .filter_map(|m| m.provider_id.as_ref());
    named.chain(&commit.seen)
}

/// The ids that must not be remembered yet.
fn conditional(commit: &Commit) -> impl Iterator<Item = &MessageId> {
    let messages = commit.messages.iter().filter(|message| !message.is_ours());
    let named = messages.filter_map(|message| message.provider_id.as_ref());
    named.chain(&commit.seen)
}

/// DynamoDB refuses such a transaction, whatever the table holds.
fn names_an_item_twice(commit: &Commit) -> bool {
    let messages = commit.messages.iter().chain(&commit.rewritten);
    let seqs = messages.map(|message| message.seq);
    let names = [&commit.names, &commit.taken_names, &commit.lost_names];
    is_repeated(ids(commit)) || is_repeated(names.into_iter().flatten()) || is_repeated(seqs)
}

fn is_repeated<T: Eq + Hash>(keys: impl IntoIterator<Item = T>) -> bool {
    let mut met = HashSet::new();
    !keys.into_iter().all(|key| met.insert(key))
}

/// The first of `messages`, up to and including the one that exceeds a limit.
fn bounded<'a>(
    messages: impl Iterator<Item = &'a Message>,
    count: usize,
    chars: usize,
) -> Vec<Message> {
    let mut said = 0;
    let mut taken = Vec::new();
    for message in messages.take(count) {
        said += message.chars();
        taken.push(message.clone());
        if said > chars {
            break;
        }
    }
    taken
}

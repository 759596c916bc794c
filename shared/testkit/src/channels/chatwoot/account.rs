//! The conversations of one account, and what changes them.

use conversation::Timestamp;
use serde_json::Value;

use super::{
    ChatwootCall,
    payload::{ChatwootWebhook, Happened, Sender, webhook},
};
use crate::channels::server::Taken;

/// A contact of the account, in its one inbox.
#[derive(Debug, Clone, Copy)]
pub struct ChatwootCustomer<'a> {
    /// Chatwoot's id of the contact.
    pub contact_id: u64,
    /// Their address in the inbox, such as a phone number.
    pub source_id: &'a str,
    /// Their name.
    pub name: &'a str,
}

/// A conversation as the people see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChatwootConversation {
    /// The id that is in its address and in every call.
    pub display_id: u64,
    /// The contact's id.
    pub contact_id: u64,
    /// The contact's address in the inbox.
    pub source_id: String,
    /// The contact's name.
    pub name: String,
    /// `pending`, `open`, `snoozed` or `resolved`.
    pub status: &'static str,
    /// The team it is assigned to.
    pub team: Option<u64>,
    /// The person it is assigned to.
    pub assignee: Option<u64>,
    /// Every message and note, oldest first, with who wrote it: `contact`, `user` or `agent_bot`. A
    /// file without a caption has no text.
    pub transcript: Vec<(&'static str, String)>,
}

/// The one person who works there.
const PERSON: u64 = 2;

pub(super) struct Account {
    id: u64,
    conversations: Vec<ChatwootConversation>,
    numbers: u64,
    applied: usize,
    /// Events that the bot's own calls have caused and nobody has asked for yet, with the
    /// conversation as it was then.
    caused: Vec<(ChatwootConversation, Happened)>,
}

impl Account {
    pub(super) const fn new(id: u64) -> Self {
        Self {
            id,
            conversations: Vec::new(),
            numbers: 9000,
            applied: 0,
            caused: Vec::new(),
        }
    }

    pub(super) const fn id(&self) -> u64 {
        self.id
    }

    pub(super) fn has(&self, display_id: u64) -> bool {
        let found = self.conversations.iter();
        found.map(|one| one.display_id).any(|id| id == display_id)
    }

    pub(super) const fn next_number(&mut self) -> u64 {
        self.numbers += 1;
        self.numbers
    }

    pub(super) fn conversation(&self, contact_id: u64) -> Option<&ChatwootConversation> {
        let mut all = self.conversations.iter();
        all.find(|one| one.contact_id == contact_id)
    }

    pub(super) fn customer_says(
        &mut self,
        customer: ChatwootCustomer<'_>,
        text: &str,
        at: Timestamp,
    ) -> Vec<ChatwootWebhook> {
        if self.conversation(customer.contact_id).is_none() {
            let display_id = 17 + self.conversations.len() as u64;
            self.conversations.push(ChatwootConversation {
                display_id,
                contact_id: customer.contact_id,
                source_id: customer.source_id.to_owned(),
                name: customer.name.to_owned(),
                status: "pending",
                team: None,
                assignee: None,
                transcript: Vec::new(),
            });
        }
        let conversation = self.of_contact(customer.contact_id);
        if conversation.status == "resolved" {
            conversation.status = "pending";
        }
        self.somebody_says(customer.contact_id, Sender::Contact, text, false, at)
    }

    pub(super) fn person_says(
        &mut self,
        contact_id: u64,
        text: &str,
        private: bool,
        at: Timestamp,
    ) -> Vec<ChatwootWebhook> {
        self.somebody_says(contact_id, Sender::User(PERSON), text, private, at)
    }

    fn somebody_says(
        &mut self,
        contact_id: u64,
        sender: Sender,
        text: &str,
        private: bool,
        at: Timestamp,
    ) -> Vec<ChatwootWebhook> {
        let id = self.next_number();
        let conversation = self.of_contact(contact_id);
        let happened = says(conversation, id, sender, text, private);
        let conversation = conversation.clone();
        vec![self.webhook(&conversation, &happened, at)]
    }

    pub(super) fn person_opens(&mut self, contact_id: u64, at: Timestamp) -> Vec<ChatwootWebhook> {
        self.of_contact(contact_id).assignee = Some(PERSON);
        self.set_status(contact_id, "open", at)
    }

    pub(super) fn set_status(
        &mut self,
        contact_id: u64,
        status: &'static str,
        at: Timestamp,
    ) -> Vec<ChatwootWebhook> {
        let conversation = self.of_contact(contact_id);
        let happened = change_status(conversation, status);
        let conversation = conversation.clone();
        let webhook = happened.map(|happened| self.webhook(&conversation, &happened, at));
        webhook.into_iter().collect()
    }

    /// Applies the new calls; `all` holds every call so far, oldest first.
    pub(super) fn apply(&mut self, all: &[(ChatwootCall, Taken)]) {
        let new: Vec<_> = all.iter().skip(self.applied).cloned().collect();
        self.applied = all.len();
        for (call, taken) in new {
            self.apply_one(call, &taken);
        }
    }

    #[expect(clippy::expect_used, reason = "the check let only such calls through")]
    fn apply_one(&mut self, call: ChatwootCall, taken: &Taken) {
        let (display_id, number) = taken.id.split_once('/').expect("an id of the check's");
        let display_id = display_id.parse().expect("a conversation");
        let id = number.parse().expect("a number");
        let text = |name| taken.body.get(name).and_then(Value::as_str);
        let conversation = self.by_display_id(display_id);
        let happened = match call {
            ChatwootCall::Message | ChatwootCall::Note => {
                let private = call == ChatwootCall::Note;
                let text = text("content").unwrap_or_default();
                Some(says(conversation, id, Sender::AgentBot, text, private))
            }
            ChatwootCall::Status => {
                let status = text("status").and_then(status_named);
                change_status(conversation, status.expect("a status"))
            }
            ChatwootCall::Assignment => {
                conversation.team = taken.body.get("team_id").and_then(Value::as_u64);
                None
            }
            ChatwootCall::Typing => None,
        };
        let conversation = conversation.clone();
        self.caused
            .extend(happened.map(|happened| (conversation, happened)));
    }

    pub(super) fn caused(&mut self, at: Timestamp) -> Vec<ChatwootWebhook> {
        let caused = std::mem::take(&mut self.caused);
        let webhook = |(conversation, happened)| self.webhook(&conversation, &happened, at);
        caused.into_iter().map(webhook).collect()
    }

    fn webhook(
        &mut self,
        conversation: &ChatwootConversation,
        happened: &Happened,
        at: Timestamp,
    ) -> ChatwootWebhook {
        let delivery = self.next_number();
        webhook(self.id, conversation, happened, delivery, at)
    }

    #[expect(
        clippy::expect_used,
        reason = "a test names a contact that has written"
    )]
    fn of_contact(&mut self, contact_id: u64) -> &mut ChatwootConversation {
        let mut all = self.conversations.iter_mut();
        all.find(|one| one.contact_id == contact_id)
            .expect("a contact with a conversation")
    }

    #[expect(clippy::expect_used, reason = "the check let only such calls through")]
    fn by_display_id(&mut self, display_id: u64) -> &mut ChatwootConversation {
        let mut all = self.conversations.iter_mut();
        all.find(|one| one.display_id == display_id)
            .expect("a conversation")
    }
}

fn says(
    conversation: &mut ChatwootConversation,
    id: u64,
    sender: Sender,
    text: &str,
    private: bool,
) -> Happened {
    let line = (sender.kind(), text.to_owned());
    conversation.transcript.push(line);
    Happened::Said {
        id,
        sender,
        text: text.to_owned(),
        private,
    }
}

/// Nothing happens if the status stays the same, or if the bot is not told of it.
fn change_status(
    conversation: &mut ChatwootConversation,
    status: &'static str,
) -> Option<Happened> {
    let before = std::mem::replace(&mut conversation.status, status);
    match status {
        _ if status == before => None,
        "open" => Some(Happened::Opened),
        "resolved" => Some(Happened::Resolved),
        _ => None,
    }
}

pub(super) fn status_named(name: &str) -> Option<&'static str> {
    let statuses = ["pending", "open", "snoozed", "resolved"];
    statuses.into_iter().find(|status| *status == name)
}

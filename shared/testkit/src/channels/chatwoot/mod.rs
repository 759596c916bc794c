//! A stand-in for Chatwoot: the API of one account, and the webhooks of its agent bot.
//!
//! It keeps conversations as Chatwoot does and changes them by the calls that it takes, so whoever
//! posts its webhooks plays a whole desk. As in Chatwoot, an agent bot is told of every message,
//! its own included, and of a conversation that is opened or resolved, but not of one that is set
//! to pending.

mod account;
mod check;
mod payload;
mod storage;

use std::{
    io,
    net::{Ipv4Addr, SocketAddr},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use axum::{body::Bytes, http::request::Parts};
use conversation::Timestamp;

use self::account::Account;
use super::{
    held::{Held, files_of},
    server::{Server, Taken},
    step::Step,
};

pub use account::{ChatwootConversation, ChatwootCustomer};
pub use payload::ChatwootWebhook;

/// A call that the bot may make. Each has a script of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChatwootCall {
    /// A message that the customer sees.
    Message,
    /// A message that only the people see.
    Note,
    /// Another status.
    Status,
    /// Somebody is typing.
    Typing,
    /// Another team.
    Assignment,
}

impl ChatwootCall {
    const ALL: [Self; 5] = [
        Self::Message,
        Self::Note,
        Self::Status,
        Self::Typing,
        Self::Assignment,
    ];

    const fn queue(self) -> &'static str {
        match self {
            Self::Message => "messages",
            Self::Note => "notes",
            Self::Status => "statuses",
            Self::Typing => "typings",
            Self::Assignment => "assignments",
        }
    }
}

/// What a bot may try to read.
const LISTS: &str = "lists";
const SHOWS: &str = "shows";
/// The queue of the links to attachments.
const LINKS: &str = "links";

/// A running server. It stops when this is dropped.
pub struct FakeChatwoot {
    server: Server,
    account: Arc<Mutex<Account>>,
    held: Held,
}

files_of!(FakeChatwoot);

impl FakeChatwoot {
    /// For tests: on any port, and strict.
    #[expect(clippy::expect_used, reason = "without a port there is no test")]
    pub async fn start(account_id: u64, access_token: &str) -> Self {
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
        Self::bind(address, true, account_id, access_token)
            .await
            .expect("a free port on loopback")
    }

    /// The stand-in of a local system: it refuses faulty requests, but never panics.
    pub async fn start_demo(
        address: SocketAddr,
        account_id: u64,
        access_token: &str,
    ) -> io::Result<Self> {
        Self::bind(address, false, account_id, access_token).await
    }

    async fn bind(
        address: SocketAddr,
        strict: bool,
        account_id: u64,
        access_token: &str,
    ) -> io::Result<Self> {
        let account = Arc::new(Mutex::new(Account::new(account_id)));
        let access_token = access_token.to_owned();
        let checked = Arc::clone(&account);
        let held = Held::default();
        let holds = held.clone();
        let check = move |parts: &Parts, body: &Bytes| {
            storage::read(&holds, parts)
                .unwrap_or_else(|| check::check(&mut lock(&checked), &access_token, parts, body))
        };
        let server = Server::start(address, strict, check).await?;
        Ok(Self {
            server,
            account,
            held,
        })
    }

    /// What `base_url` must be to reach it.
    pub fn base_url(&self) -> String {
        format!("http://{}", self.server.address)
    }

    /// Plays a step for the next such call that has none yet.
    pub fn next(&self, call: ChatwootCall, step: Step) {
        self.server.push(call.queue(), step);
    }

    /// Plays a step for the next list of conversations that has none yet.
    pub fn next_list(&self, step: Step) {
        self.server.push(LISTS, step);
    }

    /// Plays a step for the next reading of one conversation that has none yet.
    pub fn next_show(&self, step: Step) {
        self.server.push(SHOWS, step);
    }

    /// Holds an attachment, and gives its `data_url`, which redirects to where the file is.
    pub fn holds(&self, id: &str, bytes: impl Into<Bytes>, mime_type: &'static str) -> String {
        self.held.put(id, bytes, mime_type);
        format!("{}{}{id}", self.base_url(), storage::LINKS_FOLDER)
    }

    /// Plays a step for the next `data_url` that has none yet.
    pub fn next_link(&self, step: Step) {
        self.server.push(LINKS, step);
    }

    /// The calls of that kind taken so far, oldest first. Their ids are `{conversation}/{number}`;
    /// a message's number is its id.
    pub fn taken(&self, call: ChatwootCall) -> Vec<Taken> {
        self.server.taken(call.queue())
    }

    /// The files of the messages taken so far, oldest first.
    pub fn voices(&self) -> Vec<Bytes> {
        let taken = self.taken(ChatwootCall::Message).into_iter();
        taken.filter_map(|taken| taken.file).collect()
    }

    /// Waits until at least this many calls of that kind were taken.
    pub async fn wait_for(&self, call: ChatwootCall, count: usize) -> Vec<Taken> {
        self.server.wait_for(call.queue(), count).await
    }

    /// What was wrong with the requests so far, and forgets it: for tests that ask wrongly on
    /// purpose.
    pub fn take_faults(&self) -> Vec<String> {
        self.server.take_faults()
    }

    /// The contact's conversation as the people see it; none before the first message.
    pub fn conversation(&self, contact_id: u64) -> Option<ChatwootConversation> {
        self.up_to_date().conversation(contact_id).cloned()
    }

    /// The customer writes. Without a conversation it begins one, and a resolved one it reopens;
    /// either way it is the bot's (`pending`).
    pub fn customer_says(
        &self,
        customer: ChatwootCustomer<'_>,
        text: &str,
        at: Timestamp,
    ) -> Vec<ChatwootWebhook> {
        self.up_to_date().customer_says(customer, text, at)
    }

    /// A person answers the customer. It changes no status.
    pub fn person_says(&self, contact_id: u64, text: &str, at: Timestamp) -> Vec<ChatwootWebhook> {
        self.up_to_date().person_says(contact_id, text, false, at)
    }

    /// A person writes what the customer does not see.
    pub fn person_notes(&self, contact_id: u64, text: &str, at: Timestamp) -> Vec<ChatwootWebhook> {
        self.up_to_date().person_says(contact_id, text, true, at)
    }

    /// A person takes the conversation: it is open, and theirs.
    pub fn person_opens(&self, contact_id: u64, at: Timestamp) -> Vec<ChatwootWebhook> {
        self.up_to_date().person_opens(contact_id, at)
    }

    /// A person is done.
    pub fn resolves(&self, contact_id: u64, at: Timestamp) -> Vec<ChatwootWebhook> {
        self.up_to_date().set_status(contact_id, "resolved", at)
    }

    /// A person gives the conversation back to the bot, which hears nothing of it.
    pub fn back_to_pending(&self, contact_id: u64, at: Timestamp) -> Vec<ChatwootWebhook> {
        self.up_to_date().set_status(contact_id, "pending", at)
    }

    /// The webhooks that the bot's own calls have caused since the last time.
    pub fn caused(&self, at: Timestamp) -> Vec<ChatwootWebhook> {
        self.up_to_date().caused(at)
    }

    /// The account, changed by every call taken so far.
    fn up_to_date(&self) -> MutexGuard<'_, Account> {
        let of_call = |call| self.taken(call).into_iter().map(move |taken| (call, taken));
        let mut all: Vec<(ChatwootCall, Taken)> =
            ChatwootCall::ALL.into_iter().flat_map(of_call).collect();
        all.sort_by_key(|(_, taken)| taken.at);
        let mut account = lock(&self.account);
        account.apply(&all);
        account
    }
}

fn lock(account: &Mutex<Account>) -> MutexGuard<'_, Account> {
    account.lock().unwrap_or_else(PoisonError::into_inner)
}

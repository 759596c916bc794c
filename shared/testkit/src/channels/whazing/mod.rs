//! A stand-in for Whazing: its external API, and a desk with tickets behind it.
//!
//! It behaves as <https://github.com/cleitonme/Whazing-SaaS> (`integracoes/`) says; where that says
//! nothing, it does as little as possible. It does not post webhooks: whoever plays the desk's
//! people and customers gets the bodies.

mod bodies;
mod desk;
mod requests;
mod ticket;

use std::{
    io,
    net::{Ipv4Addr, SocketAddr},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use axum::{body::Bytes, http::request::Parts};
use conversation::Timestamp;

use super::{
    held::{Held, files_of, open},
    server::{Server, Taken},
    step::Step,
};
use desk::Desk;
use requests::{CHECKS, MOVES, NOTES, SENDS};

pub use ticket::{Ticket, TicketStatus};

/// Where the files of messages are. It is not documented, and neither is a token for them.
const FILES_FOLDER: &str = "/public/";

/// A running server. It stops when this is dropped.
pub struct FakeWhazing {
    server: Server,
    desk: Arc<Mutex<Desk>>,
    held: Held,
}

files_of!(FakeWhazing);

impl FakeWhazing {
    /// For tests: on any port, and strict. New tickets begin in `first_queue`.
    #[expect(clippy::expect_used, reason = "without a port there is no test")]
    pub async fn start(token: &str, first_queue: Option<u64>) -> Self {
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
        Self::bind(address, true, token, first_queue)
            .await
            .expect("a free port on loopback")
    }

    /// The stand-in of a local system: it refuses faulty requests, but never panics. It takes any
    /// ticket, since the tickets are those in the webhooks of whoever plays the desk by hand.
    pub async fn start_demo(
        address: SocketAddr,
        token: &str,
        first_queue: Option<u64>,
    ) -> io::Result<Self> {
        Self::bind(address, false, token, first_queue).await
    }

    async fn bind(
        address: SocketAddr,
        strict: bool,
        token: &str,
        first_queue: Option<u64>,
    ) -> io::Result<Self> {
        let desk = Arc::new(Mutex::new(Desk::new(first_queue)));
        let authorization = format!("Bearer {token}");
        let known = Arc::clone(&desk);
        let held = Held::default();
        let holds = held.clone();
        let check = move |parts: &Parts, body: &Bytes| {
            if parts.uri.path().starts_with(FILES_FOLDER) {
                return open(parts, holds.serve(parts, FILES_FOLDER));
            }
            let is_ticket = |id| !strict || lock(&known).has_ticket(id);
            requests::check(parts, body, &authorization, is_ticket)
        };
        let server = Server::start(address, strict, check).await?;
        Ok(Self { server, desk, held })
    }

    /// What `base_url` must be to reach it.
    pub fn base_url(&self) -> String {
        format!("http://{}{}", self.server.address, requests::BASE_PATH)
    }

    /// Plays a step for the next message, text or file, that has none yet.
    pub fn next_send(&self, step: Step) {
        self.server.push(SENDS, step);
    }

    /// Plays a step for the next change of a ticket that has none yet.
    pub fn next_move(&self, step: Step) {
        self.server.push(MOVES, step);
    }

    /// Plays a step for the next note that has none yet.
    pub fn next_note(&self, step: Step) {
        self.server.push(NOTES, step);
    }

    /// Plays a step for the next reading of the channel's status that has none yet.
    pub fn next_check(&self, step: Step) {
        self.server.push(CHECKS, step);
    }

    /// Holds the file of a message, and gives its `mediaUrl`.
    pub fn holds(&self, id: &str, bytes: impl Into<Bytes>, mime_type: &'static str) -> String {
        self.held.put(id, bytes, mime_type);
        format!("http://{}{FILES_FOLDER}{id}", self.server.address)
    }

    /// How many of these steps have not begun. A step that hangs has begun, and its request is
    /// never taken.
    pub fn steps_left(&self) -> usize {
        self.server.steps_left()
    }

    /// The messages taken so far, oldest first; their ids are external keys.
    pub fn sends(&self) -> Vec<Taken> {
        self.server.taken(SENDS)
    }

    /// The texts taken so far, as the customer reads them, oldest first.
    pub fn texts(&self) -> Vec<String> {
        let is_text = |taken: &&Taken| taken.body.get("mediaUrl").is_none();
        let text = |taken: &Taken| Some(taken.body.get("body")?.as_str()?.to_owned());
        let sends = self.sends();
        sends.iter().filter(is_text).filter_map(text).collect()
    }

    /// The URLs of the files taken so far, which Whazing would fetch, oldest first.
    pub fn voices(&self) -> Vec<String> {
        let url = |taken: &Taken| Some(taken.body.get("mediaUrl")?.as_str()?.to_owned());
        self.sends().iter().filter_map(url).collect()
    }

    /// Waits until at least this many messages were taken.
    pub async fn wait_for_sends(&self, count: usize) -> Vec<Taken> {
        self.server.wait_for(SENDS, count).await
    }

    /// The changes of tickets taken so far, oldest first.
    pub fn moves(&self) -> Vec<Taken> {
        self.server.taken(MOVES)
    }

    /// Waits until at least this many changes of tickets were taken.
    pub async fn wait_for_moves(&self, count: usize) -> Vec<Taken> {
        self.server.wait_for(MOVES, count).await
    }

    /// The notes taken so far, as the people read them, oldest first.
    pub fn notes(&self) -> Vec<String> {
        let note = |taken: &Taken| Some(taken.body.get("note")?.as_str()?.to_owned());
        self.server.taken(NOTES).iter().filter_map(note).collect()
    }

    /// Waits until at least this many notes were taken.
    pub async fn wait_for_notes(&self, count: usize) -> Vec<Taken> {
        self.server.wait_for(NOTES, count).await
    }

    /// What was wrong with the requests so far, and forgets it: for tests that ask wrongly on
    /// purpose.
    pub fn take_faults(&self) -> Vec<String> {
        self.server.take_faults()
    }

    /// The newest ticket of a customer.
    pub fn ticket(&self, number: &str) -> Option<Ticket> {
        self.up_to_date().newest(number).cloned()
    }

    /// The customer writes. If no ticket is pending or open, a new one begins.
    pub fn customer_says(&self, number: &str, text: &str, at: Timestamp) -> Vec<Vec<u8>> {
        self.up_to_date().customer_says(number, text, at)
    }

    /// A person takes the customer's ticket; if there is none, the person makes one. Whazing does
    /// not report this: the ticket's next message shows it.
    pub fn person_opens(&self, number: &str) -> Vec<Vec<u8>> {
        self.up_to_date().person_opens(number)
    }

    /// A person writes at the customer's ticket. Empty if there is no ticket.
    pub fn person_says(&self, number: &str, text: &str, at: Timestamp) -> Vec<Vec<u8>> {
        self.up_to_date().person_says(number, text, at)
    }

    /// A person moves the customer's ticket to a queue. Empty if there is no ticket.
    pub fn person_moves(&self, number: &str, queue: u64) -> Vec<Vec<u8>> {
        self.up_to_date().person_moves(number, queue)
    }

    /// A person closes the customer's ticket. Empty if there is no ticket.
    pub fn closes(&self, number: &str) -> Vec<Vec<u8>> {
        self.up_to_date().closes(number)
    }

    /// The webhooks that the requests since the last call have caused: each message comes back, and
    /// each move is reported.
    pub fn consequences(&self, at: Timestamp) -> Vec<Vec<u8>> {
        let mut desk = self.up_to_date();
        desk.take_consequences(at)
    }

    /// The desk, after everything that was asked of it.
    fn up_to_date(&self) -> MutexGuard<'_, Desk> {
        let mut desk = lock(&self.desk);
        desk.catch_up(&self.sends(), &self.moves());
        desk
    }
}

fn lock(desk: &Mutex<Desk>) -> MutexGuard<'_, Desk> {
    desk.lock().unwrap_or_else(PoisonError::into_inner)
}

//! A stand-in for Telegram's Bot API.

mod check;

use std::{
    io,
    net::{Ipv4Addr, SocketAddr},
};

use axum::{body::Bytes, http::request::Parts};
use check::Check;

use super::{
    held::{Held, files_of},
    server::{Server, Taken},
    step::Step,
};

const SENDS: &str = "sends";
const ACTIONS: &str = "actions";
const WEBHOOKS: &str = "webhooks";
const CHECKS: &str = "checks";

/// A running server. It stops when this is dropped.
pub struct FakeTelegram {
    server: Server,
    held: Held,
}

files_of!(FakeTelegram, looked_up);

impl FakeTelegram {
    /// For tests: on any port, and strict.
    #[expect(clippy::expect_used, reason = "without a port there is no test")]
    pub async fn start(bot_token: &str) -> Self {
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
        Self::bind(address, true, bot_token)
            .await
            .expect("a free port on loopback")
    }

    /// The stand-in of a local system: it refuses faulty requests, but never panics.
    pub async fn start_demo(address: SocketAddr, bot_token: &str) -> io::Result<Self> {
        Self::bind(address, false, bot_token).await
    }

    async fn bind(address: SocketAddr, strict: bool, bot_token: &str) -> io::Result<Self> {
        let held = Held::default();
        let check = Check::new(bot_token, held.clone());
        let check = move |parts: &Parts, body: &Bytes| check.request(parts, body);
        let server = Server::start(address, strict, check).await?;
        Ok(Self { server, held })
    }

    /// What `base_url` must be to reach it.
    pub fn base_url(&self) -> String {
        format!("http://{}", self.server.address)
    }

    /// Plays a step for the next message, written or spoken, that has none yet.
    pub fn next_send(&self, step: Step) {
        self.server.push(SENDS, step);
    }

    /// Plays a step for the next typing indicator that has none yet.
    pub fn next_action(&self, step: Step) {
        self.server.push(ACTIONS, step);
    }

    /// Plays a step for the next `setWebhook` that has none yet.
    pub fn next_webhook(&self, step: Step) {
        self.server.push(WEBHOOKS, step);
    }

    /// Plays a step for the next `getWebhookInfo` that has none yet.
    pub fn next_check(&self, step: Step) {
        self.server.push(CHECKS, step);
    }

    /// The messages taken so far, oldest first.
    pub fn sends(&self) -> Vec<Taken> {
        self.server.taken(SENDS)
    }

    /// The texts of the messages taken so far, oldest first.
    pub fn texts(&self) -> Vec<String> {
        let text = |taken: &Taken| taken.body.get("text")?.as_str().map(str::to_owned);
        self.sends().iter().filter_map(text).collect()
    }

    /// The files of the voice messages taken so far, oldest first.
    pub fn voices(&self) -> Vec<Bytes> {
        let taken = self.sends().into_iter();
        taken.filter_map(|taken| taken.file).collect()
    }

    /// Waits until at least this many messages were taken.
    pub async fn wait_for_sends(&self, count: usize) -> Vec<Taken> {
        self.server.wait_for(SENDS, count).await
    }

    /// The typing indicators taken so far, oldest first.
    pub fn actions(&self) -> Vec<Taken> {
        self.server.taken(ACTIONS)
    }

    /// The calls of `setWebhook` taken so far, oldest first.
    pub fn webhooks(&self) -> Vec<Taken> {
        self.server.taken(WEBHOOKS)
    }

    /// What was wrong with the requests so far, and forgets it: for tests that ask wrongly on
    /// purpose.
    pub fn take_faults(&self) -> Vec<String> {
        self.server.take_faults()
    }
}

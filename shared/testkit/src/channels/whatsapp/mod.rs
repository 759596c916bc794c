//! A stand-in for Meta's Graph API.

mod check;
mod lookup;
mod spec;

use std::{
    io,
    net::{Ipv4Addr, SocketAddr},
    sync::atomic::AtomicU64,
};

use axum::{body::Bytes, http::request::Parts};

use super::{
    form::File,
    held::{Held, files_of},
    server::{Server, Taken},
    step::Step,
};
use check::Check;

const SENDS: &str = "sends";
const READS: &str = "reads";
const UPLOADS: &str = "uploads";
const CHECKS: &str = "checks";

/// A running server. It stops when this is dropped.
pub struct FakeWhatsapp {
    server: Server,
    /// The files that were uploaded, until a message names them.
    media: Held<File>,
    held: Held,
}

files_of!(FakeWhatsapp, looked_up);

impl FakeWhatsapp {
    /// For tests: on any port, and strict.
    #[expect(clippy::expect_used, reason = "without a port there is no test")]
    pub async fn start(phone_number_id: &str, access_token: &str) -> Self {
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
        Self::bind(address, true, phone_number_id, access_token)
            .await
            .expect("a free port on loopback")
    }

    /// The stand-in of a local system: it refuses faulty requests, but never panics.
    pub async fn start_demo(
        address: SocketAddr,
        phone_number_id: &str,
        access_token: &str,
    ) -> io::Result<Self> {
        Self::bind(address, false, phone_number_id, access_token).await
    }

    async fn bind(
        address: SocketAddr,
        strict: bool,
        phone_number_id: &str,
        access_token: &str,
    ) -> io::Result<Self> {
        let (media, held) = (Held::default(), Held::default());
        let check = Check {
            number_path: format!("/v25.0/{phone_number_id}"),
            authorization: format!("Bearer {access_token}"),
            strict,
            number: AtomicU64::new(1),
            media: media.clone(),
            held: held.clone(),
        };
        let check = move |parts: &Parts, body: &Bytes| check.request(parts, body);
        let server = Server::start(address, strict, check).await?;
        Ok(Self {
            server,
            media,
            held,
        })
    }

    /// What `base_url` must be to reach it.
    pub fn base_url(&self) -> String {
        format!("http://{}/v25.0", self.server.address)
    }

    /// Plays a step for the next message that has none yet.
    pub fn next_send(&self, step: Step) {
        self.server.push(SENDS, step);
    }

    /// Plays a step for the next mark of reading that has none yet.
    pub fn next_read(&self, step: Step) {
        self.server.push(READS, step);
    }

    /// Plays a step for the next upload of a file that has none yet.
    pub fn next_upload(&self, step: Step) {
        self.server.push(UPLOADS, step);
    }

    /// Plays a step for the next reading of the number that has none yet.
    pub fn next_check(&self, step: Step) {
        self.server.push(CHECKS, step);
    }

    /// How many of these steps have not begun. A step that hangs has begun, and its request is
    /// never taken.
    pub fn steps_left(&self) -> usize {
        self.server.steps_left()
    }

    /// The messages taken so far, oldest first.
    pub fn sends(&self) -> Vec<Taken> {
        self.server.taken(SENDS)
    }

    /// The texts of the messages taken so far, oldest first.
    pub fn texts(&self) -> Vec<String> {
        let text = |taken: &Taken| {
            taken
                .body
                .pointer("/text/body")?
                .as_str()
                .map(str::to_owned)
        };
        self.sends().iter().filter_map(text).collect()
    }

    /// The files of the audio messages taken so far, oldest first.
    pub fn voices(&self) -> Vec<Bytes> {
        let sends = self.sends();
        sends.iter().filter_map(|taken| self.file(taken)).collect()
    }

    /// The file of an audio message.
    pub fn file(&self, taken: &Taken) -> Option<Bytes> {
        let id = taken.body.pointer("/audio/id")?.as_str()?;
        Some(self.media.get(id)?.bytes)
    }

    /// Waits until at least this many messages were taken.
    pub async fn wait_for_sends(&self, count: usize) -> Vec<Taken> {
        self.server.wait_for(SENDS, count).await
    }

    /// The marks of reading, with their typing indicators, taken so far, oldest first.
    pub fn reads(&self) -> Vec<Taken> {
        self.server.taken(READS)
    }

    /// The files uploaded so far, oldest first; their ids are what messages name.
    pub fn uploads(&self) -> Vec<Taken> {
        self.server.taken(UPLOADS)
    }

    /// What was wrong with the requests so far, and forgets it: for tests that ask wrongly on
    /// purpose.
    pub fn take_faults(&self) -> Vec<String> {
        self.server.take_faults()
    }
}

#[cfg(test)]
mod tests;

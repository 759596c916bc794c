//! A stand-in for ElevenLabs on loopback: it speaks and hears (always the same words), lists an
//! account's voices and models, and checks its requests.
//!
//! It refuses what the real API refuses because of the account (a wrong key, an unknown voice), in
//! the same way. A request that Recado must never send is answered with 400 and recorded: the
//! stand-in panics when it is dropped, and so fails its test. The same happens if a step of a
//! script was never played.

mod account;
mod check;
mod server;
mod spec;
mod step;

use std::{
    collections::{HashMap, VecDeque},
    net::SocketAddr,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use axum::Router;
use serde_json::Value;
use tokio::{net::TcpListener, task::JoinHandle};

use crate::{Heard, script};
use check::Call;
pub use step::Step;

/// What it says as a voice note: Opus in Ogg, two seconds.
pub const OGG: &[u8] = include_bytes!("../../fixtures/voice.ogg");
/// What it says as MP3.
pub const MP3: &[u8] = include_bytes!("../../fixtures/voice.mp3");

/// A request to speak that passed the checks.
#[derive(Debug, Clone)]
pub struct Asked {
    /// The voice's id.
    pub voice_id: String,
    /// The form of audio.
    pub output_format: String,
    /// The body.
    pub body: Value,
}

struct Shared {
    key: String,
    voices: usize,
    /// The address below which the voices have their samples.
    samples: String,
    scripts: HashMap<Call, VecDeque<Step>>,
    asked: Vec<Asked>,
    heard: Vec<Heard>,
    pages: usize,
    faults: Vec<String>,
}

/// A running server. It stops when this is dropped.
pub struct FakeElevenLabs {
    address: SocketAddr,
    shared: Arc<Mutex<Shared>>,
    server: JoinHandle<()>,
    strict: bool,
}

impl FakeElevenLabs {
    /// An account with this key and three voices. Every call succeeds unless a step says otherwise.
    #[expect(clippy::expect_used, reason = "without a port there is no test")]
    pub async fn start(key: &str) -> Self {
        let any_port = SocketAddr::from((std::net::Ipv4Addr::LOCALHOST, 0));
        let bound = Self::bind(any_port, key, true).await;
        bound.expect("a free port on loopback")
    }

    /// The stand-in of a local system: it refuses faulty requests, but never panics.
    pub async fn start_demo(address: SocketAddr, key: &str) -> std::io::Result<Self> {
        let fake = Self::bind(address, key, false).await?;
        fake.have_samples();
        Ok(fake)
    }

    async fn bind(address: SocketAddr, key: &str, strict: bool) -> std::io::Result<Self> {
        let listener = TcpListener::bind(address).await?;
        let address = listener.local_addr()?;
        let shared = Arc::new(Mutex::new(Shared {
            key: key.to_owned(),
            voices: 3,
            samples: "https://storage.example".to_owned(),
            scripts: HashMap::new(),
            asked: Vec::new(),
            heard: Vec::new(),
            pages: 0,
            faults: Vec::new(),
        }));
        let every_path = Router::new()
            .fallback(server::answer)
            .with_state(Arc::clone(&shared));
        let server = script::serve(listener, every_path);
        Ok(Self {
            address,
            shared,
            server,
            strict,
        })
    }

    /// What `base_url` must be to reach it.
    pub fn base_url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Has the samples of its voices itself. They are elsewhere otherwise.
    pub fn have_samples(&self) {
        lock(&self.shared).samples = format!("{}{}", self.base_url(), check::SAMPLES);
    }

    /// The step for the next sample that has none yet.
    pub fn next_sample(&self, step: Step) {
        self.push(Call::Sample, step);
    }

    /// Gives the account so many voices.
    pub fn hold_voices(&self, count: usize) {
        lock(&self.shared).voices = count;
    }

    /// The step for the next request to speak that has none yet.
    pub fn next_speech(&self, step: Step) {
        self.push(Call::Speak, step);
    }

    /// The step for the next recording that has none yet.
    pub fn next_transcript(&self, step: Step) {
        self.push(Call::Listen, step);
    }

    /// The step for the next page of voices that has none yet (`/v2/voices`).
    pub fn next_voices(&self, step: Step) {
        self.push(Call::Voices, step);
    }

    /// The step for the next list of voices by the older call that has none yet (`/v1/voices`).
    pub fn next_older_voices(&self, step: Step) {
        self.push(Call::OlderVoices, step);
    }

    /// The step for the next list of models that has none yet.
    pub fn next_models(&self, step: Step) {
        self.push(Call::Models, step);
    }

    /// Every request to speak that passed the checks, oldest first.
    pub fn asked(&self) -> Vec<Asked> {
        lock(&self.shared).asked.clone()
    }

    /// Every recording that passed the checks, oldest first.
    pub fn heard(&self) -> Vec<Heard> {
        lock(&self.shared).heard.clone()
    }

    /// How many pages of voices were asked for.
    pub fn pages(&self) -> usize {
        lock(&self.shared).pages
    }

    /// What was wrong with the requests so far, and forgets it: for tests that ask wrongly on
    /// purpose.
    pub fn take_faults(&self) -> Vec<String> {
        std::mem::take(&mut lock(&self.shared).faults)
    }

    fn push(&self, call: Call, step: Step) {
        let mut shared = lock(&self.shared);
        shared.scripts.entry(call).or_default().push_back(step);
    }
}

impl Drop for FakeElevenLabs {
    fn drop(&mut self) {
        self.server.abort();
        if self.strict {
            let shared = lock(&self.shared);
            script::assert_played(&shared.faults, shared.scripts.values().flatten());
        }
    }
}

fn lock(shared: &Mutex<Shared>) -> MutexGuard<'_, Shared> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests;

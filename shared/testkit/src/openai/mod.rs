//! A stand-in for OpenAI on loopback: it answers in each API by which an assistant is asked, and
//! transcribes, from scripts, and checks its requests.
//!
//! A request that the real API would refuse, or that Recado must never send, is answered with 400
//! and recorded: the stand-in panics when it is dropped, and so fails its test. The same happens if
//! a step of the script was never played.

mod answer;
mod api;
mod chat_completions;
mod check;
mod content;
mod demo;
mod received;
mod responses;
mod rounds;
mod server;
mod spec;
mod step;
mod transcription;

use std::{
    collections::VecDeque,
    net::SocketAddr,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use axum::Router;
use tokio::{net::TcpListener, task::JoinHandle};

use crate::{Heard, script};
use spec::Spec;

pub use answer::{Answer, Item, call, message, refusal};
pub use received::Received;
pub use step::Step;

type Responder = Box<dyn Fn(&Received) -> Step + Send + Sync>;

#[derive(Default)]
struct Shared {
    script: VecDeque<Step>,
    responder: Option<Responder>,
    requests: Vec<Received>,
    transcripts: VecDeque<Step>,
    /// What a recording says for which there is no step.
    transcriber: Option<fn(&Heard) -> String>,
    heard: Vec<Heard>,
    faults: Vec<String>,
    /// Whether requests and answers are checked against the API's own description, if there is one.
    spec: bool,
}

impl Shared {
    /// The API's own description, if requests and answers are checked against it.
    fn spec(&self) -> Option<&'static Spec> {
        self.spec.then(spec::spec).flatten()
    }
}

/// A running server. It stops when this is dropped.
pub struct FakeOpenAi {
    address: SocketAddr,
    shared: Arc<Mutex<Shared>>,
    server: JoinHandle<()>,
    strict: bool,
}

impl FakeOpenAi {
    /// Answers one request with each step, in order. A request beyond the last step is a fault.
    pub async fn start(script: impl IntoIterator<Item = Step>) -> Self {
        let shared = Shared {
            script: script.into_iter().collect(),
            spec: true,
            ..Shared::default()
        };
        Self::on_any_port(shared).await
    }

    /// Answers every request as the responder says, except those for which a step was
    /// [pushed](Self::push).
    pub async fn start_with(responder: impl Fn(&Received) -> Step + Send + Sync + 'static) -> Self {
        let shared = Shared {
            responder: Some(Box::new(responder)),
            spec: true,
            ..Shared::default()
        };
        Self::on_any_port(shared).await
    }

    /// The stand-in of a local system: it names the messages it got, says that it is no AI, and
    /// asks for a person when the customer does. It refuses faulty requests, but never panics.
    pub async fn start_demo(address: SocketAddr) -> std::io::Result<Self> {
        let shared = Shared {
            responder: Some(Box::new(demo::answer)),
            transcriber: Some(demo::transcript),
            ..Shared::default()
        };
        Self::bind(address, shared, false).await
    }

    /// What `base_url` must be to reach it.
    pub fn base_url(&self) -> String {
        format!("http://{}/v1", self.address)
    }

    /// Adds a step at the end of the script.
    pub fn push(&self, step: Step) {
        lock(&self.shared).script.push_back(step);
    }

    /// The step for the next recording that has none yet. One without a step is a fault.
    pub fn next_transcript(&self, step: Step) {
        lock(&self.shared).transcripts.push_back(step);
    }

    /// Every recording that passed the checks, oldest first.
    pub fn heard(&self) -> Vec<Heard> {
        lock(&self.shared).heard.clone()
    }

    /// Every request for an answer that passed the checks, oldest first.
    pub fn requests(&self) -> Vec<Received> {
        lock(&self.shared).requests.clone()
    }

    /// What was wrong with the requests so far, and forgets it: for tests that ask wrongly on
    /// purpose.
    pub fn take_faults(&self) -> Vec<String> {
        std::mem::take(&mut lock(&self.shared).faults)
    }

    #[expect(clippy::expect_used, reason = "without a port there is no test")]
    async fn on_any_port(shared: Shared) -> Self {
        let address = SocketAddr::from(([127, 0, 0, 1], 0));
        Self::bind(address, shared, true)
            .await
            .expect("a free port on loopback")
    }

    async fn bind(address: SocketAddr, shared: Shared, strict: bool) -> std::io::Result<Self> {
        let listener = TcpListener::bind(address).await?;
        let address = listener.local_addr()?;
        let shared = Arc::new(Mutex::new(shared));
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
}

impl Drop for FakeOpenAi {
    fn drop(&mut self) {
        self.server.abort();
        if self.strict {
            let shared = lock(&self.shared);
            let steps = shared.script.iter().chain(&shared.transcripts);
            script::assert_played(&shared.faults, steps);
        }
    }
}

fn lock(shared: &Mutex<Shared>) -> MutexGuard<'_, Shared> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests;

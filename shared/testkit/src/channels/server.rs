//! The HTTP side that the stand-ins for chat providers share.

use std::{
    collections::{HashMap, VecDeque},
    io,
    net::SocketAddr,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Instant,
};

use axum::{
    Router,
    body::{Body, Bytes},
    http::{Response, request::Parts},
};
use serde_json::Value;
use tokio::{
    net::{TcpListener, TcpSocket},
    sync::Notify,
    task::JoinHandle,
};

use super::{
    held::HeldFile,
    step::{Own, Step},
};
use crate::script::{self, dropped, json, respond};

/// Room for the largest audio that a provider takes.
const MAX_BODY: usize = 20 * 1024 * 1024;

/// A request that was taken.
#[derive(Debug, Clone)]
pub struct Taken {
    /// When.
    pub at: Instant,
    /// The provider's or our own id of it, whichever the protocol has.
    pub id: String,
    /// Its body. For a form: the texts, and a description of the file in `file`.
    pub body: Value,
    /// The file of a form.
    pub file: Option<Bytes>,
}

/// A correct request.
pub(super) struct Fit {
    /// The script that it follows, and the key under which it is kept.
    pub(super) queue: &'static str,
    pub(super) id: String,
    pub(super) body: Value,
    pub(super) file: Option<Bytes>,
    /// The status and the answer when it is taken.
    pub(super) status: u16,
    pub(super) answer: Answer,
}

impl Fit {
    /// One that is taken with a 200, without a file.
    pub(super) fn taken(
        queue: &'static str,
        id: impl Into<String>,
        body: Value,
        answer: impl Into<Answer>,
    ) -> Self {
        Self {
            queue,
            id: id.into(),
            body,
            file: None,
            status: 200,
            answer: answer.into(),
        }
    }
}

/// What is answered to a correct request.
pub(super) enum Answer {
    Json(Value),
    File(HeldFile),
    /// A redirect to this URL.
    Moved(String),
}

impl From<Value> for Answer {
    fn from(json: Value) -> Self {
        Self::Json(json)
    }
}

/// A faulty request.
pub(super) struct Unfit {
    pub(super) status: u16,
    pub(super) answer: String,
    pub(super) fault: String,
}

type Check = Box<dyn Fn(&Parts, &Bytes) -> Result<Fit, Unfit> + Send + Sync>;

#[derive(Default)]
struct Shared {
    scripts: HashMap<&'static str, VecDeque<Step>>,
    taken: HashMap<&'static str, Vec<Taken>>,
    faults: Vec<String>,
}

/// A running server. It stops when this is dropped.
pub(super) struct Server {
    pub(super) address: SocketAddr,
    state: Arc<State>,
    task: JoinHandle<()>,
    strict: bool,
}

struct State {
    check: Check,
    shared: Mutex<Shared>,
    changed: Notify,
}

impl Server {
    pub(super) async fn start(
        address: SocketAddr,
        strict: bool,
        check: impl Fn(&Parts, &Bytes) -> Result<Fit, Unfit> + Send + Sync + 'static,
    ) -> io::Result<Self> {
        let listener = listen(address)?;
        let address = listener.local_addr()?;
        let state = Arc::new(State {
            check: Box::new(check),
            shared: Mutex::default(),
            changed: Notify::new(),
        });
        let every_path = Router::new().fallback(answer);
        let task = script::serve(listener, every_path.with_state(Arc::clone(&state)));
        Ok(Self {
            address,
            state,
            task,
            strict,
        })
    }

    pub(super) fn push(&self, queue: &'static str, step: Step) {
        let mut shared = self.state.lock();
        shared.scripts.entry(queue).or_default().push_back(step);
    }

    pub(super) fn taken(&self, queue: &'static str) -> Vec<Taken> {
        let shared = self.state.lock();
        shared.taken.get(queue).cloned().unwrap_or_default()
    }

    /// Waits until this many were taken.
    pub(super) async fn wait_for(&self, queue: &'static str, count: usize) -> Vec<Taken> {
        loop {
            // Created before looking, so that nothing is missed in between.
            let changed = self.state.changed.notified();
            let taken = self.taken(queue);
            if taken.len() >= count {
                return taken;
            }
            changed.await;
        }
    }

    /// How many steps of the scripts have not begun.
    pub(super) fn steps_left(&self) -> usize {
        let shared = self.state.lock();
        shared.scripts.values().map(VecDeque::len).sum()
    }

    pub(super) fn take_faults(&self) -> Vec<String> {
        std::mem::take(&mut self.state.lock().faults)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.task.abort();
        if self.strict {
            let shared = self.state.lock();
            script::assert_played(&shared.faults, shared.scripts.values().flatten());
        }
    }
}

impl State {
    fn lock(&self) -> MutexGuard<'_, Shared> {
        self.shared.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Keeps a request that is taken, and gives the answer to it.
    fn keep(&self, fit: Fit) -> Response<Body> {
        let taken = Taken {
            at: Instant::now(),
            id: fit.id,
            body: fit.body,
            file: fit.file,
        };
        self.lock().taken.entry(fit.queue).or_default().push(taken);
        self.changed.notify_waiters();
        match fit.answer {
            Answer::Json(answer) => json(fit.status, answer.to_string()),
            Answer::File(file) => respond(fit.status, file.mime_type, file.bytes),
            Answer::Moved(to) => script::redirect(&to),
        }
    }
}

/// Without `TCP_NODELAY`, Nagle's algorithm and delayed acknowledgements together hold small
/// answers back for 40 ms. Accepted connections inherit it.
fn listen(address: SocketAddr) -> io::Result<TcpListener> {
    let socket = TcpSocket::new_v4()?;
    socket.set_nodelay(true)?;
    socket.set_reuseaddr(true)?;
    socket.bind(address)?;
    socket.listen(1024)
}

async fn answer(
    axum::extract::State(state): axum::extract::State<Arc<State>>,
    request: axum::extract::Request,
) -> Response<Body> {
    let (parts, body) = request.into_parts();
    let body = match axum::body::to_bytes(body, MAX_BODY).await {
        Ok(body) => body,
        Err(error) => return json(400, error.to_string()),
    };
    let fit = match (state.check)(&parts, &body) {
        Ok(fit) => fit,
        Err(unfit) => {
            state.lock().faults.push(unfit.fault);
            return json(unfit.status, unfit.answer);
        }
    };
    let scripted = state
        .lock()
        .scripts
        .get_mut(fit.queue)
        .and_then(VecDeque::pop_front);
    let step = scripted.unwrap_or_else(Step::take);
    let own = |own| {
        let answer = state.keep(fit);
        match own {
            Own::Take => answer,
            Own::TakeAndDrop => dropped(),
        }
    };
    step.play(own).await
}

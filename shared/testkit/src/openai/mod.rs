//! A stand-in for OpenAI on loopback: it answers from a script and checks its requests.
//!
//! A request that the real API would refuse, or that Recado must never send, is answered with 400
//! and recorded: the stand-in panics when it is dropped, and so fails its test. The same happens if
//! a step of the script was never played.

mod check;
mod demo;
mod received;
mod server;
mod spec;
mod step;

use std::{
    collections::VecDeque,
    net::SocketAddr,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use axum::Router;
use tokio::{net::TcpListener, task::JoinHandle};

use crate::script;

pub use received::Received;
pub use step::{Step, call, message, refusal};

type Responder = Box<dyn Fn(&Received) -> Step + Send + Sync>;

#[derive(Default)]
struct Shared {
    script: VecDeque<Step>,
    responder: Option<Responder>,
    requests: Vec<Received>,
    faults: Vec<String>,
    /// Whether requests and answers are checked against the API's own description, if there is one.
    spec: bool,
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

    /// Every request that passed the checks, oldest first.
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
            script::assert_played(&shared.faults, &shared.script);
        }
    }
}

fn lock(shared: &Mutex<Shared>) -> MutexGuard<'_, Shared> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use http_client::{Access, BodyLimit, Client, HttpError, Response};
    use serde_json::{Value, json};
    use tokio::{
        io::{AsyncReadExt, AsyncWriteExt},
        net::TcpStream,
    };

    use super::*;

    fn request() -> Value {
        json!({
            "model": "m", "store": false, "safety_identifier": "s", "prompt_cache_key": "p",
            "input": [{"role": "user", "content": "oi"}],
            "tools": [{"type": "file_search", "vector_store_ids": ["vs_1"]}],
        })
    }

    async fn ask(fake: &FakeOpenAi, key: &str, body: &Value) -> Result<Response, HttpError> {
        let client = Client::new(Access::Anywhere).unwrap();
        let url = format!("{}/responses", fake.base_url()).parse().unwrap();
        let request = client.post(&url).bearer_auth(key).json(body);
        let limit = Duration::from_secs(20);
        client.send(request, BodyLimit::JSON, limit).await
    }

    async fn status(fake: &FakeOpenAi, body: &Value) -> u16 {
        ask(fake, "sk-fake", body).await.unwrap().status
    }

    #[tokio::test]
    async fn answers_by_the_script_and_then_by_the_responder() {
        let fake = FakeOpenAi::start_with(|_| Step::text("padrão")).await;
        fake.push(Step::error(500, "server_error", None));
        assert_eq!(status(&fake, &request()).await, 500);
        assert_eq!(status(&fake, &request()).await, 200);
        assert_eq!(fake.requests().len(), 2);
    }

    #[tokio::test]
    async fn a_wrong_request_is_refused_and_remembered() {
        let fake = FakeOpenAi::start([]).await;
        let mut body = request();
        body["store"] = json!(true);
        assert_eq!(status(&fake, &body).await, 400);
        assert_eq!(ask(&fake, "", &request()).await.unwrap().status, 401);
        assert_eq!(
            fake.take_faults(),
            ["store: must be false", "authorization: no bearer token"]
        );
        assert!(fake.requests().is_empty());
    }

    #[tokio::test]
    async fn the_apis_own_description_is_kept_where_it_is_to_be_had() {
        let mut body = request();
        body["instructions"] = json!(7);
        let expected = spec::spec().map_or(200, |_| 400);
        let fake = FakeOpenAi::start_with(|_| Step::text("Olá!")).await;
        assert_eq!(status(&fake, &body).await, expected);
        fake.push(Step::response(json!({"status": "pondering"})));
        assert_eq!(status(&fake, &request()).await, 200);
        let faults = fake.take_faults();
        assert_eq!(faults.len(), spec::spec().map_or(0, |_| 2), "{faults:?}");
    }

    /// The bytes that come back, whether or not they are a response.
    async fn raw_answer(step: Step) -> String {
        let fake = FakeOpenAi::start([step]).await;
        let mut connection = TcpStream::connect(fake.address).await.unwrap();
        let body = request().to_string();
        let request = format!(
            "POST /v1/responses HTTP/1.1\r\nhost: a\r\nauthorization: Bearer k\r\n\
             content-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
            body.len()
        );
        connection.write_all(request.as_bytes()).await.unwrap();
        let mut answer = String::new();
        connection.read_to_string(&mut answer).await.unwrap();
        answer
    }

    #[tokio::test]
    async fn a_dropped_connection_brings_not_even_a_status() {
        assert_eq!(raw_answer(Step::drop()).await, "");
    }

    #[tokio::test]
    async fn a_connection_cut_off_brings_a_beginning() {
        let answer = raw_answer(Step::cut_off()).await;
        assert!(answer.starts_with("HTTP/1.1 200 OK"), "{answer}");
        assert!(answer.ends_with("\"outp\r\n"), "{answer}");
    }

    #[tokio::test]
    #[should_panic(expected = "store: must be false")]
    async fn a_remembered_fault_fails_the_test() {
        let fake = FakeOpenAi::start([]).await;
        let mut body = request();
        body["store"] = Value::Null;
        status(&fake, &body).await;
    }

    #[tokio::test]
    #[should_panic(expected = "a request beyond the script")]
    async fn a_request_too_many_fails_the_test() {
        let fake = FakeOpenAi::start([]).await;
        status(&fake, &request()).await;
    }

    #[tokio::test]
    #[should_panic(expected = "never played")]
    async fn a_step_too_many_fails_the_test() {
        FakeOpenAi::start([Step::hang()]).await;
    }

    #[tokio::test]
    async fn the_demo_answers_and_never_panics() {
        let any = SocketAddr::from(([127, 0, 0, 1], 0));
        let fake = FakeOpenAi::start_demo(any).await.unwrap();
        assert_eq!(status(&fake, &json!({})).await, 400);
        let answer = ask(&fake, "sk-fake", &request()).await.unwrap();
        let body = String::from_utf8(answer.body.to_vec()).unwrap();
        assert!(
            body.contains("[demonstração, sem IA] Recebi 1 mensagem: “oi”."),
            "{body}"
        );
    }
}

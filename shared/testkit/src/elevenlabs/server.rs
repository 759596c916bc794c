//! The HTTP side.

use std::{
    collections::VecDeque,
    convert::Infallible,
    io,
    sync::{Arc, Mutex},
};

use axum::{
    Router,
    body::{Body, Bytes},
    extract::{Request, State},
    http::{Response, StatusCode, header},
};
use futures_util::{StreamExt, stream};
use serde_json::Value;
use tokio::net::TcpListener;

use super::{
    MP3, OGG, Shared, account,
    check::{self, Fit},
    lock, spec,
    step::{Outcome, Step},
};

pub(super) async fn serve(listener: TcpListener, shared: Arc<Mutex<Shared>>) {
    let every_path = Router::new().fallback(answer).with_state(shared);
    // It ends only with the task.
    if let Err(error) = axum::serve(listener, every_path).await {
        eprintln!("the fake ElevenLabs stopped: {error}");
    }
}

async fn answer(
    State(shared): State<Arc<Mutex<Shared>>>,
    request: Request,
) -> Result<Response<Body>, Infallible> {
    let (parts, body) = request.into_parts();
    let body = axum::body::to_bytes(body, 1024 * 1024).await;
    let body = body.unwrap_or_default();
    let checked = check::request(&lock(&shared), &parts, &body);
    let fit = match checked {
        Ok(fit) => fit,
        Err(unfit) => {
            lock(&shared).faults.extend(unfit.fault);
            return Ok(json(unfit.status, unfit.answer.to_string()));
        }
    };
    let step = choose(&shared, &fit);
    tokio::time::sleep(step.delay).await;
    Ok(match step.outcome {
        Outcome::Succeed => succeed(&shared, fit),
        Outcome::Answer {
            status,
            headers,
            body,
        } => respond(status, "application/octet-stream", headers, body),
        Outcome::Drop => Response::new(broken(b"")),
        Outcome::CutOff => Response::new(broken(OGG.split_at(OGG.len() / 2).0)),
        Outcome::Hang => std::future::pending().await,
    })
}

/// Keeps the request, and tells what becomes of it.
fn choose(shared: &Mutex<Shared>, fit: &Fit) -> Step {
    let mut shared = lock(shared);
    if let Fit::Speak(asked) = fit {
        let described =
            spec::spec().map(|spec| spec.check_speak(&asked.output_format, &asked.body));
        shared.faults.extend(described.and_then(Result::err));
        shared.asked.push(asked.clone());
    }
    if let Fit::Voices { .. } = fit {
        shared.pages += 1;
    }
    let script = shared.scripts.get_mut(&fit.call());
    let scripted = script.and_then(VecDeque::pop_front);
    scripted.unwrap_or_else(Step::succeed)
}

fn succeed(shared: &Mutex<Shared>, fit: Fit) -> Response<Body> {
    let call = fit.call();
    let mut shared = lock(shared);
    let list = match fit {
        Fit::Speak(asked) => {
            let text = asked.body.get("text").and_then(Value::as_str);
            let text = text.unwrap_or_default();
            let cost = text.chars().count().to_string();
            let headers = vec![("character-cost", cost), ("request-id", "req_1".to_owned())];
            let audio = if asked.output_format.starts_with("opus_") {
                OGG
            } else {
                MP3
            };
            // The API says so of every format.
            return respond(200, "audio/mpeg", headers, audio.to_vec());
        }
        Fit::Voices { start, size } => account::page(shared.voices, start, size),
        Fit::OlderVoices => account::all_voices(shared.voices),
        Fit::Models => account::models(),
    };
    let described = spec::spec().map(|spec| spec.check_list(call, &list));
    shared.faults.extend(described.and_then(Result::err));
    json(200, list.to_string())
}

fn json(status: u16, body: String) -> Response<Body> {
    respond(status, "application/json", Vec::new(), body.into_bytes())
}

fn respond(
    status: u16,
    content_type: &str,
    headers: Vec<(&'static str, String)>,
    body: Vec<u8>,
) -> Response<Body> {
    let mut response = Response::builder()
        .status(status)
        .header(header::CONTENT_TYPE, content_type);
    for (name, value) in headers {
        response = response.header(name, value);
    }
    response.body(Body::from(body)).unwrap_or_else(|error| {
        let mut response = Response::new(Body::from(error.to_string()));
        *response.status_mut() = StatusCode::INTERNAL_SERVER_ERROR;
        response
    })
}

/// A body that fails after its beginning is out; without one, the server closes the connection
/// before the response's head is out.
fn broken(beginning: &'static [u8]) -> Body {
    let beginning = (!beginning.is_empty()).then(|| Ok(Bytes::from_static(beginning)));
    let rest = async {
        // The beginning is sent while the rest is waited for.
        tokio::task::yield_now().await;
        Err(io::Error::other("closed on purpose"))
    };
    Body::from_stream(stream::iter(beginning).chain(stream::once(rest)))
}

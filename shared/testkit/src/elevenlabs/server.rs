//! The HTTP side.

use std::{
    collections::VecDeque,
    convert::Infallible,
    sync::{Arc, Mutex},
};

use axum::{
    body::Body,
    extract::{Request, State},
    http::{HeaderValue, Response},
};
use serde_json::Value;

use super::{
    MP3, OGG, Shared, account,
    check::{self, Fit},
    lock, spec,
    step::{Own, Step, transcript},
};
use crate::files::VOICE_MESSAGE_TEXT;
use crate::heard::MAX_REQUEST_BYTES;
use crate::script::{cut_off, json, respond};

pub(super) async fn answer(
    State(shared): State<Arc<Mutex<Shared>>>,
    request: Request,
) -> Result<Response<Body>, Infallible> {
    let (parts, body) = request.into_parts();
    let body = axum::body::to_bytes(body, MAX_REQUEST_BYTES).await;
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
    let own = |own| match own {
        Own::Succeed => succeed(&shared, fit),
        Own::CutOff => cut_off(OGG.split_at(OGG.len() / 2).0),
    };
    Ok(step.play(own).await)
}

/// Keeps the request, and takes its step.
fn choose(shared: &Mutex<Shared>, fit: &Fit) -> Step {
    let mut shared = lock(shared);
    if let Fit::Speak(asked) = fit {
        let described =
            spec::spec().map(|spec| spec.check_speak(&asked.output_format, &asked.body));
        shared.faults.extend(described.and_then(Result::err));
        shared.asked.push(asked.clone());
    }
    if let Fit::Listen(heard) = fit {
        shared.heard.push(heard.clone());
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
            let cost = HeaderValue::from(text.chars().count());
            let audio = if asked.output_format.starts_with("opus_") {
                OGG
            } else {
                MP3
            };
            // The API names this type for every format.
            let mut spoken = respond(200, "audio/mpeg", audio);
            let headers = spoken.headers_mut();
            headers.insert("character-cost", cost);
            headers.insert("request-id", HeaderValue::from_static("req_1"));
            return spoken;
        }
        Fit::Listen(_) => return json(200, transcript(VOICE_MESSAGE_TEXT).to_string()),
        Fit::Voices { start, size } => account::page(shared.voices, &shared.samples, start, size),
        Fit::OlderVoices => account::all_voices(shared.voices, &shared.samples),
        Fit::Models => account::models(),
        Fit::Sample => return respond(200, "audio/mpeg", MP3),
    };
    let described = spec::spec().map(|spec| spec.check_list(call, &list));
    shared.faults.extend(described.and_then(Result::err));
    json(200, list.to_string())
}

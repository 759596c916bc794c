//! The HTTP side.

use std::{
    convert::Infallible,
    sync::{Arc, Mutex},
};

use axum::{
    body::Body,
    extract::{Request, State},
    http::{HeaderMap, Method, Response, Uri},
};

use super::{
    Received, Shared, check, lock, spec,
    step::{Own, Step},
    transcription,
};
use crate::heard::MAX_REQUEST_BYTES;
use crate::script::{Outcome, cut_off, json};

pub(super) async fn answer(
    State(shared): State<Arc<Mutex<Shared>>>,
    request: Request,
) -> Result<Response<Body>, Infallible> {
    let (parts, body) = request.into_parts();
    let body = axum::body::to_bytes(body, MAX_REQUEST_BYTES).await;
    let body = body.unwrap_or_default();
    let step = match parts.uri.path() {
        transcription::PATH => transcription::choose(&shared, &parts, &body),
        _ => choose(&shared, &parts.method, &parts.uri, parts.headers, &body),
    };
    let own = |own| match own {
        Own::Response(answer) | Own::Transcript(answer) => json(200, answer.to_string()),
        Own::CutOff => cut_off(b"{\"id\": \"resp_1\", \"outp"),
    };
    Ok(step.play(own).await)
}

fn choose(
    shared: &Mutex<Shared>,
    method: &Method,
    uri: &Uri,
    headers: HeaderMap,
    body: &[u8],
) -> Step {
    let mut shared = lock(shared);
    let spec = shared.spec.then(spec::spec).flatten();
    let checked = check::request(method, uri, &headers, body).and_then(|body| {
        spec.map_or(Ok(()), |spec| spec.check_request(&body))?;
        Ok(body)
    });
    let body = match checked {
        Ok(body) => body,
        Err(fault) => {
            shared.faults.push(fault.message.clone());
            return fault.into_step();
        }
    };
    let received = Received {
        query: uri.query().map(str::to_owned),
        headers,
        body,
    };
    let scripted = shared.script.pop_front();
    let step = scripted.or_else(|| shared.responder.as_ref().map(|respond| respond(&received)));
    shared.requests.push(received);
    let Some(step) = step else {
        shared.faults.push("a request beyond the script".to_owned());
        return Step::error(500, "server_error", None);
    };
    if let (Some(spec), Outcome::Own(Own::Response(response))) = (spec, &step.outcome)
        && let Err(fault) = spec.check_response(response)
    {
        shared.faults.push(fault.message);
    }
    step
}

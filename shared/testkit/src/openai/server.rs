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
    Received, Shared,
    check::{self, Fault},
    lock,
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
    let spec = shared.spec();
    let checked = check::request(method, uri, &headers, body).and_then(|body| {
        spec.map_or(Ok(()), |spec| spec.check_request(&body))?;
        Ok(body)
    });
    let body = match checked {
        Ok(body) => body,
        Err(fault) => return refused(&mut shared, fault),
    };
    let received = Received {
        query: uri.query().map(str::to_owned),
        headers,
        body,
    };
    let scripted = shared.script.pop_front();
    let step = scripted.or_else(|| shared.responder.as_ref().map(|respond| respond(&received)));
    shared.requests.push(received);
    played(&mut shared, step, "a request")
}

/// The answer to a faulty request, which is remembered.
pub(super) fn refused(shared: &mut Shared, fault: Fault) -> Step {
    shared.faults.push(fault.message.clone());
    fault.into_step()
}

/// The step for a correct request. It is a fault if there is none, or if the API does not describe
/// such an answer.
pub(super) fn played(shared: &mut Shared, step: Option<Step>, what: &str) -> Step {
    let Some(step) = step else {
        shared.faults.push(format!("{what} beyond the script"));
        return Step::error(500, "server_error", None);
    };
    let checked = match (shared.spec(), &step.outcome) {
        (Some(spec), Outcome::Own(Own::Response(response))) => spec.check_response(response),
        (Some(spec), Outcome::Own(Own::Transcript(heard))) => spec.check_transcript(heard),
        _ => Ok(()),
    };
    let fault = checked.err().map(|fault| fault.message);
    shared.faults.extend(fault);
    step
}

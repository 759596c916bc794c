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
    api::Api,
    check::{self, Fault},
    lock,
    spec::Described,
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
        Own::Answer(_) => json(500, "an answer that no API was to write"),
        Own::Written(answer) => json(200, answer.to_string()),
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
    let checked = check::request(method, uri, &headers, body).and_then(|(api, body)| {
        let described = spec.and_then(|spec| spec.of(api));
        described.map_or(Ok(()), |described| described.check_request(&body))?;
        Ok((api, described, body))
    });
    let (api, described, body) = match checked {
        Ok(checked) => checked,
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
    let step = step.map(|step| written(step, api));
    played(&mut shared, step, described, "a request")
}

/// The step with its answer as the API writes it.
fn written(mut step: Step, api: Api) -> Step {
    if let Outcome::Own(Own::Answer(answer)) = &step.outcome {
        step.outcome = Outcome::Own(Own::Written(api.write(answer)));
    }
    step
}

/// The answer to a faulty request, which is remembered.
pub(super) fn refused(shared: &mut Shared, fault: Fault) -> Step {
    shared.faults.push(fault.message.clone());
    fault.into_step()
}

/// The step for a correct request. It is a fault if there is none, or if it is not an answer as it is
/// described.
pub(super) fn played(
    shared: &mut Shared,
    step: Option<Step>,
    described: Option<&Described>,
    what: &str,
) -> Step {
    let Some(step) = step else {
        shared.faults.push(format!("{what} beyond the script"));
        return Step::error(500, "server_error", None);
    };
    if let (Some(described), Outcome::Own(Own::Written(answer))) = (described, &step.outcome) {
        let fault = described.check_answer(answer).err();
        shared.faults.extend(fault.map(|fault| fault.message));
    }
    step
}

//! The HTTP side.

use std::{
    convert::Infallible,
    io,
    sync::{Arc, Mutex},
};

use axum::{
    Router,
    body::{Body, Bytes},
    extract::State,
    http::{HeaderMap, Method, Response, StatusCode, Uri, header},
};
use futures_util::{StreamExt, stream};
use tokio::net::TcpListener;

use super::{
    Received, Shared, check, lock, spec,
    step::{self, Reply, Step},
};

pub(super) async fn serve(listener: TcpListener, shared: Arc<Mutex<Shared>>) {
    let every_path = Router::new().fallback(answer).with_state(shared);
    // It ends only with the task.
    if let Err(error) = axum::serve(listener, every_path).await {
        eprintln!("the fake OpenAI stopped: {error}");
    }
}

async fn answer(
    State(shared): State<Arc<Mutex<Shared>>>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response<Body>, Infallible> {
    let step = choose(&shared, &method, &uri, headers, &body);
    Ok(match step {
        Step::Reply(reply) => {
            tokio::time::sleep(reply.delay).await;
            respond(reply)
        }
        Step::Drop => Response::new(broken()),
        Step::CutOff => Response::new(cut_off()),
        Step::Hang => std::future::pending().await,
    })
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
    if let (Some(spec), Step::Reply(reply)) = (spec, &step)
        && let step::Body::Response(response) = &reply.body
        && let Err(fault) = spec.check_response(response)
    {
        shared.faults.push(fault.message);
    }
    step
}

fn respond(reply: Reply) -> Response<Body> {
    let (content_type, body) = match reply.body {
        step::Body::Response(response) => ("application/json", response.to_string()),
        step::Body::Raw(text) if text.starts_with('{') => ("application/json", text),
        step::Body::Raw(text) => ("text/html", text),
    };
    let mut response = Response::builder()
        .status(reply.status)
        .header(header::CONTENT_TYPE, content_type);
    for (name, value) in reply.headers {
        response = response.header(name, value);
    }
    response.body(Body::from(body)).unwrap_or_else(|error| {
        let mut response = Response::new(Body::from(error.to_string()));
        *response.status_mut() = StatusCode::INTERNAL_SERVER_ERROR;
        response
    })
}

/// A body that fails at once: the server closes the connection before the response's head is out.
fn broken() -> Body {
    Body::from_stream(stream::once(async { Err::<Bytes, _>(on_purpose()) }))
}

/// A body that fails after its beginning is out.
fn cut_off() -> Body {
    let beginning = Bytes::from_static(b"{\"id\": \"resp_1\", \"outp");
    let rest = async {
        // The beginning is sent while the rest is waited for.
        tokio::task::yield_now().await;
        Err(on_purpose())
    };
    Body::from_stream(stream::iter([Ok(beginning)]).chain(stream::once(rest)))
}

fn on_purpose() -> io::Error {
    io::Error::other("closed on purpose")
}

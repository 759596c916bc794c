//! What a stand-in does with one request, by a script, and the HTTP side that all of them share.

use std::{fmt::Debug, io, time::Duration};

use axum::{
    Router,
    body::{Body, Bytes},
    http::{HeaderName, HeaderValue, Response, StatusCode, header},
};
use futures_util::{StreamExt, stream};
use tokio::{net::TcpListener, task::JoinHandle};

/// One step of a script. `Own` is what only this stand-in can do.
#[derive(Debug, Clone)]
pub struct Step<Own> {
    pub(crate) outcome: Outcome<Own>,
    headers: Vec<(HeaderName, HeaderValue)>,
    delay: Duration,
}

#[derive(Debug, Clone)]
pub(crate) enum Outcome<Own> {
    Own(Own),
    Answer {
        status: u16,
        content_type: &'static str,
        body: Bytes,
    },
    Drop,
    Hang,
}

impl<Own> Step<Own> {
    /// Closes the connection without a word.
    pub const fn drop() -> Self {
        Self::of(Outcome::Drop)
    }

    /// Never answers.
    pub const fn hang() -> Self {
        Self::of(Outcome::Hang)
    }

    /// The same with a header in the answer.
    #[must_use]
    pub fn header(mut self, name: &'static str, value: &'static str) -> Self {
        let name = HeaderName::from_static(name);
        self.headers.push((name, HeaderValue::from_static(value)));
        self
    }

    /// The same, later.
    #[must_use]
    pub const fn after(mut self, delay: Duration) -> Self {
        self.delay = delay;
        self
    }

    /// Redirects to another URL.
    pub fn redirect(to: &str) -> Self {
        let (name, value) = (header::LOCATION, location(to));
        Self {
            headers: vec![(name, value)],
            ..Self::answering(302, "text/html", "")
        }
    }

    pub(crate) const fn own(own: Own) -> Self {
        Self::of(Outcome::Own(own))
    }

    pub(crate) fn answering(
        status: u16,
        content_type: &'static str,
        body: impl Into<Bytes>,
    ) -> Self {
        Self::of(Outcome::Answer {
            status,
            content_type,
            body: body.into(),
        })
    }

    const fn of(outcome: Outcome<Own>) -> Self {
        Self {
            outcome,
            headers: Vec::new(),
            delay: Duration::ZERO,
        }
    }

    /// Plays it; `own` answers where only this stand-in knows how.
    pub(crate) async fn play(self, own: impl FnOnce(Own) -> Response<Body>) -> Response<Body> {
        tokio::time::sleep(self.delay).await;
        let mut response = match self.outcome {
            Outcome::Own(outcome) => own(outcome),
            Outcome::Answer {
                status,
                content_type,
                body,
            } => respond(status, content_type, body),
            Outcome::Drop => dropped(),
            Outcome::Hang => std::future::pending().await,
        };
        for (name, value) in self.headers {
            response.headers_mut().append(name, value);
        }
        response
    }
}

pub(crate) fn respond(
    status: u16,
    content_type: &'static str,
    body: impl Into<Body>,
) -> Response<Body> {
    let mut response = Response::new(body.into());
    *response.status_mut() =
        StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let content_type = HeaderValue::from_static(content_type);
    response
        .headers_mut()
        .insert(header::CONTENT_TYPE, content_type);
    response
}

pub(crate) fn redirect(to: &str) -> Response<Body> {
    let mut response = respond(302, "text/html", "");
    let headers = response.headers_mut();
    headers.insert(header::LOCATION, location(to));
    response
}

#[expect(clippy::expect_used, reason = "tests redirect to URLs")]
fn location(to: &str) -> HeaderValue {
    HeaderValue::from_str(to).expect("a URL")
}

pub(crate) fn json(status: u16, body: impl Into<Body>) -> Response<Body> {
    respond(status, "application/json", body)
}

/// A body that fails at once: the server closes the connection before the response's head is out.
pub(crate) fn dropped() -> Response<Body> {
    let broken = stream::once(async { Err::<Bytes, _>(on_purpose()) });
    Response::new(Body::from_stream(broken))
}

/// A body that fails after its beginning is out.
pub(crate) fn cut_off(beginning: &'static [u8]) -> Response<Body> {
    let beginning = Bytes::from_static(beginning);
    let rest = async {
        // The beginning is sent while the rest is waited for.
        tokio::task::yield_now().await;
        Err(on_purpose())
    };
    let body = stream::iter([Ok(beginning)]).chain(stream::once(rest));
    Response::new(Body::from_stream(body))
}

fn on_purpose() -> io::Error {
    io::Error::other("closed on purpose")
}

/// Serves until the task is aborted.
pub(crate) fn serve(listener: TcpListener, every_path: Router) -> JoinHandle<()> {
    tokio::spawn(async move {
        if let Err(error) = axum::serve(listener, every_path).await {
            eprintln!("a stand-in stopped: {error}");
        }
    })
}

/// Fails the test that sent wrong requests, or did not play its whole script.
pub(crate) fn assert_played<'a, Own: Debug + 'a>(
    faults: &[String],
    steps_left: impl IntoIterator<Item = &'a Step<Own>>,
) {
    // A second panic would abort the process and hide the first.
    if std::thread::panicking() {
        return;
    }
    assert!(faults.is_empty(), "faults: {faults:#?}");
    let left: Vec<_> = steps_left.into_iter().collect();
    assert!(left.is_empty(), "never played: {left:#?}");
}

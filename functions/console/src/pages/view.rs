//! What a page knows of its reader, and how it answers.

use std::sync::Arc;

use axum::extract::{FromRequestParts, Request};
use axum::http::header::{CONTENT_TYPE, HOST, LOCATION, SET_COOKIE};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode};
use axum::response::{IntoResponse, Response};
use conversation::Timestamp;
use conversation::ports::Clock;
use cookie::Cookie;
use jiff::tz::TimeZone;
use maud::{Markup, html};

use super::cookies::{self, LANGUAGE, NOTICE, ZONE};
use super::fields::FORM_TOKEN;
use super::session::Session;
use super::{frame, sign_in};
use crate::error::ApiError;
use crate::identity::Role;
use crate::texts::{Language, Texts};
use crate::{AnyClock, Console};

/// Who reads a page, and how.
#[derive(Debug, Clone)]
pub(crate) struct View {
    pub(crate) language: Language,
    /// That of the browser, or else the usual one of the language.
    pub(crate) zone: TimeZone,
    pub(crate) now: Timestamp,
    /// The path and the query of the page.
    pub(crate) address: String,
    /// The page that one comes back to, such as after choosing another language: the page itself, or
    /// of what only a form makes the page with the form.
    pub(super) back: String,
    /// Whether a script asks for a part of the page.
    pub(crate) is_part: bool,
    /// What was just done.
    pub(super) notice: Option<Notice>,
    pub(super) session: Option<Session>,
    headers: HeaderMap,
}

macro_rules! notices {
    ($($name:ident = $text:literal),+ $(,)?) => {
        /// What was just done, as the next page says it.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(crate) enum Notice {
            $($name),+
        }

        impl Notice {
            const ALL: &[Self] = &[$(Self::$name),+];

            const fn name(self) -> &'static str {
                match self {
                    $(Self::$name => $text),+
                }
            }
        }
    };
}

notices! {
    SignedOut = "signed_out",
    TokenRevoked = "token_revoked",
    TakenOver = "taken_over",
    AssistantSaved = "assistant_saved",
    AssistantRestored = "assistant_restored",
    AssistantDeleted = "assistant_deleted",
    Released = "released",
    ConversationErased = "conversation_erased",
    PricesSaved = "prices_saved",
    IntegrationSaved = "integration_saved",
    IntegrationEnabled = "integration_enabled",
    IntegrationDisabled = "integration_disabled",
    IntegrationDeleted = "integration_deleted",
    WebhookConnected = "webhook_connected",
}

impl View {
    pub(super) fn new(request: &Request, clock: AnyClock) -> Self {
        let headers = request.headers();
        let jar = cookies::jar(headers);
        let value = |name| jar.get(name).map(Cookie::value);
        let chosen = value(LANGUAGE).and_then(Language::of_tag);
        let language = chosen.unwrap_or_else(|| Language::wished(headers));
        let zone = value(ZONE).and_then(|name| TimeZone::get(name).ok());
        let notice = value(NOTICE);
        let address = request.uri().to_string();
        let back = match *request.method() {
            Method::GET => address.clone(),
            _ => sign_in::around(headers),
        };
        Self {
            language,
            zone: zone.unwrap_or_else(|| language.usual_zone()),
            now: clock.now(),
            address,
            back,
            is_part: headers.contains_key("hx-request"),
            notice: Notice::ALL
                .iter()
                .copied()
                .find(|it| Some(it.name()) == notice),
            session: None,
            headers: headers.clone(),
        }
    }

    /// Of a page that only a form makes: the page that it stands for.
    pub(crate) fn at(self, address: String) -> Self {
        Self {
            back: address.clone(),
            address,
            ..self
        }
    }

    pub(crate) fn texts(&self) -> &'static Texts {
        self.language.texts()
    }

    /// The role of whoever is signed in.
    pub(crate) fn role(&self) -> Option<Role> {
        self.session.as_ref().map(|it| it.identity.role())
    }

    /// What every form must hold.
    pub(crate) fn form_token(&self) -> Markup {
        let token = self.session.as_ref().map(|it| it.form_token.as_str());
        html! {
            @if let Some(token) = token {
                input type="hidden" name=(FORM_TOKEN) value=(token);
            }
        }
    }

    /// A whole page.
    pub(crate) fn page(&self, title: &str, body: &Markup) -> Response {
        self.page_as(StatusCode::OK, title, body)
    }

    /// The same with another status, such as 422 for a form with mistakes.
    pub(crate) fn page_as(&self, status: StatusCode, title: &str, body: &Markup) -> Response {
        let page = frame::whole(self, title, body);
        let mut response = markup(status, page);
        if self.notice.is_some() {
            let mut said = Cookie::new(NOTICE, "");
            said.make_removal();
            self.set_cookie(&mut response, said);
        }
        response
    }

    /// A part of a page, for a script to put in its place.
    pub(crate) fn part(&self, body: Markup) -> Response {
        self.part_as(StatusCode::OK, body)
    }

    /// The same with another status.
    pub(super) fn part_as(&self, status: StatusCode, body: Markup) -> Response {
        markup(status, body)
    }

    /// Leads to another page, which says what was done.
    pub(crate) fn see(&self, path: &str, notice: Notice) -> Response {
        let mut response = see(path);
        self.set_cookie(&mut response, Cookie::new(NOTICE, notice.name()));
        response
    }

    /// The address of a path at the host by which the console was reached.
    pub(crate) fn own_url(&self, path: &str) -> Option<String> {
        let host = self.headers.get(HOST)?.to_str().ok()?;
        let scheme = if cookies::is_loopback(&self.headers) {
            "http"
        } else {
            "https"
        };
        Some(format!("{scheme}://{host}{path}"))
    }

    pub(super) fn set_cookie(&self, response: &mut Response, cookie: Cookie<'static>) {
        if let Some(header) = cookies::set(cookie, &self.headers) {
            response.headers_mut().append(SET_COOKIE, header);
        }
    }

    pub(super) const fn headers(&self) -> &HeaderMap {
        &self.headers
    }
}

/// Leads to another page.
pub(crate) fn see(path: &str) -> Response {
    let to = HeaderValue::try_from(path).unwrap_or(HeaderValue::from_static(crate::router::ROOT));
    (StatusCode::SEE_OTHER, [(LOCATION, to)]).into_response()
}

fn markup(status: StatusCode, body: Markup) -> Response {
    let html = [(CONTENT_TYPE, "text/html; charset=utf-8")];
    (status, html, body.into_string()).into_response()
}

impl FromRequestParts<Arc<Console>> for View {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &Arc<Console>) -> Result<Self, ApiError> {
        let view = parts.extensions.get::<Self>().cloned();
        view.ok_or_else(|| ApiError::internal("a page was not admitted"))
    }
}

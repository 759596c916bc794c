//! The session of a browser. Its cookie is signed, and says nothing once the session has ended.

use axum::http::{HeaderMap, HeaderValue};
use cookie::{Cookie, CookieJar, Key};
use hmac::{Hmac, KeyInit, Mac};
use lambda::SystemRandom;
use sha2::Sha256;
use store::{AccessTokenId, Holder, SESSION_TIME};
use subtle::ConstantTimeEq;

use super::cookies::{self, SESSION};
use crate::Console;
use crate::error::ApiError;
use crate::identity::Identity;

/// A browser in which somebody is signed in.
#[derive(Debug, Clone)]
pub(super) struct Session {
    pub(super) identity: Identity,
    /// What every form of the session carries, and no other site knows.
    pub(super) form_token: String,
    id: String,
}

impl Session {
    /// The session that the request's cookie names, if it has not ended.
    pub(super) async fn read(
        console: &Console,
        cookies: &CookieJar,
    ) -> Result<Option<Self>, ApiError> {
        if cookies.get(SESSION).is_none() {
            return Ok(None);
        }
        let key = console.admin_token.cookie_key().await;
        let Some(cookie) = cookies.signed(&key).get(SESSION) else {
            return Ok(None);
        };
        let Some((id, holder)) = parse(cookie.value()) else {
            return Ok(None);
        };
        let Some(signed_in) = console.sessions.find(id, &holder).await? else {
            return Ok(None);
        };
        let identity = Identity::signed_in(console, signed_in).await;
        Ok(identity.map(|identity| Self {
            identity,
            form_token: keyed(&key, "form", id),
            id: id.to_owned(),
        }))
    }

    /// Begins a session, and gives the header that sets its cookie.
    pub(super) async fn begin(
        console: &Console,
        identity: &Identity,
        headers: &HeaderMap,
    ) -> Result<Option<HeaderValue>, ApiError> {
        let holder = identity.holder();
        let bits = SystemRandom.key().map_err(ApiError::internal)?;
        let id = console.sessions.begin(bits, holder.clone()).await?;
        let key = console.admin_token.cookie_key().await;
        let mut jar = CookieJar::new();
        let mut cookie = Cookie::new(SESSION, text(&id, &holder));
        cookie.set_max_age(cookie::time::Duration::try_from(SESSION_TIME).ok());
        jar.signed_mut(&key).add(cookie);
        let signed = jar.get(SESSION).cloned();
        Ok(signed.and_then(|cookie| cookies::set(cookie, headers)))
    }

    /// Ends it, and gives the header that takes its cookie away.
    pub(super) async fn end(
        &self,
        console: &Console,
        headers: &HeaderMap,
    ) -> Result<Option<HeaderValue>, ApiError> {
        console.sessions.end(&self.id).await?;
        let mut gone = Cookie::new(SESSION, "");
        gone.make_removal();
        Ok(cookies::set(gone, headers))
    }

    /// Whether a form was made by a page of this session.
    pub(super) fn made(&self, form_token: Option<&str>) -> bool {
        let sent = form_token.unwrap_or_default().as_bytes();
        sent.ct_eq(self.form_token.as_bytes()).into()
    }
}

/// A text that stands for `of`, and tells nobody else what it is.
pub(super) fn keyed(key: &Key, purpose: &str, of: &str) -> String {
    // A key of any length is taken.
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(key.signing()) else {
        return String::new();
    };
    mac.update(format!("{purpose} {of}").as_bytes());
    hex::encode(mac.finalize().into_bytes())
}

const ADMIN: &str = "admin";

fn text(id: &str, holder: &Holder) -> String {
    match holder {
        Holder::AdminToken => format!("{id}.{ADMIN}"),
        Holder::AccessToken(token) => format!("{id}.{}", token.as_str()),
    }
}

fn parse(text: &str) -> Option<(&str, Holder)> {
    let (id, holder) = text.split_once('.')?;
    let holder = match holder {
        ADMIN => Holder::AdminToken,
        token => Holder::AccessToken(AccessTokenId::parse(token).ok()?),
    };
    Some((id, holder))
}

//! The cookies of the pages.

use axum::http::header::{COOKIE, HOST};
use axum::http::{HeaderMap, HeaderValue};
use cookie::{Cookie, CookieJar, SameSite};

use crate::router::ROOT;

/// The session: whose it is, and its id. Signed.
pub(super) const SESSION: &str = "recado_session";
/// The language that was chosen.
pub(super) const LANGUAGE: &str = "recado_language";
/// The time zone of the browser, which its script writes.
pub(super) const ZONE: &str = "recado_zone";
/// What the next page shall say.
pub(super) const NOTICE: &str = "recado_notice";

/// The cookies that a request carries.
pub(super) fn jar(headers: &HeaderMap) -> CookieJar {
    let mut jar = CookieJar::new();
    for header in headers.get_all(COOKIE) {
        let sent = header.to_str().unwrap_or_default().to_owned();
        for cookie in Cookie::split_parse_encoded(sent).flatten() {
            jar.add_original(cookie);
        }
    }
    jar
}

/// The header that sets a cookie, which goes nowhere but to the pages of this site.
pub(super) fn set(mut cookie: Cookie<'static>, headers: &HeaderMap) -> Option<HeaderValue> {
    cookie.set_path(ROOT);
    cookie.set_same_site(SameSite::Strict);
    cookie.set_http_only(true);
    cookie.set_secure(!is_loopback(headers));
    HeaderValue::try_from(cookie.encoded().to_string()).ok()
}

/// Whether the browser is on this machine, where there is no TLS.
pub(super) fn is_loopback(headers: &HeaderMap) -> bool {
    let host = headers.get(HOST).and_then(|host| host.to_str().ok());
    let name = host.map(|host| host.rsplit_once(':').map_or(host, |(name, _)| name));
    matches!(name, Some("localhost" | "127.0.0.1" | "[::1]"))
}

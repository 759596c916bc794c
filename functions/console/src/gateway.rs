//! Requests: from API Gateway's form to that of axum's router.

use axum::http::{Method, Uri};
use lambda_http::{Request, RequestExt};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::router::ROOT;

/// All characters but those that a URI never encodes (RFC 3986, section 2.3).
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// The request for a router; none if the path is not below the console's.
pub(crate) fn routed(mut request: Request) -> Option<Request> {
    // People type a slash at the end; nothing of the API does.
    let path = match request.raw_http_path() {
        "/console/" => ROOT,
        path => path,
    };
    let mut target = encoded(path)?;
    if let Some(query) = request.uri().query() {
        target.push('?');
        target.push_str(query);
    }
    *request.uri_mut() = Uri::try_from(target).ok()?;
    // Axum answers HEAD as it answers GET, and takes the body from every answer to it. Here no
    // method stands for another: like OPTIONS, it is one that nothing takes.
    if request.method() == Method::HEAD {
        *request.method_mut() = Method::OPTIONS;
    }
    Some(request)
}

/// Encodes a path again. API Gateway has decoded it and axum will, so that an id reaches its
/// handler as it came. An empty segment, which axum takes for no id, becomes a NUL, which is as
/// invalid as an empty id.
fn encoded(path: &str) -> Option<String> {
    let below = path.strip_prefix(ROOT)?;
    if !(below.is_empty() || below.starts_with('/')) {
        return None;
    }
    let mut encoded = ROOT.to_owned();
    for segment in below.split('/').skip(1) {
        let segment = if segment.is_empty() { "\0" } else { segment };
        encoded.push('/');
        encoded.extend(utf8_percent_encode(segment, RESERVED));
    }
    Some(encoded)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_of_the_console_is_encoded_once_more() {
        for (path, expected) in [
            ("/console", "/console"),
            ("/console/api", "/console/api"),
            ("/console/api/", "/console/api/%00"),
            (
                "/console/api/voice-models/a_b.c~d",
                "/console/api/voice-models/a_b.c~d",
            ),
            (
                "/console/api/a//%2F?x#ç",
                "/console/api/a/%00/%252F%3Fx%23%C3%A7",
            ),
        ] {
            assert_eq!(encoded(path).as_deref(), Some(expected), "{path}");
        }
    }

    #[test]
    fn other_paths_are_outside() {
        for path in ["", "/", "/consoles", "console/api", "//console/api"] {
            assert_eq!(encoded(path), None, "{path}");
        }
    }
}

//! `ETag`, `If-Match` and `If-None-Match`.

use axum::http::header::{HeaderName, IF_MATCH, IF_NONE_MATCH};
use axum::http::{HeaderMap, HeaderValue};

use crate::error::ApiError;

/// A version's ETag. It is a strong validator, since one version has one form.
pub(crate) fn etag(version: u64) -> String {
    format!("\"{version}\"")
}

/// Checks `If-Match`, and `If-None-Match: *` for a resource that must not exist yet, against the
/// stored version. Without either header, every request passes.
pub(crate) fn check(headers: &HeaderMap, stored: Option<u64>) -> Result<(), ApiError> {
    if stored.is_some() && tags(headers, IF_NONE_MATCH).any(|tag| tag == "*") {
        return Err(ApiError::Exists);
    }
    let stored = stored.map(etag);
    let matches = |tag: &str| match &stored {
        None => false,
        Some(stored) => tag == "*" || tag == stored,
    };
    if headers.contains_key(IF_MATCH) && !tags(headers, IF_MATCH).any(matches) {
        return Err(ApiError::Conflict);
    }
    Ok(())
}

/// The headers of whoever read this version, or of whoever makes what was not there if it is empty.
pub(crate) fn only(version: &str) -> HeaderMap {
    let (name, value) = match version {
        "" => (IF_NONE_MATCH, "*".to_owned()),
        version => (IF_MATCH, format!("\"{version}\"")),
    };
    // What cannot stand in a header is no version.
    let value = HeaderValue::try_from(value).unwrap_or(HeaderValue::from_static("\"\""));
    HeaderMap::from_iter([(name, value)])
}

/// The tags of a header. Our own tags hold no commas; a foreign tag in pieces matches as little as
/// it did whole.
fn tags(headers: &HeaderMap, name: HeaderName) -> impl Iterator<Item = &str> {
    headers
        .get_all(name)
        .into_iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .map(str::trim)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn passes(name: HeaderName, value: &str, stored: Option<u64>) -> bool {
        let headers = HeaderMap::from_iter([(name, value.parse().unwrap())]);
        check(&headers, stored).is_ok()
    }

    #[test]
    fn if_match_names_the_stored_version_or_any() {
        for value in ["\"7\"", "*", "\"6\", \"7\""] {
            assert!(passes(IF_MATCH, value, Some(7)), "{value}");
        }
        for value in ["\"6\"", "7", "W/\"7\"", ""] {
            assert!(!passes(IF_MATCH, value, Some(7)), "{value}");
        }
        for value in ["\"7\"", "*"] {
            assert!(!passes(IF_MATCH, value, None), "{value}");
        }
    }

    #[test]
    fn if_none_match_is_for_what_is_new() {
        assert!(passes(IF_NONE_MATCH, "*", None));
        assert!(!passes(IF_NONE_MATCH, "*", Some(7)));
        assert!(passes(IF_NONE_MATCH, "\"7\"", Some(7)));
    }

    #[test]
    fn whoever_read_a_version_changes_no_other() {
        let passes = |version, stored| check(&only(version), stored).is_ok();
        assert!(passes("", None) && !passes("", Some(7)));
        assert!(passes("7", Some(7)) && !passes("6", Some(7)) && !passes("7", None));
        assert!(!passes("7\n", Some(7)));
    }

    #[test]
    fn without_conditions_everything_passes() {
        assert!(check(&HeaderMap::new(), Some(7)).is_ok());
        assert!(check(&HeaderMap::new(), None).is_ok());
    }
}

//! Keys in headers.

use http::{HeaderValue, header::InvalidHeaderValue};

/// The value of a header that holds a key: it is marked as a secret, so nothing shows it.
pub struct SecretHeader<'a>(pub &'a str);

impl TryFrom<SecretHeader<'_>> for HeaderValue {
    type Error = InvalidHeaderValue;

    fn try_from(SecretHeader(key): SecretHeader<'_>) -> Result<Self, Self::Error> {
        let mut value = Self::from_str(key)?;
        value.set_sensitive(true);
        Ok(value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_marked_as_a_secret_and_an_impossible_one_refused() {
        let value = HeaderValue::try_from(SecretHeader("xi-secret")).unwrap();
        assert!(value == "xi-secret" && value.is_sensitive());
        assert!(HeaderValue::try_from(SecretHeader("xi\nsecret")).is_err());
    }
}

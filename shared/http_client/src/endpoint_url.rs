//! URLs that are used as they are.

use url::{Origin, Url};

use crate::{Access, BaseUrlError, HttpError};

/// The URL of one resource. Unlike with a [`BaseUrl`](crate::BaseUrl), nothing is appended to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EndpointUrl(pub(crate) Url);

impl EndpointUrl {
    /// Checks the form. Only [`Client::check_public`](crate::Client::check_public) can tell whether
    /// the host's name leads to a public address.
    pub fn parse(text: &str, access: Access) -> Result<Self, BaseUrlError> {
        let url = Url::parse(text.trim()).map_err(|_| BaseUrlError::NotAUrl)?;
        access.check(&url).map_err(|error| match error {
            HttpError::ForbiddenScheme => BaseUrlError::Scheme,
            _ => BaseUrlError::PrivateHost,
        })?;
        if !url.username().is_empty() || url.password().is_some() {
            return Err(BaseUrlError::UserInfo);
        }
        if url.fragment().is_some() {
            return Err(BaseUrlError::Fragment);
        }
        Ok(Self(url))
    }

    /// The URL as it was written.
    pub const fn url(&self) -> &Url {
        &self.0
    }

    /// Scheme, host and port: when these change, secrets must be written again.
    pub fn origin(&self) -> Origin {
        self.0.origin()
    }
}

impl AsRef<Url> for EndpointUrl {
    fn as_ref(&self) -> &Url {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_query_is_kept_and_the_rest_is_as_of_a_base_url() {
        let public = |text| EndpointUrl::parse(text, Access::PublicHttps);
        let url = public("https://a.example/hook?token=1&b=2").unwrap();
        assert_eq!(url.url().as_str(), "https://a.example/hook?token=1&b=2");
        for (text, error) in [
            ("a.example/?b", BaseUrlError::NotAUrl),
            ("http://a.example/?b", BaseUrlError::Scheme),
            ("https://10.0.0.1/?b", BaseUrlError::PrivateHost),
            ("https://me@a.example/?b", BaseUrlError::UserInfo),
            ("https://a.example/?b#c", BaseUrlError::Fragment),
        ] {
            assert_eq!(public(text), Err(error), "{text}");
        }
    }
}

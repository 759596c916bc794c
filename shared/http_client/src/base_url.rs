//! URLs that people write into settings.

use serde::{Deserialize, Serialize};
use url::{Origin, Url};

use crate::{Access, EndpointUrl};

/// Why text cannot be a base URL. The texts are for the person who wrote it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum BaseUrlError {
    /// Not a URL at all.
    #[error("not a URL, such as https://api.example.com/v1")]
    NotAUrl,
    /// Neither https nor, if that is allowed, http.
    #[error("the URL must begin with https://")]
    Scheme,
    /// A user name or a password, which would be stored in the clear.
    #[error("the URL must hold no user name and no password")]
    UserInfo,
    /// A fragment, which is never sent.
    #[error("the URL must hold no fragment (#)")]
    Fragment,
    /// A literal private address, or `localhost`.
    #[error("the URL must lead to a public address")]
    PrivateHost,
    /// A key or a password among the query's parameters, which would be stored in the clear.
    #[error(
        "the URL's query must hold no key, token or password: write it into the API key's own field"
    )]
    Credential,
}

/// Names of query parameters that are credentials, in lower case and without separators between
/// words. The ones of one word are whole names: `cache-key` and `zip-code` are not meant.
const CREDENTIALS: [&str; 3] = ["key", "sig", "code"];
/// Endings of other names of credentials.
const CREDENTIAL_ENDINGS: [&str; 6] = [
    "apikey",
    "subscriptionkey",
    "token",
    "signature",
    "secret",
    "password",
];

/// The URL of a server, or of one of its folders, to which paths are appended. A slash at its end
/// makes no difference, and a query stays after the paths: some servers want one with every call,
/// such as `?api-version=` of Azure's
/// (<https://learn.microsoft.com/en-us/azure/ai-foundry/openai/api-version-lifecycle>).
///
/// It is stored as text. Reading it back checks only its form, as for [`Access::Anywhere`]: a URL
/// saved on a machine that allows http must still be readable, and each connection checks the
/// address itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct BaseUrl(Url);

impl BaseUrl {
    /// Checks the form. Only [`Client::check_public`](crate::Client::check_public) can tell whether
    /// the host's name leads to a public address.
    pub fn parse(text: &str, access: Access) -> Result<Self, BaseUrlError> {
        EndpointUrl::parse(text, access).map(|EndpointUrl(url)| Self(url))
    }

    /// Refuses a key in the query, for what a person writes now: settings are shown again. What was
    /// stored before this was asked is used as it is.
    pub fn check_query(&self) -> Result<(), BaseUrlError> {
        let mut names = self.0.query_pairs().map(|(name, _)| name);
        match names.any(|name| is_credential(&name)) {
            true => Err(BaseUrlError::Credential),
            false => Ok(()),
        }
    }

    /// The URL with path segments appended, each of them escaped, and with its query.
    pub fn join(&self, segments: &[&str]) -> Url {
        let mut url = self.0.clone();
        // Fails only for URLs without a host, which are no base URLs.
        if let Ok(mut path) = url.path_segments_mut() {
            path.pop_if_empty().extend(segments);
        }
        url
    }

    /// The URL as it was written.
    pub const fn url(&self) -> &Url {
        &self.0
    }

    /// The URL as text.
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }

    /// Scheme, host and port: when these change, secrets must be written again.
    pub fn origin(&self) -> Origin {
        self.0.origin()
    }
}

fn is_credential(name: &str) -> bool {
    let letters = name.chars().filter(|c| c.is_alphanumeric());
    let name: String = letters.collect::<String>().to_lowercase();
    let mut endings = CREDENTIAL_ENDINGS.iter();
    CREDENTIALS.contains(&name.as_str()) || endings.any(|ending| name.ends_with(ending))
}

impl AsRef<Url> for BaseUrl {
    fn as_ref(&self) -> &Url {
        &self.0
    }
}

impl From<BaseUrl> for EndpointUrl {
    fn from(base: BaseUrl) -> Self {
        Self(base.0)
    }
}

impl TryFrom<String> for BaseUrl {
    type Error = BaseUrlError;

    fn try_from(text: String) -> Result<Self, BaseUrlError> {
        Self::parse(&text, Access::Anywhere)
    }
}

impl From<BaseUrl> for String {
    fn from(base: BaseUrl) -> Self {
        base.0.into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn public(text: &str) -> Result<BaseUrl, BaseUrlError> {
        BaseUrl::parse(text, Access::PublicHttps)
    }

    #[test]
    fn refuses_what_cannot_be_a_base_url() {
        for (text, error) in [
            ("api.openai.com", BaseUrlError::NotAUrl),
            ("", BaseUrlError::NotAUrl),
            ("https://", BaseUrlError::NotAUrl),
            ("http://api.openai.com/v1", BaseUrlError::Scheme),
            ("ftp://api.openai.com/v1", BaseUrlError::Scheme),
            ("https://me@api.openai.com", BaseUrlError::UserInfo),
            ("https://:pw@api.openai.com", BaseUrlError::UserInfo),
            ("https://api.openai.com/#a", BaseUrlError::Fragment),
            ("https://10.0.0.1/v1", BaseUrlError::PrivateHost),
            ("https://localhost/v1", BaseUrlError::PrivateHost),
        ] {
            assert_eq!(public(text), Err(error), "{text}");
        }
    }

    #[test]
    fn a_local_run_may_use_http_and_its_own_machine() {
        assert!(BaseUrl::parse("http://127.0.0.1:4001/v1", Access::Anywhere).is_ok());
        let ftp = BaseUrl::parse("ftp://127.0.0.1/", Access::Anywhere);
        assert_eq!(ftp, Err(BaseUrlError::Scheme));
    }

    #[test]
    fn a_slash_at_the_end_makes_no_difference_and_a_query_stays() {
        for (base, expected) in [
            ("https://a.example", "https://a.example/responses"),
            ("https://a.example/", "https://a.example/responses"),
            ("https://a.example/v1", "https://a.example/v1/responses"),
            ("https://a.example/v1/", "https://a.example/v1/responses"),
            (
                "https://a.example/v1?api-version=2&a",
                "https://a.example/v1/responses?api-version=2&a",
            ),
            (
                "https://a.example/v1/?api-version=2",
                "https://a.example/v1/responses?api-version=2",
            ),
        ] {
            assert_eq!(
                public(base).unwrap().join(&["responses"]).as_str(),
                expected
            );
        }
    }

    #[test]
    fn a_key_is_not_written_into_the_query_and_one_that_was_is_still_read() {
        for name in [
            "key",
            "api_key",
            "api-key",
            "apiKey",
            "token",
            "access_token",
            "sig",
            "signature",
            "CODE",
            "secret",
            "password",
            "subscription-key",
            "Ocp-Apim-Subscription-Key",
            "client%5Fsecret",
        ] {
            let text = format!("https://a.example/v1?api-version=2&{name}=sk-1");
            let stored = public(&text).unwrap();
            assert_eq!(
                stored.check_query(),
                Err(BaseUrlError::Credential),
                "{text}"
            );
        }
        let text = "https://a.example/v1?api-version=2&cache-key=a&max_tokens=5";
        assert_eq!(public(text).unwrap().check_query(), Ok(()));
    }

    #[test]
    fn a_segment_cannot_leave_its_place() {
        let base = public("https://a.example/v1").unwrap();
        assert_eq!(
            base.join(&["a/../b?c#d", "messages"]).as_str(),
            "https://a.example/v1/a%2F..%2Fb%3Fc%23d/messages"
        );
    }

    #[test]
    fn only_scheme_host_and_port_make_the_origin() {
        let base = public("https://a.example/v1").unwrap();
        assert_eq!(
            base.origin(),
            public("https://a.example:443/v2").unwrap().origin()
        );
        assert_ne!(
            base.origin(),
            public("https://a.example:444/v1").unwrap().origin()
        );
    }

    #[test]
    fn is_stored_as_text() {
        let base = public("https://a.example/v1").unwrap();
        let text = serde_json::to_string(&base).unwrap();
        assert_eq!(text, r#""https://a.example/v1""#);
        assert_eq!(serde_json::from_str::<BaseUrl>(&text).unwrap(), base);
        assert!(serde_json::from_str::<BaseUrl>(r#""https://a.example/#a""#).is_err());
    }
}

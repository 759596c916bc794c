//! URLs of the settings, to which secrets or texts go.

use std::fmt;
use std::marker::PhantomData;

use http_client::{Access, BaseUrl, EndpointUrl};
use serde::{Deserialize, Serialize};

use crate::bounded::bounded;
use crate::{Carried, Finder, Found, Invalid, MAX_VALUE, Reason, Walk};

/// What is asked of a kind of URL when a person writes it, beside what is asked of every URL. A URL that
/// was stored before may differ.
pub trait Address {
    /// Checks a URL.
    fn check(_url: &BaseUrl) -> Result<(), Reason> {
        Ok(())
    }
}

/// The base URL of a model server. Its query may name a version of the API but no key.
#[derive(Debug)]
pub enum ModelServer {}

impl Address for ModelServer {
    fn check(url: &BaseUrl) -> Result<(), Reason> {
        Ok(url.check_query()?)
    }
}

/// The base URL of a chat provider's server, or of a folder there. No provider wants a query.
#[derive(Debug)]
pub enum ProviderServer {}

impl Address for ProviderServer {
    fn check(url: &BaseUrl) -> Result<(), Reason> {
        match url.url().query() {
            Some(_) => Err(Reason::UrlWithQuery),
            None => Ok(()),
        }
    }
}

/// The URL of one call.
#[derive(Debug)]
pub enum Endpoint {}

impl Address for Endpoint {}

/// A URL, with the text as it was written.
#[derive(Serialize, Deserialize)]
#[serde(
    try_from = "String",
    into = "String",
    bound(deserialize = "A: Address")
)]
pub struct Link<A> {
    text: String,
    url: BaseUrl,
    address: PhantomData<fn() -> A>,
}

impl<A: Address> TryFrom<String> for Link<A> {
    type Error = Carried;

    /// Reads a URL. Only its form is checked; [`check_written`] checks that it leads to a public
    /// address.
    fn try_from(text: String) -> Result<Self, Carried> {
        let text = bounded(text, MAX_VALUE)?;
        let url = BaseUrl::parse(&text, Access::Anywhere).map_err(Reason::from)?;
        let address = PhantomData;
        Ok(Self { text, url, address })
    }
}

impl<A: Address> Link<A> {
    /// A URL that is written in the code.
    #[must_use]
    #[expect(clippy::expect_used, reason = "a test reads every default")]
    pub fn written(text: &str) -> Self {
        text.to_owned().try_into().expect("a URL of the code")
    }
}

impl<A> Link<A> {
    /// The URL as it was written.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The URL.
    pub const fn url(&self) -> &BaseUrl {
        &self.url
    }
}

impl<A> From<Link<A>> for String {
    fn from(link: Link<A>) -> Self {
        link.text
    }
}

impl<A> Clone for Link<A> {
    fn clone(&self) -> Self {
        Self {
            text: self.text.clone(),
            url: self.url.clone(),
            address: PhantomData,
        }
    }
}

impl<A> fmt::Debug for Link<A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.text.fmt(f)
    }
}

impl<A> PartialEq for Link<A> {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl<A: Address> Walk for Link<A> {
    fn walk(&mut self, path: &str, found: &mut Finder<'_>) {
        found(path, Found::Link(&self.url, A::check));
    }
}

/// The URLs that a person wrote, with their paths, after checking the form of their hosts. The
/// addresses to which their names resolve are not known here.
pub fn check_written(
    settings: &mut impl Walk,
    access: Access,
) -> Result<Vec<(String, EndpointUrl)>, Invalid> {
    let mut links = Vec::new();
    let mut refused = None;
    settings.walk("", &mut |path, found| {
        let Found::Link(url, check) = found else {
            return;
        };
        let endpoint = EndpointUrl::parse(url.as_str(), access);
        let checked = match endpoint {
            Ok(endpoint) => check(url).map(|()| endpoint),
            Err(error) => Err(error.into()),
        };
        match checked {
            Ok(endpoint) => links.push((path.to_owned(), endpoint)),
            Err(error) => {
                refused.get_or_insert_with(|| Invalid::value(path, error));
            }
        }
    });
    refused.map_or(Ok(links), Err)
}

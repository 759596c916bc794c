//! URLs of the settings, each a place to which secrets or texts go.

use std::fmt;
use std::marker::PhantomData;

use http_client::{Access, BaseUrl, BaseUrlError, EndpointUrl, Url};
use serde::{Deserialize, Serialize};

use crate::{Finder, Found, Invalid, MAX_VALUE, Walk};

/// What a URL must look like beside what is asked of every one.
pub trait Address {
    /// Checks what is stored as well. The error is a sentence for the person who wrote the URL.
    fn check(_url: &Url) -> Result<(), String> {
        Ok(())
    }

    /// Checks what a person writes now; what was stored before may differ.
    fn check_written(_url: &BaseUrl) -> Result<(), BaseUrlError> {
        Ok(())
    }
}

/// A server of models, whose query may name a version of its API but no key.
#[derive(Debug)]
pub enum ModelServer {}

impl Address for ModelServer {
    fn check_written(url: &BaseUrl) -> Result<(), BaseUrlError> {
        url.check_query()
    }
}

/// A chat provider's server, or one of its folders. No provider wants a query.
#[derive(Debug)]
pub enum ProviderServer {}

impl Address for ProviderServer {
    fn check(url: &Url) -> Result<(), String> {
        match url.query() {
            Some(_) => Err("the URL must hold no query (?)".to_owned()),
            None => Ok(()),
        }
    }
}

/// The address of one call.
#[derive(Debug)]
pub enum Endpoint {}

impl Address for Endpoint {}

/// A URL, as it was written.
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
    type Error = String;

    /// Checks the form only: that the URL leads to a public address is for [`check_written`].
    fn try_from(text: String) -> Result<Self, String> {
        if text.chars().count() > MAX_VALUE {
            return Err(format!("must have at most {MAX_VALUE} characters"));
        }
        let url = BaseUrl::parse(&text, Access::Anywhere).map_err(|error| error.to_string())?;
        A::check(url.url())?;
        let address = PhantomData;
        Ok(Self { text, url, address })
    }
}

impl<A: Address> Link<A> {
    /// One that is written in the code.
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
        found(path, Found::Link(&self.url, A::check_written));
    }
}

/// The URLs that a person wrote, with their paths, where each may lead where it does by its form: to what
/// its name resolves is not known here.
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
        let checked = EndpointUrl::parse(url.as_str(), access).and_then(|endpoint| {
            check(url)?;
            Ok(endpoint)
        });
        match checked {
            Ok(endpoint) => links.push((path.to_owned(), endpoint)),
            Err(error) => {
                refused.get_or_insert_with(|| Invalid::value(path, error));
            }
        }
    });
    refused.map_or(Ok(links), Err)
}

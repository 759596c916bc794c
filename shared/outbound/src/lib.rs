//! The one HTTP client of the project (rule 15): it goes only where it should.
//!
//! Every address is checked at the moment of connecting, redirects are not followed, and bodies
//! are read up to a limit. No other crate builds a client of its own.
//!
//! What others answer, and what they send us, is read by [`from_json`].

mod access;
mod base_url;
mod client;
mod endpoint_url;
mod error;
mod json;
mod resolver;
mod response;
mod retry_after;

pub use access::Access;
pub use base_url::{BaseUrl, BaseUrlError};
pub use client::{BuildError, CONNECT_TIME_LIMIT, Client};
pub use endpoint_url::EndpointUrl;
pub use error::HttpError;
pub use json::{from_json, without_halves};
pub use reqwest::RequestBuilder;
pub use reqwest::multipart::{Form, Part as FormPart};
pub use response::{BodyLimit, Response};
pub use retry_after::retry_after;
pub use url::Url;

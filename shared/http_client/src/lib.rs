//! The project's one HTTP client (rule 15), which goes only where it should.
//!
//! It checks every address at the moment of connecting, follows no redirects but those of a
//! [download](Client::download), and reads bodies up to a limit. No other crate builds a client of
//! its own.
//!
//! [`from_json`] reads what others answer and send us.

mod access;
mod base_url;
mod check;
mod client;
mod code;
mod download;
mod endpoint_url;
mod error;
mod form;
mod json;
mod resolver;
mod response;
mod retry_after;
mod secret_header;

pub use access::Access;
pub use base_url::{BaseUrl, BaseUrlError};
pub use check::{CheckError, Problem};
pub use client::{BuildError, CONNECT_TIME_LIMIT, Client};
pub use code::is_code;
pub use endpoint_url::EndpointUrl;
pub use error::HttpError;
pub use form::form_file;
pub use json::{from_json, without_halves};
pub use reqwest::RequestBuilder;
pub use reqwest::multipart::{Form, Part as FormPart};
pub use response::{BodyLimit, Response};
pub use retry_after::retry_after;
pub use secret_header::SecretHeader;
pub use url::Url;

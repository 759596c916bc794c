//! The plain webhook: for a provider of one's own, and for tests.
//!
//! Both directions are signed after the Standard Webhooks specification:
//! <https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md>.

mod message;
mod post;
mod receiver;
mod sender;
mod signing;

use outbound::{Access, EndpointUrl};

pub use post::SignedPost;
pub(crate) use receiver::Receiver;
pub(crate) use sender::Sender;

use crate::{Field, Kind, Parts};

const REPLY_URL: Field = Field::url("reply_url", None, endpoint_url);
const SIGNING_SECRET: Field = Field::secret("signing_secret", Parts::Both, signing_secret);

pub(crate) const KIND: Kind = Kind {
    name: "webhook",
    fields: &[REPLY_URL, SIGNING_SECRET],
    answer_within: None,
};

fn endpoint_url(text: &str, access: Access) -> Result<(), String> {
    EndpointUrl::parse(text, access)
        .map(|_| ())
        .map_err(|error| error.to_string())
}

fn signing_secret(text: &str, _: Access) -> Result<(), String> {
    signing::Key::parse(text)
        .map(|_| ())
        .map_err(|error| error.to_string())
}

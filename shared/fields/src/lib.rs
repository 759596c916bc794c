//! The types of a setting's value: a text, a number or a list within bounds, a secret, a URL.
//!
//! Each type has the sentence for a person who wrote something else, its JSON Schema, and, if it is
//! a secret or a URL, what [`Walk`] finds. [`read()`] reads what a person wrote, and names the path
//! of whatever is wrong or unknown.

mod bounded;
mod form;
mod link;
mod list;
mod number;
mod read;
mod reason;
mod schema;
mod secret;
mod tagged;
mod walk;

pub use bounded::{Filled, FilledList, Text, Whole};
pub use form::{Form, Token, Word};
pub use link::{Address, Endpoint, Link, ModelServer, ProviderServer, check_written};
pub use list::List;
pub use read::{Invalid, Mistake, joined, read, some};
pub use reason::{Carried, Expected, Reason};
pub use schema::{pattern, with_tag, without_required};
pub use secret::{In, InOut, NewSecret, NotOpened, Out, Secret, SecretScope, SecretState, Way};
pub use tagged::{Nothing, tagged};
pub use walk::{Finder, Found, Walk};

/// The most bytes of one secret or word, and the most characters of one URL.
pub const MAX_VALUE: usize = 1024;

//! The query parameters of lists and searches.

use conversation::{ContactName, Seq};
use store::ListedOwner;

use crate::query::values;
use crate::refused::{Reason, Refused};

/// Which conversations are asked for. The `Debug` output hides it: it may hold a phone number.
pub(super) enum Query {
    /// The conversation of the contact that the channel knows by that name.
    Contact(ContactName),
    /// The conversations that are the assistant's, or people's.
    Owner {
        owner: ListedOwner,
        cursor: Option<String>,
    },
}

impl Query {
    pub(super) fn parse(query: &str) -> Result<Self, Refused> {
        let [contact, owner, cursor] = values(query, ["contact", "owner", "cursor"])?;
        let Some(contact) = contact else {
            return Ok(Self::Owner {
                owner: listed_owner(owner.as_deref())?,
                cursor,
            });
        };
        for (name, value) in [("owner", owner), ("cursor", cursor)] {
            if value.is_some() {
                return Err(Refused::new(name, Reason::BesideContact));
            }
        }
        let name = ContactName::parse(&contact);
        let refused = |error| Refused::new("contact", error);
        name.map(Self::Contact).map_err(refused)
    }
}

/// The place where a page of a list begins.
pub(super) fn cursor(query: &str) -> Result<Option<String>, Refused> {
    let [cursor] = values(query, ["cursor"])?;
    Ok(cursor)
}

/// The number below which a page is asked for.
pub(crate) fn before(query: &str) -> Result<Option<Seq>, Refused> {
    const NAME: &str = "before";
    let [before] = values(query, [NAME])?;
    let number = before.map(|before| before.parse().map(Seq));
    let refused = |_| Refused::new(NAME, Reason::NotANumber);
    number.transpose().map_err(refused)
}

fn listed_owner(owner: Option<&str>) -> Result<ListedOwner, Refused> {
    match owner {
        None | Some("people") => Ok(ListedOwner::People),
        Some("assistant") => Ok(ListedOwner::Assistant),
        Some(_) => {
            let reason = fields::Reason::not_among(&["people", "assistant"]);
            Err(Refused::new("owner", reason))
        }
    }
}

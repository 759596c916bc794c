//! Which conversations are asked for.

use conversation::ContactName;
use store::ListedOwner;
use url::form_urlencoded;

use crate::refused::Refused;

/// Not to be shown: it may hold a phone number.
pub(super) enum Query {
    /// By the channel's own name of the contact.
    Contact(ContactName),
    /// By who answers them.
    Owner {
        owner: ListedOwner,
        cursor: Option<String>,
    },
}

impl Query {
    pub(super) fn parse(query: &str) -> Result<Self, Refused> {
        let (mut contact, mut owner, mut cursor) = (None, None, None);
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            let place = match &*name {
                "contact" => &mut contact,
                "owner" => &mut owner,
                "cursor" => &mut cursor,
                _ => return Err(Refused::unknown(name.into_owned())),
            };
            if place.replace(value.into_owned()).is_some() {
                return Err(Refused::invalid(name.into_owned(), "must be there once"));
            }
        }
        let Some(contact) = contact else {
            return Ok(Self::Owner {
                owner: listed_owner(owner.as_deref())?,
                cursor,
            });
        };
        for (name, value) in [("owner", owner), ("cursor", cursor)] {
            if value.is_some() {
                let message = "has no place beside contact";
                return Err(Refused::invalid(name.to_owned(), message));
            }
        }
        let name = ContactName::parse(&contact);
        let refused = |error| Refused::invalid("contact".to_owned(), error);
        name.map(Self::Contact).map_err(refused)
    }
}

fn listed_owner(owner: Option<&str>) -> Result<ListedOwner, Refused> {
    match owner {
        None | Some("people") => Ok(ListedOwner::People),
        Some("assistant") => Ok(ListedOwner::Assistant),
        Some(_) => {
            let message = "must be people or assistant";
            Err(Refused::invalid("owner".to_owned(), message))
        }
    }
}

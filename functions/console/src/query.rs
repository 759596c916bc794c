//! The parameters of a query.

use url::form_urlencoded;

use crate::refused::{Reason, Refused};

/// The values of the parameters `names`, which alone may be there, each once.
pub(crate) fn values<const N: usize>(
    query: &str,
    names: [&str; N],
) -> Result<[Option<String>; N], Refused> {
    let mut values = [const { None }; N];
    for (name, value) in form_urlencoded::parse(query.as_bytes()) {
        let mut places = names.iter().zip(&mut values);
        let Some((_, place)) = places.find(|(known, _)| **known == name) else {
            return Err(Refused::unknown(name.into_owned()));
        };
        if place.replace(value.into_owned()).is_some() {
            return Err(Refused::new(name, Reason::Repeated));
        }
    }
    Ok(values)
}

//! The id of an assistant.

use serde::{Deserialize, Serialize};

use crate::{InvalidId, ids::text_id};

/// The id of an assistant: `asst_`, then 1 to 59 of `A-Z a-z 0-9 _ -`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct AssistantId(String);

impl AssistantId {
    /// Checks the id's form.
    pub fn parse(text: &str) -> Result<Self, InvalidId> {
        let rest = text.strip_prefix("asst_").ok_or(InvalidId::Assistant)?;
        let fits = (1..=59).contains(&rest.len())
            && rest
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'-');
        fits.then(|| Self(text.to_owned()))
            .ok_or(InvalidId::Assistant)
    }
}

text_id!(AssistantId);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn has_a_prefix_and_a_narrow_form() {
        for good in ["asst_loja", "asst_abc123DEF", "asst_a-b_c"] {
            assert!(AssistantId::parse(good).is_ok(), "{good}");
        }
        let long = format!("asst_{}", "a".repeat(60));
        for bad in ["", "loja", "asst_", "asst_a#b", "asst_ação", &long] {
            assert_eq!(AssistantId::parse(bad), Err(InvalidId::Assistant), "{bad}");
        }
    }
}

//! The name of an assistant.

use serde::{Deserialize, Serialize};

/// An assistant of ours: `asst_`, then 1 to 59 of `A-Z a-z 0-9 _ -`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct AssistantId(String);

/// Text that is not an assistant's id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("an assistant's id is asst_ and then 1 to 59 letters, digits, _ or -")]
pub struct InvalidAssistantId;

impl AssistantId {
    /// Checks the form.
    pub fn parse(text: &str) -> Result<Self, InvalidAssistantId> {
        let rest = text.strip_prefix("asst_").ok_or(InvalidAssistantId)?;
        let fits = (1..=59).contains(&rest.len())
            && rest
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'-');
        fits.then(|| Self(text.to_owned()))
            .ok_or(InvalidAssistantId)
    }

    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for AssistantId {
    type Error = InvalidAssistantId;

    fn try_from(text: String) -> Result<Self, InvalidAssistantId> {
        Self::parse(&text)
    }
}

impl From<AssistantId> for String {
    fn from(id: AssistantId) -> Self {
        id.0
    }
}

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
            assert_eq!(AssistantId::parse(bad), Err(InvalidAssistantId), "{bad}");
        }
    }
}

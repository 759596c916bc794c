//! Refusals of well-formed requests.

use fields::{Invalid, Mistake};

/// A field that is invalid or missing (422). No message repeats what was written.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub(crate) struct Refused {
    /// The kind of mistake.
    pub(crate) code: &'static str,
    /// The field's JSON path; none for the body as a whole.
    pub(crate) field: Option<String>,
    /// What to do about it, for the person who wrote it.
    pub(crate) message: String,
}

impl Refused {
    pub(crate) fn new(code: &'static str, field: String, message: impl ToString) -> Self {
        let field = (!field.is_empty()).then_some(field);
        let message = message.to_string();
        Self {
            code,
            field,
            message,
        }
    }

    pub(crate) fn unknown(field: String) -> Self {
        Invalid::unknown(field).into()
    }

    pub(crate) fn wrong_type(field: String, expected: &str) -> Self {
        Invalid::wrong_type(field, expected).into()
    }

    pub(crate) fn invalid(field: String, message: impl ToString) -> Self {
        Invalid::value(field, message).into()
    }
}

impl From<Invalid> for Refused {
    fn from(invalid: Invalid) -> Self {
        let code = match invalid.mistake {
            Mistake::Required => "required",
            Mistake::UnknownField => "unknown_field",
            Mistake::WrongType => "wrong_type",
            Mistake::Invalid => "invalid",
        };
        Self::new(code, invalid.path, invalid.message)
    }
}

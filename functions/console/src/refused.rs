//! Refusals of well-formed requests.

use conversation::{AssistantId, InvalidId};
use fields::{Expected, Invalid, Mistake};
use store::{InvalidCursor, SecretsError};

/// A field that is invalid or missing (422).
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[error("{reason}")]
pub(crate) struct Refused {
    /// The field's JSON path; none for the body as a whole.
    pub(crate) field: Option<String>,
    /// What to do about it.
    pub(crate) reason: Reason,
}

/// Why something is refused. As a text it is the API's sentence for the person who wrote it, which
/// does not repeat what was written.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub(crate) enum Reason {
    /// A value.
    #[error("{1}")]
    Value(Mistake, fields::Reason),
    #[error("must be the id in the path, or left out")]
    OtherId,
    #[error("there is one under this id already")]
    IdTaken,
    /// The id that the page of a new integration has in its address.
    #[error("must be another: the pages mean something else by it")]
    IdOfAPage,
    /// A key for voices was written, and would be lost.
    #[error("choose a voice, or leave the key out")]
    NoVoiceChosen,
    #[error("an assistant with this id exists already")]
    AssistantIdTaken,
    /// The stored secret was to be kept, and there is none.
    #[error("there is none to keep: write it")]
    SecretNotSet,
    /// The stored secret would go where it has never been.
    #[error("must be written again: it would go to another place than before")]
    SecretNeededAgain,
    /// The bytes of all secrets together.
    #[error("{}", SecretsError::TooLarge { bytes: *.0 })]
    SecretsTooLong(usize),
    /// Most people who read this have pasted the id of an assistant that OpenAI used to keep.
    #[error(
        "Recado holds no assistant {id}. OpenAI closed its Assistants API on 2026-08-26, so Recado \
         keeps the assistant itself: PUT /console/api/assistants/{id} with the model and the \
         instructions copied from the old assistant, then save this integration again",
        id = .0.as_str()
    )]
    UnknownAssistant(AssistantId),
    #[error(
        "this integration has no ElevenLabs key: write it here with the format voice, or POST it to \
         /console/api/voices before it is saved"
    )]
    NoVoiceKey,
    #[error("{} ({detail})", .problem.sentence())]
    Voice {
        problem: VoiceProblem,
        /// A status and a code.
        detail: String,
    },
    /// The kind of a channel whose provider has no call for it.
    #[error("{0} takes the webhook's URL only in its own settings: write it there")]
    WebhookByHand(&'static str),
    #[error("the request's Host header must name this API")]
    OwnHost,
    #[error("is the release keyword: POST …/release gives the conversation back")]
    ReleaseKeyword,
    #[error("must be there once")]
    Repeated,
    #[error("has no place beside contact")]
    BesideContact,
    #[error("must be a number, such as earlier has")]
    NotANumber,
    #[error("{InvalidCursor}")]
    Cursor,
    #[error("must not be before from")]
    BeforeFrom,
    /// How many days may be asked for.
    #[error("must be less than {0} days after from")]
    TooManyDays(u64),
    /// How many days may be asked for of many integrations at once.
    #[error("must be less than {0} days after from, unless one integration is named")]
    TooManyDaysOfAll(u64),
    #[error("must be a date, such as 2026-11-23")]
    NotADate,
    #[error("must be the name of a figure")]
    NotAFigure,
    #[error("must be the ids of 1 to 100 integrations")]
    NoIntegrations,
    #[error("must be left out: an admin has all integrations")]
    IntegrationsOfAdmin,
}

/// What ElevenLabs refuses for good.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum VoiceProblem {
    Key,
    Address,
    Account,
    Other,
}

impl VoiceProblem {
    const fn code(self) -> &'static str {
        match self {
            Self::Key => "key_refused",
            Self::Address | Self::Account | Self::Other => "voice_refused",
        }
    }

    const fn sentence(self) -> &'static str {
        match self {
            Self::Key => "ElevenLabs refuses this key, or the key may not list voices and models",
            Self::Address => {
                "there is no such call: is this the address of ElevenLabs' API, without /v1?"
            }
            Self::Account => {
                "the key is known, but ElevenLabs refuses its account: look at its plan and quota"
            }
            Self::Other => "ElevenLabs refuses it for good",
        }
    }
}

impl Reason {
    /// The kind of mistake, for programs.
    pub(crate) const fn code(&self) -> &'static str {
        match self {
            Self::Value(Mistake::Required, _) => "required",
            Self::Value(Mistake::UnknownField, _) => "unknown_field",
            Self::Value(Mistake::WrongType, _) => "wrong_type",
            Self::IdTaken | Self::AssistantIdTaken => "exists",
            Self::SecretNotSet => "secret_not_set",
            Self::SecretNeededAgain => "secret_needed_again",
            Self::UnknownAssistant(_) => "unknown_assistant",
            Self::NoVoiceKey => "no_voice_key",
            Self::Voice { problem, .. } => problem.code(),
            Self::WebhookByHand(_) => "unsupported",
            Self::Value(Mistake::Invalid, _)
            | Self::OtherId
            | Self::IdOfAPage
            | Self::NoVoiceChosen
            | Self::SecretsTooLong(_)
            | Self::OwnHost
            | Self::ReleaseKeyword
            | Self::Repeated
            | Self::BesideContact
            | Self::NotANumber
            | Self::Cursor
            | Self::BeforeFrom
            | Self::TooManyDays(_)
            | Self::TooManyDaysOfAll(_)
            | Self::NotADate
            | Self::NotAFigure
            | Self::NoIntegrations
            | Self::IntegrationsOfAdmin => "invalid",
        }
    }
}

impl Refused {
    pub(crate) fn new(field: impl Into<String>, reason: impl Into<Reason>) -> Self {
        let field = field.into();
        Self {
            field: (!field.is_empty()).then_some(field),
            reason: reason.into(),
        }
    }

    pub(crate) fn unknown(field: String) -> Self {
        Invalid::unknown(field).into()
    }

    pub(crate) fn wrong_type(field: impl Into<String>, expected: Expected) -> Self {
        Invalid::wrong_type(field, expected).into()
    }
}

impl From<Invalid> for Refused {
    fn from(invalid: Invalid) -> Self {
        Self::new(invalid.path, Reason::Value(invalid.mistake, invalid.reason))
    }
}

impl From<fields::Reason> for Reason {
    fn from(reason: fields::Reason) -> Self {
        Self::Value(Mistake::Invalid, reason)
    }
}

impl From<InvalidId> for Reason {
    fn from(invalid: InvalidId) -> Self {
        fields::Reason::from(invalid).into()
    }
}

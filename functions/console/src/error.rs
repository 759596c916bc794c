//! Errors of the API.

use std::error::Error;

use axum::http::StatusCode;
use conversation::IntegrationId;
use conversation::ports::PortError;
use fields::Invalid;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Serialize;
use speech::AudioError;
use store::{ListError, SecretsError, SettingsError, StoreError};

use crate::refused::{Reason, Refused};

/// An error. Each has a status, a code for programs, and a text for people.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ApiError {
    #[error("the body is not JSON: {0}")]
    Malformed(serde_json::Error),
    #[error("send the admin token or an access token, as in `Authorization: Bearer …`")]
    Unauthorized,
    #[error("there is nothing here")]
    NotFound,
    /// The method is not allowed; with the methods that are.
    #[error("only {0} can be done here")]
    MethodNotAllowed(String),
    #[error("somebody else changed it: read it again, then send If-Match with its ETag")]
    Conflict,
    #[error("it exists already")]
    Exists,
    #[error("it is used by the integrations {}", list(.0))]
    AssistantInUse(Vec<IntegrationId>),
    #[error("a body has at most {} bytes", crate::admission::MAX_BODY_BYTES)]
    TooLarge,
    #[error(transparent)]
    Refused(#[from] Refused),
    /// The channel refuses, with a reason that holds nothing of what was sent.
    #[error("the channel refuses it for good: {0}")]
    ChannelRefused(String),
    #[error("the channel did not say that it took it, and still may have: {0}")]
    ChannelFailed(String),
    /// ElevenLabs refuses or fails, with a reason that holds neither the key nor the server's own
    /// words.
    #[error("ElevenLabs, or the server in its place, did not answer as it should; try again: {0}")]
    VoiceFailed(String),
    /// An internal error. Its cause is for the log alone.
    #[error("something failed on our side; try again, and look into the log if it stays")]
    Internal(#[source] Box<dyn Error + Send + Sync>),
}

impl ApiError {
    pub(crate) fn internal(cause: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self::Internal(cause.into())
    }

    pub(crate) const fn status(&self) -> StatusCode {
        match self {
            Self::Malformed(_) => StatusCode::BAD_REQUEST,
            Self::Unauthorized => StatusCode::UNAUTHORIZED,
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::MethodNotAllowed(_) => StatusCode::METHOD_NOT_ALLOWED,
            Self::Conflict | Self::Exists | Self::AssistantInUse(_) => StatusCode::CONFLICT,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Refused(_) | Self::ChannelRefused(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Self::ChannelFailed(_) | Self::VoiceFailed(_) => StatusCode::BAD_GATEWAY,
            Self::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    pub(crate) const fn code(&self) -> &'static str {
        match self {
            Self::Malformed(_) => "malformed_json",
            Self::Unauthorized => "unauthorized",
            Self::NotFound => "not_found",
            Self::MethodNotAllowed(_) => "method_not_allowed",
            Self::Conflict => "conflict",
            Self::Exists => "exists",
            Self::AssistantInUse(_) => "assistant_in_use",
            Self::TooLarge => "too_large",
            Self::Refused(refused) => refused.reason.code(),
            Self::ChannelRefused(_) => "channel_refused",
            Self::ChannelFailed(_) => "channel_failed",
            Self::VoiceFailed(_) => "voice_failed",
            Self::Internal(_) => "internal",
        }
    }

    /// The JSON path of the invalid field.
    pub(crate) fn field(&self) -> Option<&str> {
        match self {
            Self::Refused(refused) => refused.field.as_deref(),
            _ => None,
        }
    }
}

/// An error as the API shows it.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Error")]
pub(crate) struct ErrorView {
    error: ErrorFields,
}

#[derive(Serialize, JsonSchema)]
#[schemars(inline)]
struct ErrorFields {
    #[schemars(schema_with = "codes")]
    code: &'static str,
    /// A text for people.
    message: String,
    /// The JSON path of the invalid field, or the name of the invalid parameter.
    field: Option<String>,
}

impl ErrorView {
    pub(crate) fn new(error: &ApiError) -> Self {
        Self {
            error: ErrorFields {
                code: error.code(),
                message: error.to_string(),
                field: error.field().map(str::to_owned),
            },
        }
    }
}

fn codes(_: &mut SchemaGenerator) -> Schema {
    json_schema!({"enum": [
        "malformed_json", "unauthorized", "not_found", "method_not_allowed", "conflict", "exists",
        "assistant_in_use", "too_large", "required", "unknown_field", "wrong_type", "invalid",
        "secret_not_set", "secret_needed_again", "unknown_assistant", "unsupported", "channel_refused",
        "channel_failed", "no_voice_key", "key_refused", "voice_refused", "voice_failed", "internal",
    ]})
}

fn list(ids: &[IntegrationId]) -> String {
    let ids: Vec<_> = ids.iter().map(IntegrationId::as_str).collect();
    ids.join(", ")
}

impl From<Invalid> for ApiError {
    fn from(invalid: Invalid) -> Self {
        Self::Refused(invalid.into())
    }
}

impl From<StoreError> for ApiError {
    fn from(error: StoreError) -> Self {
        Self::internal(error)
    }
}

impl From<ListError> for ApiError {
    fn from(error: ListError) -> Self {
        match error {
            ListError::Cursor(_) => Refused::new("cursor", Reason::Cursor).into(),
            ListError::Store(error) => error.into(),
        }
    }
}

impl From<AudioError> for ApiError {
    fn from(error: AudioError) -> Self {
        Self::internal(error)
    }
}

impl From<PortError> for ApiError {
    fn from(error: PortError) -> Self {
        Self::internal(error)
    }
}

impl From<SettingsError> for ApiError {
    fn from(error: SettingsError) -> Self {
        match error {
            // Busy: others write the same items for as long as the store was willing to wait.
            SettingsError::Conflict | SettingsError::Store(StoreError::Busy) => Self::Conflict,
            SettingsError::AssistantInUse(users) => Self::AssistantInUse(users),
            other => Self::internal(other),
        }
    }
}

impl From<SecretsError> for ApiError {
    fn from(error: SecretsError) -> Self {
        match error {
            SecretsError::TooLarge { bytes } => {
                Refused::new("", Reason::SecretsTooLong(bytes)).into()
            }
            other => Self::internal(other),
        }
    }
}

//! Errors.

use super::refusals::REFUSALS;
use crate::error::ApiError;
use crate::texts::Problems;

pub(super) const PROBLEMS: Problems = Problems {
    stale_title: "This page is too old",
    stale: "Nothing was changed. The page was made before you signed in, or after you signed out \
            elsewhere: load it again, then send the form once more.",
    stale_kept: "Nothing was changed yet. The page was made before you signed in, or after you signed out \
                 elsewhere. What you wrote is still here: send it if it is what you want.",
    stale_secrets: "Keys, tokens and secrets were not kept: type them again once this is sent.",
    stale_send: "Send it anyway",
    signed_out: "You are not signed in any more, so nothing new is shown. Sign in in another tab, or load \
                 the page again.",
    of: |error| match error {
        ApiError::NotFound | ApiError::Unauthorized => (
            "There is nothing here",
            "The address is wrong, what it names was deleted, or it is not open to you.".to_owned(),
        ),
        ApiError::MethodNotAllowed(_) => (
            "This cannot be done here",
            "Go back, and use the page's own buttons.".to_owned(),
        ),
        ApiError::Conflict => (
            "Somebody else changed it",
            "Nothing of yours was saved. Load the page again to see what it is now.".to_owned(),
        ),
        ApiError::Exists => ("It exists already", "Choose another id.".to_owned()),
        ApiError::AssistantInUse(users) => {
            let users: Vec<_> = users.iter().map(|id| id.as_str()).collect();
            let said = format!(
                "These integrations use it: {}. Give them another assistant first.",
                users.join(", ")
            );
            ("The assistant is in use", said)
        }
        ApiError::TooLarge => (
            "That is too much",
            "What is sent at once has at most 1 MB.".to_owned(),
        ),
        ApiError::Malformed(_) => ("That cannot be read", error.to_string()),
        ApiError::Refused(refused) => (
            "That does not work as written",
            REFUSALS.of(&refused.reason),
        ),
        ApiError::ChannelRefused(detail) => (
            "The channel refuses it",
            format!("It was not sent. The channel says: {detail}"),
        ),
        ApiError::ChannelFailed(detail) => (
            "It is not sure that it was sent",
            format!(
                "The channel did not say that it took it. Look there before you send it again. ({detail})"
            ),
        ),
        ApiError::VoiceFailed(detail) => (
            "ElevenLabs did not answer as it should",
            format!("Try again. ({detail})"),
        ),
        ApiError::Internal(_) => (
            "Something failed on our side",
            "Try again. If it stays, the log of the console's function says why.".to_owned(),
        ),
    },
};

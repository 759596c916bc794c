//! A line of the audit.

use conversation::{AssistantId, ConversationId, IntegrationId, Timestamp};
use serde::{Deserialize, Serialize};

use crate::AccessTokenId;

/// Who did what, and when. It never holds a secret, or what people wrote.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditLine {
    /// When it was done.
    pub at: Timestamp,
    /// By whom.
    pub who: Who,
    /// What it was.
    pub did: Did,
    /// The HTTP status that it was answered with: 4xx and 5xx where something was done all the same.
    pub status: u16,
    /// To what.
    pub about: About,
}

/// By what somebody is known.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Who {
    /// The admin token.
    Admin,
    /// An access token, with the name that it had.
    AccessToken {
        /// Its id.
        id: AccessTokenId,
        /// Its name.
        name: String,
    },
}

impl Who {
    /// The access token's id; none for the admin token.
    pub fn id(&self) -> Option<&str> {
        match self {
            Self::Admin => None,
            Self::AccessToken { id, .. } => Some(id.as_str()),
        }
    }
}

/// What something was done to. What has no place there is left out.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct About {
    /// An integration, or that of the conversation.
    pub integration: Option<IntegrationId>,
    /// A conversation.
    pub conversation: Option<ConversationId>,
    /// An assistant.
    pub assistant: Option<AssistantId>,
    /// An access token.
    pub access_token: Option<AccessTokenId>,
}

macro_rules! acts {
    ($($(#[$doc:meta])* $name:ident = $text:literal),+ $(,)?) => {
        /// What can be done.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
        pub enum Did {
            $($(#[$doc])* #[serde(rename = $text)] $name),+
        }

        impl Did {
            /// All there are, by the names that they are stored and shown under.
            pub const ALL: &[&str] = &[$($text),+];
        }
    };
}

acts! {
    /// An integration was made or changed.
    SaveIntegration = "save_integration",
    /// An integration was deleted.
    DeleteIntegration = "delete_integration",
    /// A provider was told where to send its webhooks.
    ConnectWebhook = "connect_webhook",
    /// An assistant was made or changed.
    SaveAssistant = "save_assistant",
    /// An assistant became what it was before.
    RestoreAssistant = "restore_assistant",
    /// An assistant was deleted.
    DeleteAssistant = "delete_assistant",
    /// A conversation was given to people.
    TakeOver = "take_over",
    /// A conversation was given back.
    Release = "release",
    /// Those that people had because the assistant failed were given back.
    ReleaseFailed = "release_failed",
    /// A person wrote.
    SendMessage = "send_message",
    /// A conversation was erased.
    EraseConversation = "erase_conversation",
    /// The prices of models were changed.
    SavePrices = "save_prices",
    /// An access token was made.
    MakeAccessToken = "make_access_token",
    /// An access token was revoked.
    RevokeAccessToken = "revoke_access_token",
    /// Somebody signed in to the pages.
    SignIn = "sign_in",
    /// Somebody signed out.
    SignOut = "sign_out",
}

//! Who may make a call. Every route names its permission, which is checked before its handler is asked.
//! What is not open to somebody is not there for them.

use std::collections::HashMap;

use conversation::{AssistantId, ConversationId, IntegrationId};
use store::{About, AccessTokenId, Did};

use crate::Console;
use crate::error::ApiError;
use crate::identity::{Identity, Role};

/// What a path names, by the names of its template.
pub(crate) type Named = HashMap<String, String>;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Permission {
    /// Also for whoever is not signed in.
    Anyone,
    /// For whoever has a token.
    Everybody,
    /// For admins alone.
    Admins,
    /// For admins and operators. The path names nothing: the handler shows what [`Identity::sees`].
    Settings,
    /// The settings of the integration `{id}`.
    SettingsOfIntegration,
    /// The conversations of the integration `{id}`.
    Conversations,
    /// To read the assistant `{id}`.
    ReadAssistant,
    /// To make the assistant `{id}`, or to change it.
    ChangeAssistant,
}

/// What is declared of a call.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Rule {
    pub(crate) permission: Permission,
    /// What the audit says of it; nothing if it changes nothing.
    pub(crate) did: Option<Did>,
}

impl Permission {
    /// Whose role may make the call at all.
    pub(crate) const fn roles(self) -> &'static [Role] {
        match self {
            Self::Anyone | Self::Everybody | Self::Conversations => {
                &[Role::Admin, Role::Operator, Role::Agent]
            }
            Self::Admins => &[Role::Admin],
            Self::Settings
            | Self::SettingsOfIntegration
            | Self::ReadAssistant
            | Self::ChangeAssistant => &[Role::Admin, Role::Operator],
        }
    }

    /// Refuses as if there were nothing.
    pub(crate) async fn check(
        self,
        console: &Console,
        identity: &Identity,
        named: &Named,
    ) -> Result<(), ApiError> {
        let role = identity.role();
        // There is nothing for admins that is not there: handlers find out for themselves.
        let open = self.roles().contains(&role)
            && (role == Role::Admin || self.is_in_scope(console, identity, named).await?);
        open.then_some(()).ok_or(ApiError::NotFound)
    }

    async fn is_in_scope(
        self,
        console: &Console,
        identity: &Identity,
        named: &Named,
    ) -> Result<bool, ApiError> {
        Ok(match self {
            Self::Anyone | Self::Everybody | Self::Admins | Self::Settings => true,
            Self::SettingsOfIntegration | Self::Conversations => {
                let integration = id(named, IntegrationId::parse);
                integration.is_some_and(|integration| identity.sees(&integration))
            }
            Self::ReadAssistant | Self::ChangeAssistant => {
                let Some(assistant) = id(named, AssistantId::parse) else {
                    return Ok(self == Self::ChangeAssistant);
                };
                let of = console.settings.assistant_integrations(&assistant).await?;
                // Where there is none, a handler says so, or makes one.
                of.is_none_or(|of| match self {
                    Self::ChangeAssistant => identity.may_change_assistant(&of),
                    _ => identity.sees_assistant(&of),
                })
            }
        })
    }

    /// What a call with this permission is about.
    pub(crate) fn about(self, named: &Named) -> About {
        let mut about = About::default();
        match self {
            Self::SettingsOfIntegration | Self::Conversations => {
                about.integration = id(named, IntegrationId::parse);
                let conversation = named.get("conversation");
                about.conversation = conversation.and_then(|id| ConversationId::parse(id).ok());
            }
            Self::ReadAssistant | Self::ChangeAssistant => {
                about.assistant = id(named, AssistantId::parse);
            }
            Self::Admins => about.access_token = id(named, AccessTokenId::parse),
            Self::Anyone | Self::Everybody | Self::Settings => {}
        }
        about
    }
}

impl Role {
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Admin => "admin",
            Self::Operator => "operator",
            Self::Agent => "agent",
        }
    }
}

fn id<T, E>(named: &Named, parse: impl FnOnce(&str) -> Result<T, E>) -> Option<T> {
    parse(named.get("id")?).ok()
}

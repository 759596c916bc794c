//! What stands on every page.

use crate::pages::Notice;
use crate::texts::Common;

pub(super) const COMMON: Common = Common {
    skip: "Skip to the content",
    navigation: "Main",
    conversations: "Conversations",
    integrations: "Integrations",
    assistants: "Assistants",
    figures: "Figures",
    access: "Access",
    audit: "Audit",
    sign_out: "Sign out",
    language: "Language",
    to_start: "Go to the start page",
    older: "Older",
    never: "Never",
    copy: "Copy",
    copied: "Copied.",
    back: "Back",
    cancel: "Cancel",
    not_loaded: "This could not be loaded. Try again.",
    notice: |notice| match notice {
        Notice::SignedOut => "You are signed out.",
        Notice::PricesSaved => "The prices are saved.",
        Notice::TokenRevoked => "The access is revoked.",
        Notice::AssistantSaved => {
            "The assistant is saved. Its next reply follows it, after 10 seconds at most."
        }
        Notice::AssistantRestored => "The version is back, as a new one.",
        Notice::AssistantDeleted => "The assistant is deleted, with all its versions.",
        Notice::TakenOver => "The conversation is yours. The assistant keeps quiet.",
        Notice::Released => "The assistant has the conversation again.",
        Notice::ConversationErased => "The conversation is gone, with everything in it.",
        Notice::IntegrationSaved => "The integration is saved.",
        Notice::IntegrationEnabled => "The integration is enabled.",
        Notice::IntegrationDisabled => "The integration is disabled.",
        Notice::IntegrationDeleted => "The integration is deleted.",
        Notice::WebhookConnected => "The provider now sends its webhooks here.",
    },
};

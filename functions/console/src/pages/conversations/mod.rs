//! The conversations: who waits for a person, what was said, and answering it.

mod act;
mod attachment;
mod erase;
mod filter;
mod found;
mod inbox;
mod one;
mod released;
mod trail;
mod transcript;

use conversation::{ConversationId, IntegrationId, State};
use store::Did;

use super::View;
use crate::permission::Permission;
use crate::router::Part;

const INBOX: &str = "/console/conversations";

pub(super) fn parts() -> Vec<Part> {
    const ONE: &str = "/console/integrations/{id}/conversations/{conversation}";
    const TAKE_OVER: &str = "/console/integrations/{id}/conversations/{conversation}/take-over";
    const RELEASE: &str = "/console/integrations/{id}/conversations/{conversation}/release";
    const ERASE: &str = "/console/integrations/{id}/conversations/{conversation}/erase";
    const AUDIO: &str =
        "/console/integrations/{id}/conversations/{conversation}/audio/{turn}/{part}";
    const FAILED: &str = "/console/integrations/{id}/conversations/release-failed";
    let whose = Permission::Conversations;
    vec![
        Part::at(INBOX).page(inbox::inbox, Permission::Everybody),
        Part::at(FAILED)
            .page(released::return_to_inbox, whose)
            .form(released::release_failed, whose, Some(Did::ReleaseFailed)),
        Part::at(ONE)
            .page(one::one, whose)
            .form(act::say, whose, Some(Did::SendMessage)),
        Part::at(AUDIO).page(act::play, whose),
        Part::at(TAKE_OVER).form(act::take_over, whose, Some(Did::TakeOver)),
        Part::at(RELEASE).form(act::release, whose, Some(Did::Release)),
        Part::at(ERASE).page(erase::ask, whose).form(
            erase::erase,
            whose,
            Some(Did::EraseConversation),
        ),
    ]
}

/// The page of a conversation.
fn address(integration: &IntegrationId, conversation: &ConversationId) -> String {
    let (integration, conversation) = (integration.as_str(), conversation.as_str());
    format!("/console/integrations/{integration}/conversations/{conversation}")
}

/// The inbox of one integration.
fn inbox_of(integration: &IntegrationId) -> String {
    format!("{INBOX}?integration={}", integration.as_str())
}

/// What the contact is called: by their own display name, or else as the channel does.
pub(super) fn called(view: &View, state: &State) -> String {
    let contact = &state.contact;
    let shown = contact
        .display_name
        .as_deref()
        .filter(|name| !name.trim().is_empty());
    let known = contact.names.first().map(|name| name.as_str());
    let nameless = view.texts().conversation.nameless;
    shown.or(known).unwrap_or(nameless).to_owned()
}

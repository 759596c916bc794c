//! Who may use the console, and who did what there.

use store::Did;

use crate::identity::Role;
use crate::texts::{AccessTokens, AuditTexts, SignIn};

pub(super) const SIGN_IN: SignIn = SignIn {
    title: "Sign in",
    token: "Token",
    help: "The admin token of this installation, or the access token that somebody gave you.",
    enter: "Sign in",
    wrong: "This token is not known. Check that you copied all of it; it may have been revoked.",
    too_many: "There were too many failed attempts from your address. Wait a quarter of an hour, then \
               try again.",
    link_used: "This link was used already, or is too old. Sign in with the token.",
};

pub(super) const ACCESS_TOKENS: AccessTokens = AccessTokens {
    title: "Access",
    lead: "Give each person, and each customer, a token of their own. It opens these pages and the API, \
           and only what it is for.",
    empty: "Nobody but the admin has access yet.",
    name: "Name",
    name_help: "Whose it is: a person, a customer or a system.",
    role: "Role",
    role_name: |role| match role {
        Role::Admin => "Admin",
        Role::Operator => "Operator",
        Role::Agent => "Agent",
    },
    role_help: |role| match role {
        Role::Admin => "Everything, in all integrations",
        Role::Operator => "Settings and conversations of the chosen integrations",
        Role::Agent => "Conversations of the chosen integrations; no settings, no secrets",
    },
    integrations: "Integrations",
    integrations_help: "For operators and agents.",
    no_integrations: "There is no integration yet, so only an admin's token can be made.",
    all: "All",
    made: "Made",
    used: "Last used",
    actions: "Actions",
    make_title: "New access",
    make: "Make the token",
    shown_title: "The new token",
    shown_once: "Copy it now and hand it over in a safe way. It is shown only this once.",
    token: "Token",
    back: "Back to the list",
    revoke: "Revoke",
    revoke_named: |name| format!("Revoke the access of {name}"),
    revoke_title: |name| format!("Revoke the access of {name}?"),
    revoke_consequence: "Whoever uses it is locked out within 5 seconds. This cannot be undone.",
};

pub(super) const AUDIT: AuditTexts = AuditTexts {
    title: "Audit",
    lead: "Who did what, newest first. Kept for a year; never with a secret or a text.",
    empty: "Nothing was done yet.",
    when: "When",
    who: "Who",
    what: "What",
    about: "Where",
    admin_token: "Admin token",
    did: |did| match did {
        Did::SaveIntegration => "Saved the integration",
        Did::DeleteIntegration => "Deleted the integration",
        Did::ConnectWebhook => "Connected the webhook",
        Did::SaveAssistant => "Saved the assistant",
        Did::RestoreAssistant => "Brought back a version of the assistant",
        Did::DeleteAssistant => "Deleted the assistant",
        Did::TakeOver => "Took the conversation over",
        Did::Release => "Gave the conversation back",
        Did::ReleaseFailed => "Gave back what had failed",
        Did::SendMessage => "Wrote to the customer",
        Did::EraseConversation => "Erased the conversation",
        Did::SavePrices => "Saved the prices of the models",
        Did::MakeAccessToken => "Made an access token",
        Did::RevokeAccessToken => "Revoked an access token",
        Did::SignIn => "Signed in",
        Did::SignOut => "Signed out",
    },
    failed: |status| {
        format!("answered with the error {status}; it may have been done all the same")
    },
};

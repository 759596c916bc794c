//! Recado's one DynamoDB table, and the secrets that are stored in it as KMS ciphertexts.
//!
//! [`DynamoConversations`] implements the conversations' port of `conversation`, and serves the
//! console; [`SettingsTable`] keeps integrations and assistants; [`Secrets`] seals and opens an
//! integration's secrets; [`AccessTokens`] knows who may use the console, [`Sessions`] who is signed in
//! there, [`Audit`] who did what, and [`WebhookNotes`] when the last webhooks came. All of it knows the time only from the given clock.

mod access_tokens;
mod audit;
mod batch_delete;
mod batch_get;
mod cache;
mod conversations;
mod counter;
mod day_budget;
mod error;
mod figures;
#[cfg(test)]
mod fixtures;
mod item;
mod keys;
mod listed;
pub mod schema;
mod secrets;
mod sessions;
mod settings;
mod transact;
mod webhooks;

pub use self::settings::{
    AssistantVersion, Ciphertext, IntegrationRecord, ListedAssistant, Saved, SealedSecrets,
    SettingsCache, SettingsError, SettingsTable, Stored,
};
pub use access_tokens::{
    AccessToken, AccessTokenId, AccessTokens, Grant, InvalidTokenId, NewAccessToken,
};
pub use audit::{About, Audit, AuditLine, AuditPage, Did, Who};
pub use conversations::{
    DynamoConversations, InvalidCursor, ListError, Listed, ListedOwner, OfPeople, Page,
};
pub use day_budget::DynamoDayBudget;
pub use error::StoreError;
pub use figures::FiguresTable;
pub use secrets::{InboundSecrets, MAX_SECRETS_BYTES, OutboundSecrets, Secrets, SecretsError};
pub use sessions::{Attempt, Holder, SESSION_TIME, Sessions, SignedIn};
pub use webhooks::{LastWebhooks, WebhookNotes, WebhookOutcome};

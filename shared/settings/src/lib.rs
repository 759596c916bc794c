//! The settings that an operator writes: each a field of one type, with its default and its bounds.
//!
//! The same types are what the API takes and shows, what the store keeps, and what the core's policy is
//! made from. A field that is not known is passed over, so that what a newer version has stored is read by
//! an older one; bounds hold for what is stored too, so that wider ones take two releases (see
//! `docs/OPERATIONS.md`). What a person writes is read by [`Integration::read`] and [`fields::read()`], which
//! name the path of whatever is wrong or unknown.

mod assistant;
mod checked;
mod integration;
mod phrases;
mod policy;
mod reply;
mod schema;
mod secrets;
#[cfg(test)]
mod tests;

pub use assistant::{Assistant, Runtime, Temperature};
pub use checked::{Checked, Readable};
pub use integration::{AssistantRef, Hours, Integration, OPENAI_URL, Transfer};
pub use phrases::{NamedPhrases, Phrases};
pub use reply::{
    ELEVENLABS_URL, LanguageCode, Reply, Share, Speed, Voice, VoiceSettings, elevenlabs,
};
pub use secrets::SecretValues;

//! The settings that an operator writes. Each is a field of one type, with its default and its
//! bounds.
//!
//! The API, the store and the core's policy use the same types. Unknown fields are ignored when
//! stored settings are read, so that an older version can read what a newer one wrote. Bounds hold
//! for stored settings too, so that wider bounds take two releases (see `docs/OPERATIONS.md`).
//! [`Integration::read`] and [`Assistant::read`] read what a person writes, and name the path of
//! whatever is wrong or unknown.

mod assistant;
mod balloons;
mod caps;
mod checked;
mod choice;
mod context;
mod hearing;
mod integration;
mod model;
mod phrases;
mod policy;
mod prices;
mod reply;
mod schema;
mod secrets;
mod seeing;
#[cfg(test)]
mod tests;
mod tools;
mod two_kinds;
mod wait;

pub use assistant::{Assistant, Runtime, Temperature};
pub use balloons::{Balloons, Paragraphs};
pub use caps::Caps;
pub use checked::{Checked, Readable};
pub use context::Context;
pub use hearing::{HeardBy, Hearing, HearingServer};
pub use integration::{AssistantRef, Hours, Integration, OPENAI_URL, Transfer};
pub use model::{ReasoningEffort, ServiceTier, Verbosity};
pub use phrases::{NamedPhrases, PhraseList, Phrases};
pub use prices::{ModelPrices, Price, Prices};
pub use reply::{
    ELEVENLABS_URL, InText, LanguageCode, Reply, Share, Speed, Voice, VoiceSettings, elevenlabs,
};
pub use schema::{ASSISTANT_ID, INTEGRATION_ID};
pub use secrets::SecretValues;
pub use seeing::{Detail, Seeing};
pub use tools::{Arguments, Function, FunctionName, TRANSFER_TOOL, Tools};
pub use wait::{AnswerAtOnce, Quiet, Wait};

/// The default of what is on unless the settings switch it off.
const fn yes() -> bool {
    true
}

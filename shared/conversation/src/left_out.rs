//! What an answer had to do without.

use serde::{Deserialize, Serialize};

/// A part of a request that the assistant's server refused, and without which it then answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LeftOut {
    /// How much the model is to reason.
    ReasoningEffort,
    /// How much the model is to say.
    Verbosity,
    /// How the server is to serve the request.
    ServiceTier,
    /// The pictures of the batch.
    Pictures,
    /// The documents of the batch.
    Documents,
    /// A part that a later version knows.
    #[serde(other)]
    Unknown,
}

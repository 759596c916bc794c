//! What the tests of the other packages share: in-memory ports, the simulation, and servers that
//! stand in for the outside world. Never shipped.

pub mod channels;
mod clock;
pub mod contract;
pub mod elevenlabs;
pub mod files;
mod heard;
mod incoming;
pub mod memory;
pub mod memory_budget;
pub mod openai;
mod own;
mod policy;
mod script;
pub mod simulation;
mod vendor_spec;

pub use clock::TestClock;
pub use heard::Heard;
pub use incoming::incoming;
pub use policy::policy;

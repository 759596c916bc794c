//! What the tests of the other packages share: in-memory ports, the simulation, and servers that
//! stand in for the outside. Never shipped.

pub mod channels;
pub mod contract;
pub mod elevenlabs;
pub mod memory;
pub mod memory_budget;
pub mod openai;
mod policy;
mod script;
pub mod simulation;
mod vendor_spec;

pub use policy::policy;

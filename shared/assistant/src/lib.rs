//! The runtimes that answer for the assistants.
//!
//! A runtime is one module that implements [`conversation::ports::Assistant`] over a server's
//! protocol; [`settings::Runtime`] names them.

mod blocks;
mod citations;
mod imitation;
mod notes;
mod responses;
mod said;
mod transfer_tool;
mod written_call;

pub use citations::remove as remove_citations;
pub use responses::Responses;

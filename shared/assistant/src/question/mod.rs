//! What is asked, in whatever protocol.

pub(crate) mod content;
pub(crate) mod parameters;

//! The desks against servers that stand in for them.

mod chatwoot;
mod webhook;
mod whazing;

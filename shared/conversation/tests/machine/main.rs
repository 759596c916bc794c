//! The state machine, example by example. What no example shows, `properties.rs` and the
//! simulation do.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "helpers of tests fail like tests"
)]

mod coming_back;
mod desk_events;
mod figures;
mod handover;
mod history;
mod links;
mod people;
mod support;
mod turns;
mod waits;
mod wake_ups;
mod windows;

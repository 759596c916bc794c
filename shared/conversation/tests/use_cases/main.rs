//! Use cases where the moment itself is what matters, on a clock that is set by hand. Everything
//! else is in the simulation.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "helpers of tests fail like tests"
)]

mod asking;
mod attachments;
mod calling;
mod commits;
mod context;
mod copies;
mod corrected;
mod day_budget;
mod erased;
mod given_back;
mod hand_over;
mod hearing;
mod hours;
mod pace;
mod people;
mod ports;
mod recovery;
mod renamed;
mod seeing;
mod spending;
mod spending_on_rounds;
mod table;
mod tried;
mod undelivered;
mod voice;
mod waits;
mod world;

//! Recado on one machine, for trying and testing, not for production. It does what AWS does for the
//! functions, around the real function binaries.

pub mod aws;
pub mod bridge;
pub mod clients;
pub mod demo;
pub mod event_source;
pub mod functions;
pub mod gateway;
pub mod runtime;
pub mod stand_ins;
pub mod system;

//! Recado on one machine, for trying it and for testing it, not for production: what AWS is to
//! the functions, around the real function binaries.

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

//! What every function's `main` needs: configuration from the environment, AWS clients,
//! telemetry, and the real clock and randomness behind the ports of `conversation`.

mod aws;
mod clock;
mod config;
mod env;
mod errors;
mod http_client;
pub mod metrics;
mod ports;
mod random;
mod records;
pub mod telemetry;
mod warm;

pub use aws::AwsConfig;
pub use clock::SystemClock;
pub use config::{
    AdminConfig, AudioConfig, DeadLetterConfig, DeadTransfersConfig, HumanQueueConfig, KeyConfig,
    OutboundConfig, TableConfig, TelemetryConfig, WakeUpsConfig,
};
pub use env::{ConfigError, Env, FromEnv};
pub use errors::error_chain;
pub use random::{NoRandomness, SystemRandom};
pub use records::{RecordOutcome, each_record};
pub use warm::warm;

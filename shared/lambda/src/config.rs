//! Recado's own settings of a deployment, one struct for each part of the system.

use std::time::Duration;

use tracing_subscriber::EnvFilter;

use crate::{ConfigError, Env, FromEnv};

const DAY: Duration = Duration::from_secs(24 * 3600);

/// The table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableConfig {
    /// Its name.
    pub name: String,
    /// How long conversations are kept after the last thing that happened in them.
    pub retention: Duration,
}

impl FromEnv for TableConfig {
    fn read(env: &Env) -> Result<Self, ConfigError> {
        const RETENTION: &str = "RECADO_RETENTION_DAYS";
        let days = match env.optional(RETENTION) {
            None => 90,
            Some(text) => text
                .parse()
                .ok()
                .filter(|days| (1..=3650).contains(days))
                .ok_or(ConfigError::Invalid {
                    name: RETENTION,
                    holds: "whole days, from 1 to 3650",
                })?,
        };
        Ok(Self {
            name: owned(env, "RECADO_TABLE", "the name of the DynamoDB table")?,
            retention: DAY.saturating_mul(days),
        })
    }
}

/// The queue of wake-ups.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WakeUpsConfig {
    /// Its URL.
    pub url: String,
}

impl FromEnv for WakeUpsConfig {
    fn read(env: &Env) -> Result<Self, ConfigError> {
        let url = owned(env, "RECADO_WAKE_UPS_URL", "the URL of the wake-up queue")?;
        Ok(Self { url })
    }
}

/// The dead-letter queue of the wake-ups.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeadLetterConfig {
    /// Its ARN, by which a record from it is recognised.
    pub arn: String,
}

impl FromEnv for DeadLetterConfig {
    fn read(env: &Env) -> Result<Self, ConfigError> {
        let holds = "the ARN of the wake-ups' dead-letter queue";
        let arn = owned(env, "RECADO_WAKE_UPS_DLQ_ARN", holds)?;
        Ok(Self { arn })
    }
}

/// The queue on which transfers wait for people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HumanQueueConfig {
    /// Its URL.
    pub url: String,
}

impl FromEnv for HumanQueueConfig {
    fn read(env: &Env) -> Result<Self, ConfigError> {
        let url = owned(env, "RECADO_HUMAN_QUEUE_URL", "the URL of the human queue")?;
        Ok(Self { url })
    }
}

/// The dead-letter queue of the human queue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeadTransfersConfig {
    /// Its URL.
    pub url: String,
}

impl FromEnv for DeadTransfersConfig {
    fn read(env: &Env) -> Result<Self, ConfigError> {
        let holds = "the URL of the human queue's dead-letter queue";
        let url = owned(env, "RECADO_HUMAN_QUEUE_DLQ_URL", holds)?;
        Ok(Self { url })
    }
}

/// The key under which the integrations' secrets are encrypted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyConfig {
    /// Its id, alias or ARN at KMS.
    pub id: String,
}

impl FromEnv for KeyConfig {
    fn read(env: &Env) -> Result<Self, ConfigError> {
        let holds = "the id, alias or ARN of the KMS key";
        let id = owned(env, "RECADO_KMS_KEY_ID", holds)?;
        Ok(Self { id })
    }
}

/// Where spoken replies are kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AudioConfig {
    /// The bucket's name.
    pub bucket: String,
}

impl FromEnv for AudioConfig {
    fn read(env: &Env) -> Result<Self, ConfigError> {
        let holds = "the name of the S3 bucket for audio";
        let bucket = owned(env, "RECADO_AUDIO_BUCKET", holds)?;
        Ok(Self { bucket })
    }
}

/// Who may use the console.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AdminConfig {
    /// The secret of Secrets Manager that holds the admin token.
    pub token_secret_id: String,
}

impl FromEnv for AdminConfig {
    fn read(env: &Env) -> Result<Self, ConfigError> {
        let holds = "the name or ARN of the secret with the admin token";
        let token_secret_id = owned(env, "RECADO_ADMIN_TOKEN_SECRET_ID", holds)?;
        Ok(Self { token_secret_id })
    }
}

/// Where our HTTP clients may go.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct OutboundConfig {
    /// Allows plain HTTP and private addresses; for one machine and for tests only.
    pub allow_http: bool,
}

impl FromEnv for OutboundConfig {
    fn read(env: &Env) -> Result<Self, ConfigError> {
        const NAME: &str = "RECADO_ALLOW_HTTP";
        let allow_http = match env.optional(NAME) {
            None | Some("0") => false,
            Some("1") => true,
            Some(_) => {
                let holds = "1, or nothing at all";
                return Err(ConfigError::Invalid { name: NAME, holds });
            }
        };
        Ok(Self { allow_http })
    }
}

/// The log.
#[derive(Debug, Clone)]
pub struct TelemetryConfig {
    /// Which spans and events it has, in `tracing_subscriber`'s filter language.
    pub filter: EnvFilter,
}

impl FromEnv for TelemetryConfig {
    fn read(env: &Env) -> Result<Self, ConfigError> {
        let invalid = ConfigError::Invalid {
            name: "RECADO_LOG",
            holds: "a filter such as info, or info,responder=debug",
        };
        let filter = EnvFilter::try_new(env.optional("RECADO_LOG").unwrap_or("info"));
        Ok(Self {
            filter: filter.map_err(|_| invalid)?,
        })
    }
}

fn owned(env: &Env, name: &'static str, holds: &'static str) -> Result<String, ConfigError> {
    env.required(name, holds).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn env(variables: &[(&str, &str)]) -> Env {
        variables
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect()
    }

    #[test]
    fn conversations_are_kept_for_90_days_unless_told_otherwise() {
        let table = TableConfig::read(&env(&[("RECADO_TABLE", "recado")])).unwrap();
        assert_eq!(table.retention, DAY * 90);
        let week = env(&[("RECADO_TABLE", "recado"), ("RECADO_RETENTION_DAYS", "7")]);
        assert_eq!(TableConfig::read(&week).unwrap().retention, DAY * 7);
    }

    #[test]
    fn a_retention_that_is_no_number_of_days_is_refused() {
        for text in ["0", "-1", "ninety", "100000"] {
            let wrong = env(&[("RECADO_TABLE", "recado"), ("RECADO_RETENTION_DAYS", text)]);
            let error = TableConfig::read(&wrong).unwrap_err();
            assert!(
                error.to_string().contains("RECADO_RETENTION_DAYS"),
                "{text}"
            );
        }
    }

    #[test]
    fn plain_http_is_allowed_by_1_alone() {
        assert!(!OutboundConfig::read(&env(&[])).unwrap().allow_http);
        let one = env(&[("RECADO_ALLOW_HTTP", "1")]);
        assert!(OutboundConfig::read(&one).unwrap().allow_http);
        let yes = env(&[("RECADO_ALLOW_HTTP", "yes")]);
        assert!(OutboundConfig::read(&yes).is_err());
    }

    #[test]
    fn a_filter_that_cannot_be_read_is_refused() {
        assert!(TelemetryConfig::read(&env(&[])).is_ok());
        let wrong = env(&[("RECADO_LOG", "info,responder=loud")]);
        assert!(TelemetryConfig::read(&wrong).is_err());
    }
}

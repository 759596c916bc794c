//! In progress.

use std::collections::BTreeMap;
use std::time::Duration;

use channels::SettingsError;
use conversation::ports::{Case, SendError};
use secrecy::SecretString;

/// How many steps it takes.
pub(crate) const STEPS: u32 = 1;

/// In progress.
#[derive(Debug)]
pub struct Webhook;

impl Webhook {
    pub(crate) fn new(
        _values: &BTreeMap<String, String>,
        _secrets: &BTreeMap<String, SecretString>,
        _client: outbound::Client,
    ) -> Result<Self, SettingsError> {
        Ok(Self)
    }

    pub(crate) async fn take_step(
        &self,
        _step: u32,
        _case: Case<'_>,
        _time_limit: Duration,
    ) -> Result<(), SendError> {
        Ok(())
    }
}

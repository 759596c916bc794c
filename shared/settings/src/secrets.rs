//! The secrets of an integration, which are stored apart from its other settings.

use std::collections::BTreeMap;

use fields::{Found, SecretState, Walk};
use secrecy::SecretString;

use crate::Integration;

/// Secrets by their JSON paths in the settings, such as `channel.app_secret`.
pub type SecretValues = BTreeMap<String, SecretString>;

impl Integration {
    /// The same settings with these secrets in their places. Secrets that the ciphertext does not
    /// hold stay closed.
    #[must_use]
    pub fn opened(&self, values: &SecretValues) -> Self {
        let mut opened = self.clone();
        opened.walk("", &mut |path, found| {
            if let Found::Secret(_, state) = found {
                *state = match values.get(path) {
                    Some(secret) => SecretState::Known(secret.clone()),
                    None => SecretState::Missing(path.to_owned()),
                };
            }
        });
        opened
    }
}

//! The secrets of an integration, which are stored apart from it.

use std::collections::BTreeMap;

use fields::{Found, SecretState, Walk};
use secrecy::SecretString;

use crate::Integration;

/// Secrets by their JSON paths in the settings, such as `channel.app_secret`.
pub type SecretValues = BTreeMap<String, SecretString>;

impl Integration {
    /// The same settings with those secrets in their places. Of a ciphertext that does not hold all of them,
    /// the others stay closed.
    #[must_use]
    pub fn opened(&self, values: &SecretValues) -> Self {
        let mut opened = self.clone();
        opened.walk("", &mut |path, found| {
            if let (Found::Secret(_, state), Some(secret)) = (found, values.get(path)) {
                *state = SecretState::Known(secret.clone());
            }
        });
        opened
    }
}

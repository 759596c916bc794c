//! The environment variables that configure a function.

use std::collections::BTreeMap;

/// Environment variables by name. An empty value counts as none.
#[derive(Clone, Default)]
pub struct Env(BTreeMap<String, String>);

impl Env {
    /// The variables of this process.
    pub fn of_process() -> Self {
        std::env::vars_os()
            .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
            .collect()
    }

    /// The value of `name`, if it is set.
    pub fn optional(&self, name: &str) -> Option<&str> {
        self.0
            .get(name)
            .map(String::as_str)
            .filter(|value| !value.is_empty())
    }

    /// The value of `name`; `holds` describes it for the error.
    pub fn required(&self, name: &'static str, holds: &'static str) -> Result<&str, ConfigError> {
        self.optional(name)
            .ok_or(ConfigError::Missing { name, holds })
    }
}

impl FromIterator<(String, String)> for Env {
    fn from_iter<I: IntoIterator<Item = (String, String)>>(variables: I) -> Self {
        Self(variables.into_iter().collect())
    }
}

/// Values may be credentials, so only the names are shown.
impl std::fmt::Debug for Env {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_set().entries(self.0.keys()).finish()
    }
}

/// Why a function cannot start. The message is for the person who deploys it; it never holds a
/// variable's value.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ConfigError {
    /// A variable is not set, or empty.
    #[error("the environment variable {name} is not set; it must hold {holds}")]
    Missing {
        /// The variable.
        name: &'static str,
        /// What it must hold.
        holds: &'static str,
    },
    /// A variable has a wrong value.
    #[error("the environment variable {name} is wrong; it must hold {holds}")]
    Invalid {
        /// The variable.
        name: &'static str,
        /// What it must hold.
        holds: &'static str,
    },
}

/// Configuration of one part of the system.
pub trait FromEnv: Sized {
    /// Reads it from `env`.
    fn read(env: &Env) -> Result<Self, ConfigError>;

    /// Reads it from the environment of this process.
    fn from_env() -> Result<Self, ConfigError> {
        Self::read(&Env::of_process())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_variable_is_not_set() {
        let env = Env::from_iter([("RECADO_TABLE".to_owned(), String::new())]);
        let error = env.required("RECADO_TABLE", "the table's name");
        assert_eq!(
            error.unwrap_err().to_string(),
            "the environment variable RECADO_TABLE is not set; it must hold the table's name"
        );
    }

    #[test]
    fn debug_output_shows_names_only() {
        let env = Env::from_iter([("AWS_SECRET_ACCESS_KEY".to_owned(), "s3cret".to_owned())]);
        assert_eq!(format!("{env:?}"), r#"{"AWS_SECRET_ACCESS_KEY"}"#);
    }
}

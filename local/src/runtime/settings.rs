//! How a function runs, as a template would say.

use std::{collections::BTreeMap, path::PathBuf, time::Duration};

use crate::aws::{ACCOUNT, REGION};

/// How a function runs.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Its name, also in front of its log lines.
    pub name: String,
    /// The binary, which polls the Runtime API.
    pub program: PathBuf,
    /// The folder of its log, `<name>.log`.
    pub logs: PathBuf,
    /// Its own variables. The process gets only these and Lambda's.
    pub variables: BTreeMap<String, String>,
    /// Whether it may reach itself for ever. Otherwise such a loop is stopped, as Lambda does
    /// unless `RecursiveLoop` says otherwise.
    pub allows_loops: bool,
    /// Told to the function, not enforced.
    pub memory_mb: u32,
    /// How long an invocation may take.
    pub timeout: Duration,
    /// How long a process may take to start: 10 s on AWS
    /// (<https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html>), which then
    /// tries once more with the other timeout.
    pub init_timeout: Duration,
    /// The most processes at one time.
    pub max_environments: usize,
    /// How long a process stays without an invocation before it is stopped.
    pub idle_after: Duration,
    /// How long an invocation waits for a process if all are busy. Lambda would start another one;
    /// this machine is smaller.
    pub queue_for: Duration,
}

impl Settings {
    /// A function with at most 10 environments, a timeout of 30 s, no variables and no loops.
    pub fn new(name: &str, program: impl Into<PathBuf>, logs: impl Into<PathBuf>) -> Self {
        Self {
            name: name.to_owned(),
            program: program.into(),
            logs: logs.into(),
            variables: BTreeMap::new(),
            allows_loops: false,
            memory_mb: 256,
            timeout: Duration::from_secs(30),
            init_timeout: Duration::from_secs(10),
            max_environments: 10,
            idle_after: Duration::from_secs(300),
            queue_for: Duration::from_secs(10),
        }
    }

    /// The function's ARN, in the emulated services' account.
    pub fn arn(&self) -> String {
        format!("arn:aws:lambda:{REGION}:{ACCOUNT}:function:{}", self.name)
    }
}

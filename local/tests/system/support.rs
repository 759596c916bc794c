//! The trial function for tests (`examples/trial_function.rs`).

use std::path::PathBuf;

use bytes::Bytes;
use local::{
    functions,
    runtime::{Function, InvokeError, Settings},
};
use serde_json::Value;
use tempfile::TempDir;
use tokio::sync::OnceCell;

/// The trial function and the folder of its log.
pub(crate) struct Trial {
    pub(crate) function: Function,
    log: PathBuf,
    _logs: TempDir,
}

impl Trial {
    /// A trial function with the test's own settings.
    pub(crate) async fn start(change: impl FnOnce(&mut Settings)) -> Self {
        let logs = tempfile::tempdir().unwrap();
        let mut settings = Settings::new("trial", binary().await, logs.path());
        change(&mut settings);
        Self {
            log: logs.path().join(format!("{}.log", settings.name)),
            function: Function::new(settings).unwrap(),
            _logs: logs,
        }
    }

    /// What the function has written: an `event …` and a `done` for each invocation.
    pub(crate) fn log(&self) -> String {
        std::fs::read_to_string(&self.log).unwrap()
    }

    /// The events the function has seen, in their order.
    pub(crate) fn events(&self) -> Vec<Value> {
        said(&self.log(), "event ")
    }

    /// Invokes the function with a command.
    pub(crate) async fn run(&self, command: Value) -> Result<Value, InvokeError> {
        let payload = self
            .function
            .invoke(Bytes::from(command.to_string()))
            .await?;
        Ok(serde_json::from_slice(&payload).unwrap())
    }
}

/// What the trial function has written in its log after this word.
pub(crate) fn said(log: &str, word: &str) -> Vec<Value> {
    log.lines()
        .filter_map(|line| line.strip_prefix(word))
        .map(|value| serde_json::from_str(value).unwrap())
        .collect()
}

/// Built here, since `cargo test --test …` builds no examples.
pub(crate) async fn binary() -> PathBuf {
    static BINARY: OnceCell<PathBuf> = OnceCell::const_new();
    BINARY
        .get_or_init(|| async {
            let arguments = ["--package", "local", "--example", "trial_function"];
            let mut built = functions::cargo_build(&arguments).await.unwrap();
            built.remove("trial_function").unwrap()
        })
        .await
        .clone()
}

/// A client for plain HTTP.
pub(crate) fn http_client() -> reqwest::Client {
    // reqwest builds no client without a provider, even for plain HTTP. Another test may have
    // set it already.
    drop(rustls::crypto::ring::default_provider().install_default());
    reqwest::Client::builder().no_proxy().build().unwrap()
}

/// Whether the process runs. One that has ended and was not yet waited for (`Z`) does not.
pub(crate) fn alive(pid: &Value) -> bool {
    std::fs::read_to_string(format!("/proc/{pid}/stat")).is_ok_and(|stat| !stat.contains(") Z "))
}

/// Waits for something that another process does.
pub(crate) async fn until(what: &str, mut condition: impl FnMut() -> bool) {
    for _ in 0..1000 {
        if condition() {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    panic!("not within 10 s: {what}");
}

/// A folder with the trial function in place of each function of the system.
pub(crate) async fn bin_dir() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for name in functions::NAMES {
        std::os::unix::fs::symlink(binary().await, folder.path().join(name)).unwrap();
    }
    folder
}

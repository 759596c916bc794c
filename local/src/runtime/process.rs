//! A function's process.

use std::{
    io,
    net::SocketAddr,
    process::{Command as StdCommand, Stdio},
    sync::{Arc, LazyLock},
};

use tokio::process::{Child, Command};

use super::{output::Log, settings::Settings};

/// Starts the process. It gets Lambda's variables and the function's own, and none of ours, so that
/// it cannot come to depend on this machine.
pub(super) fn spawn(
    settings: &Settings,
    runtime_api: SocketAddr,
    log: &Arc<Log>,
) -> io::Result<Child> {
    let mut child = command(settings)
        .env_clear()
        .env("PATH", "/usr/local/bin:/usr/bin:/bin")
        .env("AWS_LAMBDA_RUNTIME_API", runtime_api.to_string())
        .env("AWS_LAMBDA_FUNCTION_NAME", &settings.name)
        .env("AWS_LAMBDA_FUNCTION_VERSION", "$LATEST")
        .env(
            "AWS_LAMBDA_FUNCTION_MEMORY_SIZE",
            settings.memory_mb.to_string(),
        )
        .env("AWS_LAMBDA_INITIALIZATION_TYPE", "on-demand")
        .env("_HANDLER", "bootstrap")
        .envs(
            settings
                .program
                .parent()
                .map(|folder| ("LAMBDA_TASK_ROOT", folder)),
        )
        .envs(&settings.variables)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .kill_on_drop(true)
        .spawn()?;
    if let Some(stdout) = child.stdout.take() {
        log.follow(stdout);
    }
    if let Some(stderr) = child.stderr.take() {
        log.follow(stderr);
    }
    Ok(child)
}

/// `kill_on_drop` cannot help if this process is killed with SIGKILL. If there is `setpriv`, the
/// kernel then ends the child too. Otherwise a function ends by itself when it next speaks to the
/// Runtime API: `lambda_runtime` gives up when the connection is refused.
///
/// The kernel watches the thread that spawned the child, so that must be one that runs tokio's
/// tasks: those live as long as the runtime.
fn command(settings: &Settings) -> Command {
    static SETPRIV: LazyLock<bool> = LazyLock::new(|| {
        StdCommand::new("setpriv")
            .args(["--pdeathsig", "KILL", "true"])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status()
            .is_ok_and(|status| status.success())
    });
    if *SETPRIV {
        let mut command = Command::new("setpriv");
        command
            .args(["--pdeathsig", "KILL", "--"])
            .arg(&settings.program);
        command
    } else {
        Command::new(&settings.program)
    }
}

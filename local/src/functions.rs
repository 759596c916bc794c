//! The function binaries: built with cargo, or ready ones from a folder.

use std::{
    collections::BTreeMap,
    env, io,
    path::{Path, PathBuf},
    process::{ExitStatus, Stdio},
};

use serde::Deserialize;
use tokio::process::Command;

/// The packages of the functions, which are also the names of their binaries.
pub const NAMES: [&str; 4] = ["ingest", "responder", "transfer", "console"];

/// Where each function's binary is, by name.
pub type Binaries = BTreeMap<String, PathBuf>;

/// Why there are no binaries.
#[derive(Debug, thiserror::Error)]
pub enum BinariesError {
    /// cargo was not found or could not be started.
    #[error("cargo could not be started")]
    NoCargo(#[source] io::Error),
    /// cargo failed, and has said why on standard error.
    #[error("cargo could not build the functions ({0})")]
    Build(ExitStatus),
    /// cargo's messages are not in the expected form.
    #[error("cargo's messages cannot be read")]
    Messages(#[source] serde_json::Error),
    /// The folder or the build has no such binary.
    #[error("there is no binary {}", .0.display())]
    Missing(PathBuf),
}

/// Builds the functions in the workspace's own target folder and shows cargo's progress.
///
/// # Errors
/// See [`BinariesError`].
pub async fn build() -> Result<Binaries, BinariesError> {
    // Our own package is included, so that cargo accepts what it has built for us for the functions
    // too.
    let mut arguments = vec!["--package", env!("CARGO_PKG_NAME")];
    for name in NAMES {
        arguments.extend(["--package", name, "--bin", name]);
    }
    let built = cargo_build(&arguments).await?;
    match NAMES.iter().find(|name| !built.contains_key(**name)) {
        Some(name) => Err(BinariesError::Missing(PathBuf::from(name))),
        None => Ok(built),
    }
}

/// Takes ready binaries, each named after its function.
///
/// # Errors
/// [`BinariesError::Missing`] if one is not there.
pub fn in_folder(folder: &Path) -> Result<Binaries, BinariesError> {
    let mut binaries = Binaries::new();
    for name in NAMES {
        let path = folder.join(name).with_extension(env::consts::EXE_EXTENSION);
        let path = path
            .canonicalize()
            .map_err(|_| BinariesError::Missing(path))?;
        binaries.insert(name.to_owned(), path);
    }
    Ok(binaries)
}

/// One line of `cargo build --message-format json`.
#[derive(Deserialize)]
struct Message {
    target: Option<Target>,
    executable: Option<PathBuf>,
}

#[derive(Deserialize)]
struct Target {
    name: String,
}

/// Runs `cargo build` with more arguments and returns the executables it made, by target name.
///
/// # Errors
/// See [`BinariesError`].
pub async fn cargo_build(arguments: &[&str]) -> Result<Binaries, BinariesError> {
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR")).join("../Cargo.toml");
    let mut command = Command::new(cargo);
    command
        .args(["build", "--message-format", "json-render-diagnostics"])
        .arg("--manifest-path")
        .arg(manifest)
        .args(arguments)
        .stderr(Stdio::inherit());
    // `cargo run` and `cargo test` describe our own package in these variables. Build scripts that
    // look at them (ring's does) would run again, and everything above them would be built again.
    for (name, _) in env::vars_os() {
        let ours = name.to_str().is_some_and(|name| {
            name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_")
        });
        if ours {
            command.env_remove(name);
        }
    }
    let output = command.output().await.map_err(BinariesError::NoCargo)?;
    if !output.status.success() {
        return Err(BinariesError::Build(output.status));
    }
    let mut executables = Binaries::new();
    for message in serde_json::Deserializer::from_slice(&output.stdout).into_iter() {
        let message: Message = message.map_err(BinariesError::Messages)?;
        if let (Some(target), Some(executable)) = (message.target, message.executable) {
            executables.insert(target.name, executable);
        }
    }
    Ok(executables)
}

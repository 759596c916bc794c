//! The `local` program as a process.

use std::{
    io::{BufRead, BufReader},
    path::Path,
    process::{Child, Command, Stdio},
};

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::support::{alive, bin_dir, http_client, until};

fn command(data: &Path, binaries: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_local"));
    command
        .args(["--port", "0", "--data"])
        .arg(data)
        .arg("--bin-dir")
        .arg(binaries)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

/// The program, up and running, and the id of one of its functions' processes.
struct Running {
    program: Child,
    said: Vec<String>,
    webhook: String,
    function: Value,
    data: TempDir,
    binaries: TempDir,
}

impl Running {
    async fn start() -> Self {
        Self::with(&[]).await
    }

    async fn with(arguments: &[&str]) -> Self {
        let (data, binaries) = (tempfile::tempdir().unwrap(), bin_dir().await);
        let mut command = command(data.path(), binaries.path());
        let command = command.args(arguments).stderr(Stdio::null());
        let mut program = command.spawn().unwrap();
        let mut said = Vec::new();
        for line in BufReader::new(program.stdout.take().unwrap()).lines() {
            said.push(line.unwrap());
            if said.last().unwrap().contains("Ctrl-C") {
                break;
            }
        }
        let webhook = said.iter().find_map(|line| line.split_once("webhooks"));
        let webhook = webhook.unwrap().1.trim().replace("<integration id>", "x");
        let request = http_client().post(&webhook);
        let request = request.body(json!({"do": "sleep", "ms": 0}).to_string());
        let answer = request.send().await.unwrap().text().await.unwrap();
        let answer: Value = serde_json::from_str(&answer).unwrap();
        let function = answer["pid"].clone();
        assert!(alive(&function));
        Self {
            program,
            said,
            webhook,
            function,
            data,
            binaries,
        }
    }

    /// Gives the function's process a minute's work.
    async fn occupy(&self) {
        let request = http_client().post(&self.webhook);
        let request = request.body(json!({"do": "sleep", "ms": 60_000}).to_string());
        tokio::spawn(request.send());
        let log = self.data.path().join("logs/ingest.log");
        until("the function is at work", || {
            let log = std::fs::read_to_string(&log).unwrap();
            log.lines().filter(|line| line.starts_with("event")).count() == 2
        })
        .await;
    }

    fn signal(&self, signal: &str) {
        let pid = self.program.id().to_string();
        let mut kill = Command::new("kill");
        assert!(kill.args([signal, &pid]).status().unwrap().success());
    }
}

/// What it has printed, without the parts that differ at each start.
fn said(running: &Running) -> String {
    let data = running.data.path().to_str().unwrap();
    let project = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let lines = running.said.iter().map(|line| {
        let line = line.replace(data, "[data]");
        let line = line.replace(project.to_str().unwrap(), "[project]");
        if let Some((before, token)) = line.split_once("token      ") {
            assert_eq!(token.len(), 32);
            return format!("{before}token      [token]");
        }
        let line = match line.split_once("?link=") {
            Some((before, link)) => {
                assert_eq!(link.len(), 43);
                format!("{before}?link=[link]")
            }
            None => line,
        };
        let Some((before, after)) = line.split_once("http://") else {
            return line;
        };
        let (address, port) = after.split_once(':').unwrap();
        let path = port.trim_start_matches(|c: char| c.is_ascii_digit());
        format!("{before}http://{address}:[port]{path}")
    });
    lines.collect::<Vec<_>>().join("\n")
}

#[tokio::test]
async fn it_says_where_everything_is_and_what_it_is_for() {
    let mut running = Running::start().await;
    running.signal("-INT");
    running.program.wait().unwrap();
    insta::assert_snapshot!(said(&running));
}

// Elsewhere loopback has no address but 127.0.0.1, unless somebody adds one.
#[cfg(target_os = "linux")]
#[tokio::test]
async fn it_says_how_containers_are_run_and_where_they_reach_the_stand_ins() {
    let mut running = Running::with(&["--listen-for-containers", "127.0.0.2"]).await;
    let openai = running
        .said
        .iter()
        .find_map(|line| line.split_once("OpenAI"));
    let openai = openai.unwrap().1.trim().split_once(' ').unwrap().0;
    let response = http_client().get(openai).send().await.unwrap();
    assert_eq!(response.status(), 404);
    running.signal("-INT");
    running.program.wait().unwrap();
    insta::assert_snapshot!(said(&running));
}

#[tokio::test]
async fn an_address_that_containers_cannot_use_is_refused() {
    let (data, binaries) = (tempfile::tempdir().unwrap(), bin_dir().await);
    for (address, reason) in [
        (
            "docker0",
            "invalid value 'docker0' for '--listen-for-containers <ADDRESS>'",
        ),
        ("0.0.0.0", "containers cannot reach this machine at 0.0.0.0"),
    ] {
        let mut command = command(data.path(), binaries.path());
        let ended = command.args(["--listen-for-containers", address]).output();
        let ended = ended.unwrap();
        assert!(!ended.status.success());
        let error = String::from_utf8(ended.stderr).unwrap();
        assert!(error.contains(reason), "{error}");
    }
}

#[tokio::test]
async fn the_demo_listens_for_no_containers_and_says_so() {
    let (data, binaries) = (tempfile::tempdir().unwrap(), bin_dir().await);
    let listening = ["--listen-for-containers", "192.0.2.1"];
    for arguments in [[&listening[..], &["demo"]], [&["demo"], &listening[..]]] {
        let mut command = command(data.path(), binaries.path());
        let ended = command.args(arguments.concat()).output().unwrap();
        assert!(!ended.status.success());
        let error = String::from_utf8(ended.stderr).unwrap();
        assert!(error.contains("the demo cannot be used with"), "{error}");
    }
}

#[tokio::test]
async fn ctrl_c_ends_it_cleanly_with_its_functions() {
    let mut running = Running::start().await;
    running.occupy().await;
    running.signal("-INT");
    assert!(running.program.wait().unwrap().success());
    until("the function is gone", || !alive(&running.function)).await;
}

#[tokio::test]
async fn a_killed_system_leaves_no_function_behind_and_its_folder_can_be_used_again() {
    let mut running = Running::start().await;
    running.occupy().await;
    running.signal("-KILL");
    running.program.wait().unwrap();
    until("the function is gone", || !alive(&running.function)).await;

    let mut again = command(running.data.path(), running.binaries.path());
    let mut again = again.spawn().unwrap();
    let first = BufReader::new(again.stdout.take().unwrap()).lines().next();
    assert!(first.unwrap().unwrap().contains("Recado"));
    again.kill().unwrap();
    again.wait().unwrap();
}

#[tokio::test]
async fn a_second_one_on_the_same_folder_ends_with_a_clear_error() {
    let mut running = Running::start().await;
    let second = command(running.data.path(), running.binaries.path()).output();
    let second = second.unwrap();
    assert!(!second.status.success());
    let error = String::from_utf8(second.stderr).unwrap();
    assert!(
        error.contains("another local system uses the data folder"),
        "{error}"
    );
    running.signal("-INT");
    running.program.wait().unwrap();
}

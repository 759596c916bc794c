//! Where the system runs: in our own process, or in one that can be killed.

use std::{
    fs::File,
    path::{Path, PathBuf},
    process::Stdio,
};

use local::{
    aws::{Endpoints, access::Access},
    clients::Clients,
    functions,
    system::{Options, System},
};
use secrecy::ExposeSecret;
use tokio::{
    io::{AsyncBufReadExt, BufReader},
    process::{Child, Command},
    sync::OnceCell,
};

use super::site::Site;

/// Short: 15 s of it are kept for storing and sending, and the rest is enough to speak. A killed
/// responder's work comes again 10 s after it.
const RESPONDER_TIMEOUT_SECONDS: &str = "25";

/// The running system. It ends when this is dropped.
pub(crate) enum Host {
    InProcess(Box<System>),
    Process(Child),
}

impl Host {
    pub(crate) async fn in_process(data: &Path) -> (Self, Site) {
        let options = Options {
            bin_dir: Some(bin_dir().await),
            ..Options::new(data)
        };
        let system = System::start(options).await.unwrap();
        let token = system.admin_token().expose_secret();
        let site = Site::new(&system.url(), token, system.clients().clone());
        (Self::InProcess(Box::new(system)), site)
    }

    pub(crate) async fn process(data: &Path) -> (Self, Site) {
        let log = data.join("local.log");
        let mut child = Command::new(env!("CARGO_BIN_EXE_local"))
            .args(["--port", "0"])
            .args(["--responder-timeout", RESPONDER_TIMEOUT_SECONDS])
            .arg("--data")
            .arg(data)
            .arg("--bin-dir")
            .arg(bin_dir().await)
            .stdout(Stdio::piped())
            .stderr(File::create(&log).unwrap())
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let mut printed = Vec::new();
        while let Some(line) = lines.next_line().await.unwrap() {
            if line.contains("Ctrl-C") {
                return (Self::Process(child), printed_site(&printed));
            }
            printed.push(line);
        }
        panic!("{}", std::fs::read_to_string(log).unwrap());
    }

    /// What runs in our own process.
    pub(crate) fn system(&self) -> &System {
        match self {
            Self::InProcess(system) => system,
            Self::Process(_) => panic!("it runs elsewhere"),
        }
    }

    /// What the roles allow, if it can be seen.
    pub(super) fn access(&self) -> Option<Access> {
        match self {
            Self::InProcess(system) => Some(system.aws().access().clone()),
            Self::Process(_) => None,
        }
    }

    /// By SIGKILL.
    pub(crate) async fn kill(&mut self) {
        match self {
            Self::Process(child) => child.kill().await.unwrap(),
            Self::InProcess(_) => panic!("it would take the test with it"),
        }
    }
}

/// Built once for all tests of this binary.
pub(crate) async fn bin_dir() -> PathBuf {
    static FOLDER: OnceCell<PathBuf> = OnceCell::const_new();
    let build = async || {
        let binaries = functions::build().await.unwrap();
        binaries["ingest"].parent().unwrap().to_owned()
    };
    FOLDER.get_or_init(build).await.clone()
}

/// Where everything is, as the local system prints it.
fn printed_site(lines: &[String]) -> Site {
    let after = |name: &str| {
        let value = lines.iter().find_map(|line| line.trim().strip_prefix(name));
        value.unwrap_or_else(|| panic!("no {name}")).trim()
    };
    let url = after("console API").strip_suffix("/console/api").unwrap();
    let endpoints = Endpoints {
        dynamodb: after("DynamoDB").to_owned(),
        sqs: after("SQS").to_owned(),
        kms: after("KMS").to_owned(),
        secrets_manager: after("Secrets Manager").to_owned(),
        s3: after("S3").to_owned(),
    };
    Site::new(url, after("admin token"), Clients::new(&endpoints))
}

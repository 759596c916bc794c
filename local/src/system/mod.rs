//! The whole of Recado on one machine: the emulated services, what the template declares in
//! them, the functions, and what triggers the functions.

mod folder;
mod functions;
mod resources;
mod rights;
mod roles;
mod sam;
mod shell;
mod template;

use std::{net::Ipv4Addr, path::PathBuf, time::Duration};

use anyhow::Context;
use lambda::{SystemClock, SystemRandom};
use secrecy::SecretString;
use store::Sessions;

use crate::{
    aws::Aws,
    bridge::Bridge,
    clients::Clients,
    event_source::{EventSource, Mapping},
    functions::{build, in_folder},
    gateway::{Gateway, Routes},
    runtime::Function,
};
use folder::Folder;
use functions::Functions;
pub use resources::{Queue, Resources};
use template::declared;

/// How long a responder may take by default.
pub const RESPONDER_TIMEOUT: Duration = Duration::from_secs(90);

/// The most wake-ups, and the most dead ones, that are worked at one time. Fewer than the template
/// allows, because each takes a process of this machine.
const WAKE_UP_CONCURRENCY: usize = 30;
const DEAD_LETTER_CONCURRENCY: usize = 2;
/// The same for transfers.
const TRANSFER_CONCURRENCY: usize = 10;

/// How long a transfer may take at most.
const TRANSFER_TIMEOUT: Duration = Duration::from_secs(60);

/// How to start the system.
#[derive(Debug, Clone)]
pub struct Options {
    /// The data folder, which is made if it is missing.
    pub data_dir: PathBuf,
    /// Whether to begin with an empty data folder.
    pub fresh: bool,
    /// The gateway's port; 0 takes a free one.
    pub port: u16,
    /// Ready function binaries; without it cargo builds them.
    pub bin_dir: Option<PathBuf>,
    /// After how long a responder is killed, and a transfer function at the latest. Its work comes
    /// again 10 s after that.
    pub responder_timeout: Duration,
    /// What the functions log (a `tracing` filter).
    pub log: String,
    /// The address of this machine at which containers reach the emulated services too.
    pub containers: Option<Ipv4Addr>,
}

impl Options {
    /// A free port, binaries built by cargo, and the data that is in the folder.
    pub fn new(data_dir: impl Into<PathBuf>) -> Self {
        Self {
            data_dir: data_dir.into(),
            fresh: false,
            port: 0,
            bin_dir: None,
            responder_timeout: RESPONDER_TIMEOUT,
            log: "info".to_owned(),
            containers: None,
        }
    }

    fn transfer_timeout(&self) -> Duration {
        self.responder_timeout.min(TRANSFER_TIMEOUT)
    }
}

/// The running system. Dropping it stops everything at once, busy functions included.
pub struct System {
    _event_sources: [EventSource; 3],
    gateway: Gateway,
    functions: Functions,
    resources: Resources,
    clients: Clients,
    _bridge: Option<Bridge>,
    aws: Aws,
    folder: Folder,
}

impl System {
    /// Starts everything, and one environment of each function, so that a function that cannot
    /// start is noticed now. Must be called on a tokio runtime.
    ///
    /// # Errors
    /// If the folder is in use, the port is taken, or a function cannot be built or started.
    pub async fn start(options: Options) -> anyhow::Result<Self> {
        // Before the build, which takes minutes, so that a conflict is reported at once.
        let folder = Folder::open(&options.data_dir, options.fresh)?;
        let listener = Gateway::listen(options.port)
            .await
            .with_context(|| format!("cannot listen on port {}", options.port))?;
        let binaries = match &options.bin_dir {
            Some(bin_dir) => in_folder(bin_dir)?,
            None => build().await?,
        };
        let aws = Aws::start(&folder.aws())?;
        let bridge = match options.containers {
            Some(address) => Some(Bridge::open(address, aws.endpoints().all()).await?),
            None => None,
        };
        let clients = Clients::new(aws.endpoints());
        let resources = Resources::create(&clients, &options).await?;
        roles::grant(aws.access(), &resources)?;
        let functions = Functions::start(&binaries, &folder, &aws, &resources, &options)?;
        functions.warm().await?;

        let routes = Routes {
            ingest: functions.ingest.clone(),
            console: functions.console.clone(),
        };
        let gateway = Gateway::start(listener, routes)?;
        let [responder_batch, transfer_batch] = [
            declared("Responder", "BatchSize")?,
            declared("Transfer", "BatchSize")?,
        ];
        let source = |queue: &Queue, batch_size, max_concurrency, function: &Function| {
            let mapping = Mapping {
                queue_url: queue.url.clone(),
                queue_arn: queue.arn.clone(),
                batch_size,
                max_concurrency,
            };
            // Lambda takes a queue's messages with the role of the function that gets them.
            let role = Clients::of(aws.endpoints(), function.name());
            EventSource::start(role.sqs, mapping, function.clone())
        };
        Ok(Self {
            _event_sources: [
                source(
                    &resources.wake_ups,
                    responder_batch,
                    WAKE_UP_CONCURRENCY,
                    &functions.responder,
                ),
                source(
                    &resources.wake_ups_dlq,
                    responder_batch,
                    DEAD_LETTER_CONCURRENCY,
                    &functions.responder,
                ),
                source(
                    &resources.human,
                    transfer_batch,
                    TRANSFER_CONCURRENCY,
                    &functions.transfer,
                ),
            ],
            gateway,
            functions,
            resources,
            clients,
            _bridge: bridge,
            aws,
            folder,
        })
    }

    /// Where the gateway listens, without a trailing slash; `/webhooks/…` and `/console/…` are
    /// below it.
    pub fn url(&self) -> String {
        self.gateway.url()
    }

    /// The token that opens the console's API.
    pub fn admin_token(&self) -> &SecretString {
        &self.resources.admin_token
    }

    /// The address that signs one browser in to the console, once, within a day.
    ///
    /// # Errors
    /// If it cannot be stored.
    pub async fn sign_in_link(&self) -> anyhow::Result<String> {
        let sessions = Sessions::new(
            self.clients.dynamodb.clone(),
            self.resources.table.clone(),
            SystemClock,
        );
        let bits = SystemRandom.key()?;
        let link = sessions.make_link(bits).await?;
        Ok(format!("{}/console/sign-in?link={link}", self.url()))
    }

    /// The table, the queues, and what else the template declares.
    pub fn resources(&self) -> &Resources {
        &self.resources
    }

    /// Clients of the emulated services.
    pub fn clients(&self) -> &Clients {
        &self.clients
    }

    /// The emulated services.
    pub fn aws(&self) -> &Aws {
        &self.aws
    }

    /// Ends the functions' environments, busy ones when they are done, so that everything they had
    /// read is forgotten.
    pub fn forget(&self) {
        self.functions.forget();
    }

    /// The file with the functions' environment variables.
    pub fn variables(&self) -> PathBuf {
        self.folder.variables()
    }

    /// The folder that runs the functions in containers, if containers are listened for.
    pub fn sam(&self) -> PathBuf {
        self.folder.sam()
    }

    /// A shell command that builds and runs a function in there.
    pub fn sam_command(&self) -> String {
        shell::sam(&self.sam())
    }

    /// The audio files that are kept.
    ///
    /// # Errors
    /// If the folder cannot be read.
    pub fn audio_files(&self) -> std::io::Result<Vec<PathBuf>> {
        self.folder.audio_files(&self.resources.audio_bucket)
    }

    /// The file of a function's log.
    pub fn logs(&self) -> PathBuf {
        self.folder.logs()
    }
}

impl Drop for System {
    fn drop(&mut self) {
        self.functions.stop();
    }
}

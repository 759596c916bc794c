//! The functions, with the settings that the template gives them.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    time::Duration,
};

use anyhow::Context;

use super::{
    DEAD_LETTER_CONCURRENCY, Options, TRANSFER_CONCURRENCY, WAKE_UP_CONCURRENCY, folder::Folder,
    resources::Resources, sam, template::declared,
};
use crate::{
    aws::Aws,
    functions::Binaries,
    runtime::{Function, Settings},
};

/// Longer than an operation of the AWS SDK may take (10 s), so that we ourselves answer a webhook
/// that cannot be stored.
const INGEST_TIMEOUT: Duration = Duration::from_secs(20);

/// Shorter than the gateway's own timeout of 30 s, so that a slow console is killed and its caller
/// told.
const CONSOLE_TIMEOUT: Duration = Duration::from_secs(29);

/// The template's default.
const RETENTION_DAYS: &str = "90";

type Variables = BTreeMap<String, String>;

pub(super) struct Functions {
    pub(super) ingest: Function,
    pub(super) responder: Function,
    pub(super) transfer: Function,
    pub(super) console: Function,
}

impl Functions {
    pub(super) fn start(
        binaries: &Binaries,
        folder: &Folder,
        aws: &Aws,
        resources: &Resources,
        options: &Options,
    ) -> anyhow::Result<Self> {
        let shared = shared_variables(aws, resources, options);
        let settings = |name: &str, timeout, own: Variables| -> anyhow::Result<Settings> {
            let program: &PathBuf = binaries.get(name).with_context(|| format!("no {name}"))?;
            let mut settings = Settings::new(name, program, folder.logs());
            settings.variables = shared.clone().into_iter().chain(own).collect();
            // Its role's key. The written variables for running one by hand have the account's own.
            let access_key_id = ("AWS_ACCESS_KEY_ID".to_owned(), name.to_owned());
            settings.variables.extend([access_key_id]);
            settings.timeout = timeout;
            Ok(settings)
        };
        let wake_ups_url = ("RECADO_WAKE_UPS_URL", resources.wake_ups.url.as_str());
        let audio_bucket = ("RECADO_AUDIO_BUCKET", resources.audio_bucket.as_str());
        let ingest = variables([wake_ups_url]);
        let responder = variables([
            wake_ups_url,
            ("RECADO_WAKE_UPS_DLQ_ARN", &resources.wake_ups_dlq.arn),
            ("RECADO_HUMAN_QUEUE_URL", &resources.human.url),
            audio_bucket,
        ]);
        let transfer = variables([
            ("RECADO_HUMAN_QUEUE_URL", &resources.human.url),
            ("RECADO_HUMAN_QUEUE_DLQ_URL", &resources.human_dlq.url),
        ]);
        let console = variables([
            wake_ups_url,
            (
                "RECADO_ADMIN_TOKEN_SECRET_ID",
                &resources.admin_token_secret,
            ),
            audio_bucket,
        ]);
        let own = [&ingest, &responder, &transfer, &console];
        let all = own.into_iter().flatten().chain(&shared).collect();
        write_variables(&folder.variables(), &all)?;
        let mut responder = settings("responder", options.responder_timeout, responder)?;
        responder.max_environments = WAKE_UP_CONCURRENCY + DEAD_LETTER_CONCURRENCY;
        responder.allows_loops = allows_loops("Responder")?;
        let mut transfer = settings("transfer", options.transfer_timeout(), transfer)?;
        transfer.max_environments = TRANSFER_CONCURRENCY;
        transfer.allows_loops = allows_loops("Transfer")?;
        let ingest = settings("ingest", INGEST_TIMEOUT, ingest)?;
        let console = settings("console", CONSOLE_TIMEOUT, console)?;
        let named = [
            ("Ingest", &ingest),
            ("Responder", &responder),
            ("Transfer", &transfer),
            ("Console", &console),
        ];
        match options.containers {
            Some(address) => sam::write(&folder.sam(), address, &named)?,
            None => folder.remove_sam()?,
        }
        Ok(Self {
            ingest: Function::new(ingest)?,
            responder: Function::new(responder)?,
            transfer: Function::new(transfer)?,
            console: Function::new(console)?,
        })
    }

    pub(super) async fn warm(&self) -> anyhow::Result<()> {
        let warm = async |name: &str, function: &Function| {
            let warm = function.warm().await;
            warm.with_context(|| format!("{name} does not start: see its log"))
        };
        tokio::try_join!(
            warm("ingest", &self.ingest),
            warm("responder", &self.responder),
            warm("transfer", &self.transfer),
            warm("console", &self.console),
        )?;
        Ok(())
    }

    pub(super) fn stop(&self) {
        self.all().into_iter().for_each(Function::stop);
    }

    pub(super) fn forget(&self) {
        self.all().into_iter().for_each(Function::forget);
    }

    const fn all(&self) -> [&Function; 4] {
        [&self.ingest, &self.responder, &self.transfer, &self.console]
    }
}

fn allows_loops(function: &str) -> anyhow::Result<bool> {
    Ok(declared::<String>(function, "RecursiveLoop")? == "Allow")
}

/// The variables of every function. Each also gets those that the template gives it, and no more:
/// if a function came to need another variable, it would otherwise run here and fail on AWS.
fn shared_variables(aws: &Aws, resources: &Resources, options: &Options) -> Variables {
    let ours = variables([
        ("AWS_SESSION_TOKEN", "test"),
        ("RECADO_TABLE", &resources.table),
        ("RECADO_KMS_KEY_ID", &resources.key_id),
        ("RECADO_RETENTION_DAYS", RETENTION_DAYS),
        ("RECADO_ALLOW_HTTP", "1"),
        ("RECADO_LOG", &options.log),
    ]);
    aws.env().into_iter().chain(ours).collect()
}

/// Writes them into a file, for running one function by hand, as with `cargo lambda watch`.
fn write_variables(file: &Path, variables: &BTreeMap<&String, &String>) -> anyhow::Result<()> {
    let lines: String = variables
        .iter()
        .map(|(name, value)| format!("{name}={value}\n"))
        .collect();
    fs::write(file, lines).with_context(|| format!("cannot write {}", file.display()))
}

fn variables<const N: usize>(of: [(&str, &str); N]) -> Variables {
    of.map(|(name, value)| (name.to_owned(), value.to_owned()))
        .into()
}

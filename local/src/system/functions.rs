//! The three functions, with the settings that the template gives them.

use std::{collections::BTreeMap, path::PathBuf, time::Duration};

use anyhow::Context;

use super::{
    DEAD_LETTER_CONCURRENCY, Options, WAKE_UP_CONCURRENCY, folder::Folder, resources::Resources,
};
use crate::{
    aws::Aws,
    functions::Binaries,
    runtime::{Function, Settings},
};

/// Shorter than the gateway's own timeout of 30 s, so that a slow function is killed and its
/// caller told.
const HTTP_TIMEOUT: Duration = Duration::from_secs(29);

pub(super) struct Functions {
    pub(super) ingest: Function,
    pub(super) responder: Function,
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
        let variables = variables(aws, resources, options);
        let settings = |name: &str, timeout| -> anyhow::Result<Settings> {
            let program: &PathBuf = binaries.get(name).with_context(|| format!("no {name}"))?;
            let mut settings = Settings::new(name, program, folder.logs());
            settings.variables = variables.clone();
            settings.timeout = timeout;
            Ok(settings)
        };
        let mut responder = settings("responder", options.responder_timeout)?;
        responder.max_environments = WAKE_UP_CONCURRENCY + DEAD_LETTER_CONCURRENCY;
        Ok(Self {
            ingest: Function::new(settings("ingest", HTTP_TIMEOUT)?)?,
            responder: Function::new(responder)?,
            console: Function::new(settings("console", HTTP_TIMEOUT)?)?,
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
            warm("console", &self.console),
        )?;
        Ok(())
    }

    pub(super) fn stop(&self) {
        for function in [&self.ingest, &self.responder, &self.console] {
            function.stop();
        }
    }
}

fn variables(aws: &Aws, resources: &Resources, options: &Options) -> BTreeMap<String, String> {
    let ours = [
        ("AWS_SESSION_TOKEN", "test"),
        ("RECADO_TABLE", &resources.table),
        ("RECADO_WAKE_UPS_URL", &resources.wake_ups.url),
        ("RECADO_WAKE_UPS_DLQ_ARN", &resources.wake_ups_dlq.arn),
        ("RECADO_HUMAN_QUEUE_URL", &resources.human.url),
        ("RECADO_KMS_KEY_ID", &resources.key_id),
        (
            "RECADO_ADMIN_TOKEN_SECRET_ID",
            &resources.admin_token_secret,
        ),
        ("RECADO_ALLOW_HTTP", "1"),
        ("RECADO_LOG", &options.log),
    ];
    let ours = ours.map(|(name, value)| (name.to_owned(), value.to_owned()));
    aws.env().into_iter().chain(ours).collect()
}

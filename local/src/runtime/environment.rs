//! One environment: a process, its Runtime API, and the one invocation that it works on.

use std::{io, process::ExitStatus, sync::Arc, time::Duration};

use bytes::Bytes;
use jiff::Timestamp;
use tokio::{process::Child, sync::oneshot, time::timeout};
use uuid::Uuid;

use super::{
    InvokeError,
    api::{self, Call, Invocation, Server},
    output::Log,
    process,
    settings::Settings,
    trace::Trace,
};

/// A process of the function. Dropping it kills the process.
pub(super) struct Environment {
    child: Child,
    server: Server,
    /// The process's request for its next invocation.
    asking: Option<oneshot::Sender<Invocation>>,
}

impl Environment {
    pub(super) async fn start(settings: &Settings, log: &Arc<Log>) -> Result<Self, InvokeError> {
        let not_started = |error: io::Error| InvokeError::Crashed {
            reason: format!("it could not be started: {error}"),
        };
        let server = api::start().await.map_err(not_started)?;
        let child = process::spawn(settings, server.address, log).map_err(not_started)?;
        tracing::debug!(
            function = settings.name,
            pid = child.id(),
            "environment started"
        );
        Ok(Self {
            child,
            server,
            asking: None,
        })
    }

    /// Waits until the process asks for an invocation. After an error the environment is useless.
    pub(super) async fn ready(&mut self, within: Duration) -> Result<(), InvokeError> {
        timeout(within, self.asked())
            .await
            .unwrap_or(Err(InvokeError::TimedOut { after: within }))
    }

    async fn asked(&mut self) -> Result<(), InvokeError> {
        if let Some(status) = self.child.try_wait().map_err(|error| crashed(Err(error)))? {
            return Err(crashed(Ok(status)));
        }
        while self.asking.as_ref().is_none_or(oneshot::Sender::is_closed) {
            match self.next_call().await? {
                Call::Next(asking) => self.asking = Some(asking),
                Call::InitError(payload) => return Err(InvokeError::FunctionError { payload }),
                Call::Outcome { accepted, .. } => drop(accepted),
            }
        }
        Ok(())
    }

    /// Hands the event to a process that is [`Self::ready`] and waits for the outcome. After
    /// [`InvokeError::TimedOut`] and [`InvokeError::Crashed`] the environment is useless.
    pub(super) async fn run(
        &mut self,
        settings: &Settings,
        trace: &Trace,
        payload: Bytes,
    ) -> Result<Bytes, InvokeError> {
        let request_id = Uuid::new_v4();
        let millis = i64::try_from(settings.timeout.as_millis()).unwrap_or(i64::MAX);
        let invocation = Invocation {
            request_id: request_id.to_string(),
            deadline_ms: Timestamp::now().as_millisecond().saturating_add(millis),
            function_arn: settings.arn(),
            trace_id: trace.header(),
            payload,
        };
        let asking = self.asking.take();
        if asking.is_none_or(|asking| asking.send(invocation).is_err()) {
            let reason = "it no longer asked for an invocation".to_owned();
            return Err(InvokeError::Crashed { reason });
        }
        let outcome = timeout(settings.timeout, self.outcome(&request_id.to_string())).await;
        outcome.unwrap_or(Err(InvokeError::TimedOut {
            after: settings.timeout,
        }))
    }

    async fn outcome(&mut self, expected: &str) -> Result<Bytes, InvokeError> {
        loop {
            match self.next_call().await? {
                Call::Outcome {
                    request_id,
                    outcome,
                    accepted,
                } => {
                    let ours = request_id == expected;
                    if accepted.send(ours).is_err() {
                        tracing::debug!("the process did not wait for the acknowledgement");
                    }
                    if ours {
                        return outcome.map_err(|payload| InvokeError::FunctionError { payload });
                    }
                }
                Call::Next(asking) => self.asking = Some(asking),
                Call::InitError(payload) => return Err(InvokeError::FunctionError { payload }),
            }
        }
    }

    /// The next thing that the process says, or that it has ended. `biased`, because what it said
    /// before it ended counts.
    async fn next_call(&mut self) -> Result<Call, InvokeError> {
        tokio::select! {
            biased;
            Some(call) = self.server.calls.recv() => Ok(call),
            status = self.child.wait() => Err(crashed(status)),
        }
    }
}

fn crashed(status: io::Result<ExitStatus>) -> InvokeError {
    let reason = match status {
        Ok(status) => status.to_string(),
        Err(error) => error.to_string(),
    };
    InvokeError::Crashed { reason }
}

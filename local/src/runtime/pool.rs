//! A function with its environments, as many as are needed at one time.

use std::{
    io,
    sync::{Arc, Mutex, MutexGuard, PoisonError, Weak},
    time::Duration,
};

use bytes::Bytes;
use tokio::{
    sync::{Semaphore, watch},
    time::{Instant, interval, timeout},
};

use super::{
    InvokeError, MAX_PAYLOAD_BYTES, environment::Environment, output::Log, settings::Settings,
    trace::Trace,
};

/// A function that can be invoked. Clones are the same function. Its processes end with the last
/// clone, with [`Function::stop`], and with our own process.
#[derive(Clone)]
pub struct Function(Arc<Pool>);

struct Pool {
    settings: Settings,
    log: Arc<Log>,
    /// One permit for each environment that may be busy.
    permits: Semaphore,
    idle: Mutex<AllIdle>,
    stopped: watch::Sender<bool>,
}

#[derive(Default)]
struct AllIdle {
    /// The last one used is at the end and is used next, so that the others become idle.
    environments: Vec<Idle>,
    /// How often all were forgotten.
    forgotten: u64,
}

struct Idle {
    environment: Environment,
    since: Instant,
}

impl Function {
    /// Opens the function's log. No process starts before the first invocation or
    /// [`Function::warm`]. Must be called on a tokio runtime.
    ///
    /// # Errors
    /// If the log cannot be written.
    pub fn new(settings: Settings) -> io::Result<Self> {
        let pool = Arc::new(Pool {
            log: Arc::new(Log::open(&settings.logs, &settings.name)?),
            permits: Semaphore::new(settings.max_environments),
            idle: Mutex::default(),
            stopped: watch::Sender::new(false),
            settings,
        });
        tokio::spawn(stop_idle(Arc::downgrade(&pool)));
        Ok(Self(pool))
    }

    /// Its name.
    pub fn name(&self) -> &str {
        &self.0.settings.name
    }

    /// Ends the environments, as AWS may at any time; busy ones end when they are done. The next
    /// invocation gets an environment that knows nothing yet.
    pub fn forget(&self) {
        let mut idle = self.0.idle();
        idle.environments.clear();
        idle.forgotten += 1;
    }

    /// Runs the function once and returns what it answered. As on AWS, the invocation goes on
    /// when the caller stops waiting for it.
    ///
    /// # Errors
    /// See [`InvokeError`].
    pub async fn invoke(&self, payload: Bytes) -> Result<Bytes, InvokeError> {
        self.invoke_on(Trace::begin(), payload).await
    }

    /// The same for an event that came with a trace header, if it did.
    ///
    /// # Errors
    /// See [`InvokeError`].
    pub async fn invoke_traced(
        &self,
        header: Option<&str>,
        payload: Bytes,
    ) -> Result<Bytes, InvokeError> {
        let trace = header.and_then(Trace::parse);
        self.invoke_on(trace.unwrap_or_else(Trace::begin), payload)
            .await
    }

    async fn invoke_on(&self, trace: Trace, payload: Bytes) -> Result<Bytes, InvokeError> {
        if payload.len() > MAX_PAYLOAD_BYTES {
            return Err(InvokeError::TooLarge);
        }
        self.detached(move |pool| async move { pool.invoke(trace, payload).await })
            .await
    }

    /// Starts an environment, so that a function that cannot start is noticed now.
    ///
    /// # Errors
    /// As [`Function::invoke`].
    pub async fn warm(&self) -> Result<(), InvokeError> {
        self.detached(|pool| async move {
            let forgotten = pool.idle().forgotten;
            let environment = pool.environment().await?;
            pool.put_back(environment, forgotten);
            Ok(())
        })
        .await
    }

    /// In a task of its own, which goes on if the caller does not, and which runs on a thread that
    /// lives as long as the processes may (see `process`).
    async fn detached<T, F>(&self, work: impl FnOnce(Arc<Pool>) -> F) -> Result<T, InvokeError>
    where
        T: Send + 'static,
        F: Future<Output = Result<T, InvokeError>> + Send + 'static,
    {
        let task = tokio::spawn(work(Arc::clone(&self.0)));
        let outcome = task.await.unwrap_or_else(|error| {
            Err(InvokeError::Crashed {
                reason: error.to_string(),
            })
        });
        if let Err(error) = &outcome {
            tracing::warn!(function = self.0.settings.name, %error, "invocation failed");
        }
        outcome
    }

    /// Kills all processes. Invocations in progress fail as crashed, later ones are throttled.
    pub fn stop(&self) {
        self.0.permits.close();
        self.0.stopped.send_replace(true);
        self.0.idle().environments.clear();
    }
}

impl Pool {
    async fn invoke(&self, trace: Trace, payload: Bytes) -> Result<Bytes, InvokeError> {
        let trace = trace.reach(&self.settings.name);
        if trace.is_loop_of(&self.settings.name) && !self.settings.allows_loops {
            return Err(InvokeError::Recursive);
        }
        let mut stopped = self.stopped.subscribe();
        let Ok(Ok(_permit)) = timeout(self.settings.queue_for, self.permits.acquire()).await else {
            return Err(InvokeError::Throttled);
        };
        tokio::select! {
            outcome = self.run(trace, payload) => outcome,
            _ = stopped.wait_for(|stopped| *stopped) => Err(InvokeError::Crashed {
                reason: "the system is stopping".to_owned(),
            }),
        }
    }

    async fn run(&self, trace: Trace, payload: Bytes) -> Result<Bytes, InvokeError> {
        let forgotten = self.idle().forgotten;
        let mut environment = self.environment().await?;
        let outcome = environment.run(&self.settings, &trace, payload).await;
        match outcome {
            Err(InvokeError::TimedOut { .. } | InvokeError::Crashed { .. }) => drop(environment),
            _ => self.put_back(environment, forgotten),
        }
        outcome
    }

    /// An environment that is ready. One that ended while it was idle is replaced, since no
    /// invocation was lost with it.
    async fn environment(&self) -> Result<Environment, InvokeError> {
        let within = self.settings.init_timeout;
        loop {
            let idle = self.idle().environments.pop();
            let Some(mut idle) = idle else { break };
            match idle.environment.ready(within).await {
                Ok(()) => return Ok(idle.environment),
                Err(error) => {
                    tracing::warn!(function = self.settings.name, %error, "environment replaced");
                }
            }
        }
        let mut environment = Environment::start(&self.settings, &self.log).await?;
        environment.ready(within).await?;
        Ok(environment)
    }

    /// `forgotten` is how often all had been forgotten when the environment was taken.
    fn put_back(&self, environment: Environment, forgotten: u64) {
        let since = Instant::now();
        let mut idle = self.idle();
        // Under the lock, so that `stop` and `forget` either find it in the list or are noticed
        // here.
        if !*self.stopped.borrow() && idle.forgotten == forgotten {
            idle.environments.push(Idle { environment, since });
        }
    }

    fn idle(&self) -> MutexGuard<'_, AllIdle> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

async fn stop_idle(pool: Weak<Pool>) {
    let Some(idle_after) = pool.upgrade().map(|pool| pool.settings.idle_after) else {
        return;
    };
    let mut rounds = interval((idle_after / 4).max(Duration::from_millis(1)));
    loop {
        rounds.tick().await;
        let Some(pool) = pool.upgrade() else { return };
        let mut idle = pool.idle();
        idle.environments
            .retain(|idle| idle.since.elapsed() < idle_after);
    }
}

//! A clock for tests.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use conversation::{Timestamp, ports::Clock};

/// A clock that stands still until it is set; whoever sleeps moves it. Its clones move with it.
#[derive(Debug, Clone)]
pub struct TestClock(Arc<AtomicU64>);

impl TestClock {
    /// A clock in the far future, so that nothing expires on a real table while a test runs.
    #[expect(clippy::new_without_default, reason = "no test needs a default")]
    pub fn new() -> Self {
        Self::at(Timestamp::from_millis(4_000_000_000_000))
    }

    /// A clock that shows this time.
    pub fn at(now: Timestamp) -> Self {
        Self(Arc::new(AtomicU64::new(now.millis())))
    }

    /// Sets it.
    pub fn set(&self, now: Timestamp) {
        self.0.store(now.millis(), Ordering::SeqCst);
    }

    /// Sets it forward.
    pub fn advance(&self, by: Duration) {
        let millis = u64::try_from(by.as_millis()).unwrap_or(u64::MAX);
        self.0.fetch_add(millis, Ordering::SeqCst);
    }
}

impl Clock for TestClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_millis(self.0.load(Ordering::SeqCst))
    }

    async fn sleep_until(&self, at: Timestamp) {
        self.0.fetch_max(at.millis(), Ordering::SeqCst);
    }
}

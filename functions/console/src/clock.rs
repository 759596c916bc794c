//! The console's clock, of one type whatever keeps the time.

use std::fmt::Debug;
use std::pin::Pin;
use std::sync::Arc;

use conversation::Timestamp;
use conversation::ports::Clock;
use lambda::SystemClock;

/// A [`Clock`] whose waits can move between threads. Axum requires that of everything a handler
/// waits for, and [`Clock`] alone does not promise it.
pub trait SharedClock: Debug + Send + Sync {
    /// The same as [`Clock::now`].
    fn read(&self) -> Timestamp;

    /// The same as [`Clock::sleep_until`].
    fn wait_until(&self, at: Timestamp) -> Pin<Box<dyn Future<Output = ()> + Send + '_>>;
}

impl SharedClock for SystemClock {
    fn read(&self) -> Timestamp {
        self.now()
    }

    fn wait_until(&self, at: Timestamp) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        Box::pin(self.sleep_until(at))
    }
}

/// Any [`SharedClock`].
#[derive(Debug, Clone)]
pub struct AnyClock(Arc<dyn SharedClock>);

impl AnyClock {
    /// A clock that goes by `clock`.
    pub fn new(clock: impl SharedClock + 'static) -> Self {
        Self(Arc::new(clock))
    }
}

impl Clock for AnyClock {
    fn now(&self) -> Timestamp {
        self.0.read()
    }

    async fn sleep_until(&self, at: Timestamp) {
        self.0.wait_until(at).await;
    }
}

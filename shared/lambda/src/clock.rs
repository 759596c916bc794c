//! The real time.

use std::time::{SystemTime, UNIX_EPOCH};

use conversation::{Timestamp, ports::Clock};

/// The machine's clock.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(
        clippy::disallowed_methods,
        reason = "everybody else takes this clock, or another one, as a parameter"
    )]
    fn now(&self) -> Timestamp {
        let since_epoch = SystemTime::now().duration_since(UNIX_EPOCH);
        let millis = since_epoch.unwrap_or_default().as_millis();
        Timestamp::from_millis(u64::try_from(millis).unwrap_or(u64::MAX))
    }

    async fn sleep_until(&self, at: Timestamp) {
        // The runtime's clock and the machine's may differ, and nothing may wake early.
        loop {
            let left = at.since(self.now());
            if left.is_zero() {
                return;
            }
            tokio::time::sleep(left).await;
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[tokio::test]
    async fn it_never_wakes_early() {
        let at = SystemClock.now().plus(Duration::from_millis(5));
        SystemClock.sleep_until(at).await;
        assert!(SystemClock.now() >= at);
    }
}

//! How often one address may try to sign in.

use std::time::Duration;

use conversation::Timestamp;
use conversation::ports::Clock;

use super::Sessions;
use crate::counter::{self, Count};
use crate::{StoreError, keys};

/// The failures that one address may make within a window.
const MOST_FAILURES: u64 = 10;
/// The length of a window.
const WINDOW: Duration = Duration::from_secs(15 * 60);
const FAILURES: &str = "failures";

/// An attempt to sign in, counted as a failure until it succeeds.
#[derive(Debug)]
pub struct Attempt {
    address: String,
    window: u64,
}

impl<C: Clock> Sessions<C> {
    /// Counts an attempt from `address`, a text that stands for it; none if too many have failed.
    pub async fn attempt(&self, address: String) -> Result<Option<Attempt>, StoreError> {
        const MAY_FAIL: &str = "attribute_not_exists(#count) OR #count < :bound";
        let window = window(self.clock.now());
        let attempt = Attempt { address, window };
        let condition = Some((MAY_FAIL, MOST_FAILURES));
        let counted = self.count(&attempt, "1", condition).await?;
        Ok(counted.then_some(attempt))
    }

    /// The attempt was no failure.
    pub async fn succeeded(&self, attempt: &Attempt) -> Result<(), StoreError> {
        self.count(attempt, "-1", None).await?;
        Ok(())
    }

    /// False if the condition does not hold.
    async fn count(
        &self,
        attempt: &Attempt,
        change: &str,
        condition: Option<(&'static str, u64)>,
    ) -> Result<bool, StoreError> {
        let count = Count {
            name: FAILURES,
            change: change.to_owned(),
            condition,
            expires_at: Timestamp::from_millis((attempt.window + 2) * millis(WINDOW)),
        };
        let key = keys::sign_in_attempts(&attempt.address, attempt.window);
        counter::count(&self.client, &self.table, key, count).await
    }
}

fn window(now: Timestamp) -> u64 {
    now.millis() / millis(WINDOW)
}

fn millis(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}

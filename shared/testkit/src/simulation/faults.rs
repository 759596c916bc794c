//! Which faults happen, and when.

use std::time::Duration;

use super::universe::Universe;

/// How far a clock may be from the right time where clocks differ, in milliseconds.
const CLOCK_ERROR: u64 = 1_000;

impl Universe {
    /// Whether a fault of this likelihood happens now.
    pub(super) fn strikes(&self, in_thousand: u64) -> bool {
        self.world.now() < self.faults_end && in_thousand > 0 && self.world.chance(in_thousand)
    }

    /// Whether the table, the queues and the processes work as they should.
    pub(super) fn is_calm(&self) -> bool {
        self.faults.are_none() && !self.wake_ups_lost.get()
    }

    /// By how many milliseconds the running task's clock is ahead.
    pub(super) fn clock_error(&self) -> i64 {
        let drawn = self.world.current().wrapping_mul(7_919) % (2 * CLOCK_ERROR);
        let error = drawn.cast_signed() - CLOCK_ERROR.cast_signed();
        if self.clocks_differ { error } else { 0 }
    }

    /// How far any two clocks may be apart.
    pub(super) const fn clocks_apart(&self) -> Duration {
        Duration::from_millis(if self.clocks_differ {
            2 * CLOCK_ERROR
        } else {
            0
        })
    }
}

//! What is spent in a day, counted in memory: the twin of the count in DynamoDB, under the same
//! contract.

use std::{cell::RefCell, collections::HashMap};

use conversation::{
    IntegrationId, Timestamp,
    ports::{Counted, DayBudget, PortError},
};

const DAY_MS: u64 = 24 * 3_600_000;

/// How much each integration has spent on each day.
#[derive(Debug, Default)]
pub struct MemoryBudget(RefCell<HashMap<(IntegrationId, Counted, u64), u64>>);

impl MemoryBudget {
    /// How much is counted on the day (UTC) of `at`.
    pub fn counted(&self, integration: &IntegrationId, what: &Counted, at: Timestamp) -> u64 {
        let days = self.0.borrow();
        days.get(&day(integration, what, at)).copied().unwrap_or(0)
    }
}

impl DayBudget for MemoryBudget {
    async fn take(
        &self,
        integration: &IntegrationId,
        what: &Counted,
        amount: u64,
        at: Timestamp,
        daily: u64,
    ) -> Result<bool, PortError> {
        let mut days = self.0.borrow_mut();
        let spent = days.entry(day(integration, what, at)).or_default();
        let fits = *spent + amount <= daily;
        if fits {
            *spent += amount;
        }
        Ok(fits)
    }

    async fn give_back(
        &self,
        integration: &IntegrationId,
        what: &Counted,
        amount: u64,
        at: Timestamp,
    ) -> Result<(), PortError> {
        let mut days = self.0.borrow_mut();
        let spent = days.entry(day(integration, what, at)).or_default();
        *spent = spent.checked_sub(amount).unwrap_or(*spent);
        Ok(())
    }
}

fn day(
    integration: &IntegrationId,
    what: &Counted,
    at: Timestamp,
) -> (IntegrationId, Counted, u64) {
    (integration.clone(), what.clone(), at.millis() / DAY_MS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn it_keeps_the_contract() {
        crate::contract::day_budget_contract(&MemoryBudget::default()).await;
    }
}

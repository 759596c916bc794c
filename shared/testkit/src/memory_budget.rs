//! Spoken characters, counted in memory: the twin of the count in DynamoDB, under the same
//! contract.

use std::{cell::RefCell, collections::HashMap};

use conversation::{
    IntegrationId, Timestamp,
    ports::{PortError, VoiceBudget},
};

const DAY_MS: u64 = 24 * 3_600_000;

/// How many characters each integration has spoken on each day.
#[derive(Debug, Default)]
pub struct MemoryBudget(RefCell<HashMap<(IntegrationId, u64), u64>>);

impl VoiceBudget for MemoryBudget {
    async fn take(
        &self,
        integration: &IntegrationId,
        characters: u64,
        at: Timestamp,
        daily: u64,
    ) -> Result<bool, PortError> {
        let mut days = self.0.borrow_mut();
        let spoken = days.entry(day(integration, at)).or_default();
        let fits = *spoken + characters <= daily;
        if fits {
            *spoken += characters;
        }
        Ok(fits)
    }

    async fn give_back(
        &self,
        integration: &IntegrationId,
        characters: u64,
        at: Timestamp,
    ) -> Result<(), PortError> {
        let mut days = self.0.borrow_mut();
        let spoken = days.entry(day(integration, at)).or_default();
        *spoken = spoken.checked_sub(characters).unwrap_or(*spoken);
        Ok(())
    }
}

fn day(integration: &IntegrationId, at: Timestamp) -> (IntegrationId, u64) {
    (integration.clone(), at.millis() / DAY_MS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn it_keeps_the_contract() {
        crate::contract::voice_budget_contract(&MemoryBudget::default()).await;
    }
}

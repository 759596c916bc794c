//! What every count of spoken characters must do.

use conversation::{Timestamp, ports::VoiceBudget};

use super::integration;

const DAY_MS: u64 = 24 * 3_600_000;

/// Runs the suite.
///
/// # Panics
///
/// If the count breaks the contract.
pub async fn voice_budget_contract(budget: &impl VoiceBudget) {
    let (ours, theirs) = (integration(), integration());
    let morning = Timestamp::from_millis(40_000 * DAY_MS);
    let night = Timestamp::from_millis(40_001 * DAY_MS - 1);
    let next = Timestamp::from_millis(40_001 * DAY_MS);

    assert!(budget.take(&ours, 600, morning, 1_000).await.unwrap());
    assert!(!budget.take(&ours, 401, night, 1_000).await.unwrap());
    assert!(budget.take(&ours, 400, night, 1_000).await.unwrap());
    assert!(!budget.take(&ours, 1, night, 1_000).await.unwrap());
    // Another day, another integration, and a cap that was raised.
    assert!(budget.take(&ours, 1_000, next, 1_000).await.unwrap());
    assert!(budget.take(&theirs, 1_000, night, 1_000).await.unwrap());
    assert!(budget.take(&ours, 1, night, 1_001).await.unwrap());

    budget.give_back(&ours, 301, morning).await.unwrap();
    assert!(!budget.take(&ours, 301, night, 1_000).await.unwrap());
    assert!(budget.take(&ours, 300, night, 1_000).await.unwrap());
    // Giving back more than was counted is a mistake, and changes nothing.
    budget.give_back(&ours, 5_000, morning).await.unwrap();
    assert!(!budget.take(&ours, 1, night, 1_000).await.unwrap());
    // The first count is held to its cap too.
    let fresh = integration();
    assert!(!budget.take(&fresh, 11, night, 10).await.unwrap());
    assert!(!budget.take(&fresh, 1, night, 0).await.unwrap());
}

//! What every count of what is spent in a day must do.

use conversation::{
    ConversationId, Seq, Timestamp,
    ports::{Counted, DayBudget},
};

use super::integration;

const SPOKEN: Counted = Counted::SpokenCharacters;
const DAY_MS: u64 = 24 * 3_600_000;

/// Runs the suite.
///
/// # Panics
///
/// If the count breaks the contract.
pub async fn day_budget_contract(budget: &impl DayBudget) {
    let (ours, theirs) = (integration(), integration());
    let morning = Timestamp::from_millis(40_000 * DAY_MS);
    let night = Timestamp::from_millis(40_001 * DAY_MS - 1);
    let next = Timestamp::from_millis(40_001 * DAY_MS);

    assert!(
        budget
            .take(&ours, &SPOKEN, 600, morning, 1_000)
            .await
            .unwrap()
    );
    assert!(
        !budget
            .take(&ours, &SPOKEN, 401, night, 1_000)
            .await
            .unwrap()
    );
    assert!(
        budget
            .take(&ours, &SPOKEN, 400, night, 1_000)
            .await
            .unwrap()
    );
    assert!(!budget.take(&ours, &SPOKEN, 1, night, 1_000).await.unwrap());
    // Another day, another integration, and a cap that was raised.
    assert!(
        budget
            .take(&ours, &SPOKEN, 1_000, next, 1_000)
            .await
            .unwrap()
    );
    assert!(
        budget
            .take(&theirs, &SPOKEN, 1_000, night, 1_000)
            .await
            .unwrap()
    );
    assert!(budget.take(&ours, &SPOKEN, 1, night, 1_001).await.unwrap());

    budget
        .give_back(&ours, &SPOKEN, 301, morning)
        .await
        .unwrap();
    assert!(
        !budget
            .take(&ours, &SPOKEN, 301, night, 1_000)
            .await
            .unwrap()
    );
    assert!(
        budget
            .take(&ours, &SPOKEN, 300, night, 1_000)
            .await
            .unwrap()
    );
    // Giving back more than was counted is a mistake, and changes nothing.
    budget
        .give_back(&ours, &SPOKEN, 5_000, morning)
        .await
        .unwrap();
    assert!(!budget.take(&ours, &SPOKEN, 1, night, 1_000).await.unwrap());
    // The first count is held to its cap too.
    let fresh = integration();
    assert!(!budget.take(&fresh, &SPOKEN, 11, night, 10).await.unwrap());
    assert!(!budget.take(&fresh, &SPOKEN, 1, night, 0).await.unwrap());
    // What is spent on something else counts by itself.
    let heard = Counted::HeardSeconds;
    assert!(budget.take(&fresh, &heard, 10, night, 10).await.unwrap());
    assert!(budget.take(&fresh, &SPOKEN, 10, night, 10).await.unwrap());
    of_tokens(budget, night).await;
}

/// The tokens of an integration, of each contact and of each turn count by themselves.
async fn of_tokens(budget: &impl DayBudget, at: Timestamp) {
    let ours = integration();
    let [ana, rui] = [1, 2].map(ConversationId::of_bits);
    let all = [
        Counted::Tokens,
        Counted::ContactTokens(ana.clone()),
        Counted::ContactTokens(rui.clone()),
        Counted::TurnTokens(ana.clone(), Seq(1)),
        Counted::TurnTokens(ana, Seq(2)),
        Counted::TurnTokens(rui, Seq(1)),
    ];
    for what in &all {
        assert!(budget.take(&ours, what, 10, at, 10).await.unwrap());
        assert!(!budget.take(&ours, what, 1, at, 10).await.unwrap());
    }
    for what in &all {
        // What was spent all the same counts beyond the cap.
        assert!(budget.take(&ours, what, 5, at, u64::MAX).await.unwrap());
        budget.give_back(&ours, what, 6, at).await.unwrap();
        assert!(!budget.take(&ours, what, 2, at, 10).await.unwrap());
        assert!(budget.take(&ours, what, 1, at, 10).await.unwrap());
    }
}

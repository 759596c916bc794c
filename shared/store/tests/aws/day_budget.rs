//! What is spent in a day, against DynamoDB.

use conversation::Timestamp;
use conversation::ports::{Counted, DayBudget};
use futures_util::future::join_all;
use store::DynamoDayBudget;
use testkit::contract::day_budget_contract;

use crate::support::{Table, integration};

const SPOKEN: Counted = Counted::SpokenCharacters;

fn on(table: &Table) -> DynamoDayBudget {
    DynamoDayBudget::new(table.client.clone(), table.name.clone())
}

#[tokio::test]
async fn it_keeps_the_contract() {
    let table = Table::new().await;
    day_budget_contract(&on(&table)).await;
    table.delete().await;
}

#[tokio::test]
async fn many_at_once_do_not_pass_the_cap() {
    let table = Table::new().await;
    let (budget, loja) = (on(&table), integration("loja-1"));
    let at = Timestamp::from_millis(4_000_000_000_000);
    let takes = (0..20).map(|_| budget.take(&loja, &SPOKEN, 100, at, 1_050));
    let taken = join_all(takes).await.into_iter();
    let taken = taken.filter(|taken| *taken.as_ref().unwrap()).count();
    assert_eq!(taken, 10);
    table.delete().await;
}

/// As many runs at once as may ask, each of which gives back what its question did not take.
#[tokio::test]
async fn fifty_reservations_at_once_do_not_pass_the_cap() {
    let table = Table::new().await;
    let (budget, loja) = (on(&table), integration("loja-1"));
    let at = Timestamp::from_millis(4_000_000_000_000);
    let takes = async |amount, daily| {
        let taken = budget.take(&loja, &Counted::Tokens, amount, at, daily);
        taken.await.unwrap()
    };
    let reserved = join_all((0..50).map(|_| takes(100, 1_050))).await;
    assert_eq!(reserved.iter().filter(|reserved| **reserved).count(), 10);
    let settled = (0..10).map(|_| budget.give_back(&loja, &Counted::Tokens, 40, at));
    assert!(join_all(settled).await.iter().all(Result::is_ok));
    assert!(!takes(451, 1_050).await && takes(450, 1_050).await);
    table.delete().await;
}

#[tokio::test]
async fn a_count_expires() {
    let table = Table::new().await;
    let at = Timestamp::from_millis(4_000_000_000_000);
    let taken = on(&table)
        .take(&integration("loja-1"), &SPOKEN, 1, at, 1)
        .await;
    assert!(taken.unwrap());
    let expected = (
        "VOICE#loja-1".to_owned(),
        "DAY#2096-10-02".to_owned(),
        Some(4_000_000_000 + 7 * 24 * 3600),
    );
    assert_eq!(table.items().await, [expected]);
    table.delete().await;
}

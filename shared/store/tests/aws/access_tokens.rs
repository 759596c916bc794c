//! Access tokens against DynamoDB.

use std::time::Duration;

use aws_sdk_dynamodb::types::AttributeValue;
use conversation::ports::Clock;
use secrecy::ExposeSecret;
use store::{AccessTokenId, AccessTokens, Grant};

use crate::support::{Table, TestClock, integration};

const SECOND: Duration = Duration::from_secs(1);

fn on(table: &Table, clock: &TestClock) -> AccessTokens<TestClock> {
    AccessTokens::new(table.client.clone(), table.name.clone(), clock.clone())
}

fn operator() -> Grant {
    Grant::Operator {
        integrations: [integration("loja-1"), integration("loja-2")].into(),
    }
}

#[tokio::test]
async fn a_token_is_found_by_its_text_alone() {
    let table = Table::new().await;
    let clock = TestClock::new();
    let tokens = on(&table, &clock);
    let made = tokens.make([7; 32], "Ana", operator()).await.unwrap();
    let text = made.text.expose_secret();
    let found = tokens.find(text).await.unwrap().unwrap();
    assert_eq!(*found, made.token);
    assert_eq!((found.name.as_str(), &found.grant), ("Ana", &operator()));
    let other = tokens.make([8; 32], "Rui", Grant::Admin).await.unwrap();
    assert_ne!(other.token.id, made.token.id);
    for wrong in [made.token.id.as_str(), "", &text[..46], &format!("{text}A")] {
        assert_eq!(tokens.find(wrong).await.unwrap(), None, "{wrong}");
    }
    let listed = tokens.list().await.unwrap();
    let names: Vec<_> = listed.iter().map(|it| it.name.as_str()).collect();
    assert_eq!(names.len(), 2);
    assert!(names.contains(&"Ana") && names.contains(&"Rui"));
    let shown = format!("{tokens:?} {made:?} {:?}", table.items().await);
    assert!(!shown.contains(text));
    table.delete().await;
}

#[tokio::test]
async fn a_revoked_token_is_refused_everywhere_within_5_seconds() {
    let table = Table::new().await;
    let clock = TestClock::new();
    let (here, there) = (on(&table, &clock), on(&table, &clock));
    let made = here.make([7; 32], "Ana", operator()).await.unwrap();
    let text = made.text.expose_secret();
    assert!(here.find(text).await.unwrap().is_some());
    assert!(there.find(text).await.unwrap().is_some());
    assert!(here.revoke(&made.token.id).await.unwrap());
    assert!(!here.revoke(&made.token.id).await.unwrap());
    assert_eq!(here.find(text).await.unwrap(), None);
    clock.advance(SECOND * 5 - Duration::from_millis(1));
    assert!(there.find(text).await.unwrap().is_some());
    clock.advance(Duration::from_millis(1));
    assert_eq!(there.find(text).await.unwrap(), None);
    assert_eq!(table.items().await, []);
    table.delete().await;
}

/// Half of the hash leads to the item, and all of it must be right.
#[tokio::test]
async fn the_whole_hash_is_compared() {
    let table = Table::new().await;
    let tokens = on(&table, &TestClock::new());
    let made = tokens.make([7; 32], "Ana", operator()).await.unwrap();
    let (pk, sk, _) = table.items().await.remove(0);
    let id = made.token.id.as_str();
    let other = format!("{id}{}", "0f".repeat(16));
    let update = table.client.update_item().table_name(&table.name);
    let update = update
        .key("pk", AttributeValue::S(pk))
        .key("sk", AttributeValue::S(sk))
        .update_expression("SET #hash = :other")
        .expression_attribute_names("#hash", "hash")
        .expression_attribute_values(":other", AttributeValue::S(other));
    update.send().await.unwrap();
    let found = tokens.find(made.text.expose_secret()).await.unwrap();
    assert_eq!(found, None);
    table.delete().await;
}

#[tokio::test]
async fn what_is_not_there_is_not_remembered() {
    let table = Table::new().await;
    let clock = TestClock::new();
    let (here, there) = (on(&table, &clock), on(&table, &clock));
    let made = here.make([7; 32], "Ana", operator()).await.unwrap();
    let text = made.text.expose_secret();
    there.revoke(&made.token.id).await.unwrap();
    assert_eq!(here.find(text).await.unwrap(), None);
    there.make([7; 32], "Ana", operator()).await.unwrap();
    assert!(here.find(text).await.unwrap().is_some());
    let none = AccessTokenId::parse(&"0f".repeat(16)).unwrap();
    assert!(!here.revoke(&none).await.unwrap());
    table.delete().await;
}

#[tokio::test]
async fn a_use_is_noted_every_5_minutes() {
    let table = Table::new().await;
    let clock = TestClock::new();
    let tokens = on(&table, &clock);
    let made = tokens.make([7; 32], "Ana", operator()).await.unwrap();
    let text = made.text.expose_secret();
    let noted = async || tokens.list().await.unwrap().remove(0).last_used_at;
    assert_eq!(noted().await, None);
    let first = clock.now();
    tokens.find(text).await.unwrap();
    assert_eq!(noted().await, Some(first));
    clock.advance(SECOND * 299);
    tokens.find(text).await.unwrap();
    assert_eq!(noted().await, Some(first));
    clock.advance(SECOND * 6);
    tokens.find(text).await.unwrap();
    assert_eq!(noted().await, Some(clock.now()));
    table.delete().await;
}

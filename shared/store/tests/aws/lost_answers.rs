//! Writes whose answer was lost on the way.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::config::interceptors::BeforeDeserializationInterceptorContextMut;
use aws_sdk_dynamodb::config::{ConfigBag, Intercept, RuntimeComponents};
use aws_sdk_dynamodb::error::BoxError;
use conversation::ports::{Commit, Conversations, Counted, DayBudget};
use conversation::{AssistantId, Timestamp};
use serde_json::json;
use store::{
    DynamoConversations, DynamoDayBudget, FiguresTable, SettingsError, SettingsTable, Who,
};

use crate::conversations::{RETENTION, commit};
use crate::figures::{DAY, tally};
use crate::support::{Table, TestClock, conversation};

/// Turns one answer into a failure, after DynamoDB has done what it was asked.
#[derive(Debug, Clone, Default)]
struct LoseAnswer {
    answers: Arc<AtomicU32>,
    /// How many come before it.
    after: u32,
}

impl Intercept for LoseAnswer {
    fn name(&self) -> &'static str {
        "LoseAnswer"
    }

    fn modify_before_deserialization(
        &self,
        context: &mut BeforeDeserializationInterceptorContextMut<'_>,
        _: &RuntimeComponents,
        _: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        if self.answers.fetch_add(1, Ordering::SeqCst) == self.after {
            *context.response_mut().status_mut() = 503.try_into()?;
        }
        Ok(())
    }
}

fn lossy(table: &Table, losing: &LoseAnswer) -> Client {
    let config = table.client.config().to_builder();
    Client::from_conf(config.interceptor(losing.clone()).build())
}

#[tokio::test]
async fn a_commit_is_no_conflict_for_its_own_repeat() {
    let table = Table::new().await;
    let clock = TestClock::new();
    let losing = LoseAnswer::default();
    let lossy = lossy(&table, &losing);
    let conversations =
        DynamoConversations::new(lossy, table.name.clone(), clock.clone(), RETENTION);
    let of = conversation(1);
    let counts = Commit {
        tally: Some(tally(3)),
        ..commit(&clock, 0)
    };
    conversations.commit(&of, counts).await.unwrap();
    assert_eq!(losing.answers.load(Ordering::SeqCst), 2);
    let stored = conversations.state(&of).await.unwrap().unwrap();
    assert_eq!(stored.version, 1);
    let figures = FiguresTable::new(table.client.clone(), table.name.clone());
    let of_day = figures.of_day(&of.integration, DAY).await.unwrap();
    assert_eq!(of_day, [(of.id, tally(3).figures)]);
    table.delete().await;
}

#[tokio::test]
async fn what_is_given_back_is_given_back_once() {
    let table = Table::new().await;
    let (at, of) = (Timestamp::from_millis(4_000_000_000_000), conversation(1));
    let (loja, tokens) = (&of.integration, &Counted::Tokens);
    let on = |client| DynamoDayBudget::new(client, table.name.clone());
    let budget = on(table.client.clone());
    assert!(budget.take(loja, tokens, 900, at, 1_000).await.unwrap());
    let losing = LoseAnswer::default();
    let lossy = on(lossy(&table, &losing));
    lossy.give_back(loja, tokens, 300, at).await.unwrap_err();
    assert!(!budget.take(loja, tokens, 401, at, 1_000).await.unwrap());
    assert!(budget.take(loja, tokens, 400, at, 1_000).await.unwrap());
    table.delete().await;
}

#[tokio::test]
async fn a_stored_assistant_is_no_conflict_for_its_own_repeat() {
    let table = Table::new().await;
    let clock = TestClock::new();
    let id = AssistantId::parse("asst_a").unwrap();
    let mut stored = None;
    // The version that a second save replaces is read first.
    for (model, after) in [("gpt-6-luna", 0), ("gpt-6-terra", 1)] {
        let losing = LoseAnswer {
            after,
            ..LoseAnswer::default()
        };
        let lossy = SettingsTable::new(lossy(&table, &losing), table.name.clone(), clock.clone());
        let body = json!({"model": model});
        let put = lossy.put_assistant(&id, &body, stored, &Who::Admin).await;
        assert_eq!(losing.answers.load(Ordering::SeqCst), after + 2);
        let read = lossy.assistant(&id).await.unwrap().unwrap();
        assert_eq!((read.value, read.version), (body, put.unwrap()));

        let other = lossy
            .put_assistant(&id, &json!({}), stored, &Who::Admin)
            .await;
        assert!(matches!(other, Err(SettingsError::Conflict)), "{other:?}");
        stored = Some(read.version);
    }
    table.delete().await;
}

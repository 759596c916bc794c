//! Items that another transaction holds for a moment.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::time::Duration;

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::config::interceptors::{
    BeforeDeserializationInterceptorContextMut, BeforeTransmitInterceptorContextMut,
};
use aws_sdk_dynamodb::config::{ConfigBag, Intercept, RuntimeComponents};
use aws_sdk_dynamodb::error::BoxError;
use conversation::ContactName;
use conversation::ports::{Candidate, Conversations};
use store::DynamoConversations;

use crate::conversations::{RETENTION, commit};
use crate::support::{Table, TestClock, conversation};

const CONFLICT: &str =
    r#"{"__type": "com.amazonaws.dynamodb.v20120810#TransactionConflictException"}"#;

/// Keeps the first requests of one operation from the table, and answers that the item is held.
#[derive(Debug, Clone)]
struct Held {
    operation: &'static str,
    left: Arc<AtomicU32>,
    /// Whether the current request is one of them.
    now: Arc<AtomicBool>,
}

impl Held {
    fn is_meant(&self, target: Option<&str>) -> bool {
        let operation = target.and_then(|target| target.split('.').next_back());
        operation == Some(self.operation) && self.left.load(Ordering::SeqCst) > 0
    }
}

impl Intercept for Held {
    fn name(&self) -> &'static str {
        "Held"
    }

    fn modify_before_transmit(
        &self,
        context: &mut BeforeTransmitInterceptorContextMut<'_>,
        _: &RuntimeComponents,
        _: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let request = context.request_mut();
        let meant = self.is_meant(request.headers().get("x-amz-target"));
        self.now.store(meant, Ordering::SeqCst);
        if meant {
            *request.body_mut() = "{}".into();
            request.headers_mut().insert("content-length", "2");
        }
        Ok(())
    }

    fn modify_before_deserialization(
        &self,
        context: &mut BeforeDeserializationInterceptorContextMut<'_>,
        _: &RuntimeComponents,
        _: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        if self.now.load(Ordering::SeqCst) {
            self.left.fetch_sub(1, Ordering::SeqCst);
            let response = context.response_mut();
            *response.status_mut() = 400.try_into()?;
            *response.body_mut() = CONFLICT.into();
        }
        Ok(())
    }
}

fn on(
    table: &Table,
    clock: &TestClock,
    operation: &'static str,
    times: u32,
) -> (DynamoConversations<TestClock>, Arc<AtomicU32>) {
    let left = Arc::new(AtomicU32::new(times));
    let held = Held {
        operation,
        left: left.clone(),
        now: Arc::default(),
    };
    let config = table.client.config().to_builder();
    let client = Client::from_conf(config.interceptor(held).build());
    let name = table.name.clone();
    let conversations = DynamoConversations::new(client, name, clock.clone(), RETENTION);
    (conversations, left)
}

#[tokio::test]
async fn what_is_held_while_a_conversation_is_erased_is_erased_later() {
    let table = Table::new().await;
    let clock = TestClock::new();
    let (conversations, left) = on(&table, &clock, "DeleteItem", 3);
    let of = conversation(1);
    conversations.commit(&of, commit(&clock, 0)).await.unwrap();
    conversations.erase(&of).await.unwrap();
    assert_eq!(left.load(Ordering::SeqCst), 0);
    assert_eq!(table.items().await, []);
    table.delete().await;
}

#[tokio::test]
async fn a_name_that_is_held_while_it_is_renewed_is_renewed_later() {
    const DAY: Duration = Duration::from_secs(24 * 3600);
    let table = Table::new().await;
    let clock = TestClock::new();
    let (conversations, left) = on(&table, &clock, "UpdateItem", 3);
    let of = conversation(1);
    conversations.commit(&of, commit(&clock, 0)).await.unwrap();
    let first = table.items().await[0].2;
    clock.advance(8 * DAY);
    let candidates = [Candidate {
        name: ContactName::parse("+55").unwrap(),
        conversation: of.id.clone(),
    }];
    let found = conversations.find(&of.integration, &candidates, None);
    assert!(found.await.unwrap().state.is_some());
    assert_eq!(left.load(Ordering::SeqCst), 0);
    assert!(table.items().await[0].2 > first);
    table.delete().await;
}

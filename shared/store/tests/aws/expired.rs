//! Items that have expired and that DynamoDB has not deleted yet.

use std::time::Duration;

use conversation::Seq;
use conversation::ports::{Candidate, Commit, Conversations};
use store::DynamoConversations;

use crate::conversations::{RETENTION, commit, transcript, turn_record};
use crate::support::{Table, TestClock, conversation};

const DAY: Duration = Duration::from_secs(24 * 3600);

fn on(table: &Table, clock: &TestClock) -> DynamoConversations<TestClock> {
    let client = table.client.clone();
    DynamoConversations::new(client, table.name.clone(), clock.clone(), RETENTION)
}

fn seqs(messages: &[conversation::Message]) -> Vec<u64> {
    messages.iter().map(|message| message.seq.0).collect()
}

#[tokio::test]
async fn messages_that_have_expired_do_not_come_back() {
    let table = Table::new().await;
    let clock = TestClock::new();
    let conversations = on(&table, &clock);
    let of = conversation(1);
    conversations.commit(&of, commit(&clock, 0)).await.unwrap();
    clock.advance(RETENTION - DAY);
    conversations.commit(&of, commit(&clock, 1)).await.unwrap();
    let read = transcript(&conversations, &of).await;
    assert_eq!(seqs(&read), [1, 3]);

    clock.advance(DAY);
    let whole = transcript(&conversations, &of).await;
    let answerable = conversations.answerable_from(&of, Seq(0), 9, 999).await;
    let newest = conversations.newest_messages(&of, 9, 999).await.unwrap();
    for read in [whole, answerable.unwrap(), newest] {
        assert_eq!(seqs(&read), [3]);
    }
    assert_eq!(turn_record(&conversations, &of).await.len(), 1);
    table.delete().await;
}

#[tokio::test]
async fn a_conversation_that_has_expired_begins_anew() {
    let table = Table::new().await;
    let clock = TestClock::new();
    let conversations = on(&table, &clock);
    let of = conversation(1);
    let Commit { names, .. } = commit(&clock, 0);
    let candidates = names.clone().into_iter().map(|name| Candidate {
        name,
        conversation: of.id.clone(),
    });
    let candidates: Vec<_> = candidates.collect();
    let first = commit(&clock, 0).messages[0].provider_id.clone().unwrap();
    let find = || conversations.find(&of.integration, &candidates, Some(&first));

    conversations.commit(&of, commit(&clock, 0)).await.unwrap();
    let found = find().await.unwrap();
    assert!(found.seen && found.state.is_some() && found.new_names.is_empty());

    clock.advance(RETENTION + 8 * DAY);
    assert!(conversations.state(&of).await.unwrap().is_none());
    let found = find().await.unwrap();
    assert!(!found.seen && found.state.is_none());
    assert_eq!(found.new_names, names);

    conversations.commit(&of, commit(&clock, 0)).await.unwrap();
    assert!(find().await.unwrap().seen);
    assert_eq!(conversations.state(&of).await.unwrap().unwrap().version, 1);
    table.delete().await;
}

#[tokio::test]
async fn a_conversation_that_has_expired_can_still_be_erased() {
    let table = Table::new().await;
    let clock = TestClock::new();
    let conversations = on(&table, &clock);
    let of = conversation(1);
    conversations.commit(&of, commit(&clock, 0)).await.unwrap();
    clock.advance(RETENTION);
    conversations.erase(&of).await.unwrap();
    assert_eq!(table.items().await, []);
    table.delete().await;
}

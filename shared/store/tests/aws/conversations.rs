//! Conversations against DynamoDB.

use std::time::Duration;

use crate::support::{Table, TestClock, conversation};
use conversation::ports::{Candidate, Clock, Commit, CommitError, Conversations};
use conversation::{
    Author, Contact, ContactName, ConversationRef, Message, MessageId, Outcome, Range,
    ReplyAddress, Seq, State, TurnRecord,
};
use store::{DynamoConversations, StoreError};
use testkit::contract::conversations_contract;

const DAY: Duration = Duration::from_secs(24 * 3600);
pub(crate) const RETENTION: Duration = Duration::from_secs(90 * 24 * 3600);

fn on(table: &Table, clock: &TestClock) -> DynamoConversations<TestClock> {
    let client = table.client.clone();
    DynamoConversations::new(client, table.name.clone(), clock.clone(), RETENTION)
}

/// All messages, oldest first.
pub(crate) async fn transcript(
    table: &DynamoConversations<TestClock>,
    of: &ConversationRef,
) -> Vec<Message> {
    let read = table.messages_before(of, Seq(u64::MAX), usize::MAX, usize::MAX);
    let mut read = read.await.unwrap();
    read.reverse();
    read
}

/// All turns that have ended, oldest first.
pub(crate) async fn turn_record(
    table: &DynamoConversations<TestClock>,
    of: &ConversationRef,
) -> Vec<TurnRecord> {
    let read = table.turns_in(of, Seq(0)..Seq(u64::MAX), usize::MAX);
    let mut read = read.await.unwrap();
    read.reverse();
    read
}

fn name(text: &str) -> ContactName {
    ContactName::parse(text).unwrap()
}

/// A commit that has one of everything.
pub(crate) fn commit(clock: &TestClock, read_version: u64) -> Commit {
    let names = vec![name("Ana"), name("+55")];
    let contact = Contact::new(names.clone(), Some("Ana".to_owned()));
    let now = clock.now();
    let seq = Seq(2 * read_version + 1);
    let message = Message {
        provider_id: Some(MessageId::parse(&format!("wamid.{}", seq.0)).unwrap()),
        ..Message::said(seq, Author::Customer, "oi".to_owned(), now)
    };
    let batch = Range {
        first: seq,
        last: seq,
    };
    let outcome = Outcome::Answered { parts: 1 };
    let turn_record = TurnRecord {
        messages: 1,
        claimed_at: Some(now),
        decided_at: Some(now),
        ..TurnRecord::ended(seq.next(), batch, outcome, now)
    };
    Commit {
        read_version,
        version: read_version + 1,
        state: State::new(contact, ReplyAddress(serde_json::json!({})), now),
        messages: vec![message],
        rewritten: Vec::new(),
        seen: Vec::new(),
        names: if read_version == 0 { names } else { Vec::new() },
        taken_names: Vec::new(),
        lost_names: Vec::new(),
        turn_record: Some(turn_record),
        tally: None,
    }
}

async fn find(table: &DynamoConversations<TestClock>, of: &ConversationRef, text: &str) {
    let candidate = Candidate {
        name: name(text),
        conversation: of.id.clone(),
    };
    let found = table.find(&of.integration, &[candidate], None).await;
    assert_eq!(found.unwrap().conversation, of.id);
}

#[tokio::test]
async fn the_table_keeps_the_contract() {
    let table = Table::new().await;
    let clock = TestClock::new();
    on(&table, &clock).warm().await.unwrap();
    conversations_contract(async || on(&table, &clock)).await;
    table.delete().await;
}

#[tokio::test]
async fn items_expire_names_last() {
    let table = Table::new().await;
    let clock = TestClock::new();
    let conversations = on(&table, &clock);
    let of = conversation(1);
    conversations.commit(&of, commit(&clock, 0)).await.unwrap();
    let expires = |after| Some(clock.now().plus(after).seconds());
    let pk = format!("CONV#loja-1#{}", of.id.as_str());
    let owned = |sk: &str, after| (pk.clone(), sk.to_owned(), expires(after));
    let alias = |name| {
        let pk = format!("ALIAS#loja-1#{name}");
        (pk, "ALIAS".to_owned(), expires(RETENTION + 8 * DAY))
    };
    let expected = [
        alias("+55"),
        alias("Ana"),
        owned("MSG#00000000000000000001", RETENTION),
        owned("SEEN#wamid.1", 30 * DAY),
        owned("STATE", RETENTION),
        owned("TURN#00000000000000000002", RETENTION),
    ];
    assert_eq!(table.items().await, expected);
    table.delete().await;
}

#[tokio::test]
async fn a_name_that_is_met_again_outlives_the_conversation() {
    let table = Table::new().await;
    let clock = TestClock::new();
    let conversations = on(&table, &clock);
    let of = conversation(1);
    conversations.commit(&of, commit(&clock, 0)).await.unwrap();
    let first = table.items().await[0].2.unwrap();

    clock.advance(6 * DAY);
    find(&conversations, &of, "+55").await;
    assert_eq!(table.items().await[0].2, Some(first), "not yet");

    clock.advance(2 * DAY);
    find(&conversations, &of, "+55").await;
    let renewed = clock.now().plus(RETENTION + 8 * DAY).seconds();
    assert_eq!(table.items().await[0].2, Some(renewed));
    table.delete().await;
}

#[tokio::test]
async fn transcript_and_trail_are_read_whole() {
    let table = Table::new().await;
    let clock = TestClock::new();
    let conversations = on(&table, &clock);
    let of = conversation(1);
    for read_version in 0..120 {
        let commit = commit(&clock, read_version);
        conversations.commit(&of, commit).await.unwrap();
    }
    let transcript = transcript(&conversations, &of).await;
    let seqs = transcript.iter().map(|message| message.seq.0);
    assert!(seqs.eq((0..120).map(|n| 2 * n + 1)));
    let turn_record = turn_record(&conversations, &of).await;
    let seqs = turn_record.iter().map(|turn| turn.seq.0);
    assert!(seqs.eq((0..120).map(|n| 2 * n + 2)));
    assert_eq!(turn_record[0], commit(&clock, 0).turn_record.unwrap());

    let before = conversations.messages_before(&of, Seq(7), 2, 999).await;
    assert!(before.unwrap().iter().map(|it| it.seq.0).eq([5, 3]));
    for (range, most, expected) in [
        (Seq(0)..Seq(8), 2, &[6, 4][..]),
        (Seq(4)..Seq(7), 9, &[6, 4]),
        (Seq(8)..Seq(8), 9, &[]),
        (Seq(0)..Seq(0), 9, &[]),
    ] {
        let turns = conversations.turns_in(&of, range, most).await.unwrap();
        let seqs: Vec<_> = turns.iter().map(|turn| turn.seq.0).collect();
        assert_eq!(seqs, expected);
    }
    table.delete().await;
}

#[tokio::test]
async fn an_erased_conversation_leaves_nothing_and_takes_nothing_else() {
    let table = Table::new().await;
    let clock = TestClock::new();
    let conversations = on(&table, &clock);
    let (of, other) = (conversation(1), conversation(2));
    let mut others = commit(&clock, 0);
    others.names = vec![name("Eva")];
    // It has met one of the first one's names, which leads there.
    others.state.contact.names = vec![name("Eva"), name("Ana")];
    conversations.commit(&other, others).await.unwrap();
    for read_version in 0..60 {
        let commit = commit(&clock, read_version);
        conversations.commit(&of, commit).await.unwrap();
    }
    let everything = table.items().await.len();
    conversations.erase(&other).await.unwrap();
    assert_eq!(table.items().await.len(), everything - 5);
    find(&conversations, &of, "Ana").await;

    conversations.erase(&of).await.unwrap();
    assert_eq!(table.items().await, []);
    conversations.erase(&of).await.unwrap();
    table.delete().await;
}

/// Erasing must not take messages from under a state that somebody writes meanwhile.
#[tokio::test]
async fn a_conversation_that_goes_on_while_it_is_erased_begins_anew_or_is_erased_whole() {
    let table = Table::new().await;
    let clock = TestClock::new();
    let conversations = on(&table, &clock);
    let of = conversation(1);
    for read_version in 0..30 {
        let commit = commit(&clock, read_version);
        conversations.commit(&of, commit).await.unwrap();
    }
    let write = async {
        for _ in 0..20 {
            let read = conversations.state(&of).await.unwrap();
            let commit = commit(&clock, read.map_or(0, |read| read.version));
            match conversations.commit(&of, commit).await {
                Ok(()) | Err(CommitError::Conflict) => {}
                Err(error) => unreachable!("{error}"),
            }
        }
    };
    let (erased, ()) = futures_util::future::join(conversations.erase(&of), write).await;
    // It gives up on a conversation that never rests.
    match erased {
        Err(StoreError::Busy) => conversations.erase(&of).await.unwrap(),
        done => done.unwrap(),
    }
    let written = conversations
        .state(&of)
        .await
        .unwrap()
        .map_or(0, |read| read.version);
    let transcript = transcript(&conversations, &of).await;
    assert_eq!(transcript.len() as u64, written);
    conversations.erase(&of).await.unwrap();
    assert_eq!(table.items().await, []);
    table.delete().await;
}

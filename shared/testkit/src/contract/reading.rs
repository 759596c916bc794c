//! Reading messages back.

use conversation::ports::Conversations;
use conversation::{Author, LeftBecause, MAX_MESSAGE_BYTES, Message, Seq};

use super::{Subject, commit, message, seqs};

async fn with_messages<C: Conversations>(table: &C, messages: Vec<Message>) -> Subject<'_, C> {
    let subject = Subject::new(table);
    for (read_version, message) in (0..).zip(messages) {
        let mut one = commit(read_version);
        one.messages = vec![message];
        subject.commit_ok(one).await;
    }
    subject
}

impl<C: Conversations> Subject<'_, C> {
    async fn answerable(&self, first: u64, messages: usize, chars: usize) -> Vec<u64> {
        let read = self
            .table
            .answerable_from(&self.of, Seq(first), messages, chars);
        seqs(&read.await.unwrap())
    }
}

pub(super) async fn answerable_messages_come_oldest_first_up_to_a_limit(
    table: &impl Conversations,
) {
    // Numbers on both sides of a power of ten, and characters of more than one byte.
    let messages = (8..13).map(|seq| message(seq, "çã!"));
    let subject = with_messages(table, messages.collect()).await;
    assert_eq!(subject.answerable(1, 100, 1000).await, [8, 9, 10, 11, 12]);
    assert_eq!(subject.answerable(10, 100, 1000).await, [10, 11, 12]);
    assert_eq!(subject.answerable(13, 100, 1000).await, [0; 0]);
    assert_eq!(subject.answerable(1, 3, 1000).await, [8, 9, 10]);
    assert_eq!(subject.answerable(1, 0, 1000).await, [0; 0]);
    assert_eq!(subject.answerable(1, 100, 5).await, [8, 9]);
    assert_eq!(subject.answerable(1, 100, 6).await, [8, 9, 10]);
}

pub(super) async fn only_answerable_messages_are_read_to_be_answered(table: &impl Conversations) {
    let by = |seq, author| Message {
        author,
        ..message(seq, "123456")
    };
    let left = |seq, because| Message {
        left_to_people: Some(because),
        ..message(seq, "123456")
    };
    let messages = vec![
        by(1, Author::Customer),
        by(2, Author::Assistant),
        by(3, Author::Person),
        left(4, LeftBecause::Disabled),
        left(5, LeftBecause::PeopleOwned),
        by(6, Author::Customer),
    ];
    let subject = with_messages(table, messages).await;
    assert_eq!(subject.answerable(1, 100, 1000).await, [1, 4, 5, 6]);
    // The others do not count towards the limit.
    assert_eq!(subject.answerable(1, 2, 1000).await, [1, 4]);
    assert_eq!(subject.answerable(1, 100, 6).await, [1, 4]);
}

pub(super) async fn the_newest_messages_come_newest_first_up_to_a_limit(
    table: &impl Conversations,
) {
    let messages: Vec<_> = (8..13).map(|seq| message(seq, "çã!")).collect();
    let subject = with_messages(table, messages.clone()).await;
    let newest_first: Vec<_> = messages.into_iter().rev().collect();
    assert_eq!(subject.newest(100, 1000).await, newest_first);
    assert_eq!(seqs(&subject.newest(2, 1000).await), [12, 11]);
    assert_eq!(subject.newest(0, 1000).await, []);
    assert_eq!(seqs(&subject.newest(100, 5).await), [12, 11]);
}

/// DynamoDB ends a page at 1 MB.
pub(super) async fn a_transcript_may_be_longer_than_a_page(table: &impl Conversations) {
    let long = "x".repeat(MAX_MESSAGE_BYTES);
    let mut messages: Vec<_> = (1..=14).map(|seq| message(seq, &long)).collect();
    messages.extend((15..=150).map(|seq| message(seq, "oi")));
    let subject = with_messages(table, messages).await;
    let all: Vec<u64> = (1..=150).collect();
    assert_eq!(subject.answerable(1, usize::MAX, usize::MAX).await, all);
    let newest = seqs(&subject.newest(usize::MAX, usize::MAX).await);
    assert!(newest.into_iter().rev().eq(all));
}

//! What a commit writes, and when it is refused.

use conversation::ports::{Commit, CommitError, Conversations};
use conversation::{Author, Message, MessageId, ReplyAddress, Seq};
use futures_util::future::join_all;

use super::{Subject, commit, integration, message, message_id, name, seqs, state, turn_record};

/// The first number holds a time, and later ones count on from it.
const VERSIONS: [u64; 4] = [0, 1_838_525_662_208_001, 1_838_525_662_208_002, u64::MAX];

pub(super) async fn a_version_is_the_one_that_the_commit_names(table: &impl Conversations) {
    let subject = Subject::new(table);
    assert_eq!(subject.state().await, None);
    for (read, written) in VERSIONS.into_iter().zip(VERSIONS.into_iter().skip(1)) {
        let mut one = commit(read);
        one.version = written;
        subject.commit_ok(one.clone()).await;
        let stored = subject.state().await.unwrap();
        assert_eq!((stored.version, stored.state), (written, state(read)));
        // Nobody writes on top of an earlier conversation of this contact.
        one.read_version = written - 1;
        subject.conflict(one).await;
    }
}

pub(super) async fn a_commit_on_another_version_writes_nothing(table: &impl Conversations) {
    let subject = Subject::new(table);
    subject.conflict(commit(1)).await;
    subject.commit_ok(commit(0)).await;
    subject.commit_ok(commit(1)).await;
    let before = subject.state().await;
    for read_version in [0, 1, 3] {
        let mut late = commit(read_version);
        late.messages = vec![message(7, "oi")];
        late.names = vec![name("Ana")];
        subject.conflict(late).await;
    }
    assert_eq!(subject.state().await, before);
    assert!(!subject.has_seen("wamid.7").await);
    assert_eq!(subject.newest(10, 1000).await, []);
    assert_eq!(subject.find(&["Ana"], None).await.new_names, [name("Ana")]);
}

pub(super) async fn one_of_many_writers_wins(table: &impl Conversations) {
    let subject = Subject::new(table);
    for read_version in 0..3 {
        let writers = (0..8).map(|writer| {
            let mut one = commit(read_version);
            one.messages = vec![message(10 * read_version + writer, "oi")];
            subject.commit(one)
        });
        let (won, lost): (Vec<_>, Vec<_>) =
            join_all(writers).await.into_iter().partition(Result::is_ok);
        assert_eq!(won.len(), 1);
        for refused in lost {
            assert!(matches!(refused, Err(CommitError::Conflict)), "{refused:?}");
        }
    }
    assert_eq!(subject.state().await.unwrap().version, 3);
    assert_eq!(subject.newest(100, 1000).await.len(), 3);
}

pub(super) async fn an_event_counts_once(table: &impl Conversations) {
    let subject = Subject::new(table);
    let mut told = commit(0);
    told.seen = vec![message_id("released:1"), message_id("released:2")];
    subject.commit_ok(told.clone()).await;
    assert!(subject.has_seen("released:2").await);
    told.read_version = 1;
    told.version = 2;
    subject.conflict(told).await;
    assert_eq!(subject.newest(10, 1000).await, []);
}

pub(super) async fn a_message_counts_once(table: &impl Conversations) {
    let subject = Subject::new(table);
    let mut first = commit(0);
    first.messages = vec![message(1, "oi"), message(2, "tudo bem?")];
    subject.commit_ok(first).await;

    let mut repeat = commit(1);
    repeat.messages = vec![Message {
        seq: Seq(3),
        ..message(2, "tudo bem?")
    }];
    subject.conflict(repeat).await;

    // The assistant's own messages have no id, and none of them is a repeat.
    let mut own = commit(1);
    own.messages = [3, 4].map(without_id).to_vec();
    subject.commit_ok(own).await;

    assert!(subject.has_seen("wamid.2").await);
    assert!(!subject.has_seen("wamid.3").await);
    assert_eq!(seqs(&subject.newest(10, 1000).await), [4, 3, 2, 1]);
}

/// Entries of the transcript and records of turns never change.
pub(super) async fn a_number_is_given_once(table: &impl Conversations) {
    let subject = Subject::new(table);
    let mut first = commit(0);
    first.messages = vec![message(1, "oi")];
    first.turn_record = Some(turn_record(2, 1));
    subject.commit_ok(first).await;

    let mut again = commit(1);
    again.messages = vec![without_id(3), without_id(1)];
    subject.conflict(again).await;
    let mut again = commit(1);
    again.messages = vec![without_id(3)];
    again.turn_record = Some(turn_record(2, 2));
    subject.conflict(again).await;

    assert_eq!(subject.newest(10, 1000).await, [message(1, "oi")]);
    assert_eq!(subject.state().await.unwrap().version, 1);
    // Messages and turns share one counter, and are kept apart.
    let mut next = commit(1);
    next.messages = vec![without_id(2)];
    next.turn_record = Some(turn_record(1, 1));
    subject.commit_ok(next).await;
}

/// DynamoDB refuses a transaction that names an item twice. That is not a conflict, which would be
/// tried again for ever.
pub(super) async fn no_item_is_written_twice_in_one_commit(table: &impl Conversations) {
    let subject = Subject::new(table);
    let (oi, id) = (message(1, "oi"), message_id("wamid.1"));
    let of = |messages: &[&Message], seen: &[&MessageId], names: &[&str]| Commit {
        messages: messages.iter().copied().cloned().collect(),
        seen: seen.iter().copied().cloned().collect(),
        names: names.iter().copied().map(name).collect(),
        ..commit(0)
    };
    let repeat = Message {
        seq: Seq(2),
        ..oi.clone()
    };
    for twice in [
        of(&[&oi, &repeat], &[], &[]),
        of(&[&oi, &without_id(1)], &[], &[]),
        of(&[&oi], &[&id], &[]),
        of(&[], &[&id, &id], &[]),
        of(&[&oi], &[], &["Ana", "+55", "Ana"]),
        Commit {
            lost_names: vec![name("Ana")],
            ..of(&[&oi], &[], &["Ana"])
        },
    ] {
        let refused = subject.commit(twice).await.unwrap_err();
        assert!(matches!(refused, CommitError::Failed(_)), "{refused:?}");
    }
    assert_eq!(subject.state().await, None);
    assert!(!subject.has_seen("wamid.1").await);
    subject.commit_ok(of(&[&oi], &[], &["Ana", "+55"])).await;
}

fn without_id(seq: u64) -> Message {
    Message {
        author: Author::Assistant,
        provider_id: None,
        ..message(seq, "Olá!")
    }
}

/// The longest reply, with the longest text twice in what it answers.
pub(super) async fn a_state_may_be_large(table: &impl Conversations) {
    let subject = Subject::new(table);
    let mut large = commit(0);
    large.state.reply_address = ReplyAddress("ç".repeat(150 * 1024).into());
    subject.commit_ok(large.clone()).await;
    assert_eq!(subject.state().await.unwrap().state, large.state);
}

pub(super) async fn integrations_share_nothing(table: &impl Conversations) {
    let one = Subject::of(table, &integration(), "Ana");
    let other = Subject::of(table, &integration(), "Ana");
    let mut first = commit(0);
    first.messages = vec![message(1, "oi")];
    first.names = vec![name("Ana"), name("+55")];
    one.commit_ok(first.clone()).await;

    assert_eq!(other.state().await, None);
    assert!(!other.has_seen("wamid.1").await);
    assert_eq!(other.newest(10, 1000).await, []);
    let found = other.find(&["+55", "Ana"], Some("wamid.1")).await;
    assert_eq!(found.new_names, [name("+55"), name("Ana")]);
    assert!(found.state.is_none() && !found.seen);
    other.commit_ok(first).await;
}

//! Lists of conversations against DynamoDB.

use std::time::Duration;

use crate::support::{Table, TestClock, conversation, integration};
use conversation::ports::{Clock, Commit, Conversations};
use conversation::{
    Contact, ContactName, ConversationId, ConversationRef, Kind, Later, Owner, ReplyAddress, Seq,
    State, Window,
};
use store::ListedOwner::{Assistant, People};
use store::{DynamoConversations, ListError};

type Store = DynamoConversations<TestClock>;

fn on(table: &Table, clock: &TestClock) -> Store {
    let client = table.client.clone();
    let retention = Duration::from_secs(24 * 3600);
    DynamoConversations::new(client, table.name.clone(), clock.clone(), retention)
}

async fn write(store: &Store, number: u32, owner: Owner, clock: &TestClock, read_version: u64) {
    let kind = Kind::Customer;
    write_of(store, (number, kind), owner, clock, read_version).await;
}

async fn write_of(
    store: &Store,
    (number, kind): (u32, Kind),
    owner: Owner,
    clock: &TestClock,
    read_version: u64,
) {
    let of = (conversation(number), kind);
    write_at(store, of, owner, clock, read_version).await;
}

async fn write_at(
    store: &Store,
    (of, kind): (ConversationRef, Kind),
    owner: Owner,
    clock: &TestClock,
    read_version: u64,
) {
    let contact = Contact::new(vec![ContactName::parse(of.id.as_str()).unwrap()], None);
    let address = ReplyAddress(serde_json::json!({}));
    let mut state = State::new(contact, address, clock.now());
    state.owner = owner;
    state.kind = kind;
    let commit = Commit {
        read_version,
        version: read_version + 1,
        ..Commit::of(state)
    };
    store.commit(&of, commit).await.unwrap();
}

fn people(clock: &TestClock) -> Owner {
    Owner::People {
        since: clock.now(),
        quiet_since: clock.now(),
        unanswered: None,
        returns: None,
        later: Later::NONE,
    }
}

/// People have it, and the customer waits for that many minutes.
fn waiting(clock: &TestClock, minutes: u32) -> Owner {
    let mut owner = people(clock);
    let Owner::People { unanswered, .. } = &mut owner else {
        unreachable!("people have it")
    };
    *unanswered = Some(Window {
        first: Seq(1),
        opened_at: clock.now().minus(Duration::from_secs(60) * minutes),
        later: Later::NONE,
    });
    owner
}

fn ids(numbers: impl IntoIterator<Item = u32>) -> Vec<ConversationId> {
    numbers
        .into_iter()
        .map(|number| conversation(number).id)
        .collect()
}

/// Numbers whose first digits spread over all shards.
fn spread(n: u32) -> u32 {
    n.wrapping_mul(0x9E37_79B9)
}

#[tokio::test]
async fn a_test_is_in_no_list_and_is_gone_after_a_day() {
    const DAY: Duration = Duration::from_secs(24 * 3600);
    let table = Table::new().await;
    let clock = TestClock::new();
    let client = table.client.clone();
    let store = DynamoConversations::new(client, table.name.clone(), clock.clone(), 90 * DAY);
    let owners = [Owner::Assistant, people(&clock)];
    for (kind, first) in [(Kind::Test, 1), (Kind::Customer, 3)] {
        for (number, owner) in (first..).zip(owners.clone()) {
            write_of(&store, (number, kind), owner, &clock, 0).await;
        }
    }
    let loja = integration("loja-1");
    for (owner, number) in [(Assistant, 3), (People, 4)] {
        let page = store.list(&loja, owner, None, 50).await.unwrap();
        let listed: Vec<_> = page.conversations.into_iter().map(|it| it.id).collect();
        assert_eq!(listed, ids([number]));
    }
    let of = async |number| store.state(&conversation(number)).await.unwrap();
    let kind = |read: Option<conversation::ports::Versioned>| read.map(|read| read.state.kind);
    assert_eq!(kind(of(1).await), Some(Kind::Test));
    clock.advance(DAY);
    assert_eq!(kind(of(1).await), None);
    assert_eq!(kind(of(3).await), Some(Kind::Customer));
    table.delete().await;
}

#[tokio::test]
async fn pages_follow_one_another_newest_first() {
    let table = Table::new().await;
    let clock = TestClock::new();
    let store = on(&table, &clock);
    for n in 0..40 {
        write(&store, spread(n), Owner::Assistant, &clock, 0).await;
        // Some change within the same millisecond.
        clock.advance(Duration::from_millis(u64::from(n % 3)));
    }
    let loja = integration("loja-1");
    let whole = store.list(&loja, Assistant, None, 50).await.unwrap();
    assert_eq!(whole.next, None);
    assert!(whole.conversations.is_sorted_by_key(|listed| {
        std::cmp::Reverse((listed.state.changed_at, listed.id.clone()))
    }));
    let mut listed = Vec::new();
    let mut cursor = None;
    loop {
        let page = store.list(&loja, Assistant, cursor.as_deref(), 7);
        let page = page.await.unwrap();
        assert!(page.conversations.len() <= 7);
        listed.extend(page.conversations);
        cursor = page.next;
        if cursor.is_none() {
            break;
        }
    }
    assert_eq!(listed, whole.conversations);
    let mut seen: Vec<_> = listed.into_iter().map(|listed| listed.id).collect();
    let mut all = ids((0..40).map(spread));
    seen.sort();
    all.sort();
    assert_eq!(seen, all);
    table.delete().await;
}

#[tokio::test]
async fn a_change_of_owner_moves_a_conversation_to_the_other_list() {
    let table = Table::new().await;
    let clock = TestClock::new();
    let store = on(&table, &clock);
    for n in 1..=3 {
        write(&store, n, Owner::Assistant, &clock, 0).await;
        clock.advance(Duration::from_secs(1));
    }
    write(&store, 2, people(&clock), &clock, 1).await;
    let list = async |owner| {
        let page = store
            .list(&integration("loja-1"), owner, None, 50)
            .await
            .unwrap();
        page.conversations
            .into_iter()
            .map(|listed| listed.id)
            .collect::<Vec<_>>()
    };
    assert_eq!(list(Assistant).await, ids([3, 1]));
    assert_eq!(list(People).await, ids([2]));
    let other = store
        .list(&integration("loja-2"), Assistant, None, 50)
        .await
        .unwrap();
    assert_eq!(other.conversations, []);
    table.delete().await;
}

#[tokio::test]
async fn a_cursor_is_good_for_its_own_list_only() {
    let table = Table::new().await;
    let clock = TestClock::new();
    let store = on(&table, &clock);
    for n in 1..=3 {
        write(&store, n, Owner::Assistant, &clock, 0).await;
    }
    let page = store
        .list(&integration("loja-1"), Assistant, None, 1)
        .await
        .unwrap();
    let cursor = page.next.unwrap();
    for (integration_id, owner, cursor) in [
        ("loja-2", Assistant, cursor.as_str()),
        ("loja-1", People, cursor.as_str()),
        ("loja-1", Assistant, "bG9qYS0xL2Fzc2lzdGFudC9-"),
        ("loja-1", Assistant, "not a cursor"),
    ] {
        let refused = store
            .list(&integration(integration_id), owner, Some(cursor), 1)
            .await;
        assert!(matches!(refused, Err(ListError::Cursor(_))), "{refused:?}");
    }
    table.delete().await;
}

#[tokio::test]
async fn who_waits_longest_comes_first() {
    let table = Table::new().await;
    let clock = TestClock::new();
    let store = on(&table, &clock);
    let minute = Duration::from_secs(60);
    // Each is written a minute after the one before, and has waited since before then.
    for (number, waits, of) in [
        (1, None, "loja-1"),
        (2, Some(5), "loja-1"),
        (3, Some(9), "loja-2"),
        (4, None, "loja-2"),
        (5, Some(1), "loja-1"),
    ] {
        let owner = waits.map_or_else(|| people(&clock), |minutes| waiting(&clock, minutes));
        let mut of_it = conversation(number);
        of_it.integration = integration(of);
        write_at(&store, (of_it, Kind::Customer), owner, &clock, 0).await;
        clock.advance(minute);
    }
    write(&store, 6, Owner::Assistant, &clock, 0).await;
    let both = ["loja-1", "loja-2"].map(integration);
    let read = store.of_people(&both).await.unwrap();
    let listed = read.conversations.into_iter().map(|(of, _)| of.id);
    assert_eq!(listed.collect::<Vec<_>>(), ids([3, 2, 5, 4, 1]));
    assert!(!read.more);
    // Somebody answers.
    write(&store, 2, people(&clock), &clock, 1).await;
    let read = store.of_people(&both).await.unwrap();
    let listed = read.conversations.into_iter().map(|(of, _)| of.id);
    assert_eq!(listed.collect::<Vec<_>>(), ids([3, 5, 2, 4, 1]));
    table.delete().await;
}

#[tokio::test]
async fn pages_of_what_people_have_mix_who_waits_and_who_does_not() {
    let table = Table::new().await;
    let clock = TestClock::new();
    let store = on(&table, &clock);
    for n in 0..20 {
        let owner = match n % 3 {
            0 => waiting(&clock, 7),
            _ => people(&clock),
        };
        write(&store, spread(n), owner, &clock, 0).await;
        clock.advance(Duration::from_millis(1));
    }
    let (mut listed, mut cursor) = (Vec::new(), None);
    loop {
        let loja = integration("loja-1");
        let page = store.list(&loja, People, cursor.as_deref(), 7);
        let page = page.await.unwrap();
        listed.extend(page.conversations.into_iter().map(|it| it.id));
        cursor = page.next;
        if cursor.is_none() {
            break;
        }
    }
    assert_eq!(listed, ids((0..20).rev().map(spread)));
    table.delete().await;
}

#[tokio::test]
async fn who_waits_is_found_however_many_others_have_changed_since() {
    let table = Table::new().await;
    let clock = TestClock::new();
    let store = on(&table, &clock);
    let loja = [integration("loja-1")];
    write(&store, spread(1000), waiting(&clock, 1), &clock, 0).await;
    for n in 0..501 {
        clock.advance(Duration::from_millis(1));
        write(&store, spread(n), people(&clock), &clock, 0).await;
        if n == 499 {
            let read = store.of_people(&loja).await.unwrap();
            assert_eq!((read.conversations.len(), read.more), (501, false));
        }
    }
    let read = store.of_people(&loja).await.unwrap();
    assert_eq!((read.conversations.len(), read.more), (501, true));
    let first = read.conversations.into_iter().next().map(|(of, _)| of.id);
    assert_eq!(first, Some(conversation(spread(1000)).id));
    table.delete().await;
}

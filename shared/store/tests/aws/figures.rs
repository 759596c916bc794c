//! The figures against DynamoDB.

use std::time::Duration;

use conversation::ports::{Clock, Commit, Conversations};
use conversation::{Counter, Date, Figures, Tally};
use store::{DynamoConversations, FiguresTable};

use crate::conversations::{RETENTION, commit};
use crate::support::{Table, TestClock, conversation, integration};

pub(crate) const DAY: Date = Date::constant(2026, 11, 23);

pub(crate) fn tally(replies: u64) -> Tally {
    let answers = Counter::Answers("gpt-6 \"luna\"".to_owned());
    Tally {
        day: DAY,
        figures: Figures::from_iter([(Counter::Replies, replies), (answers, 1)]),
    }
}

fn with_tally(clock: &TestClock, read_version: u64, replies: u64) -> Commit {
    Commit {
        tally: Some(tally(replies)),
        ..commit(clock, read_version)
    }
}

#[tokio::test]
async fn a_day_has_the_sums_of_each_of_its_conversations() {
    let table = Table::new().await;
    let clock = TestClock::new();
    let (client, name) = (table.client.clone(), table.name.clone());
    let figures = FiguresTable::new(client.clone(), name.clone());
    let conversations = DynamoConversations::new(client, name, clock.clone(), RETENTION);
    let (one, other) = (conversation(1), conversation(2));
    let write = async |of, commit| conversations.commit(of, commit).await;
    write(&one, with_tally(&clock, 0, 2)).await.unwrap();
    write(&one, with_tally(&clock, 1, 3)).await.unwrap();
    write(
        &other,
        Commit {
            names: Vec::new(),
            ..with_tally(&clock, 0, 7)
        },
    )
    .await
    .unwrap();
    // A commit that is refused adds nothing.
    write(&one, with_tally(&clock, 1, 100)).await.unwrap_err();

    let of_day = figures.of_day(&one.integration, DAY).await.unwrap();
    let mut sum = tally(5).figures;
    sum.add(&Figures::from_iter([(
        Counter::Answers("gpt-6 \"luna\"".to_owned()),
        1,
    )]));
    let expected = [(one.id.clone(), sum), (other.id.clone(), tally(7).figures)];
    assert_eq!(of_day, expected);
    for (integration, day) in [
        (&integration("loja-2"), DAY),
        (&one.integration, DAY.tomorrow().unwrap()),
    ] {
        assert_eq!(figures.of_day(integration, day).await.unwrap(), []);
    }

    // The figures outlive the conversation, and expire in their own time.
    conversations.erase(&one).await.unwrap();
    assert_eq!(
        figures.of_day(&one.integration, DAY).await.unwrap(),
        expected
    );
    let expires = clock.now().plus(Duration::from_secs(400 * 24 * 3600));
    let item = (
        "FIGURES#loja-1#2026-11-23".to_owned(),
        one.id.as_str().to_owned(),
        Some(expires.seconds()),
    );
    assert!(table.items().await.contains(&item));
    table.delete().await;
}

//! The audit against DynamoDB.

use std::time::Duration;

use conversation::ports::Clock;
use conversation::{IntegrationId, Timestamp};
use store::{About, Audit, AuditLine, AuditPage, Did, ListError, Who};

use crate::support::{Table, TestClock, integration};

const DAY: Duration = Duration::from_secs(24 * 3600);

fn on(table: &Table, clock: &TestClock) -> Audit<TestClock> {
    Audit::new(table.client.clone(), table.name.clone(), clock.clone())
}

fn line(at: Timestamp, of: Option<&str>) -> AuditLine {
    AuditLine {
        at,
        who: Who::Admin,
        did: Did::TakeOver,
        status: 200,
        about: About {
            integration: of.map(integration),
            ..About::default()
        },
    }
}

fn ats(page: &AuditPage) -> Vec<Timestamp> {
    page.lines.iter().map(|line| line.at).collect()
}

/// All pages, one after the other, and how many lines each has.
async fn all(audit: &Audit<TestClock>) -> (Vec<Timestamp>, Vec<usize>) {
    let (mut found, mut sizes, mut cursor) = (Vec::new(), Vec::new(), None::<String>);
    loop {
        let page = audit.all(cursor.as_deref()).await.unwrap();
        sizes.push(page.lines.len());
        found.extend(ats(&page));
        cursor = page.next;
        if cursor.is_none() {
            return (found, sizes);
        }
    }
}

#[tokio::test]
async fn lines_of_many_months_are_read_newest_first() {
    let table = Table::new().await;
    let clock = TestClock::new();
    let audit = on(&table, &clock);
    let mut written = Vec::new();
    for n in 0..120 {
        let of = ["loja-1", "loja-2"][n % 2];
        let line = line(clock.now(), (n % 3 > 0).then_some(of));
        audit.write(&line, 7).await.unwrap();
        written.insert(0, line);
        clock.advance(DAY * 3);
    }
    let expected: Vec<_> = written.iter().map(|line| line.at).collect();
    assert_eq!(all(&audit).await, (expected, vec![50, 50, 20]));

    let of = |ids: &[&str]| ids.iter().copied().map(integration).collect();
    let one = audit.of(&of(&["loja-1"]), None).await.unwrap();
    let is_of = |id: &str, line: &&AuditLine| {
        line.about.integration.as_ref().map(IntegrationId::as_str) == Some(id)
    };
    let expected: Vec<_> = written.iter().filter(|it| is_of("loja-1", it)).collect();
    assert_eq!(one.lines.iter().collect::<Vec<_>>(), expected);
    assert_eq!((one.lines.len(), one.next), (40, None));

    let both = of(&["loja-1", "loja-2"]);
    let first = audit.of(&both, None).await.unwrap();
    let rest = audit.of(&both, first.next.as_deref()).await.unwrap();
    assert_eq!((first.lines.len(), rest.lines.len()), (50, 30));
    let found = [ats(&first), ats(&rest)].concat();
    assert!(found.is_sorted_by(|a, b| a > b));
    assert_eq!(rest.next, None);
    table.delete().await;
}

#[tokio::test]
async fn lines_of_one_millisecond_are_all_kept() {
    let table = Table::new().await;
    let clock = TestClock::new();
    let audit = on(&table, &clock);
    for random in 0..60 {
        let line = line(clock.now(), Some("loja-1"));
        audit.write(&line, random).await.unwrap();
    }
    assert_eq!(all(&audit).await.1, [50, 10]);
    table.delete().await;
}

#[tokio::test]
async fn a_line_is_kept_for_a_year() {
    const YEAR: Duration = Duration::from_secs(365 * 24 * 3600);
    let table = Table::new().await;
    let clock = TestClock::new();
    let audit = on(&table, &clock);
    let now = clock.now();
    audit.write(&line(now, Some("loja-1")), 255).await.unwrap();
    let (pk, sk, expires) = table.items().await.remove(0);
    assert_eq!(pk, "AUDIT#loja-1");
    assert_eq!(sk, format!("{:015}-00000000000000ff", now.millis()));
    assert_eq!(expires, Some(now.plus(YEAR).seconds()));

    let loja = [integration("loja-1")].into();
    for (at, lines) in [
        (YEAR - Duration::from_secs(1), 1),
        (Duration::from_secs(1), 0),
    ] {
        clock.advance(at);
        assert_eq!(all(&audit).await.0.len(), lines);
        let page = audit.of(&loja, None).await.unwrap();
        assert_eq!(page.lines.len(), lines);
    }
    table.delete().await;
}

#[tokio::test]
async fn a_cursor_of_nothing_is_refused() {
    let table = Table::new().await;
    let audit = on(&table, &TestClock::new());
    for cursor in ["", "~", "1-2", "001795435217250-00000000000000FF"] {
        let page = audit.all(Some(cursor)).await;
        assert!(matches!(page, Err(ListError::Cursor(_))), "{cursor}");
    }
    table.delete().await;
}

//! The notes on webhooks against DynamoDB.

use std::time::Duration;

use conversation::ports::Clock;
use store::{LastWebhooks, WebhookNotes, WebhookOutcome};

use crate::support::{Table, TestClock, integration};

const SECOND: Duration = Duration::from_secs(1);

#[tokio::test]
async fn the_last_of_each_outcome_is_noted_once_a_minute() {
    let table = Table::new().await;
    let clock = TestClock::new();
    let (client, name) = (table.client.clone(), table.name.clone());
    let notes = WebhookNotes::new(client, name, clock.clone());
    let (loja, other) = (integration("loja-1"), integration("loja-2"));
    assert_eq!(notes.last(&loja).await.unwrap(), LastWebhooks::default());

    let first = clock.now();
    notes.note(&loja, WebhookOutcome::Verified).await.unwrap();
    clock.advance(SECOND * 59);
    let refused = clock.now();
    for outcome in [WebhookOutcome::Verified, WebhookOutcome::Refused] {
        notes.note(&loja, outcome).await.unwrap();
    }
    let expected = LastWebhooks {
        verified_at: Some(first),
        refused_at: Some(refused),
    };
    assert_eq!(notes.last(&loja).await.unwrap(), expected);

    clock.advance(SECOND);
    notes.note(&loja, WebhookOutcome::Verified).await.unwrap();
    let expected = LastWebhooks {
        verified_at: Some(clock.now()),
        ..expected
    };
    assert_eq!(notes.last(&loja).await.unwrap(), expected);
    assert_eq!(notes.last(&other).await.unwrap(), LastWebhooks::default());

    let all = notes.all().await.unwrap();
    assert_eq!(
        all.into_iter().collect::<Vec<_>>(),
        [(loja.clone(), expected)]
    );

    notes.forget(&loja).await.unwrap();
    assert_eq!(notes.last(&loja).await.unwrap(), LastWebhooks::default());
    table.delete().await;
}

#[tokio::test]
async fn what_could_not_be_noted_is_noted_of_the_next_webhook() {
    let table = Table::new().await;
    let (client, name) = (table.client.clone(), "no-such-table".to_owned());
    let notes = WebhookNotes::new(client, name, TestClock::new());
    let loja = integration("loja-1");
    for _ in 0..2 {
        let noted = notes.note(&loja, WebhookOutcome::Verified).await;
        assert!(noted.is_err());
    }
    table.delete().await;
}

#[test]
fn what_was_refused_within_the_minute_of_a_note_may_not_be_the_newest() {
    let clock = TestClock::new();
    let verified = clock.now();
    for (after, newest) in [(0, false), (59, false), (60, true)] {
        let refused = verified.plus(SECOND * after);
        let mut last = LastWebhooks {
            verified_at: Some(verified),
            refused_at: Some(refused),
        };
        let expected = newest.then_some(refused);
        assert_eq!(last.newest_was_refused_at(), expected, "{after}");
        last.verified_at = None;
        assert_eq!(last.newest_was_refused_at(), Some(refused));
    }
}

//! Messages by their providers' ids.

use conversation::ports::Conversations;
use conversation::{Author, Delivery, Message};

use super::{Subject, commit, message, message_id, turn_record};

async fn said<C: Conversations>(subject: &Subject<'_, C>, id: &str) -> Option<Message> {
    let said = subject.table.said(&subject.of, &message_id(id)).await;
    said.unwrap()
}

/// A message of the assistant's, under the id of the contact's message with that number.
fn ours(seq: u64) -> Message {
    Message {
        author: Author::Assistant,
        ..message(seq, "pois não?")
    }
}

pub(super) async fn a_message_is_known_by_its_id(table: &impl Conversations) {
    let subject = Subject::new(table);
    assert_eq!(said(&subject, "wamid.1").await, None);
    let mut first = commit(0);
    first.messages = vec![message(1, "oi"), ours(2)];
    first.seen = vec![message_id("released:1")];
    first.turn_record = Some(turn_record(3, 1));
    subject.commit_ok(first).await;
    assert_eq!(said(&subject, "wamid.1").await, Some(message(1, "oi")));
    assert_eq!(said(&subject, "wamid.2").await, Some(ours(2)));
    for unknown in ["released:1", "wamid.3"] {
        assert_eq!(said(&subject, unknown).await, None, "{unknown}");
    }
    let other = Subject::of(table, &subject.of.integration, "Bia");
    assert_eq!(said(&other, "wamid.1").await, None);
}

/// The channel may report on a message, by its id, before we have recorded it.
pub(super) async fn our_own_ids_are_no_repeats(table: &impl Conversations) {
    let subject = Subject::new(table);
    let mut told = commit(0);
    told.seen = vec![message_id("wamid.1")];
    subject.commit_ok(told).await;
    let mut own = commit(1);
    own.messages = vec![ours(1)];
    subject.commit_ok(own).await;
    assert_eq!(said(&subject, "wamid.1").await, Some(ours(1)));
    assert!(subject.has_seen("wamid.1").await);
}

pub(super) async fn a_message_says_what_was_written_last(table: &impl Conversations) {
    let subject = Subject::new(table);
    let mut first = commit(0);
    first.messages = vec![message(1, "quero 2"), message(2, "caixas")];
    subject.commit_ok(first).await;
    let mut edit = commit(1);
    edit.rewritten = vec![message(1, "quero 3")];
    subject.commit_ok(edit.clone()).await;
    let both = [message(2, "caixas"), message(1, "quero 3")];
    assert_eq!(subject.newest(10, 1000).await, both);
    assert_eq!(said(&subject, "wamid.1").await, Some(message(1, "quero 3")));
    // Against another version it writes nothing.
    edit.rewritten = vec![message(1, "quero 4")];
    subject.conflict(edit).await;
    assert_eq!(subject.newest(10, 1000).await, both);
}

pub(super) async fn the_report_that_tells_most_stays(table: &impl Conversations) {
    let subject = Subject::new(table);
    let mut first = commit(0);
    first.messages = vec![ours(1)];
    subject.commit_ok(first).await;
    let before = subject.state().await;
    let failed = Delivery::Failed {
        why: "code 1".to_owned(),
    };
    for (told, stays) in [
        (failed.clone(), failed.clone()),
        (Delivery::Delivered, Delivery::Delivered),
        (failed.clone(), Delivery::Delivered),
        (Delivery::Read, Delivery::Read),
        (Delivery::Delivered, Delivery::Read),
        (failed, Delivery::Read),
    ] {
        let noted = table.note_delivery(&subject.of, ours(1).seq, &told).await;
        noted.unwrap();
        let known = said(&subject, "wamid.1").await.unwrap();
        assert_eq!(known.delivery, Some(stays), "{told:?}");
        assert_eq!(subject.newest(1, 1000).await, [known]);
    }
    assert_eq!(subject.state().await, before);
    // Nothing of an erased conversation begins again.
    let gone = ours(9).seq;
    let noted = table
        .note_delivery(&subject.of, gone, &Delivery::Read)
        .await;
    noted.unwrap();
    assert_eq!(subject.newest(10, 1000).await.len(), 1);
}

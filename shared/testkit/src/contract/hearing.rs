//! Who hears a message's recordings, and what was heard.

use conversation::{
    Attachment, AttachmentKind, AttachmentSource, Heard, Message, Said, Seq, Timestamp, Token,
    ports::{Conversations, Hold},
};
use serde_json::json;

use super::{Subject, at, commit, message};

const OURS: Token = Token(7);
const THEIRS: Token = Token(8);

fn voice() -> Message {
    Message {
        attachments: vec![Attachment {
            source: Some(AttachmentSource(json!({"media_id": "1"}))),
            ..Attachment::of(AttachmentKind::Voice)
        }],
        ..message(1, "")
    }
}

fn heard() -> Vec<Heard> {
    vec![Heard {
        of: AttachmentSource(json!({"media_id": "1"})).fingerprint(),
        seconds: Some(4),
        model: Some("m".to_owned()),
        said: Said::Words("oi".to_owned()),
        error: None,
    }]
}

async fn hold<C: Conversations>(
    subject: &Subject<'_, C>,
    by: Token,
    (now, until): (Timestamp, Timestamp),
) -> Hold {
    let of = &subject.of;
    let hold = subject.table.hold_hearing(of, Seq(1), by, (now, until));
    hold.await.unwrap()
}

pub(super) async fn one_hears_a_message_at_a_time(table: &impl Conversations) {
    let subject = Subject::new(table);
    let mut first = commit(0);
    first.messages = vec![voice()];
    subject.commit_ok(first).await;
    let before = subject.state().await;

    let ours = Hold::Ours(Box::new(voice()));
    assert_eq!(hold(&subject, OURS, (at(0), at(1000))).await, ours);
    assert_eq!(
        hold(&subject, THEIRS, (at(999), at(2000))).await,
        Hold::Others
    );
    // An attempt whose answer was lost.
    assert_eq!(hold(&subject, OURS, (at(10), at(1000))).await, ours);
    let noted = table.note_heard(&subject.of, Seq(1), THEIRS, &[]);
    noted.await.unwrap();
    assert_eq!(
        hold(&subject, THEIRS, (at(999), at(2000))).await,
        Hold::Others
    );

    let said = heard();
    let noted = table.note_heard(&subject.of, Seq(1), OURS, &said);
    noted.await.unwrap();
    let known = Message {
        heard: heard(),
        ..voice()
    };
    assert_eq!(subject.newest(1, 1000).await, std::slice::from_ref(&known));
    let free = hold(&subject, OURS, (at(1001), at(3000))).await;
    assert_eq!(free, Hold::Ours(Box::new(known)));
    assert_eq!(subject.state().await, before);
}

pub(super) async fn what_was_heard_stays_when_the_message_is_edited(table: &impl Conversations) {
    let subject = Subject::new(table);
    let mut first = commit(0);
    first.messages = vec![voice()];
    subject.commit_ok(first).await;
    hold(&subject, OURS, (at(0), at(1000))).await;
    // Who edits read the message before it was heard.
    let edited = Message {
        text: "escute".to_owned(),
        ..voice()
    };
    let said = heard();
    let noted = table.note_heard(&subject.of, Seq(1), OURS, &said);
    noted.await.unwrap();
    let mut edit = commit(1);
    edit.rewritten = vec![edited.clone()];
    subject.commit_ok(edit).await;
    let known = Message {
        heard: heard(),
        ..edited
    };
    assert_eq!(subject.newest(1, 1000).await, [known]);
}

pub(super) async fn of_a_message_that_was_deleted_nothing_stays(table: &impl Conversations) {
    let subject = Subject::new(table);
    let mut first = commit(0);
    first.messages = vec![voice()];
    subject.commit_ok(first).await;
    hold(&subject, OURS, (at(0), at(1000))).await;
    let deleted = message(1, "[deleted]");
    let mut deletion = commit(1);
    deletion.rewritten = vec![deleted.clone()];
    subject.commit_ok(deletion).await;
    let said = heard();
    let noted = table.note_heard(&subject.of, Seq(1), OURS, &said);
    noted.await.unwrap();
    assert_eq!(subject.newest(1, 1000).await, [deleted]);
}

pub(super) async fn what_is_gone_is_not_heard(table: &impl Conversations) {
    let subject = Subject::new(table);
    subject.commit_ok(commit(0)).await;
    assert_eq!(hold(&subject, OURS, (at(0), at(1000))).await, Hold::Gone);
    let said = heard();
    let noted = table.note_heard(&subject.of, Seq(1), OURS, &said);
    noted.await.unwrap();
    assert_eq!(subject.newest(1, 1000).await, []);
}

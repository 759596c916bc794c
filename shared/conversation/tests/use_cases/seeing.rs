//! Pictures and documents: fetched right before the assistant is asked, and shown with their message.

use std::time::Duration;

use bytes::Bytes;
use conversation::{
    Attachment, AttachmentKind, AttachmentSource, ConversationRef, FileKind, FileType, Incoming,
    Phrases, Reason, SeenReport, Unseen,
    policy::Seeing,
    ports::{AssistantError, Failure, FetchError, FileTypes},
};

use crate::world::{World, world};

const SEEING: Seeing = Seeing {
    pictures: true,
    documents: true,
    max_files: 3,
    max_bytes: 15_000_000,
};

/// A file is what its first letter says, whatever its attachment claims.
impl FileTypes for World {
    fn of(&self, bytes: &[u8]) -> Option<FileType> {
        let (kind, mime_type, extension) = match bytes.first()? {
            b'p' => (FileKind::Picture, "image/png", "png"),
            b'd' => (FileKind::Document, "application/pdf", "pdf"),
            b't' => (FileKind::Text, "text/plain", "txt"),
            _ => return None,
        };
        Some(FileType {
            kind,
            mime_type,
            extension,
        })
    }
}

fn seeing() -> World {
    let mut world = world();
    world.policy.seeing = Some(SEEING);
    *world.answer.borrow_mut() = "Olá!";
    world
}

fn file(kind: AttachmentKind, of: &str) -> Attachment {
    Attachment {
        source: Some(AttachmentSource(serde_json::json!(of))),
        name: Some(of.to_owned()),
        ..Attachment::of(kind)
    }
}

fn picture(of: &str) -> Attachment {
    file(AttachmentKind::Image, of)
}

/// The channel has these files: their bytes are their names.
fn has(world: &World, names: &[&str]) {
    let files = names.iter().map(|name| {
        let bytes = Bytes::from((*name).to_owned());
        ((*name).to_owned(), Ok(bytes))
    });
    world.files.borrow_mut().extend(files);
}

fn sends(world: &World, text: &str, attachments: Vec<Attachment>) -> ConversationRef {
    let id = format!("m{}", world.bits.get());
    world.bits.set(world.bits.get() + 1);
    world.contact_says(Incoming {
        text: text.to_owned(),
        attachments,
        ..world.incoming(&id)
    })
}

/// The lines that the assistant is shown, each with its files.
fn shown(world: &World) -> Vec<(String, Vec<Bytes>)> {
    world.respond();
    let asked = world.asked.borrow().last().cloned().unwrap_or_default();
    let files = world.shown.borrow().last().cloned().unwrap_or_default();
    asked.into_iter().zip(files).collect()
}

fn unseen(name: &str, why: &str) -> String {
    format!("[the customer sent an image: {name}. It could not be shown: {why}]")
}

fn report(world: &World, of: &ConversationRef) -> Option<SeenReport> {
    let report = |items: &testkit::memory::Items| {
        let record = items.turn_records.values().next_back()?;
        record.seen.clone()
    };
    world.table.with(of, report).flatten()
}

#[test]
fn files_are_shown_with_their_message_in_their_order() {
    let world = seeing();
    has(&world, &["p1", "d2", "p3"]);
    let of = sends(
        &world,
        "a",
        vec![picture("p1"), file(AttachmentKind::Document, "d2")],
    );
    sends(&world, "b", vec![]);
    sends(&world, "c", vec![file(AttachmentKind::Sticker, "p3")]);
    let expected = [
        (
            "[the customer sent an image: p1]\n[the customer sent a document: d2]\na".to_owned(),
            vec![Bytes::from("p1"), Bytes::from("d2")],
        ),
        ("b".to_owned(), vec![]),
        (
            "[the customer sent a sticker: p3]\nc".to_owned(),
            vec![Bytes::from("p3")],
        ),
    ];
    assert_eq!(shown(&world), expected);
    let seen = SeenReport {
        files: 3,
        bytes: 6,
        unseen: vec![],
        error: None,
    };
    assert_eq!(report(&world, &of), Some(seen));
}

#[test]
fn the_past_is_not_shown_again() {
    let world = seeing();
    has(&world, &["p1"]);
    sends(&world, "", vec![picture("p1")]);
    world.respond();
    sends(&world, "e agora?", vec![]);
    let lines = shown(&world);
    assert_eq!(
        lines[0],
        ("[the customer sent an image: p1]".to_owned(), vec![])
    );
    assert_eq!(world.fetched.get(), 1);
}

#[test]
fn what_cannot_be_shown_is_named_with_its_reason() {
    let refused = FetchError::Failed(Failure::permanent("HTTP 403"));
    for (why, file, told, fetches) in [
        (
            Unseen::Gone,
            Err(FetchError::Gone),
            "it is not there any more",
            3,
        ),
        (
            Unseen::TooLarge,
            Err(FetchError::TooLarge),
            "it is too large",
            1,
        ),
        (Unseen::Failed, Err(refused), "something failed", 1),
        (
            Unseen::NotReadable,
            Ok(Bytes::from("zip")),
            "it is no kind of file that can be shown",
            1,
        ),
    ] {
        let world = seeing();
        world.files.borrow_mut().insert("p1".to_owned(), file);
        let of = sends(&world, "", vec![picture("p1")]);
        assert_eq!(shown(&world), [(unseen("p1", told), vec![])]);
        assert_eq!(world.fetched.get(), fetches, "{why:?}");
        let seen = report(&world, &of).unwrap();
        assert_eq!((seen.files, seen.unseen), (0, vec![why]));
        assert_eq!(seen.error.is_some(), why == Unseen::Failed);
    }
}

#[test]
fn a_size_that_is_told_is_believed_and_nothing_is_fetched() {
    let world = seeing();
    let large = Attachment {
        size: Some(SEEING.max_bytes + 1),
        ..picture("p1")
    };
    sends(&world, "", vec![large]);
    assert_eq!(shown(&world), [(unseen("p1", "it is too large"), vec![])]);
    assert_eq!(world.fetched.get(), 0);
}

#[test]
fn of_more_than_the_bound_the_others_are_named() {
    let world = seeing();
    has(&world, &["p1", "p2", "p3", "p4"]);
    sends(
        &world,
        "",
        ["p1", "p1", "p2", "p3", "p4"].map(picture).to_vec(),
    );
    let lines = shown(&world);
    assert_eq!(lines[0].1, ["p1", "p2", "p3"]);
    let many = unseen("p4", "there were too many at once");
    assert!(lines[0].0.ends_with(&many), "{lines:?}");
    assert_eq!(world.fetched.get(), 3);
}

#[test]
fn one_request_holds_20_megabytes() {
    let world = seeing();
    for name in ["p1", "p2", "p3"] {
        let bytes = Bytes::from(vec![b'p'; 9_000_000]);
        world.files.borrow_mut().insert(name.to_owned(), Ok(bytes));
    }
    sends(&world, "", ["p1", "p2", "p3"].map(picture).to_vec());
    let lines = shown(&world);
    assert_eq!(lines[0].1.len(), 2);
    let many = unseen("p3", "there were too many at once");
    assert!(lines[0].0.ends_with(&many), "{}", lines[0].0);
}

#[test]
fn only_the_kinds_that_the_settings_name_are_fetched_and_shown() {
    let mut world = seeing();
    world.policy.seeing = Some(Seeing {
        documents: false,
        ..SEEING
    });
    has(&world, &["d1", "p2", "d3"]);
    let photo_as_a_file = Attachment {
        mime_type: Some("image/jpeg".to_owned()),
        ..file(AttachmentKind::Document, "p2")
    };
    let document = file(AttachmentKind::Document, "d1");
    sends(&world, "", vec![document, photo_as_a_file, picture("d3")]);
    let lines = shown(&world);
    let text = format!(
        "[the customer sent a document: d1]\n[the customer sent a document: p2]\n{}",
        unseen("d3", "it is no kind of file that can be shown"),
    );
    assert_eq!(lines, [(text, vec![Bytes::from("p2")])]);
    assert_eq!(world.fetched.get(), 2);
}

#[test]
fn without_the_setting_nothing_is_fetched() {
    let world = world();
    has(&world, &["p1"]);
    sends(&world, "", vec![picture("p1")]);
    assert_eq!(shown(&world)[0].1, [""; 0]);
    assert_eq!(world.fetched.get(), 0);
}

#[test]
fn nothing_is_fetched_for_people() {
    let mut world = seeing();
    world.policy.phrases = Phrases::parse(&["humano"]).unwrap();
    has(&world, &["p1"]);
    let of = sends(&world, "um humano", vec![picture("p1")]);
    world.respond();
    assert_eq!(world.fetched.get(), 0);
    let transferred = world.state(&of).unwrap().transferred.unwrap();
    assert_eq!(transferred.reason, Reason::Phrase);
}

#[test]
fn what_is_slow_leaves_most_of_the_time_to_the_assistant() {
    let world = seeing();
    world.fetches_for.set(Duration::from_secs(60));
    has(&world, &["p1", "p2", "p3"]);
    sends(&world, "", ["p1", "p2", "p3"].map(picture).to_vec());
    let lines = shown(&world);
    assert!(
        lines[0].0.ends_with(&unseen("p3", "it took too long")),
        "{lines:?}"
    );
    assert!(world.asked_within.get() >= Duration::from_secs(25));
}

#[test]
fn what_is_refused_with_its_files_is_answered_without_them() {
    let too_long = AssistantError::TooLong {
        detail: "HTTP 413".to_owned(),
    };
    let refused = AssistantError::Failed(Failure::permanent("HTTP 400"));
    for error in [too_long, refused] {
        let world = seeing();
        has(&world, &["p1"]);
        let of = sends(&world, "leia", vec![picture("p1")]);
        world.assistant_fails.borrow_mut().push_back(error);
        let lines = shown(&world);
        let why = "it could not be read together with all that is said here";
        let text = format!("{}\nleia", unseen("p1", why));
        assert_eq!(lines, [(text, vec![])]);
        assert_eq!(world.asked.borrow().len(), 2);
        assert_eq!(report(&world, &of).unwrap().unseen, [Unseen::Refused]);
    }
}

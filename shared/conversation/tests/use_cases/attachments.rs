//! Messages with files: what is stored of them, and what of them is read where.

use std::time::Duration;

use conversation::{
    Attachment, AttachmentKind, AttachmentSource, Author, ConversationRef, Correction, Event,
    Incoming, Keyword, Message, MessageId, Owner, Phrases, Receipt, Wait, ports::Conversations,
};

use crate::world::{World, contact, done, world};

const NOTE: &str = "[the customer sent a document: contrato.pdf]";

fn contract() -> Attachment {
    Attachment {
        source: Some(AttachmentSource(serde_json::json!({"media_id": "1"}))),
        name: Some("contrato.pdf".to_owned()),
        ..Attachment::of(AttachmentKind::Document)
    }
}

fn with_file(world: &World, id: &str, text: &str) -> Incoming {
    Incoming {
        text: text.to_owned(),
        attachments: vec![contract()],
        ..world.incoming(id)
    }
}

/// A world whose interval is still open.
fn waiting() -> World {
    let mut world = world();
    world.policy.wait = Wait::Fixed(Duration::from_secs(5));
    world
}

fn answered(world: &World) -> Vec<String> {
    world.wait(Duration::from_secs(5));
    world.respond();
    world.asked.borrow().last().cloned().unwrap_or_default()
}

fn newest(world: &World, of: &ConversationRef) -> Message {
    let mut newest = done(world.table.newest_messages(of, 1, 1_000)).unwrap();
    newest.remove(0)
}

fn corrected(world: &World, text: Option<&str>, attachments: Vec<Attachment>) -> Receipt {
    world.hears(Event::Corrected(Correction {
        contact: contact(),
        id: MessageId::parse("m1").unwrap(),
        text: text.map(str::to_owned),
        attachments,
    }))
}

#[test]
fn a_file_is_stored_and_read_as_a_note_before_the_words() {
    let world = waiting();
    let of = world.contact_says(with_file(&world, "m1", "segue"));
    let stored = newest(&world, &of);
    assert_eq!(stored.attachments, [contract()]);
    assert_eq!(stored.text, "segue");
    world.contact_says(with_file(&world, "m2", ""));
    let read = [format!("{NOTE}\nsegue"), NOTE.to_owned()];
    assert_eq!(answered(&world), read);
}

#[test]
fn the_characters_of_a_message_are_those_that_are_read() {
    let world = waiting();
    let of = world.contact_says(with_file(&world, "m1", "é"));
    let both = format!("{NOTE}\né");
    assert_eq!(newest(&world, &of).chars(), both.chars().count());
}

/// The name of a file is not what the customer says.
#[test]
fn only_words_hold_a_phrase() {
    for (text, asks) in [("", false), ("falar com um contrato", true)] {
        let mut world = waiting();
        world.policy.phrases = Phrases::parse(&["contrato"]).unwrap();
        world.contact_says(with_file(&world, "m1", text));
        assert_eq!(answered(&world).is_empty(), asks, "{text}");
    }
}

#[test]
fn who_takes_over_reads_what_was_sent() {
    let mut world = waiting();
    world.policy.phrases = Phrases::parse(&["alguém"]).unwrap();
    let of = world.contact_says(with_file(&world, "m1", "alguém viu?"));
    answered(&world);
    let transferred = world.state(&of).unwrap().transferred.unwrap();
    assert_eq!(transferred.summary, format!("{NOTE}\nalguém viu?"));
}

#[test]
fn a_message_that_quotes_a_file_says_so() {
    let world = waiting();
    world.contact_says(with_file(&world, "m1", "segue"));
    world.contact_says(Incoming {
        quotes: MessageId::parse("m1").ok(),
        ..world.incoming("esse aqui")
    });
    let quoting = format!("[in reply to: {NOTE}\nsegue]\nesse aqui");
    assert_eq!(answered(&world).last(), Some(&quoting));
}

#[test]
fn an_edit_of_the_words_keeps_the_file() {
    let world = waiting();
    let of = world.contact_says(with_file(&world, "m1", "segue"));
    assert_eq!(corrected(&world, Some("aqui"), vec![]), Receipt::Stored);
    let edited = newest(&world, &of);
    assert_eq!(
        (edited.text.as_str(), edited.attachments),
        ("aqui", vec![contract()])
    );
    assert_eq!(corrected(&world, Some(""), vec![]), Receipt::Stored);
    assert_eq!(answered(&world), [NOTE]);
}

#[test]
fn a_file_that_is_told_again_takes_the_place_of_the_first() {
    let world = waiting();
    let of = world.contact_says(with_file(&world, "m1", "segue"));
    let image = vec![Attachment::of(AttachmentKind::Image)];
    assert_eq!(
        corrected(&world, Some("segue"), image.clone()),
        Receipt::Stored
    );
    assert_eq!(newest(&world, &of).attachments, image);
}

#[test]
fn of_a_message_that_was_deleted_no_file_is_kept() {
    let world = waiting();
    let of = world.contact_says(with_file(&world, "m1", "segue"));
    assert_eq!(corrected(&world, None, vec![]), Receipt::Stored);
    let deleted = newest(&world, &of);
    assert_eq!(
        (deleted.author, deleted.attachments),
        (Author::Note, vec![])
    );
    assert!(!deleted.text.contains("contrato"), "{}", deleted.text);
}

#[test]
fn a_person_sends_a_file_and_a_keyword_under_it_is_none() {
    let mut world = waiting();
    world.policy.release_keyword = Some(Keyword::parse("#bot").unwrap());
    let of = world.contact_writes("m1");
    let sent = Event::PersonMessage(with_file(&world, "p1", "#bot"));
    assert_eq!(world.hears(sent), Receipt::Stored);
    let said = newest(&world, &of);
    assert_eq!(
        said.in_words(),
        "[a person of the team sent a document: contrato.pdf]\n#bot"
    );
    assert_ne!(world.state(&of).unwrap().owner, Owner::Assistant);
    let noted = Event::PersonNote(with_file(&world, "p2", "#bot"));
    assert_eq!(world.hears(noted), Receipt::Unchanged);
}

/// What an earlier release stored has its note in the text.
#[test]
fn a_message_without_attachments_is_read_as_it_was_stored() {
    let world = waiting();
    let of = world.contact_writes("m1");
    let mut stored = serde_json::to_value(newest(&world, &of)).unwrap();
    assert_eq!(stored.get("attachments"), None);
    stored["text"] = format!("{NOTE}\nsegue").into();
    let read: Message = serde_json::from_value(stored).unwrap();
    assert_eq!(read.in_words(), format!("{NOTE}\nsegue"));
    assert_eq!(read.attachments, []);
}

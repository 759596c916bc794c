//! The contact edits, deletes and quotes messages.

use std::time::Duration;

use conversation::{
    Author, ConversationRef, Correction, Event, Incoming, MessageId, Outcome, Owner, Receipt,
    Responded, Wait, hand_over, operator, ports::Conversations,
};

use crate::world::{World, contact, done, world};

fn corrects(world: &World, id: &str, text: Option<&str>) -> Receipt {
    world.hears(Event::Corrected(Correction {
        contact: contact(),
        id: MessageId::parse(id).unwrap(),
        text: text.map(str::to_owned),
        attachments: Vec::new(),
    }))
}

/// A world whose interval is still open.
fn waiting() -> World {
    let mut world = world();
    world.policy.wait = Wait::Fixed(Duration::from_secs(5));
    *world.answer.borrow_mut() = "Certo.";
    world
}

fn last_asked(world: &World) -> Vec<String> {
    world.asked.borrow().last().cloned().unwrap_or_default()
}

fn owner(world: &World, of: &ConversationRef) -> Owner {
    world.state(of).unwrap().owner
}

#[test]
fn a_message_that_waits_is_edited_and_the_window_stays() {
    let world = waiting();
    let of = world.contact_writes("quero 2");
    world.contact_writes("caixas");
    let before = world.state(&of).unwrap();
    assert_eq!(
        corrects(&world, "quero 2", Some("quero 3")),
        Receipt::Stored
    );
    let after = world.state(&of).unwrap();
    assert_eq!(
        (after.window, after.wake_up),
        (before.window, before.wake_up)
    );
    assert_eq!(world.wake_ups.borrow().len(), 1);
    // Told again it says nothing new.
    assert_eq!(
        corrects(&world, "quero 2", Some("quero 3")),
        Receipt::Unchanged
    );
    world.wait(Duration::from_secs(5));
    world.respond();
    assert_eq!(last_asked(&world), ["quero 3", "caixas"]);
}

#[test]
fn a_message_that_was_deleted_is_not_answered() {
    let world = waiting();
    let of = world.contact_writes("minha senha é 1234");
    world.contact_writes("oi");
    assert_eq!(
        corrects(&world, "minha senha é 1234", None),
        Receipt::Stored
    );
    world.wait(Duration::from_secs(5));
    world.respond();
    assert_eq!(last_asked(&world).last().unwrap(), "oi");
    let kept = world.transcript(&of).join("\n");
    assert!(!kept.contains("1234"), "{kept}");
    // It stays deleted.
    assert_eq!(
        corrects(&world, "minha senha é 1234", Some("senha")),
        Receipt::Unchanged
    );
}

#[test]
fn where_all_that_waits_is_deleted_nobody_is_asked() {
    let world = waiting();
    let of = world.contact_writes("foi engano");
    corrects(&world, "foi engano", None);
    world.wait(Duration::from_secs(5));
    let ended = world.respond();
    assert!(
        matches!(
            ended,
            Responded::Ended {
                outcome: Outcome::Expired,
                ..
            }
        ),
        "{ended:?}"
    );
    assert!(world.asked.borrow().is_empty() && world.sent.borrow().is_empty());
    let state = world.state(&of).unwrap();
    assert_eq!((state.window, state.turn), (None, None));
}

#[test]
fn what_is_answered_stays_as_it_was() {
    let world = waiting();
    let of = world.contact_writes("quero 2");
    world.wait(Duration::from_secs(5));
    world.assistant_is_busy(1);
    world.respond();
    // A run has it, and tries again.
    assert_eq!(
        corrects(&world, "quero 2", Some("quero 3")),
        Receipt::Unchanged
    );
    world.wait(Duration::from_secs(60));
    world.respond();
    assert_eq!(corrects(&world, "quero 2", None), Receipt::Unchanged);
    assert_eq!(world.transcript(&of), ["quero 2", "Certo."]);
    for unknown in ["never stored", "out-1"] {
        let edit = corrects(&world, unknown, Some("outra"));
        assert_eq!(edit, Receipt::Unchanged);
    }
    assert_eq!(corrects(&world, "out-1", None), Receipt::Unchanged);
}

/// A webhook that was not answered is tried again, minutes later.
#[test]
fn what_is_deleted_before_it_comes_is_not_stored() {
    let world = waiting();
    let of = world.contact_writes("oi");
    assert_eq!(
        corrects(&world, "minha senha é 1234", None),
        Receipt::Stored
    );
    let late = Event::Message(world.incoming("minha senha é 1234"));
    assert_eq!(world.hears(late), Receipt::Duplicate);
    assert_eq!(world.transcript(&of), ["oi"]);
}

/// It is opened again when the contact writes.
#[test]
fn what_the_assistant_failed_at_may_still_be_deleted() {
    let world = waiting();
    let of = world.contact_writes("minha senha é 1234");
    world.wait(Duration::from_secs(5));
    world.assistant_is_busy(100);
    while world.state(&of).unwrap().owner == Owner::Assistant {
        world.respond();
        world.wait(Duration::from_secs(60));
    }
    let entry = world.entries.borrow()[0].0.clone();
    done(hand_over(&world, &entry, world.deadline())).unwrap();
    world.assistant_fails.borrow_mut().clear();
    assert_eq!(
        corrects(&world, "minha senha é 1234", None),
        Receipt::Stored
    );
    world.wait(Duration::from_secs(60));
    world.contact_writes("oi");
    world.wait(Duration::from_secs(5));
    world.respond();
    let asked = last_asked(&world).join("\n");
    assert!(asked.contains("oi") && !asked.contains("1234"), "{asked}");
}

#[test]
fn what_waits_for_people_is_corrected_too() {
    let world = waiting();
    let of = world.contact_writes("oi");
    done(operator::take_over(&world, &of, &world.policy)).unwrap();
    world.contact_writes("cade voces");
    assert_eq!(
        corrects(&world, "cade voces", Some("cadê vocês?")),
        Receipt::Stored
    );
    assert_eq!(world.transcript(&of).last().unwrap(), "cadê vocês?");
    assert!(matches!(owner(&world, &of), Owner::People { .. }));
}

#[test]
fn a_message_shows_the_words_that_it_quotes() {
    let world = waiting();
    world.contact_writes("tem azul?");
    world.wait(Duration::from_secs(5));
    world.respond();
    world.wait(Duration::from_secs(5));
    let quoting = |id: &str, quotes: &str| Incoming {
        quotes: MessageId::parse(quotes).ok(),
        ..world.incoming(id)
    };
    world.contact_says(quoting("essa aqui", "tem azul?"));
    world.contact_says(quoting("certo o quê?", "out-1"));
    let of = world.contact_says(quoting("e essa?", "of another chat"));
    world.wait(Duration::from_secs(5));
    world.respond();
    let asked = last_asked(&world);
    assert_eq!(
        asked[asked.len() - 3..],
        [
            "[in reply to: tem azul?]\nessa aqui",
            "[in reply to: Certo.]\ncerto o quê?",
            "e essa?"
        ]
    );
    let newest = done(world.table.newest_messages(&of, 2, 1_000)).unwrap();
    assert_eq!(newest[0].author, Author::Assistant);
    assert_eq!(newest[1].about, None);
}

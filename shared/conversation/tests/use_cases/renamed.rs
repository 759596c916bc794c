//! A contact whose number or id is another one now.

use std::time::Duration;

use conversation::{
    Contact, ContactName, ConversationId, ConversationRef, Delivery, DeliveryReport, Event,
    Incoming, MessageId, Owner, Receipt, Renamed, ReplyAddress, Timestamp, WakeUpMessage, operator,
};
use serde_json::json;

use crate::table::Fate;
use crate::world::{World, contact, done, tenant, world};

const NEW: &str = "5511988880000";

fn name(text: &str) -> ContactName {
    ContactName::parse(text).unwrap()
}

fn new_address() -> ReplyAddress {
    ReplyAddress(json!({"to": NEW}))
}

fn changes_number(world: &World, at: Timestamp) -> Receipt {
    tell(world, &change_of_number(at))
}

fn tell(world: &World, change: &Renamed) -> Receipt {
    world.hears(Event::Renamed(change.clone()))
}

fn change_of_number(at: Timestamp) -> Renamed {
    Renamed {
        id: MessageId::parse("renamed").unwrap(),
        contact: Contact::new([contact().names, vec![name(NEW)]].concat(), None),
        lost: contact().names,
        reply_address: new_address(),
        at,
    }
}

fn writes_from_the_new_number(world: &World, id: &str) {
    writes_as(world, id, &["BR.new", NEW]);
}

fn written_as(world: &World, id: &str, names: &[&str]) -> Incoming {
    world.wait(Duration::from_secs(1));
    Incoming {
        contact: Contact::new(names.iter().copied().map(name).collect(), None),
        reply_address: new_address(),
        ..world.incoming(id)
    }
}

fn writes_as(world: &World, id: &str, names: &[&str]) {
    let said = written_as(world, id, names);
    assert_eq!(world.hears(Event::Message(said)), Receipt::Stored);
}

fn names(world: &World, conversation: &ConversationRef) -> Vec<String> {
    let names = world.state(conversation).unwrap().contact.names;
    names.into_iter().map(String::from).collect()
}

#[test]
fn people_keep_the_conversation_of_whoever_changes_their_number() {
    let world = world();
    let conversation = world.contact_writes("m1");
    done(operator::take_over(&world, &conversation, &world.policy)).unwrap();
    let sent = world.wake_ups.borrow().len();
    world.wait(Duration::from_secs(60));

    assert_eq!(changes_number(&world, world.now.get()), Receipt::Stored);
    assert_eq!(names(&world, &conversation), [NEW]);
    let state = world.state(&conversation).unwrap();
    assert_eq!(state.reply_address, new_address());
    // It comes again, and changes nothing.
    assert_eq!(changes_number(&world, world.now.get()), Receipt::Duplicate);

    writes_from_the_new_number(&world, "m2");
    assert_eq!(world.transcript(&conversation), ["m1", "m2"]);
    assert_eq!(names(&world, &conversation), [NEW, "BR.new"]);
    let state = world.state(&conversation).unwrap();
    assert!(matches!(state.owner, Owner::People { .. }));
    assert_eq!(world.wake_ups.borrow().len(), sent);
}

#[test]
fn a_new_number_of_somebody_unknown_is_nothing_to_us() {
    let world = world();
    assert_eq!(changes_number(&world, world.now.get()), Receipt::Unchanged);
    writes_from_the_new_number(&world, "m2");
    // The old number leads nowhere still.
    let conversation = world.contact_writes("m1");
    assert_eq!(world.transcript(&conversation), ["m1"]);
}

#[test]
fn a_change_that_is_told_late_teaches_the_name_and_no_address() {
    let world = world();
    let conversation = world.contact_writes("m1");
    world.wait(Duration::from_secs(60));
    let before = world.now.get();
    world.wait(Duration::from_secs(60));
    world.contact_writes("m2");
    let address = world.state(&conversation).unwrap().reply_address;
    assert_eq!(changes_number(&world, before), Receipt::Stored);
    let state = world.state(&conversation).unwrap();
    assert_eq!(state.reply_address, address);
    assert_eq!(names(&world, &conversation), [NEW]);
}

#[test]
fn a_change_that_is_told_late_is_not_about_whoever_has_the_old_number_now() {
    let world = world();
    let before = world.now.get();
    world.wait(Duration::from_secs(60));
    let stranger = world.contact_writes("m1");
    assert_eq!(changes_number(&world, before), Receipt::Unchanged);
    assert_eq!(names(&world, &stranger), ["5511999990000"]);
}

#[test]
fn what_was_written_in_the_second_of_the_change_tells_no_old_address() {
    let world = world();
    let conversation = world.contact_writes("m1");
    world.wait(Duration::from_secs(60));
    let at = world.now.get();
    changes_number(&world, at);
    world.contact_says(Incoming {
        sent_at: at,
        ..world.incoming("m2")
    });
    let state = world.state(&conversation).unwrap();
    assert_eq!(state.reply_address, new_address());
}

#[test]
fn whoever_has_a_number_after_it_was_taken_does_not_enter_the_conversation_it_led_to_before() {
    let world = world();
    let conversation = world.contact_writes("m1");
    writes_as(&world, "m2", &[NEW]);
    world.wait(Duration::from_secs(60));
    changes_number(&world, world.now.get());
    world.table.erase(&conversation);

    writes_as(&world, "m3", &[NEW]);
    let (integration, key) = tenant();
    let of = |before| ConversationRef {
        integration: integration.clone(),
        id: ConversationId::derive_after(&key, &name(NEW), before),
    };
    assert_eq!(world.transcript(&of(0)), ["m2"]);
    assert_eq!(world.transcript(&of(1)), ["m3"]);
}

#[test]
fn a_name_that_stays_leads_to_the_same_conversation_as_the_new_one() {
    let world = world();
    let conversation = world.contact_writes("m1");
    writes_as(&world, "m2", &["BR.kept"]);
    let change = Renamed {
        contact: Contact::new(
            [contact().names, vec![name("BR.kept"), name(NEW)]].concat(),
            None,
        ),
        ..change_of_number(world.now.get())
    };
    tell(&world, &change);
    writes_as(&world, "m3", &["BR.kept", NEW]);
    assert_eq!(world.transcript(&conversation), ["m1", "m3"]);
}

#[test]
fn a_conversation_that_was_stored_late_still_learns_of_the_change() {
    let world = world();
    let at = world.now.get();
    world.wait(Duration::from_secs(60));
    // The first message was written before the change, and our own clock dates its arrival after it.
    let names = [contact().names, vec![name("BR.kept")]].concat();
    world.contact_says(Incoming {
        contact: Contact::new(names, None),
        sent_at: Timestamp::from_millis(at.millis() - 1_000),
        ..world.incoming("m1")
    });
    writes_as(&world, "m2", &["BR.kept", NEW]);
    let change = Renamed {
        contact: Contact::new(
            [contact().names, vec![name("BR.kept"), name(NEW)]].concat(),
            None,
        ),
        ..change_of_number(at)
    };
    assert_eq!(tell(&world, &change), Receipt::Stored);
    world.wait(Duration::from_secs(60));
    let stranger = world.contact_writes("m3");
    assert_eq!(world.transcript(&stranger), ["m1", "m2"]);
}

#[test]
fn whoever_gets_the_old_number_begins_a_conversation_of_their_own() {
    let world = world();
    let conversation = world.contact_writes("m1");
    world.wait(Duration::from_secs(60));
    changes_number(&world, world.now.get());

    world.wait(Duration::from_secs(60));
    world.contact_writes("m2");
    world.contact_writes("m3");
    let (integration, key) = tenant();
    let stranger = ConversationRef {
        integration,
        id: ConversationId::derive_after(&key, &contact().names[0], 1),
    };
    assert_eq!(world.transcript(&stranger), ["m2", "m3"]);
    assert_eq!(world.transcript(&conversation), ["m1"]);
    // It comes again, and is not about the stranger.
    assert_eq!(changes_number(&world, world.now.get()), Receipt::Duplicate);
    writes_from_the_new_number(&world, "m4");
    assert_eq!(world.transcript(&conversation), ["m1", "m4"]);
}

#[test]
fn whoever_has_the_old_number_is_shown_no_words_of_who_had_it() {
    let world = world();
    world.contact_writes("m1");
    world.wait(Duration::from_secs(60));
    changes_number(&world, world.now.get());
    world.wait(Duration::from_secs(60));
    world.contact_says(Incoming {
        quotes: MessageId::parse("m1").ok(),
        ..world.incoming("m2")
    });
    let (integration, key) = tenant();
    let stranger = ConversationRef {
        integration,
        id: ConversationId::derive_after(&key, &contact().names[0], 1),
    };
    let about = world.table.with(&stranger, |items| {
        let mut messages = items.messages.values();
        messages.find_map(|message| message.about.clone())
    });
    assert_eq!(world.transcript(&stranger), ["m2"]);
    assert_eq!(about, Some(None));
}

#[test]
fn a_number_that_led_elsewhere_leads_to_whoever_has_it_now() {
    let world = world();
    let conversation = world.contact_writes("m1");
    writes_as(&world, "m2", &[NEW]);
    assert_eq!(world.transcript(&conversation), ["m1"]);

    assert_eq!(changes_number(&world, world.now.get()), Receipt::Stored);
    writes_as(&world, "m3", &[NEW]);
    assert_eq!(world.transcript(&conversation), ["m1", "m3"]);
}

#[test]
fn a_conversation_calls_its_contact_by_a_name_that_leads_to_it() {
    let world = world();
    *world.answer.borrow_mut() = "Chega amanhã.";
    let conversation = world.contact_writes("m1");
    let change = change_of_number(world.now.get());
    writes_as(&world, "m2", &["BR.kept", NEW]);
    // It learns a name that leads to the other conversation.
    world.contact_says(Incoming {
        contact: Contact::new([contact().names, vec![name("BR.kept")]].concat(), None),
        sent_at: change.at,
        ..world.incoming("m3")
    });
    assert_eq!(tell(&world, &change), Receipt::Stored);

    let wake_up = world.wake_ups.borrow().first().cloned();
    let Some((WakeUpMessage::WakeUp(wake_up), _)) = wake_up else {
        panic!("{wake_up:?}");
    };
    world.wait(Duration::from_secs(3600));
    world.respond_to(&wake_up);
    let called = world.state(&conversation).unwrap().contact.names.remove(0);
    let report = DeliveryReport {
        contact: Contact::new(vec![called], None),
        id: MessageId::parse("out-1").unwrap(),
        delivery: Delivery::Failed {
            why: "not delivered".to_owned(),
        },
    };
    assert_eq!(world.hears(Event::Delivery(report)), Receipt::Stored);
    assert_eq!(names(&world, &conversation), [NEW, "BR.kept"]);
}

#[test]
fn who_begins_with_the_new_number_in_the_middle_of_the_change_knows_it_afterwards() {
    let world = world();
    let conversation = world.contact_writes("m1");
    world.table.next_commits(&[Fate::Late, Fate::Overtaken]);
    let early = written_as(&world, "m2", &[NEW]);
    let (integration, key) = tenant();
    assert!(world.try_to_hear(Event::Message(early)).is_err());

    let change = change_of_number(world.now.get());
    let told = || world.try_to_hear(Event::Renamed(change.clone()));
    assert!(told().is_err());
    assert_eq!(told().unwrap(), Receipt::Stored);
    let id = ConversationId::derive(&key, &name(NEW));
    let former = ConversationRef {
        integration: integration.clone(),
        id,
    };
    assert_eq!(world.transcript(&former), ["m2"]);
    assert!(world.state(&former).unwrap().name_taken_at.is_some());
    writes_as(&world, "m3", &[NEW]);
    assert_eq!(world.transcript(&conversation), ["m1", "m3"]);
}

#[test]
fn an_old_name_that_leads_elsewhere_is_left_alone() {
    let world = world();
    let conversation = world.contact_writes("m1");
    writes_as(&world, "m2", &["BR.old"]);
    let change = Renamed {
        contact: Contact::new(
            [contact().names, vec![name("BR.old"), name(NEW)]].concat(),
            None,
        ),
        lost: [contact().names, vec![name("BR.old")]].concat(),
        ..change_of_number(world.now.get())
    };
    assert_eq!(tell(&world, &change), Receipt::Stored);
    assert_eq!(names(&world, &conversation), [NEW]);
}

#[test]
fn what_was_written_under_the_old_number_and_comes_late_does_not_bring_it_back() {
    let world = world();
    let conversation = world.contact_writes("m1");
    let before = world.now.get();
    world.wait(Duration::from_secs(60));
    changes_number(&world, world.now.get());

    for (id, names) in [
        ("m0", contact().names),
        ("m2", [contact().names, vec![name(NEW)]].concat()),
    ] {
        let late = Incoming {
            contact: Contact::new(names, None),
            sent_at: before,
            ..world.incoming(id)
        };
        world.contact_says(late);
    }
    assert_eq!(world.transcript(&conversation), ["m1", "m0", "m2"]);
    assert_eq!(names(&world, &conversation), [NEW]);
}

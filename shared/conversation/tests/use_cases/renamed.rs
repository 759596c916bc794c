//! A contact whose number or id is another one now.

use std::time::Duration;

use conversation::{
    Contact, ContactName, ConversationRef, Incoming, Owner, Receipt, Renamed, ReplyAddress,
    Timestamp, operator, receive, renamed,
};
use serde_json::json;

use crate::world::{World, contact, done, tenant, world};

const NEW: &str = "5511988880000";

fn name(text: &str) -> ContactName {
    ContactName::parse(text).unwrap()
}

fn new_address() -> ReplyAddress {
    ReplyAddress(json!({"to": NEW}))
}

fn changes_number(world: &World, at: Timestamp) -> Receipt {
    let change = Renamed {
        contact: Contact::new([contact().names, vec![name(NEW)]].concat(), None),
        reply_address: new_address(),
        at,
    };
    let (integration, key) = tenant();
    done(renamed(world, &integration, &key, &world.policy, &change)).unwrap()
}

fn writes_from_the_new_number(world: &World) {
    let said = Incoming {
        contact: Contact::new(vec![name("BR.new"), name(NEW)], None),
        reply_address: new_address(),
        ..world.incoming("m2")
    };
    let (integration, key) = tenant();
    let received = receive(world, &integration, &key, &world.policy, &said);
    assert_eq!(done(received).unwrap(), Receipt::Stored);
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
    assert_eq!(names(&world, &conversation), ["5511999990000", NEW]);
    let state = world.state(&conversation).unwrap();
    assert_eq!(state.reply_address, new_address());
    // It comes again, and changes nothing.
    assert_eq!(changes_number(&world, world.now.get()), Receipt::Unchanged);

    writes_from_the_new_number(&world);
    assert_eq!(world.transcript(&conversation), ["m1", "m2"]);
    assert_eq!(
        names(&world, &conversation),
        ["5511999990000", NEW, "BR.new"]
    );
    let state = world.state(&conversation).unwrap();
    assert!(matches!(state.owner, Owner::People { .. }));
    assert_eq!(world.wake_ups.borrow().len(), sent);
}

#[test]
fn a_new_number_of_somebody_unknown_is_nothing_to_us() {
    let world = world();
    assert_eq!(changes_number(&world, world.now.get()), Receipt::Unchanged);
    writes_from_the_new_number(&world);
    // The old number leads nowhere still.
    let conversation = world.contact_writes("m1");
    assert_eq!(world.transcript(&conversation), ["m1"]);
}

#[test]
fn a_change_that_is_told_late_teaches_the_name_and_no_address() {
    let world = world();
    let before = world.now.get();
    world.wait(Duration::from_secs(60));
    let conversation = world.contact_writes("m1");
    let address = world.state(&conversation).unwrap().reply_address;
    assert_eq!(changes_number(&world, before), Receipt::Stored);
    let state = world.state(&conversation).unwrap();
    assert_eq!(state.reply_address, address);
    assert_eq!(names(&world, &conversation), ["5511999990000", NEW]);
}

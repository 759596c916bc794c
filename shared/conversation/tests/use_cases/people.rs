//! What a desk tells more than once, and how a conversation comes back by itself.

use std::time::Duration;

use conversation::{
    ConversationRef, DeskEvent, DeskEvidence, Event, Holder, Incoming, Keyword, MessageId, Owner,
    Receipt, ReplyAddress, Return, Wait, WakeUpMessage, come_back, operator,
};

use crate::world::{World, contact, done, world};

pub(crate) const HOUR: Duration = Duration::from_secs(3600);
/// The longest delay that SQS takes.
pub(crate) const LONGEST: Duration = Duration::from_secs(900);

fn tells(world: &World, taken: bool, ids: &[&str]) -> Receipt {
    tells_of(world, None, taken, ids)
}

fn tells_of(world: &World, case: Option<&str>, taken: bool, ids: &[&str]) -> Receipt {
    let event = DeskEvent {
        holder: if taken {
            Holder::People
        } else {
            Holder::Assistant
        },
        contact: contact(),
        reply_address: ReplyAddress(serde_json::json!({})),
        ids: ids.iter().map(|id| MessageId::parse(id).unwrap()).collect(),
        at: None,
        evidence: DeskEvidence::Event,
        case: case.map(str::to_owned),
    };
    world.hears(Event::Desk(event))
}

fn people_have(world: &World, conversation: &ConversationRef) -> bool {
    world.state(conversation).unwrap().owner != Owner::Assistant
}

#[test]
fn a_repeat_of_the_desks_is_known_by_any_id_it_is_looked_for_by() {
    let world = world();
    let conversation = world.contact_writes("m1");
    // The ids of one event in two spans of time: its repeat may fall into the second.
    assert_eq!(tells(&world, true, &["e:1", "e:2"]), Receipt::Stored);
    tells(&world, false, &["f:1"]);
    assert_eq!(tells(&world, true, &["e:2", "e:3"]), Receipt::Duplicate);
    assert!(!people_have(&world, &conversation));
    assert_eq!(tells(&world, true, &["e:3"]), Receipt::Stored);
}

#[test]
fn an_event_that_changed_nothing_is_known_when_it_comes_again() {
    let world = world();
    let conversation = world.contact_writes("m1");
    tells_of(&world, Some("7"), true, &["e"]);
    // The end of another case means nothing now, but it would when people have that one.
    assert_eq!(tells_of(&world, Some("6"), false, &["f"]), Receipt::Stored);
    tells_of(&world, Some("6"), true, &["g"]);
    let repeat = tells_of(&world, Some("6"), false, &["f"]);
    assert_eq!(repeat, Receipt::Duplicate);
    assert!(people_have(&world, &conversation));
}

#[test]
fn people_may_have_a_conversation_before_the_contact_ever_wrote() {
    let world = world();
    assert_eq!(tells(&world, false, &["e"]), Receipt::Unchanged);
    assert_eq!(tells(&world, true, &["f"]), Receipt::Stored);
    let conversation = world.contact_writes("m1");
    assert!(people_have(&world, &conversation));
    assert!(world.wake_ups.borrow().is_empty());
}

#[test]
fn a_note_gives_back_only_when_it_is_the_keyword() {
    let mut world = world();
    world.policy.release_keyword = Some(Keyword::parse("#bot").unwrap());
    let conversation = world.contact_writes("m1");
    tells(&world, true, &["e"]);
    let noted = |id, text: &str| {
        let noted = Incoming {
            text: text.to_owned(),
            ..world.incoming(id)
        };
        world.hears(Event::PersonNote(noted))
    };
    assert_eq!(noted("n1", "call her #bot"), Receipt::Unchanged);
    assert!(people_have(&world, &conversation));
    assert_eq!(noted("n2", "#bot"), Receipt::Stored);
    assert!(!people_have(&world, &conversation));
    tells(&world, true, &["f"]);
    assert_eq!(noted("n2", "#bot"), Receipt::Duplicate);
    assert!(people_have(&world, &conversation));
}

/// People take the conversation of a contact who wrote; it comes back after an hour.
pub(crate) fn held() -> (World, ConversationRef) {
    let mut world = world();
    world.policy.return_after = Some(HOUR);
    let conversation = world.contact_writes("m1");
    done(operator::take_over(&world, &conversation, &world.policy)).unwrap();
    (world, conversation)
}

/// The newest message of the wake-up queue, which looks whether people are quiet.
pub(crate) fn newest_return(world: &World) -> (Return, Duration) {
    match world.wake_ups.borrow().last().cloned() {
        Some((WakeUpMessage::ReturnV1(back), delay)) => (back, delay),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_chain_of_looks_gives_back_what_people_left_for_long() {
    let (world, conversation) = held();
    for _ in 0..4 {
        let (back, delay) = newest_return(&world);
        assert_eq!(delay, LONGEST);
        assert!(people_have(&world, &conversation));
        world.wait(delay);
        done(come_back(&world, &back)).unwrap();
    }
    assert!(!people_have(&world, &conversation));
    // What nobody answered is answered now.
    let newest = world.wake_ups.borrow().last().cloned();
    assert!(matches!(newest, Some((WakeUpMessage::WakeUp(_), _))));
}

#[test]
fn a_look_waits_for_an_hour_after_the_last_message() {
    let (world, conversation) = held();
    let (back, _) = newest_return(&world);
    world.wait(HOUR / 2);
    world.contact_writes("m2");
    world.wait(HOUR - Duration::from_secs(10));
    done(come_back(&world, &back)).unwrap();
    assert!(people_have(&world, &conversation));
    assert_eq!(newest_return(&world).1, Duration::from_secs(10));
}

#[test]
fn a_look_of_an_earlier_hold_ends() {
    let (world, conversation) = held();
    let (back, _) = newest_return(&world);
    done(operator::release(&world, &conversation, &world.policy)).unwrap();
    world.wait(2 * HOUR);
    done(operator::take_over(&world, &conversation, &world.policy)).unwrap();
    world.wait(2 * HOUR);
    let sent = world.wake_ups.borrow().len();
    done(come_back(&world, &back)).unwrap();
    assert!(people_have(&world, &conversation));
    assert_eq!(world.wake_ups.borrow().len(), sent);
}

#[test]
fn a_message_gives_back_what_a_lost_look_did_not() {
    let (world, conversation) = held();
    world.wait(HOUR);
    world.contact_writes("m2");
    assert!(!people_have(&world, &conversation));
    assert_eq!(world.newest_wake_up().1, Duration::ZERO);
    world.respond();
    let first = |items: &testkit::memory::Items| {
        let (asked, answered) = (
            items.messages.keys().next(),
            items.turn_records.values().last(),
        );
        assert_eq!(asked, answered.map(|turn_record| &turn_record.batch.first));
    };
    // With what waited before it.
    world.table.with(&conversation, first).unwrap();
}

#[test]
fn a_message_that_gives_back_brings_the_wake_up_of_what_waited() {
    let (mut world, conversation) = held();
    // So long that what waited is not overdue either.
    world.policy.wait = Wait::Fixed(HOUR);
    world.wait(HOUR);
    let sent = world.wake_ups.borrow().len();
    world.contact_writes("m2");
    assert!(!people_have(&world, &conversation));
    assert_eq!(world.wake_ups.borrow().len(), sent + 1);
}

#[test]
fn a_message_before_that_leaves_it_to_people() {
    let (world, conversation) = held();
    world.wait(HOUR - Duration::from_secs(1));
    world.contact_writes("m2");
    assert!(people_have(&world, &conversation));
}

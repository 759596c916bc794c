//! The channel takes a part, and tells later what became of it.

use std::time::Duration;

use conversation::{
    ConversationRef, Delivery, DeliveryReport, Event, MessageId, Outcome, Owner, Reason, Receipt,
    Responded, TextBecause, TurnRecord, machine,
    operator::{self, SendOutcome},
    ports::{Conversations, PortError},
};

use crate::{
    table::Fate,
    voice::{ALWAYS, because, sent, speaking, text},
    world::{World, contact, done, world},
};

const HOUR: Duration = Duration::from_secs(3600);

fn tells(world: &World, id: &str, delivery: Delivery) -> Result<Receipt, PortError> {
    world.try_to_hear(Event::Delivery(DeliveryReport {
        contact: contact(),
        id: MessageId::parse(id).unwrap(),
        delivery,
    }))
}

fn failed() -> Delivery {
    Delivery::Failed {
        why: "not delivered, code 131026".to_owned(),
    }
}

fn delivery_of(world: &World, of: &ConversationRef, id: &str) -> Option<Delivery> {
    let id = MessageId::parse(id).unwrap();
    done(world.table.said(of, &id)).unwrap().unwrap().delivery
}

fn turn_records(world: &World, of: &ConversationRef) -> Vec<TurnRecord> {
    let turn_records =
        |items: &testkit::memory::Items| items.turn_records.values().cloned().collect();
    world.table.with(of, turn_records).unwrap()
}

/// A world in which a text was answered with a text.
fn answered() -> (World, ConversationRef) {
    let world = world();
    *world.answer.borrow_mut() = "Chega amanhã.";
    let of = world.contact_writes("cadê meu pedido?");
    world.respond();
    (world, of)
}

#[test]
fn delivered_and_read_are_noted_without_a_step_of_the_conversation() {
    let (world, of) = answered();
    let before = done(world.table.state(&of)).unwrap();
    for (told, known) in [
        (Delivery::Delivered, Delivery::Delivered),
        (Delivery::Read, Delivery::Read),
        (Delivery::Delivered, Delivery::Read),
    ] {
        assert_eq!(tells(&world, "out-1", told).unwrap(), Receipt::Noted);
        assert_eq!(delivery_of(&world, &of, "out-1"), Some(known));
    }
    assert_eq!(done(world.table.state(&of)).unwrap(), before);
    assert_eq!(
        tells(&world, "somebody else's", Delivery::Read).unwrap(),
        Receipt::Unchanged
    );
}

#[test]
fn a_voice_that_was_not_delivered_goes_out_as_text_once() {
    let world = speaking(ALWAYS);
    *world.answer.borrow_mut() = "Chega amanhã.";
    let of = world.contact_writes("cadê meu pedido?");
    world.respond();
    assert_eq!(sent(&world).len(), 1);
    assert_eq!(tells(&world, "out-1", failed()).unwrap(), Receipt::Stored);
    assert_eq!(
        tells(&world, "out-1", failed()).unwrap(),
        Receipt::Duplicate
    );
    let ended = world.respond();
    assert!(
        matches!(
            ended,
            Responded::Ended {
                outcome: Outcome::Answered { parts: 1 },
                ..
            }
        ),
        "{ended:?}"
    );
    assert_eq!(sent(&world)[1..], [text("Chega amanhã.")]);
    assert_eq!(world.asked.borrow().len(), 1);
    let turn_record = turn_records(&world, &of).pop().unwrap();
    assert!(turn_record.redelivered);
    assert_eq!(turn_record.batch, turn_records(&world, &of)[0].batch);
    assert_eq!(
        turn_record.voice.unwrap().text_fallback,
        because(
            TextBecause::ChannelRefused,
            Some("not delivered, code 131026")
        )
    );
    // The text in its place is a text like any other.
    assert_eq!(tells(&world, "out-2", failed()).unwrap(), Receipt::Stored);
    world.respond();
    assert_eq!(sent(&world).len(), 2);
    assert!(matches!(
        world.state(&of).unwrap().owner,
        Owner::People { .. }
    ));
}

#[test]
fn a_text_that_was_not_delivered_goes_to_people() {
    let (world, of) = answered();
    world.contact_writes("alô?");
    assert_eq!(tells(&world, "out-1", failed()).unwrap(), Receipt::Stored);
    assert_eq!(delivery_of(&world, &of, "out-1"), Some(failed()));
    world.respond();
    let state = world.state(&of).unwrap();
    assert!(matches!(
        state.owner,
        Owner::People {
            unanswered: Some(_),
            ..
        }
    ));
    assert_eq!((state.window, state.undelivered.len()), (None, 0));
    let (entry, _) = world.entries.borrow()[0].clone();
    assert_eq!(entry.reason, Reason::Undeliverable);
    assert_eq!(entry.summary, "cadê meu pedido?\nalô?");
    let turn_record = turn_records(&world, &of).pop().unwrap();
    assert_eq!(
        turn_record.last_error.as_deref(),
        Some("not delivered, code 131026")
    );
}

#[test]
fn what_fails_during_a_turn_comes_after_it_and_before_the_next() {
    let (world, of) = answered();
    world.contact_writes("e o boleto?");
    world.assistant_is_busy(1);
    world.respond();
    let turn = world.state(&of).unwrap().turn;
    assert_eq!(tells(&world, "out-1", failed()).unwrap(), Receipt::Stored);
    assert_eq!(world.state(&of).unwrap().turn, turn);
    world.contact_writes("oi?");
    world.wait(Duration::from_secs(60));
    world.respond();
    assert_eq!(world.asked.borrow().len(), 3);
    world.respond();
    assert_eq!(world.asked.borrow().len(), 3);
    assert!(matches!(
        world.state(&of).unwrap().owner,
        Owner::People { .. }
    ));
}

/// The channel is faster than our own record.
#[test]
fn what_fails_before_it_is_recorded_is_told_again() {
    let world = world();
    *world.answer.borrow_mut() = "Chega amanhã.";
    world.contact_writes("cadê meu pedido?");
    let claimed_and_decided = [Fate::Written; 2];
    world.table.next_commits(&claimed_and_decided);
    world.table.next_commits(&[Fate::Late; 100]);
    let given_up = done(conversation::respond(
        &world,
        &world.newest_wake_up().0,
        world.deadline(),
    ));
    assert!(given_up.is_err(), "{given_up:?}");
    assert_eq!(sent(&world).len(), 1);
    let told = tells(&world, "out-1", failed());
    assert!(told.is_err(), "{told:?}");
    // That it was read can be left out.
    assert_eq!(
        tells(&world, "out-1", Delivery::Read).unwrap(),
        Receipt::Unchanged
    );
}

#[test]
fn people_and_time_leave_it_at_the_transcript() {
    let (world, of) = answered();
    done(operator::take_over(&world, &of, &world.policy)).unwrap();
    tells(&world, "out-1", failed()).unwrap();
    assert!(world.state(&of).unwrap().undelivered.is_empty());
    assert_eq!(delivery_of(&world, &of, "out-1"), Some(failed()));

    let (world, of) = answered();
    world.wait(25 * HOUR);
    assert_eq!(tells(&world, "out-1", failed()).unwrap(), Receipt::Noted);
    assert!(world.state(&of).unwrap().undelivered.is_empty());
}

/// What came after the part that failed has been answered.
#[test]
fn what_is_given_back_is_not_answered_again() {
    let (world, of) = answered();
    world.contact_writes("e o boleto?");
    world.respond();
    tells(&world, "out-1", failed()).unwrap();
    world.respond();
    let state = done(operator::release(&world, &of, &world.policy)).unwrap();
    assert_eq!(state.unwrap().window, None);
    tells(&world, "out-2", failed()).unwrap();
    let state = done(operator::take_over(&world, &of, &world.policy)).unwrap();
    let Owner::People { unanswered, .. } = state.unwrap().owner else {
        panic!("people have it");
    };
    assert_eq!(unanswered, None);
}

#[test]
fn people_who_take_it_meanwhile_have_it() {
    let (world, of) = answered();
    tells(&world, "out-1", failed()).unwrap();
    done(operator::take_over(&world, &of, &world.policy)).unwrap();
    assert_eq!(world.respond(), Responded::Done);
    assert!(world.entries.borrow().is_empty());
}

#[test]
fn a_disabled_integration_makes_up_for_nothing() {
    let (mut world, of) = answered();
    tells(&world, "out-1", failed()).unwrap();
    world.policy.enabled = false;
    world.respond();
    let state = world.state(&of).unwrap();
    assert_eq!((state.undelivered.len(), state.turn), (0, None));
    assert!(world.entries.borrow().is_empty());
    let turn_record = turn_records(&world, &of).pop().unwrap();
    assert_eq!(
        (turn_record.outcome, turn_record.redelivered),
        (Outcome::Disabled, true)
    );
}

#[test]
fn where_too_many_fail_people_get_all_of_them() {
    let world = speaking(ALWAYS);
    *world.answer.borrow_mut() = "Chega amanhã.";
    let parts = machine::MAX_UNDELIVERED + 1;
    let mut of = None;
    for n in 0..parts {
        of = Some(world.contact_writes(&format!("m{n}")));
        world.respond();
    }
    // In any order.
    for n in (1..=parts).rev() {
        tells(&world, &format!("out-{n}"), failed()).unwrap();
    }
    let waits = world.state(&of.clone().unwrap()).unwrap().undelivered;
    assert!(waits.is_sorted_by_key(|failed| failed.seq));
    assert_eq!(waits.len(), machine::MAX_UNDELIVERED);
    while world.state(of.as_ref().unwrap()).unwrap().owner == Owner::Assistant {
        world.respond();
    }
    assert_eq!(world.entries.borrow().len(), 1);
}

#[test]
fn what_reached_one_device_has_reached_the_contact() {
    let (world, of) = answered();
    tells(&world, "out-1", Delivery::Delivered).unwrap();
    assert_eq!(tells(&world, "out-1", failed()).unwrap(), Receipt::Noted);
    assert_eq!(delivery_of(&world, &of, "out-1"), Some(Delivery::Delivered));
    assert!(world.state(&of).unwrap().undelivered.is_empty());
}

#[test]
fn what_waited_for_a_day_goes_to_people() {
    let world = speaking(ALWAYS);
    *world.answer.borrow_mut() = "Chega amanhã.";
    let of = world.contact_writes("cadê meu pedido?");
    world.respond();
    tells(&world, "out-1", failed()).unwrap();
    world.wait(25 * HOUR);
    world.respond();
    assert_eq!(sent(&world).len(), 1);
    let owner = world.state(&of).unwrap().owner;
    assert!(matches!(owner, Owner::People { .. }));
}

/// The assistant takes for said what the contact can have read.
#[test]
fn what_was_not_delivered_is_not_shown_to_the_assistant() {
    let world = speaking(ALWAYS);
    *world.answer.borrow_mut() = "Chega amanhã.";
    world.contact_writes("cadê meu pedido?");
    world.respond();
    tells(&world, "out-1", failed()).unwrap();
    world.respond();
    world.contact_writes("ok");
    world.respond();
    let asked = world.asked.borrow().last().cloned().unwrap();
    assert_eq!(asked, ["cadê meu pedido?", "Chega amanhã.", "ok"]);
}

#[test]
fn what_a_person_wrote_in_the_console_shows_that_it_failed() {
    let (world, of) = answered();
    let words = operator::Words {
        text: "Sou eu, a Bia.",
        delivery_id: "console",
        time_limit: Duration::from_secs(10),
    };
    let spoken = operator::speak(&world, &world, &of, &world.policy, words);
    assert!(matches!(done(spoken).unwrap(), SendOutcome::Sent(_)));
    let before = done(world.table.state(&of)).unwrap();
    assert_eq!(tells(&world, "out-2", failed()).unwrap(), Receipt::Noted);
    assert_eq!(delivery_of(&world, &of, "out-2"), Some(failed()));
    assert_eq!(done(world.table.state(&of)).unwrap(), before);
}

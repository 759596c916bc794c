//! However often a message of the queues is delivered, its step is taken once, and nothing
//! multiplies.

use std::time::Duration;

use conversation::{
    ConversationRef, HandedOver, Kind, Outcome, Responded, Scheduled, Told, Wait, WakeUp,
    WakeUpMessage, come_back,
    ports::{Commit, Conversations},
};

use crate::{
    hand_over::{transferred, work},
    people::{HOUR, LONGEST, held, newest_return},
    world::{World, done, world},
};

const ANSWERED: Responded = Responded::Ended {
    kind: Kind::Customer,
    outcome: Outcome::Answered { parts: 1 },
    error: None,
    voice: None,
};

/// A world that answers, in which the contact has just written.
fn asked() -> (World, ConversationRef) {
    asked_after(Duration::ZERO)
}

fn asked_after(interval: Duration) -> (World, ConversationRef) {
    let mut world = world();
    world.policy.wait = Wait::Fixed(interval);
    *world.answer.borrow_mut() = "Oi!";
    let conversation = world.contact_writes("m1");
    (world, conversation)
}

fn scheduled(world: &World, conversation: &ConversationRef) -> Scheduled {
    world.state(conversation).unwrap().wake_up.unwrap()
}

fn seconds(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

#[test]
fn of_two_copies_whose_window_is_not_due_one_sends_a_successor() {
    let (world, conversation) = asked_after(HOUR);
    for hop in 1..=4 {
        let (wake_up, delay) = world.newest_wake_up();
        assert_eq!(delay, LONGEST);
        let token = scheduled(&world, &conversation).token;
        assert_eq!(wake_up.link.unwrap().token, token);
        world.wait(delay);
        if hop < 4 {
            for _copy in 0..2 {
                assert_eq!(world.respond_to(&wake_up), Responded::Done);
                assert_eq!(world.wake_ups.borrow().len(), hop + 1);
            }
            assert_ne!(scheduled(&world, &conversation).token, token);
        }
    }
    assert_eq!(world.respond(), ANSWERED);
}

#[test]
fn a_copy_whose_turn_is_over_ends_whatever_waits_by_then() {
    let (world, _) = asked();
    let (copy, _) = world.newest_wake_up();
    assert_eq!(world.respond(), ANSWERED);
    world.contact_writes("m2");
    let sent = world.wake_ups.borrow().len();
    assert_eq!(world.respond_to(&copy), Responded::Done);
    assert_eq!(world.sent.borrow().len(), 1);
    assert_eq!(world.wake_ups.borrow().len(), sent);
    assert_eq!(world.respond(), ANSWERED);
}

#[test]
fn a_copy_that_meets_a_live_turn_comes_again_itself() {
    let (world, _) = asked();
    world.assistant_is_busy(1);
    let Responded::RetryIn { after, .. } = world.respond() else {
        panic!("it did not fail");
    };
    assert_eq!(world.respond(), Responded::Later { after });
    assert_eq!(world.wake_ups.borrow().len(), 1);
    world.wait(after);
    assert!(matches!(world.respond(), Responded::Ended { .. }));
}

#[test]
fn of_two_copies_of_a_look_one_sends_a_successor() {
    let (world, conversation) = held();
    for hop in 1..=4 {
        let (look, delay) = newest_return(&world);
        let sent = world.wake_ups.borrow().len();
        world.wait(delay);
        for _copy in 0..2 {
            let looked = done(come_back(&world, &look)).unwrap();
            assert_eq!(looked, Responded::Done);
            // At the last it is given back: what waited gets a wake-up.
            assert_eq!(world.wake_ups.borrow().len(), sent + 1, "{hop}");
        }
    }
    assert!(world.state(&conversation).unwrap().window.is_some());
}

#[test]
fn ten_deliveries_of_an_entry_that_fails_leave_one_live_entry() {
    let world = transferred();
    world.desk.fails(None);
    for attempt in 1..=5 {
        let (entry, delay) = world.entries.take().remove(0);
        world.wait(delay);
        let first = work(&world, &entry);
        assert!(matches!(first, HandedOver::Later { .. }));
        for _ in 1..10 {
            assert_eq!(work(&world, &entry), HandedOver::Void);
        }
        assert_eq!(world.entries.borrow().len(), 1);
        assert_eq!(world.desk.called.borrow().len(), attempt);
    }
}

#[test]
fn a_copy_of_an_entry_that_is_carried_out_ends() {
    let world = transferred();
    let (entry, _) = world.entries.take().remove(0);
    let ended = HandedOver::Ended { told: Told::Yes };
    assert_eq!(work(&world, &entry), ended);
    assert_eq!(work(&world, &entry), HandedOver::Void);
    assert!(world.entries.borrow().is_empty());
    assert_eq!(world.desk.called.borrow().len(), 1);
}

#[test]
fn what_is_overdue_has_the_same_wake_up_sent_once_more() {
    let (world, conversation) = asked();
    let (lost, _) = world.newest_wake_up();
    for (at, copies) in [(30, 1), (31, 2), (62, 2), (63, 3), (126, 3), (127, 4)] {
        world.wait(seconds(at - world.seconds()));
        world.contact_writes(&format!("at {at}"));
        assert_eq!(world.wake_ups.borrow().len(), copies, "{at}");
        let (newest, delay) = world.newest_wake_up();
        assert_eq!(newest.link.unwrap().token, lost.link.unwrap().token);
        assert_eq!(delay, Duration::ZERO);
    }
    assert_eq!(world.respond_to(&lost), ANSWERED);
    assert_eq!(world.respond(), Responded::Done);
    assert_eq!(world.state(&conversation).unwrap().wake_up, None);
}

#[test]
fn with_too_little_time_left_nothing_is_claimed() {
    let (world, conversation) = asked();
    let (wake_up, _) = world.newest_wake_up();
    let respond = |left| {
        let deadline = world.now.get().plus(Duration::from_millis(left));
        done(conversation::respond(&world, &wake_up, deadline)).unwrap()
    };
    let after = Duration::ZERO;
    assert_eq!(respond(19_999), Responded::Later { after });
    let state = world.state(&conversation).unwrap();
    assert!(state.turn.is_none() && state.window.is_some());
    assert_eq!(respond(20_000), ANSWERED);
}

/// Writes the state as the releases did that knew no tokens.
fn forget_tokens(world: &World, conversation: &ConversationRef) {
    let mut read = done(world.table.state(conversation)).unwrap().unwrap();
    read.state.wake_up = None;
    let commit = Commit {
        read_version: read.version,
        version: read.version + 1,
        ..Commit::of(read.state)
    };
    done(world.table.commit(conversation, commit)).unwrap();
}

#[test]
fn a_wake_up_of_the_first_version_answers_the_window_that_it_was_sent_for() {
    let (world, conversation) = asked();
    forget_tokens(&world, &conversation);
    let body = serde_json::json!({
        "type": "wake_up_v1",
        "conversation": conversation,
        "message_id": "m1",
        "created_at": world.now.get(),
    });
    let WakeUpMessage::WakeUp(old) = serde_json::from_value(body).unwrap() else {
        panic!("another message");
    };
    assert_eq!(old.link, None);
    assert_eq!(world.respond_to(&old), ANSWERED);
    // Its copy looks for what it cannot know to be done, and at last it ends.
    assert!(matches!(world.respond_to(&old), Responded::Later { .. }));
    world.wait(seconds(60));
    assert_eq!(world.respond_to(&old), Responded::Done);
    assert_eq!(world.sent.borrow().len(), 1);
}

#[test]
fn a_turn_of_an_earlier_release_goes_on_by_the_first_wake_up_that_claims_it() {
    let (world, conversation) = asked();
    forget_tokens(&world, &conversation);
    let (first, _) = world.newest_wake_up();
    world.assistant_is_busy(1);
    assert!(matches!(world.respond(), Responded::RetryIn { .. }));
    assert_eq!(
        scheduled(&world, &conversation).token,
        first.link.unwrap().token
    );
    world.wait(seconds(60));
    let without = WakeUp {
        link: None,
        ..first.clone()
    };
    assert_eq!(world.respond_to(&without), Responded::Done);
    assert!(matches!(world.respond_to(&first), Responded::Ended { .. }));
}

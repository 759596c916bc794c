//! The assistant answers again what people had only because it failed, and the desk hears of it.

use std::time::Duration;

use conversation::{
    ConversationRef, HandedOver, Outcome, Owner, Reason, Recovered, Responded, TakenBack, Told,
    operator,
    policy::{MAX_TAKE_BACK_TIME, TRY_AGAIN_AFTER},
    ports::Failure,
};

use crate::{
    hand_over::work,
    world::{World, done, world},
};

const MINUTE: Duration = Duration::from_secs(60);

fn fails(world: &World) {
    let failure = Failure::permanent("no quota");
    world.assistant_fails.borrow_mut().push_back(failure.into());
}

/// A world whose desk has a conversation because the assistant failed, and whose contact writes once
/// more when it may be asked again.
fn failed() -> (World, ConversationRef) {
    let world = world();
    fails(&world);
    world.contact_writes("m1");
    world.respond();
    let (entry, _) = world.entries.borrow_mut().pop().unwrap();
    assert_eq!(work(&world, &entry), HandedOver::Ended { told: Told::Yes });
    world.wait(TRY_AGAIN_AFTER);
    let conversation = world.contact_writes("m2");
    (world, conversation)
}

/// And the assistant answers.
fn recovered() -> (World, ConversationRef, Recovered) {
    let (world, conversation) = failed();
    *world.answer.borrow_mut() = "Voltei.";
    let Responded::Ended { outcome, .. } = world.respond() else {
        panic!("not answered");
    };
    assert_eq!(outcome, Outcome::Answered { parts: 1 });
    let word = world.recoveries.borrow_mut().pop().unwrap();
    world.desk.called.borrow_mut().clear();
    (world, conversation, word)
}

fn take_back(world: &World, word: &Recovered) -> TakenBack {
    done(conversation::take_back(world, word, world.deadline())).unwrap()
}

#[test]
fn the_desk_hears_once_that_the_assistant_answers_again() {
    let (world, conversation, word) = recovered();
    assert!(world.recoveries.borrow().is_empty());
    assert!(world.state(&conversation).unwrap().desk.with_people);
    assert_eq!(take_back(&world, &word), TakenBack::Done);
    assert_eq!(world.desk.called.borrow().len(), 1);
    let desk = world.state(&conversation).unwrap().desk;
    assert!(!desk.with_people);
    assert_eq!(desk.taken_back, Some(world.now.get()));
}

#[test]
fn what_the_assistant_answers_at_first_is_no_recovery() {
    let world = world();
    *world.answer.borrow_mut() = "Olá!";
    world.contact_writes("m1");
    world.respond();
    assert!(world.recoveries.borrow().is_empty());
}

#[test]
fn an_assistant_that_still_fails_leaves_the_desk_alone() {
    let (world, conversation) = failed();
    fails(&world);
    let Responded::Ended { outcome, .. } = world.respond() else {
        panic!("not ended");
    };
    let reason = Reason::StillFailing;
    assert_eq!(outcome, Outcome::Transferred { reason });
    assert!(world.recoveries.borrow().is_empty() && world.entries.borrow().is_empty());
    let owner = world.state(&conversation).unwrap().owner;
    assert!(matches!(owner, Owner::People { .. }));
}

#[test]
fn what_people_have_by_then_stays_theirs() {
    let (world, conversation, word) = recovered();
    done(operator::take_over(&world, &conversation, &world.policy)).unwrap();
    assert_eq!(take_back(&world, &word), TakenBack::Void);
    assert!(world.desk.called.borrow().is_empty());
}

#[test]
fn a_desk_that_fails_is_told_for_an_hour() {
    let (world, conversation, word) = recovered();
    for (asked, secs) in [
        (None, 60),
        (Some(5), 60),
        (Some(300), 300),
        (Some(9_000), 900),
    ] {
        world.desk.fails(asked);
        let (after, error) = (Duration::from_secs(secs), "down".to_owned());
        assert_eq!(take_back(&world, &word), TakenBack::Later { after, error });
    }
    world.wait(MAX_TAKE_BACK_TIME - MINUTE);
    assert!(matches!(take_back(&world, &word), TakenBack::Later { .. }));
    world.wait(MINUTE);
    assert!(matches!(
        take_back(&world, &word),
        TakenBack::Dropped { .. }
    ));
    assert!(world.state(&conversation).unwrap().desk.with_people);
}

#[test]
fn a_desk_that_refuses_is_not_told_again() {
    let (world, _, word) = recovered();
    world.desk.refuses();
    assert!(matches!(
        take_back(&world, &word),
        TakenBack::Dropped { .. }
    ));
}

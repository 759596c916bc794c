//! What was sent before a commit, when that commit comes late, meets a conflict, or its answer is
//! lost.

use std::time::Duration;

use conversation::{
    ConversationRef, Event, HandedOver, Outcome, Owner, Responded, Told, come_back,
};

use crate::{
    hand_over::{transferred, work},
    people::{HOUR, LONGEST, held, newest_return},
    table::Fate,
    world::{World, done, world},
};

const TEN_SECONDS: Duration = Duration::from_secs(10);

fn answers() -> World {
    let world = world();
    *world.answer.borrow_mut() = "Oi!";
    world
}

fn is_answered(responded: &Responded) -> bool {
    matches!(
        responded,
        Responded::Ended {
            outcome: Outcome::Answered { .. },
            ..
        }
    )
}

/// The contact writes, and the commit comes late.
fn writes_late(world: &World) {
    world.table.next_commits(&[Fate::Late]);
    let incoming = world.incoming("m1");
    assert!(world.try_to_hear(Event::Message(incoming)).is_err());
}

#[test]
fn a_wake_up_that_comes_before_its_commit_comes_again() {
    let world = answers();
    writes_late(&world);
    let early = world.respond();
    let after = Duration::from_secs(5);
    assert_eq!(early, Responded::Later { after });
    assert_eq!(world.seconds(), 1, "it has looked in place for a second");
    world.wait(after);
    done(world.table.write_late());
    assert!(is_answered(&world.respond()));
    assert_eq!(world.wake_ups.borrow().len(), 1);
}

#[test]
fn a_wake_up_whose_commit_never_comes_ends_after_a_minute() {
    let world = answers();
    writes_late(&world);
    world.wait(Duration::from_secs(58));
    assert!(matches!(world.respond(), Responded::Later { .. }));
    world.wait(Duration::from_secs(1));
    assert_eq!(world.respond(), Responded::Done);
}

#[test]
fn a_wake_up_that_comes_within_the_second_answers_at_once() {
    let world = answers();
    writes_late(&world);
    done(world.table.write_late());
    assert!(is_answered(&world.respond()));
    assert_eq!(world.seconds(), 0);
}

#[test]
fn a_look_that_comes_before_its_commit_comes_again() {
    let (world, conversation) = held();
    let (first, _) = newest_return(&world);
    world.wait(HOUR - TEN_SECONDS);
    world.table.next_commits(&[Fate::Late]);
    assert!(done(come_back(&world, &first)).is_err());
    let (second, delay) = newest_return(&world);
    assert_eq!(delay, TEN_SECONDS);
    world.wait(delay);
    let sent = world.wake_ups.borrow().len();
    let early = done(come_back(&world, &second)).unwrap();
    let after = Duration::from_secs(5);
    assert_eq!(early, Responded::Later { after });
    assert_eq!(world.wake_ups.borrow().len(), sent);
    done(world.table.write_late());
    // The first one failed, and comes again too.
    let people_have = || world.state(&conversation).unwrap().owner != Owner::Assistant;
    assert_eq!(done(come_back(&world, &first)).unwrap(), Responded::Done);
    assert!(people_have());
    assert_eq!(done(come_back(&world, &second)).unwrap(), Responded::Done);
    assert!(!people_have());
}

#[test]
fn a_look_whose_commit_never_comes_ends() {
    let (mut world, conversation) = held();
    let (first, _) = newest_return(&world);
    world.wait(HOUR - TEN_SECONDS);
    world.table.next_commits(&[Fate::Late]);
    assert!(done(come_back(&world, &first)).is_err());
    let (second, delay) = newest_return(&world);
    // Meanwhile it does not come back by itself any more: nothing is written.
    world.policy.return_after = None;
    assert_eq!(done(come_back(&world, &first)).unwrap(), Responded::Done);
    world.wait(delay);
    assert!(matches!(
        done(come_back(&world, &second)).unwrap(),
        Responded::Later { .. }
    ));
    world.wait(LONGEST + Duration::from_secs(60));
    assert_eq!(done(come_back(&world, &second)).unwrap(), Responded::Done);
    assert!(world.state(&conversation).unwrap().owner != Owner::Assistant);
}

#[test]
fn an_entry_that_comes_before_its_commit_comes_again() {
    let world = transferred();
    world.desk.fails(None);
    let (first, _) = world.entries.take().remove(0);
    // The claim, that the customer is told, and that it is tried later.
    let fates = [Fate::Written, Fate::Written, Fate::Late];
    world.table.next_commits(&fates);
    let failed = conversation::hand_over(&world, &first, world.deadline());
    assert!(done(failed).is_err());
    let (second, delay) = world.entries.take().remove(0);
    world.wait(delay);
    let after = Duration::from_secs(2);
    assert_eq!(work(&world, &second), HandedOver::Wait { after });
    done(world.table.write_late());
    world.desk.works();
    assert_eq!(work(&world, &first), HandedOver::Void);
    let ended = HandedOver::Ended { told: Told::Yes };
    assert_eq!(work(&world, &second), ended);
    assert!(world.entries.borrow().is_empty());
}

#[test]
fn a_claim_whose_answer_is_lost_goes_on_at_once() {
    for fate in [Fate::AnswerLost, Fate::CalledConflict, Fate::Conflict] {
        let world = answers();
        let conversation = world.contact_writes("m1");
        world.table.next_commits(&[fate]);
        assert!(is_answered(&world.respond()), "{fate:?}");
        assert_eq!(world.seconds(), 0);
        assert_eq!(attempts(&world, &conversation), [1], "{fate:?}");
    }
}

fn attempts(world: &World, conversation: &ConversationRef) -> Vec<u32> {
    let of = |items: &testkit::memory::Items| {
        let turn_records = items.turn_records.values();
        turn_records
            .map(|turn_record| turn_record.attempts)
            .collect()
    };
    world.table.with(conversation, of).unwrap()
}

#[test]
fn a_message_that_meets_a_conflict_sends_another_wake_up_and_only_that_one_counts() {
    let world = answers();
    world.table.next_commits(&[Fate::Conflict]);
    world.contact_writes("m1");
    let sent: Vec<_> = world.wake_ups.borrow().clone();
    assert_eq!(sent.len(), 2);
    let newest = world.wake_ups.borrow_mut().pop().unwrap();
    assert_eq!(world.respond(), Responded::Done);
    world.wake_ups.borrow_mut().push(newest);
    assert!(is_answered(&world.respond()));
}

#[test]
fn an_entry_that_meets_a_conflict_sends_another_successor_and_only_that_one_counts() {
    let world = transferred();
    world.desk.fails(None);
    let (entry, _) = world.entries.take().remove(0);
    let fates = [Fate::Written, Fate::Written, Fate::Conflict];
    world.table.next_commits(&fates);
    assert!(matches!(work(&world, &entry), HandedOver::Later { .. }));
    let successors = world.entries.take();
    assert_eq!(successors.len(), 2);
    world.desk.works();
    world.wait(TEN_SECONDS);
    let worked: Vec<_> = successors
        .iter()
        .map(|(successor, _)| work(&world, successor))
        .collect();
    let ended = HandedOver::Ended { told: Told::Yes };
    assert_eq!(worked, [HandedOver::Void, ended]);
}

#[test]
fn an_entry_whose_claim_is_not_answered_goes_on_at_once() {
    for fate in [Fate::AnswerLost, Fate::CalledConflict] {
        let world = transferred();
        let (entry, _) = world.entries.take().remove(0);
        world.table.next_commits(&[fate]);
        let ended = HandedOver::Ended { told: Told::Yes };
        assert_eq!(work(&world, &entry), ended, "{fate:?}");
    }
}

#[test]
fn an_entry_whose_retry_is_written_and_called_a_conflict_sends_no_other() {
    let world = transferred();
    world.desk.fails(None);
    let (entry, _) = world.entries.take().remove(0);
    let fates = [Fate::Written, Fate::Written, Fate::CalledConflict];
    world.table.next_commits(&fates);
    assert!(matches!(work(&world, &entry), HandedOver::Later { .. }));
    let successors = world.entries.take();
    let [(successor, delay)] = &successors[..] else {
        panic!("{successors:?}");
    };
    world.desk.works();
    world.wait(*delay);
    let ended = HandedOver::Ended { told: Told::Yes };
    assert_eq!(work(&world, successor), ended);
}

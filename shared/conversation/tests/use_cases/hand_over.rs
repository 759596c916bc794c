//! When a transfer is tried again, and when it is given up.

use std::time::Duration;

use conversation::{
    ConversationRef, HandedOver, Told, Transfer,
    operator::{self, SendOutcome, Words},
    policy::{MAX_HAND_OVER_PAUSE, MAX_HAND_OVER_TIME, MAX_TELL_TIME},
};

use crate::world::{World, done, world};

/// A world in which the first entry is just in the human queue.
pub(crate) fn transferred() -> World {
    let world = world();
    world.contact_writes("m1");
    world.respond();
    world
}

fn conversation_of(entry: &Transfer) -> ConversationRef {
    ConversationRef {
        integration: entry.integration_id.clone(),
        id: entry.conversation_id.clone(),
    }
}

/// Works the entry that comes next, at its time.
fn next(world: &World) -> HandedOver {
    let (transfer, delay) = world.entries.borrow_mut().pop().unwrap();
    assert!(world.entries.borrow().is_empty(), "one entry at a time");
    world.wait(delay);
    work(world, &transfer)
}

pub(crate) fn work(world: &World, transfer: &Transfer) -> HandedOver {
    done(conversation::hand_over(world, transfer, world.deadline())).unwrap()
}

/// The pauses of the next attempts, in seconds.
fn pauses(world: &World, attempts: usize) -> Vec<u64> {
    let pause = |_| match next(world) {
        HandedOver::Later { after, .. } => after.as_secs(),
        other => panic!("{other:?}"),
    };
    (0..attempts).map(pause).collect()
}

/// How it ends, after all that is tried again.
fn end(world: &World) -> HandedOver {
    let mut tried = std::iter::repeat_with(|| next(world)).take(100);
    let ended = tried.find(|one| !matches!(one, HandedOver::Later { .. }));
    ended.unwrap()
}

#[test]
fn a_desk_that_fails_is_tried_twice_as_late_each_time() {
    let world = transferred();
    world.desk.fails(None);
    let expected = [2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900];
    assert_eq!(pauses(&world, 11), expected);
    assert_eq!(world.channel.called.borrow().len(), 1, "told once");
    world.desk.works();
    assert_eq!(next(&world), HandedOver::Ended { told: Told::Yes });
}

#[test]
fn each_step_at_a_desk_is_counted_by_itself() {
    let mut world = transferred();
    world.desk_steps = 2;
    world.desk.fails(None);
    pauses(&world, 2);
    world.desk.works();
    assert_eq!(next(&world), HandedOver::Ended { told: Told::Yes });
    let asked = world.desk_asked.borrow();
    assert_eq!(*asked, [(0, 1), (0, 2), (0, 3), (1, 1)]);
}

#[test]
fn what_a_server_asks_for_is_granted_up_to_fifteen_minutes() {
    let world = transferred();
    world.desk.fails(Some(60));
    assert_eq!(pauses(&world, 1), [60]);
    world.desk.fails(Some(1));
    assert_eq!(pauses(&world, 1), [4], "never sooner than by itself");
    world.desk.fails(Some(100_000));
    assert_eq!(pauses(&world, 1), [MAX_HAND_OVER_PAUSE.as_secs()]);
}

#[test]
fn a_desk_that_refuses_is_tried_at_the_longest_pause() {
    let world = transferred();
    world.desk.refuses();
    assert_eq!(pauses(&world, 2), [900, 900]);
}

#[test]
fn a_channel_that_fails_keeps_the_desk_waiting_for_thirty_seconds() {
    for (asked, expected) in [(None, vec![2, 4, 8, 16]), (Some(20), vec![20, 10])] {
        let world = transferred();
        world.channel.fails(asked);
        assert_eq!(pauses(&world, expected.len()), expected);
        assert!(world.desk.called.borrow().is_empty());
        assert!(matches!(next(&world), HandedOver::Later { .. }));
        assert_eq!(*world.desk.called.borrow(), [30]);
    }
}

#[test]
fn a_transfer_message_is_tried_for_ten_minutes() {
    let world = transferred();
    world.channel.fails(None);
    let ended = end(&world);
    let why = "down".to_owned();
    let told = Told::No { why };
    assert_eq!(ended, HandedOver::Ended { told });
    let last = world.channel.called.borrow().last().copied();
    assert_eq!(last, Some(MAX_TELL_TIME.as_secs()));
    assert_eq!(
        *world.desk.called.borrow(),
        [30],
        "the desk has it long since"
    );
}

#[test]
fn a_transfer_message_is_not_sent_after_ten_minutes_because_the_desk_failed_too() {
    let world = transferred();
    world.channel.fails(None);
    world.desk.fails(None);
    while world.seconds() < MAX_TELL_TIME.as_secs() {
        assert!(matches!(next(&world), HandedOver::Later { .. }));
    }
    next(&world);
    let tried = world.channel.called.borrow().len();
    world.channel.works();
    world.desk.works();
    let ended = next(&world);
    assert!(matches!(
        ended,
        HandedOver::Ended {
            told: Told::No { .. }
        }
    ));
    assert_eq!(world.channel.called.borrow().len(), tried);
}

#[test]
fn a_desk_is_given_up_after_twelve_hours() {
    let world = transferred();
    world.desk.fails(None);
    let exhausted = end(&world);
    assert!(matches!(exhausted, HandedOver::Exhausted { .. }));
    let (seconds, limit) = (world.seconds(), MAX_HAND_OVER_TIME.as_secs());
    assert!((limit..limit + 900).contains(&seconds), "{seconds}");
    assert!(world.entries.borrow().is_empty(), "no successor");
    // Moved back it is tried at once: while that fails it is buried again, and once only.
    let buried = world.buried.take();
    assert_eq!(buried.len(), 1);
    assert!(matches!(
        work(&world, &buried[0]),
        HandedOver::Exhausted { .. }
    ));
    world.desk.works();
    assert_eq!(work(&world, &buried[0]), HandedOver::Void);
    let buried = world.buried.take();
    assert_eq!(buried.len(), 1);
    assert_eq!(
        work(&world, &buried[0]),
        HandedOver::Ended { told: Told::Yes }
    );
    assert!(world.entries.borrow().is_empty());
}

#[test]
fn an_entry_that_comes_before_its_time_comes_again_itself() {
    let world = transferred();
    world.desk.fails(None);
    pauses(&world, 4);
    let (entry, delay) = world.entries.borrow()[0].clone();
    let after = Duration::from_secs(16);
    let early = HandedOver::Wait { after };
    assert_eq!((work(&world, &entry), delay), (early, after));
    assert_eq!(world.desk.called.borrow().len(), 4);
    assert_eq!(world.entries.borrow().len(), 1);
}

#[test]
fn an_entry_whose_successor_cannot_be_sent_comes_again_itself() {
    let world = transferred();
    world.desk.fails(None);
    world.human_queue.fails(None);
    let (entry, _) = world.entries.borrow_mut().pop().unwrap();
    assert!(done(conversation::hand_over(&world, &entry, world.deadline())).is_err());
    // The successor is sent first: without it nothing is written that counts on it.
    let handover = world.state(&conversation_of(&entry)).unwrap().handover;
    assert!(handover.unwrap().lease.token.is_some());
}

/// The contact would be told that a person comes after that person has written.
#[test]
fn no_transfer_message_comes_after_a_persons_words() {
    let world = transferred();
    world.channel.refuses();
    let (entry, _) = world.entries.borrow()[0].clone();
    let conversation = conversation_of(&entry);
    let words = Words {
        text: "Sou eu, a Bia.",
        delivery_id: "console",
        time_limit: Duration::from_secs(10),
    };
    let spoken = operator::speak(&world, &world, &conversation, &world.policy, words);
    assert!(matches!(done(spoken).unwrap(), SendOutcome::Refused { .. }));
    world.channel.works();
    // They were refused: the desk must hear of it all the same.
    let ended = next(&world);
    assert!(matches!(
        ended,
        HandedOver::Ended {
            told: Told::No { .. }
        }
    ));
    assert_eq!(world.channel.called.borrow().len(), 1, "the person's alone");
    assert_eq!(world.desk.called.borrow().len(), 1);
}

#[test]
fn a_transfer_that_was_given_back_is_carried_out_no_more() {
    let world = transferred();
    world.desk.fails(None);
    pauses(&world, 1);
    let (entry, _) = world.entries.borrow()[0].clone();
    let conversation = conversation_of(&entry);
    // Taking what people have already stops nothing.
    done(operator::take_over(&world, &conversation, &world.policy)).unwrap();
    assert!(matches!(next(&world), HandedOver::Later { .. }));
    done(operator::release(&world, &conversation, &world.policy)).unwrap();
    assert_eq!(next(&world), HandedOver::Void);
    assert_eq!(world.desk.called.borrow().len(), 2);
}

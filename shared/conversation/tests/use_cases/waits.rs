//! Waiting until the contact is quiet, and messages that need no wait.

use std::time::Duration;

use conversation::{AnswerAtOnce, Incoming, Kind, Outcome, Phrases, Responded, Wait};

use crate::world::{World, world};

const ANSWERED: Responded = Responded::Ended {
    kind: Kind::Customer,
    outcome: Outcome::Answered { parts: 1 },
    error: None,
    voice: None,
};

fn seconds(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

fn waiting(wait: Wait) -> World {
    let mut world = world();
    world.policy.wait = wait;
    world.policy.answer_at_once = AnswerAtOnce {
        phrases: Phrases::default(),
        buttons: true,
    };
    *world.answer.borrow_mut() = "Oi!";
    world
}

#[test]
fn a_contact_who_goes_on_is_answered_once_and_costs_no_wake_up_for_each_message() {
    let world = waiting(Wait::Quiet {
        quiet: seconds(10),
        max: seconds(60),
    });
    for n in 0..9 {
        world.contact_writes(&format!("m{n}"));
        world.wait(seconds(1));
    }
    let sent = || world.wake_ups.borrow().len();
    assert_eq!(sent(), 1);
    world.wait(seconds(1));
    // It comes 10 s after the first, and once more 10 s after the last.
    assert_eq!(world.respond(), Responded::Done);
    assert_eq!(sent(), 2);
    assert_eq!(world.newest_wake_up().1, seconds(8));
    world.wait(seconds(8));
    assert_eq!(world.respond(), ANSWERED);
    assert_eq!(world.asked.borrow().concat().len(), 9);
}

#[test]
fn a_tapped_button_is_answered_by_a_wake_up_of_its_own_and_the_older_one_is_void() {
    let world = waiting(Wait::Fixed(seconds(3600)));
    world.contact_writes("m1");
    let (older, _) = world.newest_wake_up();
    world.wait(seconds(5));
    world.contact_says(Incoming {
        button: true,
        ..world.incoming("m2")
    });
    assert_eq!(world.newest_wake_up().1, Duration::ZERO);
    assert_eq!(world.respond_to(&older), Responded::Done);
    assert!(world.asked.borrow().is_empty());
    assert_eq!(world.respond(), ANSWERED);
    assert_eq!(world.asked.borrow().concat(), ["m1", "m2"]);
    assert_eq!(world.respond_to(&older), Responded::Done);
}

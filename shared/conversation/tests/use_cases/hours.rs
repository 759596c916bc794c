//! What the customer is told depends on when it was decided.

use std::time::Duration;

use conversation::{Closed, Hours, Incoming, Phrases, Responded, Span, Spans, Week};

use crate::world::{World, world};

/// People go home at 08:10, ten minutes after the start.
fn with_hours() -> World {
    let mut world = world();
    let week = Week {
        fri: Spans(vec![Span::parse("07:00", "08:10").unwrap()]),
        ..Week::default()
    };
    world.policy.closed = Some(Closed {
        hours: Hours {
            zone: "UTC".to_owned().try_into().unwrap(),
            week,
        },
        message: "Amanhã alguém responde.".to_owned(),
    });
    world
}

fn message(world: &World) -> String {
    let entries = world.entries.borrow();
    let (transfer, _) = entries.first().unwrap();
    transfer.transfer_message.clone()
}

#[test]
fn a_transfer_that_is_queued_after_hours_says_what_held_when_it_was_decided() {
    let world = with_hours();
    world.contact_writes("m1");
    world.wait(Duration::from_secs(9 * 60 + 59));
    world.human_queue.fails(None);
    assert!(matches!(world.respond(), Responded::RetryIn { .. }));
    world.human_queue.works();
    world.wait(Duration::from_secs(60));
    world.respond();
    assert_eq!(message(&world), world.policy.transfer_message);
}

#[test]
fn a_transfer_that_is_decided_after_hours_says_so() {
    let world = with_hours();
    world.contact_writes("m1");
    world.wait(Duration::from_secs(10 * 60));
    world.respond();
    assert_eq!(message(&world), "Amanhã alguém responde.");
}

#[test]
fn a_phrase_after_hours_asks_for_nobody_where_the_settings_say_so() {
    for (phrases_when_closed, transfers) in [(true, 1), (false, 0)] {
        let mut world = with_hours();
        world.policy.phrases = Phrases::parse(&["humano"]).unwrap();
        world.policy.phrases_when_closed = phrases_when_closed;
        *world.answer.borrow_mut() = "Olá!";
        world.contact_says(Incoming {
            text: "quero um humano".to_owned(),
            ..world.incoming("m1")
        });
        world.wait(Duration::from_secs(10 * 60));
        world.respond();
        assert_eq!(world.entries.borrow().len(), transfers);
    }
}

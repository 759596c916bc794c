//! What the customer is told depends on when it was decided.

use std::time::Duration;

use conversation::{Closed, Hours, Responded, Span, Spans, Week};

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

//! The circumstances that the assistant is told, of which nothing is kept.

use conversation::{
    Closed, Contact, Context, ContextPolicy, Hours, Incoming, LocalTime, Presence, Span, Spans,
    Timestamp, Week, Zone,
};

use crate::world::{START, World, contact, world};

fn zone(name: &str) -> Zone {
    name.to_owned().try_into().unwrap()
}

/// An integration in São Paulo, whose people in Lisbon are at work on Fridays from 07:00 to 08:10
/// there: at the start, for ten minutes more.
fn with_circumstances() -> World {
    let mut world = world();
    *world.answer.borrow_mut() = "Oi!";
    world.policy.zone = zone("America/Sao_Paulo");
    world.policy.closed = Some(Closed {
        hours: Hours {
            zone: zone("Europe/Lisbon"),
            week: Week {
                fri: Spans(vec![Span::parse("07:00", "08:10").unwrap()]),
                ..Week::default()
            },
        },
        message: "Amanhã alguém responde.".to_owned(),
    });
    world
}

fn ana_says(world: &World, id: &str) {
    world.contact_says(Incoming {
        contact: Contact::new(contact().names, Some("Ana\n[x]".to_owned())),
        ..world.incoming(id)
    });
}

/// In the integration's time zone.
fn local(millis: u64) -> LocalTime {
    LocalTime {
        at: Timestamp::from_millis(millis),
        zone: zone("America/Sao_Paulo"),
    }
}

#[test]
fn a_run_is_told_its_circumstances_and_the_next_run_its_own() {
    let world = with_circumstances();
    ana_says(&world, "m1");
    world.respond();
    world.wait(std::time::Duration::from_secs(600));
    ana_says(&world, "m2");
    world.respond();
    let first = Context {
        time: Some(local(START)),
        channel: Some("the business's own"),
        people: Some(Presence::AtWork),
        customer_name: Some("Ana\n[x]".to_owned()),
    };
    const WEEK: u64 = 7 * 24 * 3_600_000;
    let second = Context {
        time: Some(local(START + 600_000)),
        people: Some(Presence::Away(Some(local(START + WEEK - 3_600_000)))),
        ..first.clone()
    };
    assert_eq!(*world.told.borrow(), [first, second]);
    assert_eq!(*world.asked.borrow(), [&["m1"][..], &["m1", "Oi!", "m2"]]);
}

#[test]
fn each_circumstance_can_be_kept_from_the_assistant() {
    let nothing = ContextPolicy {
        time: false,
        channel: false,
        hours: false,
        customer_name: false,
    };
    for (only, is_told) in [
        (nothing, [false; 4]),
        (
            ContextPolicy {
                time: true,
                ..nothing
            },
            [true, false, false, false],
        ),
        (
            ContextPolicy {
                channel: true,
                ..nothing
            },
            [false, true, false, false],
        ),
        (
            ContextPolicy {
                hours: true,
                ..nothing
            },
            [false, false, true, false],
        ),
        (
            ContextPolicy {
                customer_name: true,
                ..nothing
            },
            [false, false, false, true],
        ),
    ] {
        let mut world = with_circumstances();
        world.policy.context = only;
        ana_says(&world, "m1");
        world.respond();
        let told = world.told.borrow().first().cloned().unwrap();
        let known = [
            told.time.is_some(),
            told.channel.is_some(),
            told.people.is_some(),
            told.customer_name.is_some(),
        ];
        assert_eq!(known, is_told, "{only:?}");
    }
}

#[test]
fn what_nobody_knows_is_not_told() {
    let mut world = with_circumstances();
    world.policy.closed = None;
    world.contact_writes("m1");
    world.respond();
    let told = world.told.borrow().first().cloned().unwrap();
    assert_eq!((told.people, told.customer_name), (None, None));
}

//! Tests: what somebody who plays the customer sees, and that nobody else sees anything.

use std::time::Duration;

use conversation::{
    ConversationId, ConversationRef, HandedOver, MessageId, Outcome, Responded, Told, Took,
    TurnRecord, Usage,
    operator::{self, SendOutcome, Words},
    ports::Counted,
    test::{self, Said},
};

use crate::{
    hand_over::work,
    table::Fate,
    voice::{ALWAYS, speaking},
    world::{World, done, tenant, world},
};

/// A test that has begun, of an integration that is disabled.
fn begun(world: &mut World) -> ConversationRef {
    world.policy.enabled = false;
    let of = ConversationRef {
        integration: tenant().0,
        id: ConversationId::of_bits(7),
    };
    done(test::begin(world, &of)).unwrap();
    of
}

/// Writes in a test. False if there is none.
fn writes(world: &World, of: &ConversationRef, id: &str) -> bool {
    let said = Said {
        id: &MessageId::parse(id).unwrap(),
        text: id,
        voice: false,
    };
    done(test::write(world, of, &world.policy, said))
        .unwrap()
        .is_some()
}

fn record(world: &World, of: &ConversationRef) -> TurnRecord {
    let records = world.table.with(of, |items| items.turn_records.clone());
    records.unwrap().into_values().next_back().unwrap()
}

#[test]
fn a_test_is_answered_though_disabled_and_the_channel_is_not_called() {
    let mut world = world();
    *world.answer.borrow_mut() = "Oi!";
    let of = begun(&mut world);
    assert!(writes(&world, &of, "m1"));
    let Responded::Ended { outcome, .. } = world.respond() else {
        panic!("not answered");
    };
    assert_eq!(outcome, Outcome::Answered { parts: 1 });
    assert_eq!(world.transcript(&of), ["m1", "Oi!"]);
    assert!(world.channel.called.borrow().is_empty());
}

#[test]
fn what_a_test_takes_counts_on_the_integrations_day() {
    let mut world = world();
    world.policy.caps.max_day_tokens = Some(10_000);
    world.usage.set(Usage {
        input_tokens: 400,
        cached_tokens: 0,
        output_tokens: 100,
    });
    *world.answer.borrow_mut() = "Oi!";
    let of = begun(&mut world);
    writes(&world, &of, "m1");
    world.respond();
    let counted = world
        .budget
        .counted(&of.integration, &Counted::Tokens, world.now.get());
    assert_eq!(counted, 500);
}

#[test]
fn a_test_goes_to_people_and_its_desk_is_not_called() {
    let mut world = world();
    let of = begun(&mut world);
    writes(&world, &of, "m1");
    world.respond();
    let (entry, _) = world.entries.borrow_mut().pop().unwrap();
    let told = Told::Yes;
    assert_eq!(work(&world, &entry), HandedOver::Ended { told });
    let message = world.policy.transfer_message.clone();
    assert_eq!(world.transcript(&of), ["m1".to_owned(), message]);
    let words = Words {
        text: "Sou a Ana.",
        delivery_id: "console",
        time_limit: Duration::from_secs(1),
    };
    let said = operator::speak(&world, &world, &of, &world.policy, words);
    assert!(matches!(done(said).unwrap(), SendOutcome::Sent(_)));
    for outside in [&world.channel, &world.desk] {
        assert!(outside.called.borrow().is_empty());
    }
}

#[test]
fn what_is_written_twice_is_stored_once_and_only_in_a_test() {
    let mut world = world();
    let of = begun(&mut world);
    assert!(writes(&world, &of, "m1") && writes(&world, &of, "m1"));
    assert_eq!(world.transcript(&of), ["m1"]);
    let customers = world.contact_writes("m2");
    assert!(!writes(&world, &customers, "m3"));
    world.table.erase(&of);
    assert!(!writes(&world, &of, "m4"));
}

#[test]
fn a_turn_says_how_long_its_steps_took_whichever_commit_is_called_a_conflict() {
    for written in 0..5 {
        let mut world = speaking(ALWAYS);
        world.speaks_for.set(Duration::from_millis(400));
        let of = begun(&mut world);
        writes(&world, &of, "m1");
        world.table.next_commits(&vec![Fate::Written; written]);
        world.table.next_commits(&[Fate::CalledConflict]);
        world.respond();
        let took = Took {
            speak_ms: 800,
            ..Took::default()
        };
        assert_eq!(record(&world, &of).took, took, "{written}");
    }
}

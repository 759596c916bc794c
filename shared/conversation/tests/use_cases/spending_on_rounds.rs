//! The caps on what the assistant takes, where it calls tools: each of its questions counts.

use std::time::Duration;

use conversation::{
    Cap, Responded,
    ports::{AssistantError, Completion},
    tokens_in,
};

use crate::{
    calling::asks_for,
    spending::{
        RESERVED, all_counting, answers, counted, counting, fails, is_answered, is_over, record,
    },
    world::{World, conversation},
};

/// What a question that calls tools takes.
const ROUND: u64 = 110;

/// The world calls one tool for each answer.
fn calls_a_tool(mut world: World) -> World {
    world.policy.max_calls = 8;
    let round = Completion {
        model: Some("model-1".to_owned()),
        ..asks_for(&["find"])
    };
    world.calling.asks_for.borrow_mut().push_back(round);
    world
}

/// What is reserved for the question after that call: it shows the call and what it was answered.
fn reserved_after() -> u64 {
    let (round, call) = (16, 2 * 16);
    let texts = ["find", "{}", "find for 5511999990000"];
    RESERVED + round + call + texts.map(tokens_in).iter().sum::<u64>()
}

#[test]
fn each_question_of_a_turn_counts_as_its_server_reports() {
    let world = calls_a_tool(all_counting());
    answers(&world, "m-1");
    assert_eq!(world.asked.borrow().len(), 2);
    assert_eq!(counted(&world), [ROUND + 500, ROUND + 500]);
}

#[test]
fn the_questions_of_a_turn_are_within_each_cap_together() {
    for (cap, set) in [
        (Cap::MaxTurnTokens, [1, 0, 0]),
        (Cap::MaxContactDayTokens, [0, 1, 0]),
        (Cap::MaxDayTokens, [0, 0, 1]),
    ] {
        let enough = ROUND + reserved_after();
        for (most, is_asked) in [(enough, true), (enough - 1, false)] {
            let mut world = calls_a_tool(counting());
            let [turn, contact, day] = set.map(|is_set| (is_set == 1).then_some(most));
            world.policy.caps.max_turn_tokens = turn;
            world.policy.caps.max_contact_day_tokens = contact;
            world.policy.caps.max_day_tokens = day;
            world.contact_writes("m-1");
            match is_asked {
                true => is_answered(world.respond()),
                false => is_over(&world, &world.respond(), cap, 1),
            }
        }
    }
}

/// What was called may have had an effect, of which people must know.
#[test]
fn a_turn_that_is_over_a_cap_after_a_call_tells_the_call_and_what_it_took() {
    let mut world = calls_a_tool(counting());
    world.policy.caps.max_turn_tokens = Some(RESERVED);
    world.contact_writes("m-1");
    is_over(&world, &world.respond(), Cap::MaxTurnTokens, 1);
    let record = record(&world, &conversation());
    let [call] = record.calls.as_slice() else {
        panic!("{record:?}");
    };
    assert!(call.answered);
    assert_eq!(record.usage.unwrap().input_tokens, 100);
    assert_eq!(record.model.as_deref(), Some("model-1"));
}

#[test]
fn a_run_that_is_cut_off_in_a_call_leaves_nothing_reserved() {
    let world = calls_a_tool(all_counting());
    world.contact_writes("m-1");
    world.calling.for_ever.set(true);
    world.is_cut_off();
    assert_eq!(counted(&world), [ROUND, ROUND]);
    world.calling.for_ever.set(false);
    world.wait(Duration::from_secs(66));
    is_answered(world.respond());
    assert_eq!(counted(&world), [ROUND + 500, ROUND + 500]);
}

#[test]
fn what_was_called_counts_in_the_next_attempt_too() {
    let world = calls_a_tool(all_counting());
    world.contact_writes("m-1");
    world.calling.for_ever.set(true);
    world.is_cut_off();
    world.calling.for_ever.set(false);
    world.wait(Duration::from_secs(66));
    fails(&world, AssistantError::TimedOut);
    let taken = ROUND + reserved_after();
    assert_eq!(counted(&world), [taken, taken]);
    let responded = world.respond();
    assert!(matches!(responded, Responded::Ended { .. }));
    assert_eq!(counted(&world), [taken + 500, taken + 500]);
}

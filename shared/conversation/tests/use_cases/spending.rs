//! The caps on what the assistant takes: what is reserved for a question, what is counted after it, and
//! what happens where a cap has no room.

use std::time::Duration;

use conversation::{
    Cap, ConversationRef, Outcome, Reason, Responded, TurnRecord, Usage,
    policy::MAX_ATTEMPTS,
    ports::{AssistantError, Counted, DayBudget, Failure},
};

use crate::world::{START, World, conversation, done, tenant, world};

/// What is reserved for the question `m-1`: what the settings say of each, the note on the circumstances,
/// and one short line.
pub(crate) const RESERVED: u64 = 1_000 + 150 + 17;

/// A world in which an answer takes 500 tokens.
pub(crate) fn counting() -> World {
    let mut world = world();
    world.policy.history.turns = 0;
    world.policy.question_tokens = 1_000;
    *world.answer.borrow_mut() = "Bom dia!";
    takes(&world, 500);
    world
}

/// The same, in which everything counts and nothing is near its cap.
pub(crate) fn all_counting() -> World {
    let mut world = counting();
    world.policy.caps.max_turn_tokens = Some(1_000_000);
    world.policy.caps.max_contact_day_tokens = Some(1_000_000);
    world.policy.caps.max_day_tokens = Some(1_000_000);
    world
}

fn takes(world: &World, tokens: u64) {
    world.usage.set(Usage {
        input_tokens: tokens - 30,
        cached_tokens: 100,
        output_tokens: 30,
    });
}

/// What is counted on the first day: of the integration, and of the contact.
pub(crate) fn counted(world: &World) -> [u64; 2] {
    let at = conversation::Timestamp::from_millis(START);
    let contact = Counted::ContactTokens(conversation().id);
    [Counted::Tokens, contact].map(|what| world.budget.counted(&tenant().0, &what, at))
}

/// Somebody else on the integration has taken so many tokens.
fn others_took(world: &World, tokens: u64) {
    let take = (&tenant().0, &Counted::Tokens, world.now.get());
    let taken = world.budget.take(take.0, take.1, tokens, take.2, u64::MAX);
    assert!(done(taken).unwrap());
}

pub(crate) fn answers(world: &World, id: &str) {
    world.contact_writes(id);
    is_answered(world.respond());
}

pub(crate) fn is_answered(responded: Responded) {
    let Responded::Ended { outcome, .. } = responded else {
        panic!("{responded:?}");
    };
    assert_eq!(outcome, Outcome::Answered { parts: 1 });
}

pub(crate) fn fails(world: &World, error: AssistantError) {
    world.assistant_fails.borrow_mut().push_back(error);
    let responded = world.respond();
    assert!(
        matches!(responded, Responded::RetryIn { .. }),
        "{responded:?}"
    );
    world.wait(Duration::from_secs(60));
}

/// The newest turn went to people because of that cap, and the assistant was not asked more often than
/// that.
pub(crate) fn is_over(world: &World, responded: &Responded, cap: Cap, asked: usize) {
    let reason = Reason::OverBudget;
    let Responded::Ended { outcome, .. } = responded else {
        panic!("{responded:?}");
    };
    assert_eq!(*outcome, Outcome::Transferred { reason });
    assert_eq!(record(world, &conversation()).over_cap, Some(cap));
    assert_eq!(world.asked.borrow().len(), asked);
    assert_eq!(world.entries.borrow().last().unwrap().0.reason, reason);
}

pub(crate) fn record(world: &World, of: &ConversationRef) -> TurnRecord {
    let newest = world.table.with(of, |items| {
        let mut records = items.turn_records.values();
        records.next_back().cloned()
    });
    newest.flatten().unwrap()
}

#[test]
fn a_question_is_asked_if_what_it_may_take_is_within_each_cap() {
    for (cap, set) in [
        (Cap::MaxTurnTokens, [1, 0, 0]),
        (Cap::MaxContactDayTokens, [0, 1, 0]),
        (Cap::MaxDayTokens, [0, 0, 1]),
    ] {
        for (most, is_asked) in [(RESERVED, true), (RESERVED - 1, false)] {
            let mut world = counting();
            let [turn, contact, day] = set.map(|is_set| (is_set == 1).then_some(most));
            world.policy.caps.max_turn_tokens = turn;
            world.policy.caps.max_contact_day_tokens = contact;
            world.policy.caps.max_day_tokens = day;
            world.contact_writes("m-1");
            match is_asked {
                true => is_answered(world.respond()),
                false => is_over(&world, &world.respond(), cap, 0),
            }
        }
    }
}

#[test]
fn without_caps_nothing_is_counted() {
    let world = counting();
    answers(&world, "m-1");
    assert_eq!(counted(&world), [0, 0]);
}

#[test]
fn an_answer_counts_as_its_server_reports() {
    // Less than was reserved, the same, and more.
    for took in [500, RESERVED, 7_000] {
        let world = all_counting();
        takes(&world, took);
        answers(&world, "m-1");
        assert_eq!(counted(&world), [took, took]);
        assert_eq!(record(&world, &conversation()).over_cap, None);
    }
}

#[test]
fn a_contact_has_so_many_tokens_in_a_day() {
    let mut world = counting();
    world.policy.caps.max_contact_day_tokens = Some(RESERVED + 999);
    // Another customer's tokens are not this one's.
    others_took(&world, 1_000_000);
    answers(&world, "m-1");
    answers(&world, "m-2");
    world.contact_writes("m-3");
    is_over(&world, &world.respond(), Cap::MaxContactDayTokens, 2);
}

#[test]
fn the_next_day_has_tokens_of_its_own() {
    for (hours, is_asked) in [(15, false), (16, true)] {
        let mut world = counting();
        world.policy.caps.max_day_tokens = Some(RESERVED + 499);
        answers(&world, "m-1");
        world.wait(Duration::from_secs(hours * 3600));
        world.contact_writes("m-2");
        match is_asked {
            true => is_answered(world.respond()),
            false => is_over(&world, &world.respond(), Cap::MaxDayTokens, 1),
        }
    }
}

#[test]
fn a_turn_counts_on_the_day_on_which_it_was_claimed() {
    let world = all_counting();
    world.wait(Duration::from_secs(16 * 3600 - 1));
    world.contact_writes("m-1");
    fails(&world, AssistantError::TimedOut);
    is_answered(world.respond());
    assert_eq!(counted(&world), [RESERVED + 500, RESERVED + 500]);
}

#[test]
fn what_another_contact_has_reserved_is_not_there_for_a_question() {
    let mut world = counting();
    world.policy.caps.max_day_tokens = Some(2 * RESERVED - 1);
    others_took(&world, RESERVED);
    world.contact_writes("m-1");
    is_over(&world, &world.respond(), Cap::MaxDayTokens, 0);
}

#[test]
fn what_a_cap_refuses_is_given_back_to_the_others() {
    let mut world = all_counting();
    world.policy.caps.max_day_tokens = Some(RESERVED);
    others_took(&world, 1);
    world.contact_writes("m-1");
    is_over(&world, &world.respond(), Cap::MaxDayTokens, 0);
    assert_eq!(counted(&world), [1, 0]);
}

#[test]
fn a_question_that_is_refused_costs_nothing() {
    let busy = || AssistantError::Failed(Failure::transient("busy"));
    let too_long = || AssistantError::TooLong {
        detail: "HTTP 400".to_owned(),
    };
    for refused in [
        busy(),
        too_long(),
        AssistantError::Failed(Failure::permanent("no")),
    ] {
        let world = all_counting();
        world.contact_writes("m-1");
        world.assistant_fails.borrow_mut().push_back(refused);
        world.respond();
        assert_eq!(counted(&world), [0, 0]);
    }
}

/// It may have been paid for.
#[test]
fn a_question_that_is_not_answered_in_time_stays_counted() {
    let world = all_counting();
    world.contact_writes("m-1");
    fails(&world, AssistantError::TimedOut);
    assert_eq!(counted(&world), [RESERVED, RESERVED]);
}

#[test]
fn an_answer_whose_server_does_not_say_what_it_took_counts_as_reserved() {
    let world = all_counting();
    world.usage.set(Usage::default());
    answers(&world, "m-1");
    assert_eq!(counted(&world), [RESERVED, RESERVED]);
}

#[test]
fn a_run_that_is_cut_off_leaves_what_it_reserved_and_the_next_one_reserves_anew() {
    let world = all_counting();
    world.contact_writes("m-1");
    world.thinks_for_ever.set(true);
    world.is_cut_off();
    assert_eq!(counted(&world), [RESERVED, RESERVED]);
    world.thinks_for_ever.set(false);
    world.wait(Duration::from_secs(66));
    is_answered(world.respond());
    assert_eq!(counted(&world), [RESERVED + 500, RESERVED + 500]);
}

#[test]
fn all_attempts_of_a_turn_count_together() {
    for (most, is_asked) in [(2 * RESERVED, true), (2 * RESERVED - 1, false)] {
        let mut world = counting();
        world.policy.caps.max_turn_tokens = Some(most);
        world.contact_writes("m-1");
        fails(&world, AssistantError::TimedOut);
        match is_asked {
            true => is_answered(world.respond()),
            false => is_over(&world, &world.respond(), Cap::MaxTurnTokens, 1),
        }
        if is_asked {
            // The next turn begins anew.
            answers(&world, "m-2");
        }
    }
}

/// What is counted and not answered is as much as reserved, so that it must have an end.
#[test]
fn a_turn_that_cannot_be_counted_goes_to_people_in_the_end() {
    let world = all_counting();
    let of = world.contact_writes("m-1");
    world.counts_unheard.set(true);
    for _ in 0..MAX_ATTEMPTS {
        let Responded::RetryIn { after, .. } = world.respond() else {
            panic!("it went to people too soon");
        };
        world.wait(after);
    }
    assert!(matches!(world.respond(), Responded::Ended { .. }));
    let TurnRecord {
        outcome,
        last_error,
        ..
    } = record(&world, &of);
    let reason = Reason::AssistantFailed;
    assert_eq!(outcome, Outcome::Transferred { reason });
    assert_eq!(last_error.as_deref(), Some("no answer"));
    assert!(world.asked.borrow().is_empty());
}

#[test]
fn people_get_it_once_and_the_customer_is_told_in_the_caps_own_words() {
    for (own, expected) in [
        (Some("Voltamos amanhã."), "Voltamos amanhã."),
        (None, "Vou chamar uma pessoa."),
    ] {
        let mut world = counting();
        world.policy.caps.max_day_tokens = Some(1_000);
        world.policy.caps.message = own.map(str::to_owned);
        world.contact_writes("m-1");
        is_over(&world, &world.respond(), Cap::MaxDayTokens, 0);
        let waiting = world.wake_ups.borrow().len();
        world.contact_writes("m-2");
        assert_eq!(world.wake_ups.borrow().len(), waiting);
        let entries = world.entries.borrow();
        let told: Vec<_> = entries
            .iter()
            .map(|(it, _)| &*it.transfer_message)
            .collect();
        assert_eq!(told, [expected]);
    }
}

#[test]
fn more_replies_than_an_hour_may_have_are_over_a_cap_too() {
    let mut world = counting();
    world.policy.max_replies_per_hour = 1;
    world.policy.caps.message = Some("Voltamos amanhã.".to_owned());
    answers(&world, "m-1");
    world.contact_writes("m-2");
    is_over(&world, &world.respond(), Cap::MaxRepliesPerHour, 1);
    let message = world.entries.borrow()[0].0.transfer_message.clone();
    assert_eq!(message, "Voltamos amanhã.");
}

#[test]
fn a_transfer_for_another_reason_has_the_usual_message() {
    let mut world = counting();
    world.policy.caps.message = Some("Voltamos amanhã.".to_owned());
    *world.answer.borrow_mut() = conversation::marker::DEFAULT_MARKER;
    world.contact_writes("m-1");
    world.respond();
    let message = world.entries.borrow()[0].0.transfer_message.clone();
    assert_eq!(message, world.policy.transfer_message);
}

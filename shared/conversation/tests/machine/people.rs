//! People, and integrations that are switched off.

use conversation::{
    Author, Decision, LeftBecause, Outcome, Owner, Part, Policy, Reason, Seq,
    machine::{self, Wake},
};

use crate::support::*;

#[test]
fn a_transfer_makes_people_the_owner_in_the_same_step() {
    let (state, _) = claimed();
    let (state, _) = after(state, &[("m2", 20)]);
    let state = machine::decide(state, TOKEN, transfer(), at(21)).unwrap();
    assert_eq!(unanswered(&state), Some(Seq(3)));
    let completed = machine::complete(state, TOKEN, WAIT, at(22)).unwrap();
    let outcome = Outcome::Transferred {
        reason: Reason::Requested,
    };
    assert_eq!(completed.turn_record.outcome, outcome);
    assert_eq!(completed.turn_record.left_to_people.unwrap().first, Seq(3));
    assert_eq!(completed.wake_up, None);
}

#[test]
fn a_take_over_before_the_transfer_is_queued_keeps_its_messages_for_people() {
    let (state, _) = claimed();
    let state = machine::decide(state, TOKEN, transfer(), at(20)).unwrap();
    let (state, _) = machine::take_over(state, at(21));
    assert_eq!(unanswered(&state), Some(Seq(1)));
}

#[test]
fn messages_wait_for_people_while_they_have_the_conversation() {
    let (state, _) = machine::take_over(idle(), at(1));
    let received = machine::receive(state, &incoming("m1", 2), &policy(), at(2));
    assert_eq!(received.wake_up, None);
    assert_eq!(
        received.message.left_to_people,
        Some(LeftBecause::PeopleOwned)
    );
    assert_eq!(received.state.window, None);
    assert_eq!(unanswered(&received.state), Some(Seq(1)));
}

#[test]
fn a_take_over_ends_the_turn_for_good() {
    let (state, _) = claimed();
    let (state, turn_record) = machine::take_over(state, at(20));
    assert_eq!(
        turn_record.unwrap().outcome,
        Outcome::TakenOver { parts_sent: 0 }
    );
    assert_eq!(
        machine::decide(state.clone(), TOKEN, reply(&["a"]), at(21)),
        None
    );
    assert_eq!(unanswered(&state), Some(Seq(1)));
    // Also after a release, although the same message waits again.
    let released = machine::release(state, &policy(), at(30)).unwrap();
    assert_eq!(released.state.window.as_ref().unwrap().first, Seq(1));
    assert_eq!(released.wake_up, Some(Wake::At(at(15))));
    assert_eq!(
        machine::decide(released.state, TOKEN, reply(&["a"]), at(31)),
        None
    );
}

#[test]
fn a_part_that_was_on_its_way_during_a_take_over_is_in_the_transcript() {
    let (state, _) = claimed();
    let state = machine::decide(state, TOKEN, reply(&["a", "b"]), at(20)).unwrap();
    let turn = state.turn.as_ref().unwrap().seq;
    let (state, _) = machine::take_over(state, at(21));
    let sent = machine::sent(state, turn, 0, (&Part::text("a"), None), 0, at(22)).unwrap();
    assert_eq!(sent.message.unwrap().author, Author::Assistant);
    assert!(!machine::still_held(&sent.state, TOKEN));
}

#[test]
fn a_persons_message_answers_what_waited() {
    let (state, _) = after(idle(), &[("m1", 0)]);
    let said = machine::person_message(state, &incoming("p1", 5), &policy(), at(5));
    let state = said.state;
    assert_eq!(said.messages[0].author, Author::Person);
    assert_eq!(
        said.turn_record.unwrap().outcome,
        Outcome::TakenOver { parts_sent: 0 }
    );
    assert_eq!(unanswered(&state), None);
    let released = machine::release(state, &policy(), at(9)).unwrap();
    assert_eq!((released.state.window, released.wake_up), (None, None));
}

#[test]
fn a_release_before_the_transfer_is_queued_takes_it_back() {
    let (state, _) = claimed();
    let state = machine::decide(state, TOKEN, transfer(), at(20)).unwrap();
    let released = machine::release(state, &policy(), at(21)).unwrap();
    assert_eq!(released.turn_record.unwrap().outcome, Outcome::GivenBack);
    assert_eq!(released.state.window.as_ref().unwrap().first, Seq(1));
    assert!(machine::complete(released.state, TOKEN, WAIT, at(22)).is_none());
}

#[test]
fn a_disabled_integration_stores_and_never_answers() {
    let disabled = Policy {
        enabled: false,
        ..policy()
    };
    let received = machine::receive(idle(), &incoming("m1", 0), &disabled, at(0));
    assert_eq!(received.message.left_to_people, Some(LeftBecause::Disabled));
    assert_eq!((received.state.window, received.wake_up), (None, None));

    let (window, _) = after(idle(), &[("m1", 0)]);
    let dropped = machine::drop_disabled(window, at(15)).unwrap();
    let (state, turn_record) = (dropped.state, dropped.turn_record.unwrap());
    assert_eq!(
        (turn_record.outcome, state.window),
        (Outcome::Disabled, None)
    );

    let (turn, _) = claimed();
    let undecided = machine::drop_disabled(turn.clone(), at(20)).unwrap();
    assert_eq!(undecided.state.turn, None);
    let decided = machine::decide(turn, TOKEN, reply(&["a", "b"]), at(20)).unwrap();
    let seq = decided.turn.as_ref().unwrap().seq;
    let half_sent = machine::sent(decided, seq, 0, (&Part::text("a"), None), 0, at(21))
        .unwrap()
        .state;
    assert_eq!(machine::drop_disabled(half_sent, at(22)), None);
}

#[test]
fn a_persons_words_that_come_after_the_release_are_stored_and_take_nothing() {
    let mut state = idle();
    state.desk.at = at(30);
    let said = machine::person_message(state.clone(), &incoming("p1", 29), &policy(), at(40));
    assert_eq!(said.messages[0].author, Author::Person);
    assert_eq!(said.state.owner, Owner::Assistant);
    // In the same second nobody can tell, and people win.
    let said = machine::person_message(state.clone(), &incoming("p2", 30), &policy(), at(40));
    assert!(said.state.owner != Owner::Assistant);
    // Nor does what the desk told keep them from it while it shows people.
    state.desk.with_people = true;
    let said = machine::person_message(state, &incoming("p3", 29), &policy(), at(40));
    assert!(said.state.owner != Owner::Assistant);
}

#[test]
fn a_customer_waits_from_the_transfer_until_a_person_writes() {
    let (state, _) = claimed();
    assert_eq!(state.waits_since(), None);
    let state = machine::decide(state, TOKEN, transfer(), at(20)).unwrap();
    let state = machine::complete(state, TOKEN, WAIT, at(22)).unwrap().state;
    assert_eq!(state.waits_since(), Some(at(20)));
    // What the customer adds meanwhile does not make it later, nor does a look at it.
    let (state, _) = after(state, &[("m2", 60)]);
    let state = machine::attend(state.clone()).unwrap_or(state);
    assert_eq!(state.waits_since(), Some(at(20)));

    let (state, _) = machine::person_says(state, "Oi", None, at(70), at(70));
    let state = machine::answered_by_people(state);
    assert_eq!(state.waits_since(), None);
    let (state, _) = after(state, &[("m3", 80), ("m4", 90)]);
    assert_eq!(state.waits_since(), Some(at(80)));
    let released = machine::release(state, &policy(), at(100)).unwrap();
    assert_eq!(released.state.waits_since(), None);
}

#[test]
fn whom_the_assistant_failed_waits_from_the_first_message_on() {
    let (state, _) = claimed();
    let waits = state.turn.as_ref().map(|turn| turn.window.opened_at);
    let failed = Decision::transfer(Reason::AssistantFailed, String::new());
    let state = machine::decide(state, TOKEN, failed.into(), at(50)).unwrap();
    assert_eq!(state.waits_since(), waits);
    let attended = machine::attend(state).unwrap();
    assert_eq!(attended.waits_since(), waits);
}

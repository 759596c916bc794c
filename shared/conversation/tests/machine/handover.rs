//! A transfer on its way to the desk.

use conversation::{
    Author, Lease, Link, Outcome, Range, Seq, State, Token, Told,
    machine::{self, HandoverClaim},
};

use crate::support::*;

const OTHER: Token = Token(2);
/// The next entry's.
const NEXT: Token = Token(3);

/// A transfer that a turn decided at 20 s, and the turn.
fn decided() -> (State, Seq) {
    let (state, _) = claimed();
    let state = machine::decide(state, TOKEN, transfer(), at(20)).unwrap();
    let turn = state.turn.as_ref().unwrap().seq;
    let completed = machine::complete(state, TOKEN, WAIT, at(21)).unwrap();
    (completed.state, turn)
}

/// The same, claimed at 22 s until 120 s.
fn held() -> (State, Seq) {
    let (state, turn) = decided();
    let HandoverClaim::Claimed(state) = claim(&state, turn, lease(120), 22) else {
        panic!("not claimed");
    };
    (*state, turn)
}

/// Claims it for the entry that was sent by the turn's run.
fn claim(state: &State, turn: Seq, lease: Lease, seconds: u64) -> HandoverClaim {
    let link = Link {
        token: TOKEN,
        follows: VERSION - 1,
    };
    machine::claim_handover(&read(state), turn, Some(link), lease, at(seconds))
}

#[test]
fn an_entry_claims_its_transfer_and_counts_its_attempts() {
    let (state, _) = held();
    let handover = state.handover.unwrap();
    assert_eq!((handover.attempts, handover.lease), (1, lease(120)));
    assert_eq!(handover.claimed_at, Some(at(22)));
    assert_eq!(handover.decided_at, at(20));
}

#[test]
fn an_entry_waits_for_a_live_lease_and_claims_a_lapsed_one() {
    let (state, turn) = held();
    let again = |seconds| claim(&state, turn, lease(300), seconds);
    assert_eq!(again(119), HandoverClaim::Wait(at(120)));
    let HandoverClaim::Claimed(state) = again(120) else {
        panic!("not claimed");
    };
    let handover = state.handover.unwrap();
    assert_eq!(handover.attempts, 2);
    assert_eq!(handover.claimed_at, Some(at(22)), "the first claim's");
}

#[test]
fn an_entry_of_another_turn_or_of_what_is_over_is_void() {
    let (state, turn) = held();
    let claim = |state, turn| claim(&state, turn, lease(300), 200);
    assert_eq!(claim(state.clone(), turn.next()), HandoverClaim::Void);
    let taken = machine::take_over(state.clone(), at(30)).0;
    assert_eq!(claim(taken, turn), HandoverClaim::Void);
    let released = machine::release(state.clone(), &policy(), at(30)).unwrap();
    assert_eq!(claim(released.state, turn), HandoverClaim::Void);
    let ended = machine::handed_over(state, TOKEN, true, at(30)).unwrap().0;
    assert_eq!(claim(ended, turn), HandoverClaim::Void);
}

#[test]
fn a_transfer_message_is_recorded_once() {
    let (state, turn) = held();
    let once = machine::contact_told(state, turn, ("bye", None), at(23)).unwrap();
    let message = once.message.unwrap();
    assert_eq!(
        (message.author, message.text.as_str()),
        (Author::Assistant, "bye")
    );
    assert_eq!(once.state.handover.as_ref().unwrap().told, Told::Yes);
    assert_eq!(once.state.last_reply_at, Some(at(23)));
    let twice = machine::contact_told(once.state.clone(), turn, ("bye", None), at(24)).unwrap();
    assert_eq!((twice.state, twice.message), (once.state, None));
}

#[test]
fn a_transfer_message_that_was_on_its_way_during_a_take_over_is_in_the_transcript() {
    let (state, turn) = held();
    let (state, _) = machine::take_over(state, at(23));
    let told = machine::contact_told(state, turn, ("bye", None), at(24)).unwrap();
    assert!(told.message.is_some());
    assert_eq!(told.state.handover, None);
}

#[test]
fn each_step_is_recorded_and_only_by_the_run_that_holds_the_transfer() {
    let (state, _) = held();
    let stepped = machine::desk_stepped(state.clone(), TOKEN, "desk", 0).unwrap();
    assert_eq!(stepped.handover.as_ref().unwrap().desk_steps, 1);
    // Recorded again it is the same.
    assert_eq!(
        machine::desk_stepped(stepped.clone(), TOKEN, "desk", 0),
        Some(stepped)
    );

    let not_told = machine::contact_not_told(state.clone(), TOKEN, "blocked").unwrap();
    let why = "blocked".to_owned();
    assert_eq!(not_told.handover.unwrap().told, Told::No { why });

    assert_eq!(machine::desk_stepped(state.clone(), OTHER, "desk", 0), None);
    assert_eq!(machine::contact_not_told(state.clone(), OTHER, "x"), None);
    assert_eq!(
        machine::hand_over_later(state.clone(), OTHER, (NEXT, at(40)), "x"),
        None
    );
    assert_eq!(
        machine::handed_over(state.clone(), OTHER, true, at(40)),
        None
    );
    // Nor by a run whose transfer people have ended.
    let (taken, _) = machine::take_over(state, at(30));
    assert_eq!(machine::desk_stepped(taken, TOKEN, "desk", 0), None);
}

#[test]
fn what_failed_keeps_others_away_until_its_retry_and_its_steps_for_them() {
    let (state, turn) = held();
    let state = machine::desk_stepped(state, TOKEN, "desk", 0).unwrap();
    let state = machine::hand_over_later(state, TOKEN, (NEXT, at(40)), "status 500").unwrap();
    let nobody = Lease {
        token: None,
        until: at(40),
    };
    assert_eq!(state.handover.as_ref().unwrap().lease, nobody);
    // The run that gave it up holds it no longer.
    assert_eq!(machine::desk_stepped(state.clone(), TOKEN, "desk", 1), None);
    assert_eq!(claim(&state, turn, lease(300), 40), HandoverClaim::Void);
    let link = Some(Link {
        token: NEXT,
        follows: VERSION,
    });
    let claim =
        |seconds| machine::claim_handover(&read(&state), turn, link, lease(300), at(seconds));
    assert_eq!(claim(39), HandoverClaim::Wait(at(40)));
    let HandoverClaim::Claimed(state) = claim(40) else {
        panic!("not claimed");
    };
    let handover = state.handover.unwrap();
    assert_eq!((handover.desk_steps, handover.attempts), (1, 2));
    assert_eq!(handover.last_error.as_deref(), Some("status 500"));
}

#[test]
fn the_trail_of_a_transfer_says_what_was_done() {
    let (state, turn) = held();
    let state = machine::contact_told(state, turn, ("bye", None), at(23))
        .unwrap()
        .state;
    let state = machine::desk_stepped(state, TOKEN, "desk", 0).unwrap();
    let (state, turn_record) = machine::handed_over(state, TOKEN, true, at(25)).unwrap();
    assert_eq!(
        turn_record.outcome,
        Outcome::HandedOver {
            customer_told: true
        }
    );
    let (first, last) = (Seq(1), Seq(1));
    assert_eq!(turn_record.batch, Range { first, last });
    assert!(turn_record.seq > turn && state.next_seq > turn_record.seq);
    assert_eq!(
        (turn_record.opened_at, turn_record.claimed_at),
        (at(20), Some(at(22)))
    );
    assert_eq!((turn_record.ended_at, turn_record.attempts), (at(25), 1));
    assert_eq!((state.handover, turn_record.last_error), (None, None));
    // From now on the desk is known to have it.
    assert_eq!((state.desk.with_people, state.desk.at), (true, at(25)));
}

#[test]
fn the_trail_says_why_the_contact_was_not_told() {
    let (state, _) = held();
    let state = machine::contact_not_told(state, TOKEN, "blocked").unwrap();
    let (state, turn_record) = machine::handed_over(state, TOKEN, false, at(25)).unwrap();
    let customer_told = false;
    assert_eq!(turn_record.outcome, Outcome::HandedOver { customer_told });
    assert_eq!(turn_record.last_error.as_deref(), Some("blocked"));
    // The channel's own desk shows nothing of a desk that is set apart.
    assert!(!state.desk.with_people);
}

#[test]
fn a_transfer_outlives_the_turn_that_decided_it_and_ends_with_people() {
    let (state, _) = decided();
    assert!(state.handover.is_some());
    assert_eq!(machine::take_over(state.clone(), at(30)).0.handover, None);
    let released = machine::release(state, &policy(), at(30)).unwrap().state;
    assert_eq!(released.handover, None);
}

//! Which of the queues' messages count: those that the state knows, and no others.

use std::time::Duration;

use conversation::{
    Link, Scheduled, State, Token,
    machine::{self, HandoverClaim, Step},
    policy::WAKE_UP_PATIENCE,
    ports::Versioned,
};

use crate::support::*;

const KNOWN: Token = Token(11);
const OTHER: Token = Token(12);

const fn link(token: Token, follows: u64) -> Option<Link> {
    Some(Link { token, follows })
}

/// A window that is due, and that goes on by the wake-up with that token.
fn due(token: Option<Token>) -> Versioned {
    let (state, _) = after(idle(), &[("m1", 0)]);
    let wake_up = token.map(|token| Scheduled {
        token,
        sent_again_at: None,
    });
    read(&State { wake_up, ..state })
}

/// It comes again: what it was sent for may be written yet.
const LATER: Step<'_> = Step::ComeAgain(Duration::from_secs(5));

#[test]
fn a_wake_up_counts_when_the_state_knows_it() {
    let read = due(Some(KNOWN));
    // One that is sent once more follows a later version.
    for follows in [0, VERSION - 1, VERSION, VERSION + 1] {
        let counts = on_wake_up(Some(&read), link(KNOWN, follows), 20);
        assert_eq!(counts, Step::Claim(&read));
    }
    let void = on_wake_up(Some(&read), link(OTHER, VERSION - 1), 20);
    assert_eq!(void, Step::End);
}

#[test]
fn a_wake_up_that_comes_before_its_commit_is_looked_at_again_for_a_minute() {
    let read = due(Some(KNOWN));
    let minute = WAKE_UP_PATIENCE.as_secs();
    for early in [Some(&read), None] {
        let link = link(OTHER, VERSION);
        assert_eq!(on_wake_up(early, link, minute - 1), LATER);
        assert_eq!(on_wake_up(early, link, minute), Step::End);
    }
    let nothing_waits = Versioned {
        state: idle(),
        ..read
    };
    let early = link(OTHER, VERSION);
    assert_eq!(on_wake_up(Some(&nothing_waits), early, 20), LATER);
    let done = link(OTHER, VERSION - 1);
    assert_eq!(on_wake_up(Some(&nothing_waits), done, 20), Step::End);
}

#[test]
fn a_state_of_an_earlier_release_knows_no_token_and_takes_any() {
    let read = due(None);
    for any in [None, link(OTHER, 0), link(OTHER, VERSION)] {
        assert_eq!(on_wake_up(Some(&read), any, 20), Step::Claim(&read));
    }
    // Where there is one, the wake-ups of earlier releases are void.
    let known = due(Some(KNOWN));
    assert_eq!(on_wake_up(Some(&known), None, 20), LATER);
    let minute = WAKE_UP_PATIENCE.as_secs();
    assert_eq!(on_wake_up(Some(&known), None, minute), Step::End);
}

#[test]
fn an_entry_counts_when_the_state_knows_it() {
    let (state, _) = claimed();
    let state = machine::decide(state, TOKEN, transfer(), at(20)).unwrap();
    let turn = state.turn.as_ref().unwrap().seq;
    // The run's own token became the entry's.
    assert_eq!(state.handover.as_ref().unwrap().entry, Some(TOKEN));
    let claim = |link| machine::claim_handover(&read(&state), turn, link, lease(300), at(30));
    assert!(matches!(
        claim(link(TOKEN, VERSION)),
        HandoverClaim::Claimed(_)
    ));
    assert_eq!(claim(link(OTHER, VERSION)), HandoverClaim::Early);
    assert_eq!(claim(link(OTHER, VERSION - 1)), HandoverClaim::Void);
    assert_eq!(claim(None), HandoverClaim::Void);
}

#[test]
fn the_first_entry_of_an_earlier_release_becomes_the_one_that_counts() {
    let (state, _) = claimed();
    let mut state = machine::decide(state, TOKEN, transfer(), at(20)).unwrap();
    let handover = state.handover.as_mut().unwrap();
    let turn = handover.turn;
    handover.entry = None;
    let claim = |state: &State, link, seconds| {
        machine::claim_handover(&read(state), turn, link, lease(60), at(seconds))
    };
    assert!(matches!(claim(&state, None, 30), HandoverClaim::Claimed(_)));
    let HandoverClaim::Claimed(state) = claim(&state, link(KNOWN, 0), 30) else {
        panic!("not claimed");
    };
    assert_eq!(claim(&state, link(OTHER, 0), 61), HandoverClaim::Void);
    assert!(matches!(
        claim(&state, link(KNOWN, 0), 61),
        HandoverClaim::Claimed(_)
    ));
}

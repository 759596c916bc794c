//! What a wake-up does, besides what [`crate::links`], windows and turns tell of it.

use std::time::Duration;

use conversation::{
    Link, Policy, Token,
    machine::{self, Invocation, Step},
};

use crate::support::*;

#[test]
fn an_early_wake_up_looks_in_place_for_a_second_and_then_comes_again() {
    let early = Some(Link {
        token: Token(12),
        follows: VERSION,
    });
    let step = |millis: u64| {
        let now = at(3).plus(Duration::from_millis(millis));
        let invocation = Invocation {
            now,
            ..invocation(13)
        };
        machine::on_wake_up(&wake_up(early), None, &policy(), invocation)
    };
    assert_eq!(
        step(0),
        Step::LookAgain(at(3).plus(Duration::from_millis(50)))
    );
    let last = at(3).plus(Duration::from_millis(999 + 50));
    assert_eq!(step(999), Step::LookAgain(last));
    assert_eq!(step(1000), Step::ComeAgain(Duration::from_secs(5)));
}

#[test]
fn nothing_is_claimed_without_the_time_to_ask() {
    let due = read(&after(idle(), &[("m1", 0)]).0);
    let step = |seconds_left: u64| {
        let invocation = Invocation {
            deadline: at(15 + seconds_left),
            ..invocation(15)
        };
        machine::on_wake_up(&wake_up(None), Some(&due), &policy(), invocation)
    };
    assert_eq!(step(20), Step::Claim(&due));
    assert_eq!(step(19), Step::ComeAgain(Duration::ZERO));
}

#[test]
fn what_is_due_while_disabled_is_dropped_unless_it_is_half_done() {
    let disabled = Policy {
        enabled: false,
        ..policy()
    };
    let (turn, _) = claimed();
    let on_wake_up = |read, seconds| {
        machine::on_wake_up(&wake_up(None), Some(read), &disabled, invocation(seconds))
    };
    let undecided = read(&turn);
    let dropped = machine::drop_disabled(turn.clone(), at(110)).unwrap();
    assert_eq!(
        on_wake_up(&undecided, 110),
        Step::Drop(&undecided, Box::new(dropped))
    );
    let decided = read(&machine::decide(turn, TOKEN, transfer(), at(20)).unwrap());
    assert_eq!(on_wake_up(&decided, 110), Step::Claim(&decided));
}

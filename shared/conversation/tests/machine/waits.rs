//! Waiting until the contact is quiet, and messages that need no wait.

use std::time::Duration;

use conversation::{
    AnswerAtOnce, Incoming, Owner, Phrases, Policy, Seq, State, Timestamp, Wait,
    machine::{self, Batch, Invocation, Received, Step, Wake},
};

use crate::support::*;

const QUIET: Wait = Wait::Quiet {
    quiet: Duration::from_secs(5),
    max: Duration::from_secs(20),
};

fn quiet() -> Policy {
    Policy {
        wait: QUIET,
        ..policy()
    }
}

fn at_once() -> Policy {
    Policy {
        answer_at_once: AnswerAtOnce {
            phrases: Phrases::parse(&["é urgente"]).unwrap(),
            buttons: true,
        },
        ..policy()
    }
}

fn tapped(id: &str, seconds: u64) -> Incoming {
    Incoming {
        button: true,
        ..incoming(id, seconds)
    }
}

fn written(text: &str, seconds: u64) -> Incoming {
    Incoming {
        text: text.to_owned(),
        ..incoming("m", seconds)
    }
}

fn said(state: State, policy: &Policy, seconds: u64) -> Received {
    machine::receive(state, &incoming("m", seconds), policy, at(seconds))
}

fn due(state: &State, wait: Wait) -> Timestamp {
    state.due_at(state.window.as_ref().unwrap(), wait)
}

#[test]
fn each_message_begins_the_quiet_anew_up_to_the_longest_wait_and_sends_nothing() {
    let first = said(idle(), &quiet(), 0);
    assert_eq!(first.wake_up, Some(Wake::At(at(5))));
    let mut state = first.state;
    for (seconds, expected) in [(3, 8), (7, 12), (12, 17), (16, 20), (19, 20)] {
        let next = said(state, &quiet(), seconds);
        assert_eq!(next.wake_up, None);
        state = next.state;
        assert_eq!(due(&state, QUIET), at(expected), "{seconds}");
    }
}

#[test]
fn a_wake_up_that_comes_before_the_quiet_puts_itself_off() {
    let first = said(idle(), &quiet(), 0);
    let read = read(&said(first.state, &quiet(), 3).state);
    let step = |seconds, left| {
        let invocation = Invocation {
            deadline: at(seconds + left),
            ..invocation(seconds)
        };
        machine::on_wake_up(&wake_up(None), Some(&read), &quiet(), invocation)
    };
    assert_eq!(step(5, 90), Step::PutOff(&read, at(8)));
    assert_eq!(step(7, 90), Step::LookAgain(at(8)));
    // Whoever waited in place until then could not answer any more.
    assert_eq!(step(7, 20), Step::PutOff(&read, at(8)));
    assert_eq!(step(8, 90), Step::Claim(&read));
}

#[test]
fn the_last_reply_counts_only_where_the_wait_is_fixed() {
    // A message that came during a run, before its reply.
    let state = State {
        last_reply_at: Some(at(20)),
        ..idle()
    };
    let state = said(state, &quiet(), 12).state;
    assert_eq!(due(&state, WAIT), at(35));
    assert_eq!(due(&state, QUIET), at(20));
}

#[test]
fn what_waits_beyond_a_batch_or_for_people_knows_its_last_message() {
    let (mut state, mut messages) = (idle(), Vec::new());
    for n in 0..101 {
        let received = said(state, &quiet(), n / 10);
        state = received.state;
        messages.push(received.message);
    }
    let (batch, rest) = Batch::select(messages);
    let taken = machine::take(state.clone(), &batch, rest, lease(110), QUIET, at(15));
    assert_eq!(taken.turn.as_ref().unwrap().due_at, Some(at(15)));
    assert_eq!(due(&taken, QUIET), at(15));

    let (taken, _) = machine::take_over(taken, at(16));
    let taken = said(taken, &quiet(), 17).state;
    let back = machine::release(taken, &quiet(), at(18)).unwrap();
    assert_eq!(back.state.window.as_ref().unwrap().first, Seq(1));
    // Its longest wait is over before there is quiet.
    assert_eq!(back.wake_up, Some(Wake::At(at(20))));
}

#[test]
fn a_lost_wake_up_is_sent_again_however_the_contact_goes_on() {
    let state = said(idle(), &quiet(), 0).state;
    let again = said(state.clone(), &quiet(), 36);
    assert_eq!(again.wake_up, Some(Wake::Again));
    assert_eq!(said(state, &quiet(), 35).wake_up, None);
}

#[test]
fn a_message_that_needs_no_wait_makes_its_window_due() {
    for first in [tapped("m1", 3), written("É URGENTE!", 3)] {
        let received = machine::receive(idle(), &first, &at_once(), at(3));
        assert_eq!(received.wake_up, Some(Wake::At(at(3))));
        assert_eq!(due(&received.state, WAIT), at(3));
        // It has a wake-up already, and lasts as long as the window.
        let next = machine::receive(received.state, &tapped("m2", 4), &at_once(), at(4));
        assert_eq!(next.wake_up, None);
        let (batch, _) = Batch::select(vec![received.message, next.message]);
        let taken = machine::take(next.state, &batch, None, lease(110), WAIT, at(4));
        assert_eq!(
            said(taken, &at_once(), 6).state.window.map(|it| it.first),
            Some(Seq(4))
        );
    }
    for other in [tapped("m1", 3), written("urgente", 3)] {
        let received = machine::receive(idle(), &other, &policy(), at(3));
        assert_eq!(received.wake_up, Some(Wake::At(at(18))));
    }
}

#[test]
fn it_pulls_a_window_that_waits_forward() {
    for policy in [
        at_once(),
        Policy {
            wait: QUIET,
            ..at_once()
        },
    ] {
        let waits = said(idle(), &policy, 0).state;
        let pulled = machine::receive(waits, &tapped("m2", 3), &policy, at(3));
        assert_eq!(pulled.wake_up, Some(Wake::At(at(3))));
        let read = read(&pulled.state);
        let step = machine::on_wake_up(&wake_up(None), Some(&read), &policy, invocation(3));
        assert_eq!(step, Step::Claim(&read));
    }
}

#[test]
fn during_a_run_it_makes_the_next_window_due_when_the_run_is_over() {
    let (state, _) = claimed();
    let state = machine::decide(state, TOKEN, reply(&["Oi!"]), at(20)).unwrap();
    let received = machine::receive(state, &tapped("m2", 21), &at_once(), at(21));
    assert_eq!(received.wake_up, None);
    let turn = received.state.turn.as_ref().unwrap().seq;
    let part = (&conversation::Part::text("Oi!"), None);
    let sent = machine::sent(received.state, turn, 0, part, 0, at(22)).unwrap();
    let completed = machine::complete(sent.state, TOKEN, WAIT, at(23)).unwrap();
    assert_eq!(completed.wake_up, Some(Wake::At(at(22))));
    // The message after that waits again.
    let (batch, rest) = Batch::select(vec![received.message]);
    let taken = machine::take(completed.state, &batch, rest, lease(120), WAIT, at(24));
    assert_eq!(taken.turn.as_ref().unwrap().due_at, Some(at(22)));
    let next = said(taken, &at_once(), 25).state;
    assert_eq!(due(&next, WAIT), at(40));
}

#[test]
fn what_people_give_back_is_due_if_a_message_in_it_needs_no_wait() {
    let (state, _) = machine::take_over(idle(), at(0));
    let state = machine::receive(state, &tapped("m1", 1), &at_once(), at(1)).state;
    assert!(matches!(state.owner, Owner::People { .. }));
    let back = machine::release(state, &at_once(), at(2)).unwrap();
    assert_eq!(back.wake_up, Some(Wake::At(at(1))));
}

//! Turns: claimed, decided, sent, failed, resumed, completed.

use std::time::Duration;

use conversation::{
    Decision, Outcome, Owner, Part, Reason, Seq, State, TextBecause, TextFallback, Token,
    machine::{self, Attempt, Batch, Step, Verdict, Wake},
    policy::{MAX_ATTEMPTS, MAX_TURN_TIME},
};

use crate::support::*;

#[test]
fn what_becomes_text_becomes_it_once() {
    let (state, _) = claimed();
    let reply = Decision::spoken(
        vec![Part::voice("a"), Part::voice("b")],
        vec![Part::text("whole")],
    );
    let state = machine::decide(state, Token(1), Verdict::from(reply), at(20)).unwrap();
    let why = |because| TextFallback {
        because,
        detail: None,
    };
    let failed = why(TextBecause::VoiceFailed);
    let other = machine::fall_back_to_text(state.clone(), Token(2), failed.clone(), 3);
    assert_eq!(other, None);
    let once = machine::fall_back_to_text(state, Token(1), failed.clone(), 3).unwrap();
    let again = why(TextBecause::NoTime);
    let twice = machine::fall_back_to_text(once.clone(), Token(1), again, 3).unwrap();
    assert_eq!(twice, once);
    let turn = twice.turn.unwrap();
    let parts = vec![Part::text("whole")];
    assert_eq!(turn.decision, Some(Decision::text(parts)));
    let voice = turn.voice.unwrap();
    assert_eq!(
        (voice.character_cost, voice.text_fallback),
        (3, Some(failed))
    );
}

#[test]
fn a_live_lease_is_waited_for_and_a_lapsed_one_resumed() {
    let read = read(&claimed().0);
    let step = |seconds| on_wake_up(Some(&read), None, seconds);
    assert_eq!(step(108), Step::ComeAgain(Duration::from_secs(2)));
    assert_eq!(step(109), Step::LookAgain(at(110)));
    assert_eq!(step(110), Step::Claim(&read));
}

#[test]
fn what_comes_during_a_run_is_the_next_batch() {
    let (state, _) = claimed();
    let (state, _) = after(state, &[("m2", 20)]);
    let state = machine::decide(state, TOKEN, reply(&["a"]), at(21)).unwrap();
    let turn = state.turn.as_ref().unwrap().seq;
    let state = machine::sent(state, turn, 0, (&Part::text("a"), None), 0, at(22))
        .unwrap()
        .state;
    let completed = machine::complete(state, TOKEN, WAIT, at(23)).unwrap();
    assert_eq!(
        completed.turn_record.outcome,
        Outcome::Answered { parts: 1 }
    );
    assert_eq!(completed.turn_record.batch.last, Seq(1));
    assert_eq!(completed.state.window.unwrap().first, Seq(3));
    assert_eq!(completed.wake_up, Some(Wake::At(at(37))));
}

/// A reply of two parts that the channel takes together, and of a balloon; the first part is sent.
fn paced() -> State {
    let balloon = Part {
        pause_ms: Some(700),
        ..Part::text("c")
    };
    let parts = vec![Part::text("a"), Part::text("b"), balloon, Part::text("d")];
    let verdict = Verdict::from(Decision::text(parts));
    let state = machine::decide(claimed().0, TOKEN, verdict, at(16)).unwrap();
    part_sent(state, 0)
}

fn part_sent(state: State, index: usize) -> State {
    let turn = state.turn.as_ref().unwrap().seq;
    let part = Part::text("the same");
    let sent = machine::sent(state, turn, index, (&part, None), 0, at(17));
    sent.unwrap().state
}

#[test]
fn balloons_are_dropped_once_the_contact_writes_and_pieces_of_one_are_not() {
    let wrote = |state| after(state, &[("m2", 18)]).0;
    let drop_rest = |state: &State| machine::drop_rest(state.clone(), TOKEN).unwrap();
    let state = wrote(paced());
    assert_eq!(drop_rest(&state), state);
    let state = part_sent(paced(), 1);
    assert_eq!(drop_rest(&state), state);
    let state = wrote(state);
    assert_eq!(machine::drop_rest(state.clone(), Token(2)), None);
    let dropped = drop_rest(&state);
    // The commit may be written and called a conflict, and is then tried again.
    assert_eq!(drop_rest(&dropped), dropped);
    let ended = machine::complete(dropped, TOKEN, WAIT, at(19)).unwrap();
    let record = ended.turn_record;
    assert_eq!(
        (record.outcome, record.dropped),
        (Outcome::Answered { parts: 2 }, 2)
    );
    assert_eq!(record.sent_at, Some(at(17)));
    assert_eq!(ended.wake_up, Some(Wake::At(at(33))));
}

/// The assistant fails, and is to be asked again after 4 s.
fn fail(state: State, token: Token, seconds: u64) -> Option<State> {
    let times = (at(seconds), at(seconds + 4));
    machine::fail(state, token, Attempt::Asked, times, "status 500")
}

/// A commit may be written and called a conflict, and is then tried again.
#[test]
fn a_reply_is_decided_once_and_counted_once() {
    let (state, _) = claimed();
    let once = machine::decide(state, TOKEN, reply(&["a"]), at(20)).unwrap();
    let again = machine::decide(once.clone(), TOKEN, reply(&["b"]), at(21));
    assert_eq!(again, Some(once.clone()));
    assert_eq!(once.replies.at(at(21)), 1);
    // Which the channel may refuse all the same.
    let given_up = machine::decide(once, TOKEN, transfer(), at(22)).unwrap();
    let decision = given_up.turn.as_ref().unwrap().decision.clone();
    assert!(matches!(decision, Some(Decision::Transfer { .. })));
    let again = machine::decide(given_up.clone(), TOKEN, reply(&["c"]), at(23));
    assert_eq!(again, Some(given_up));
}

#[test]
fn another_runs_token_changes_nothing() {
    let (state, _) = claimed();
    let other = Token(2);
    assert_eq!(
        machine::decide(state.clone(), other, reply(&["a"]), at(20)),
        None
    );
    assert_eq!(fail(state.clone(), other, 20), None);
    assert!(machine::complete(state, other, WAIT, at(20)).is_none());
}

#[test]
fn a_failed_run_keeps_others_away_until_its_retry() {
    let (state, _) = claimed();
    let state = fail(state, TOKEN, 16).unwrap();
    let failed = read(&state);
    assert_eq!(
        on_wake_up(Some(&failed), None, 18),
        Step::ComeAgain(Duration::from_secs(2))
    );
    let (_, messages) = after(idle(), &[("m1", 0)]);
    let batch = Batch::of_turn(messages, state.turn.as_ref().unwrap().batch);
    let state = machine::resume(state, &batch, lease(200), at(20));
    let turn = state.turn.unwrap();
    assert_eq!((turn.attempts, turn.decision), (2, None));
    assert_eq!(turn.last_error.as_deref(), Some("status 500"));
}

#[test]
fn the_claim_hands_over_when_attempts_or_time_are_used_up() {
    let hands_over = |spent, seconds| {
        let (state, batch) = claimed();
        let mut state = fail(state, TOKEN, 16).unwrap();
        state.turn.as_mut().unwrap().spent = spent;
        let state = machine::resume(state, &batch, lease(9_999), at(seconds));
        let decision = state.turn.unwrap().decision;
        let people = matches!(state.owner, Owner::People { .. });
        assert_eq!(decision.is_some(), people);
        people
    };
    assert!(!hands_over(MAX_ATTEMPTS - 1, 200));
    assert!(hands_over(MAX_ATTEMPTS, 200));
    assert!(!hands_over(1, 15 + MAX_TURN_TIME.as_secs()));
    assert!(hands_over(1, 16 + MAX_TURN_TIME.as_secs()));
}

#[test]
fn a_reply_that_cannot_be_sent_is_handed_over_as_undeliverable() {
    let (state, batch) = claimed();
    let mut state = machine::decide(state, TOKEN, reply(&["a", "b"]), at(20)).unwrap();
    state.turn.as_mut().unwrap().spent = MAX_ATTEMPTS;
    let state = machine::resume(state, &batch, lease(300), at(120));
    let Some(Decision::Transfer {
        reason, summary, ..
    }) = state.turn.unwrap().decision
    else {
        panic!("not handed over");
    };
    assert_eq!((reason, summary.as_str()), (Reason::Undeliverable, "m1"));
}

#[test]
fn a_turn_all_of_whose_parts_are_sent_is_not_handed_over() {
    let (state, batch) = claimed();
    let state = machine::decide(state, TOKEN, reply(&["a"]), at(20)).unwrap();
    let turn = state.turn.as_ref().unwrap().seq;
    let mut state = machine::sent(state, turn, 0, (&Part::text("a"), None), 0, at(21))
        .unwrap()
        .state;
    state.turn.as_mut().unwrap().spent = MAX_ATTEMPTS;
    let state = machine::resume(state, &batch, lease(9_999), at(900));
    assert_eq!(state.owner, Owner::Assistant);
}

#[test]
fn a_part_is_recorded_once() {
    let (state, _) = claimed();
    let state = machine::decide(state, TOKEN, reply(&["a"]), at(20)).unwrap();
    let turn = state.turn.as_ref().unwrap().seq;
    let once = machine::sent(state, turn, 0, (&Part::text("a"), None), 0, at(21)).unwrap();
    assert!(once.message.is_some());
    let twice = machine::sent(
        once.state.clone(),
        turn,
        0,
        (&Part::text("a"), None),
        0,
        at(22),
    )
    .unwrap();
    assert_eq!((twice.state, twice.message), (once.state, None));
}

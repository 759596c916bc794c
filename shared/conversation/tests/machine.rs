//! The state machine, example by example. What no example shows, `properties.rs` and the
//! simulation do.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "helpers of tests fail like tests"
)]

use std::time::Duration;

use conversation::{
    Author, Contact, ContactName, Decision, Incoming, Lease, LeftBecause, Marker, Message,
    MessageId, Outcome, Owner, Part, Policy, Range, Reason, ReplyAddress, Seq, State, Timestamp,
    Token,
    machine::{self, Batch, Next, Verdict},
    marker::DEFAULT_MARKER,
    policy::{BATCH_CHARS, MAX_ATTEMPTS, MAX_TURN_TIME, OVERDUE},
};

const INTERVAL: Duration = Duration::from_secs(15);
const TOKEN: Token = Token(1);

fn at(seconds: u64) -> Timestamp {
    Timestamp::from_millis(1_800_000_000_000 + seconds * 1000)
}

fn policy() -> Policy {
    Policy {
        enabled: true,
        interval: INTERVAL,
        history_turns: 20,
        queue: "4".to_owned(),
        transfer_message: "Vou chamar uma pessoa.".to_owned(),
        marker: Marker::parse(DEFAULT_MARKER).unwrap(),
    }
}

fn incoming(id: &str, seconds: u64) -> Incoming {
    Incoming {
        contact: Contact {
            names: vec![ContactName::parse("5511999990000").unwrap()],
            display_name: None,
        },
        id: MessageId::parse(id).unwrap(),
        text: id.to_owned(),
        sent_at: at(seconds),
        reply_address: ReplyAddress(serde_json::json!({"to": "5511999990000"})),
    }
}

fn idle() -> State {
    let first = incoming("m", 0);
    State {
        next_seq: Seq(1),
        ..State::new(first.contact, first.reply_address, at(0))
    }
}

/// The state after these messages, and the messages.
fn after(mut state: State, ids: &[(&str, u64)]) -> (State, Vec<Message>) {
    let mut messages = Vec::new();
    for (id, seconds) in ids {
        let received = machine::receive(state, &incoming(id, *seconds), &policy(), at(*seconds));
        state = received.state;
        messages.push(received.message);
    }
    (state, messages)
}

fn lease(until: u64) -> Lease {
    Lease {
        token: Some(TOKEN),
        until: at(until),
    }
}

/// A conversation whose window of one message was claimed at 15 s, until 110 s.
fn claimed() -> (State, Batch) {
    let (state, messages) = after(idle(), &[("m1", 0)]);
    let (batch, rest) = Batch::select(messages);
    let state = machine::take(state, &batch, rest, lease(110), false, at(15));
    (state, batch)
}

fn reply(texts: &[&str]) -> Verdict {
    let part = |text: &&str| Part {
        text: (*text).to_owned(),
        sent: false,
    };
    Verdict::from(Decision::Reply {
        parts: texts.iter().map(part).collect(),
    })
}

fn transfer() -> Verdict {
    Verdict::from(Decision::Transfer {
        reason: Reason::Requested,
        summary: "wants a person".to_owned(),
    })
}

fn unanswered(state: &State) -> Option<Seq> {
    match &state.owner {
        Owner::People { unanswered, .. } => unanswered.as_ref().map(|window| window.first),
        Owner::Assistant => panic!("people do not have it"),
    }
}

#[test]
fn the_first_message_opens_a_window_and_sends_the_wake_up() {
    let received = machine::receive(idle(), &incoming("m1", 3), &policy(), at(3));
    assert_eq!(received.wake_up.unwrap().at, at(18));
    let second = machine::receive(received.state, &incoming("m2", 5), &policy(), at(5));
    assert_eq!(second.wake_up, None);
    let window = second.state.window.unwrap();
    assert_eq!((window.first, window.opened_at), (Seq(1), at(3)));
}

#[test]
fn a_run_is_due_the_interval_after_the_last_reply_too() {
    let mut state = idle();
    // A message that came during the run, before its reply.
    state.last_reply_at = Some(at(20));
    let received = machine::receive(state, &incoming("m1", 12), &policy(), at(12));
    assert_eq!(received.wake_up.unwrap().at, at(35));
    let next = |seconds| machine::next(&received.state, INTERVAL, at(seconds));
    assert_eq!(next(34), Next::Wait(at(35)));
    assert!(matches!(next(35), Next::Due(_)));
}

#[test]
fn a_message_sends_a_wake_up_of_its_own_when_the_others_must_be_lost() {
    let (overdue, _) = after(idle(), &[("m1", 0)]);
    let late = INTERVAL + OVERDUE + Duration::from_secs(1);
    let late = at(0).plus(late);
    let received = machine::receive(overdue.clone(), &incoming("m2", 46), &policy(), late);
    assert_eq!(received.wake_up.unwrap().at, late);
    let in_time = machine::receive(overdue, &incoming("m2", 40), &policy(), at(40));
    assert_eq!(in_time.wake_up, None);

    let (state, _) = claimed();
    let live = machine::receive(state.clone(), &incoming("m2", 20), &policy(), at(20));
    assert_eq!(live.wake_up, None);
    let lapsed = machine::receive(state, &incoming("m2", 110), &policy(), at(110));
    assert_eq!(lapsed.wake_up.unwrap().at, at(110));
}

#[test]
fn a_live_lease_is_waited_for_and_a_lapsed_one_resumed() {
    let (state, _) = claimed();
    assert_eq!(
        machine::next(&state, INTERVAL, at(109)),
        Next::Wait(at(110))
    );
    assert!(matches!(
        machine::next(&state, INTERVAL, at(110)),
        Next::Resume(_)
    ));
}

#[test]
fn a_batch_is_in_the_order_of_the_providers_time() {
    let (_, messages) = after(idle(), &[("late", 9), ("early", 2)]);
    let (batch, _) = Batch::select(messages);
    let order: Vec<_> = batch.messages().iter().map(|m| m.text.as_str()).collect();
    assert_eq!(order, ["early", "late"]);
    let all = Range {
        first: Seq(1),
        last: Seq(2),
    };
    assert_eq!(batch.range(), Some(all));
}

#[test]
fn a_batch_ends_at_a_hundred_messages_or_two_hundred_thousand_characters() {
    let many: Vec<(String, u64)> = (0..130).map(|n| (format!("m{n}"), n)).collect();
    let many: Vec<(&str, u64)> = many.iter().map(|(id, n)| (id.as_str(), *n)).collect();
    let (_, mut messages) = after(idle(), &many);
    let (batch, rest) = Batch::select(messages.clone());
    assert_eq!(batch.messages().len(), 100);
    let rest = rest.unwrap();
    assert_eq!((rest.first, rest.opened_at), (Seq(101), at(100)));

    messages[1].text = "x".repeat(BATCH_CHARS);
    let (batch, rest) = Batch::select(messages.clone());
    assert_eq!(batch.messages().len(), 1);
    assert_eq!(rest.unwrap().first, Seq(2));
    // One message alone is never too long to be taken.
    messages[0].text = "x".repeat(BATCH_CHARS + 1);
    assert_eq!(Batch::select(messages).0.messages().len(), 1);
}

#[test]
fn what_comes_during_a_run_is_the_next_batch() {
    let (state, _) = claimed();
    let (state, _) = after(state, &[("m2", 20)]);
    let state = machine::decide(state, TOKEN, reply(&["a"]), at(21)).unwrap();
    let turn = state.turn.as_ref().unwrap().seq;
    let state = machine::sent(state, turn, 0, "a", at(22)).state;
    let completed = machine::complete(state, TOKEN, INTERVAL, at(23)).unwrap();
    assert_eq!(completed.trail.outcome, Outcome::Answered { parts: 1 });
    assert_eq!(completed.trail.batch.last, Seq(1));
    assert_eq!(completed.state.window.unwrap().first, Seq(3));
    assert_eq!(completed.wake_up.unwrap().at, at(37));
}

#[test]
fn another_runs_token_changes_nothing() {
    let (state, _) = claimed();
    let other = Token(2);
    assert_eq!(
        machine::decide(state.clone(), other, reply(&["a"]), at(20)),
        None
    );
    assert_eq!(machine::fail(state.clone(), other, at(30), "x"), None);
    assert!(machine::complete(state, other, INTERVAL, at(20)).is_none());
}

#[test]
fn a_failed_run_keeps_others_away_until_its_retry() {
    let (state, _) = claimed();
    let state = machine::fail(state, TOKEN, at(20), "status 500").unwrap();
    assert_eq!(machine::next(&state, INTERVAL, at(19)), Next::Wait(at(20)));
    let (_, messages) = after(idle(), &[("m1", 0)]);
    let batch = Batch::of_turn(messages, state.turn.as_ref().unwrap().batch);
    let state = machine::resume(state, &batch, lease(200), false, at(20));
    let turn = state.turn.unwrap();
    assert_eq!((turn.attempts, turn.decision), (2, None));
    assert_eq!(turn.last_error.as_deref(), Some("status 500"));
}

#[test]
fn the_claim_hands_over_when_attempts_or_time_are_used_up() {
    let hands_over = |attempts, seconds, exhausted| {
        let (mut state, batch) = claimed();
        state.turn.as_mut().unwrap().attempts = attempts;
        let state = machine::resume(state, &batch, lease(9_999), exhausted, at(seconds));
        let decision = state.turn.unwrap().decision;
        let people = matches!(state.owner, Owner::People { .. });
        assert_eq!(decision.is_some(), people);
        people
    };
    assert!(!hands_over(MAX_ATTEMPTS - 1, 200, false));
    assert!(hands_over(MAX_ATTEMPTS, 200, false));
    assert!(hands_over(1, 15 + MAX_TURN_TIME.as_secs(), false));
    assert!(hands_over(1, 200, true));
}

#[test]
fn a_reply_that_cannot_be_sent_is_handed_over_as_undeliverable() {
    let (state, batch) = claimed();
    let mut state = machine::decide(state, TOKEN, reply(&["a", "b"]), at(20)).unwrap();
    state.turn.as_mut().unwrap().attempts = MAX_ATTEMPTS;
    let state = machine::resume(state, &batch, lease(300), false, at(120));
    let Some(Decision::Transfer { reason, summary }) = state.turn.unwrap().decision else {
        panic!("not handed over");
    };
    assert_eq!((reason, summary.as_str()), (Reason::Undeliverable, "m1"));
}

#[test]
fn a_transfer_makes_people_the_owner_in_the_same_step() {
    let (state, _) = claimed();
    let (state, _) = after(state, &[("m2", 20)]);
    let state = machine::decide(state, TOKEN, transfer(), at(21)).unwrap();
    assert_eq!(unanswered(&state), Some(Seq(3)));
    let completed = machine::complete(state, TOKEN, INTERVAL, at(22)).unwrap();
    let outcome = Outcome::Transferred {
        reason: Reason::Requested,
    };
    assert_eq!(completed.trail.outcome, outcome);
    assert_eq!(completed.trail.left_to_people.unwrap().first, Seq(3));
    assert_eq!(completed.wake_up, None);
}

#[test]
fn a_conversation_that_begins_anew_repeats_no_number() {
    let first = incoming("m", 0);
    let anew = State::new(first.contact, first.reply_address, at(9));
    assert!(anew.next_seq > Seq(at(0).millis()));
}

#[test]
fn a_turn_all_of_whose_parts_are_sent_is_not_handed_over() {
    let (state, batch) = claimed();
    let state = machine::decide(state, TOKEN, reply(&["a"]), at(20)).unwrap();
    let turn = state.turn.as_ref().unwrap().seq;
    let mut state = machine::sent(state, turn, 0, "a", at(21)).state;
    state.turn.as_mut().unwrap().attempts = MAX_ATTEMPTS;
    let state = machine::resume(state, &batch, lease(9_999), true, at(900));
    assert_eq!(state.owner, Owner::Assistant);
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
    let (state, trail) = machine::take_over(state, at(20));
    assert_eq!(trail.unwrap().outcome, Outcome::TakenOver { parts_sent: 0 });
    assert_eq!(
        machine::decide(state.clone(), TOKEN, reply(&["a"]), at(21)),
        None
    );
    assert_eq!(unanswered(&state), Some(Seq(1)));
    // Also after a release, although the same message waits again.
    let released = machine::release(state, INTERVAL, at(30)).unwrap();
    assert_eq!(released.state.window.as_ref().unwrap().first, Seq(1));
    assert_eq!(released.wake_up.unwrap().at, at(15));
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
    let sent = machine::sent(state, turn, 0, "a", at(22));
    assert_eq!(sent.message.unwrap().author, Author::Assistant);
    assert!(!machine::still_held(&sent.state, TOKEN));
}

#[test]
fn a_part_is_recorded_once() {
    let (state, _) = claimed();
    let state = machine::decide(state, TOKEN, reply(&["a"]), at(20)).unwrap();
    let turn = state.turn.as_ref().unwrap().seq;
    let once = machine::sent(state, turn, 0, "a", at(21));
    assert!(once.message.is_some());
    let twice = machine::sent(once.state.clone(), turn, 0, "a", at(22));
    assert_eq!((twice.state, twice.message), (once.state, None));
}

#[test]
fn a_persons_message_answers_what_waited() {
    let (state, _) = after(idle(), &[("m1", 0)]);
    let (state, message, trail) = machine::person_message(state, &incoming("p1", 5), at(5));
    assert_eq!(message.author, Author::Person);
    assert_eq!(trail.unwrap().outcome, Outcome::TakenOver { parts_sent: 0 });
    assert_eq!(unanswered(&state), None);
    let released = machine::release(state, INTERVAL, at(9)).unwrap();
    assert_eq!((released.state.window, released.wake_up), (None, None));
}

#[test]
fn a_release_before_the_transfer_is_queued_takes_it_back() {
    let (state, _) = claimed();
    let state = machine::decide(state, TOKEN, transfer(), at(20)).unwrap();
    let released = machine::release(state, INTERVAL, at(21)).unwrap();
    assert_eq!(released.trail.unwrap().outcome, Outcome::GivenBack);
    assert_eq!(released.state.window.as_ref().unwrap().first, Seq(1));
    assert!(machine::complete(released.state, TOKEN, INTERVAL, at(22)).is_none());
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
    let (state, trail) = machine::drop_disabled(window, at(15)).unwrap();
    assert_eq!((trail.outcome, state.window), (Outcome::Disabled, None));

    let (turn, _) = claimed();
    let undecided = machine::drop_disabled(turn.clone(), at(20)).unwrap();
    assert_eq!(undecided.0.turn, None);
    let decided = machine::decide(turn, TOKEN, reply(&["a", "b"]), at(20)).unwrap();
    let seq = decided.turn.as_ref().unwrap().seq;
    let half_sent = machine::sent(decided, seq, 0, "a", at(21)).state;
    assert_eq!(machine::drop_disabled(half_sent, at(22)), None);
}

#[test]
fn the_history_is_the_last_turns_oldest_first_without_what_waits() {
    let (state, mut transcript) = after(idle(), &[("m1", 0), ("m2", 1)]);
    let said = |seq, author, text: &str| Message {
        seq: Seq(seq),
        author,
        text: text.to_owned(),
        provider_id: None,
        sent_at: at(9),
        received_at: at(9),
        left_to_people: None,
    };
    transcript.push(said(3, Author::Assistant, "r1"));
    let (_, batch) = after(
        State {
            next_seq: Seq(4),
            ..state.clone()
        },
        &[("m4", 20)],
    );
    let (_, waiting) = after(
        State {
            next_seq: Seq(5),
            ..state
        },
        &[("m5", 21)],
    );
    transcript.extend(batch.clone());
    transcript.extend(waiting);
    transcript.push(said(6, Author::Assistant, "r0"));
    transcript.reverse();
    let (batch, _) = Batch::select(batch);
    let shown = |turns| {
        let lines = machine::history(&transcript, &batch, turns);
        lines.into_iter().map(|line| line.text).collect::<Vec<_>>()
    };
    assert_eq!(shown(0), ["m4"]);
    assert_eq!(shown(1), ["m1", "m2", "r1", "r0", "m4"]);
}

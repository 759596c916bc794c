//! Windows, wake-ups, batches and what the assistant is shown.

use std::time::Duration;

use conversation::{
    Author, HistoryLimit, Message, Range, Scheduled, Seq, State,
    machine::{self, Batch, Step, Wake},
    policy::{BATCH_CHARS, OVERDUE},
};

use crate::support::*;

#[test]
fn the_first_message_opens_a_window_and_sends_the_wake_up() {
    let received = machine::receive(idle(), &incoming("m1", 3), &policy(), at(3));
    assert_eq!(received.wake_up, Some(Wake::At(at(18))));
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
    assert_eq!(received.wake_up, Some(Wake::At(at(35))));
    let read = read(&received.state);
    let step = |seconds| on_wake_up(Some(&read), None, seconds);
    assert_eq!(step(33), Step::PutOff(&read, at(35)));
    assert_eq!(step(34), Step::LookAgain(at(35)));
    assert_eq!(step(35), Step::Claim(&read));
}

#[test]
fn a_message_sends_the_wake_up_once_more_when_it_must_be_lost() {
    let (window, _) = after(idle(), &[("m1", 0)]);
    let (turn, _) = claimed();
    for (state, due) in [(window, at(15)), (turn, at(110))] {
        let sends = |now| machine::receive(state.clone(), &incoming("m2", 9), &policy(), now);
        let in_time = due.plus(OVERDUE);
        assert_eq!(sends(at(14)).wake_up, None);
        assert_eq!(sends(in_time).wake_up, None);
        let late = in_time.plus(Duration::from_millis(1));
        assert_eq!(sends(late).wake_up, Some(Wake::Again));
    }
}

#[test]
fn a_wake_up_that_was_sent_once_more_is_given_twice_as_long_each_time() {
    let (mut state, _) = after(idle(), &[("m1", 0)]);
    let mut sent_again_at = Vec::new();
    for seconds in 15..600 {
        let now = at(seconds);
        if machine::receive(state.clone(), &incoming("m2", 9), &policy(), now).wake_up
            == Some(Wake::Again)
        {
            sent_again_at.push(seconds - 15);
            state.wake_up = Some(Scheduled {
                token: TOKEN,
                sent_again_at: Some(now),
            });
        }
    }
    assert_eq!(sent_again_at, [31, 63, 127, 255, 511]);
    // A run that is due later is overdue by itself.
    let (claimed, _) = claimed();
    let state = State {
        turn: claimed.turn,
        ..state
    };
    let sends = |seconds| {
        let mut state = state.clone();
        state.turn.as_mut().unwrap().lease.until = at(600);
        machine::receive(state, &incoming("m2", 9), &policy(), at(seconds)).wake_up
    };
    assert_eq!((sends(630), sends(631)), (None, Some(Wake::Again)));
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
fn a_conversation_that_begins_anew_repeats_no_number() {
    let first = incoming("m", 0);
    let anew = State::new(first.contact, first.reply_address, at(9));
    assert!(anew.next_seq > Seq(at(0).millis()));
}

#[test]
fn the_history_is_the_last_turns_oldest_first_without_what_waits() {
    let (state, mut transcript) = after(idle(), &[("m1", 0), ("m2", 1)]);
    let said = |seq, author, text: &str| Message::said(Seq(seq), author, text.to_owned(), at(9));
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
        let limit = HistoryLimit { turns, chars: 100 };
        let lines = machine::history(&transcript, &batch, limit);
        lines.into_iter().map(|line| line.text).collect::<Vec<_>>()
    };
    assert_eq!(shown(0), ["m4"]);
    assert_eq!(shown(1), ["m1", "m2", "r1", "r0", "m4"]);
}

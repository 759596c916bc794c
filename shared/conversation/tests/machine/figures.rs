//! What each step adds to the figures.

use std::time::Duration;

use conversation::{
    Counter, Decision, Figures, HeardReport, Lateness, Part, Reason, State, Undelivered, Usage,
    VoiceReport,
    machine::{self, Change, Verdict},
};

use crate::support::*;

fn counted(before: &State, change: &Change) -> Figures {
    machine::tally(Some(before), change)
}

/// The figures of a turn whose run was claimed at 15 s, and whose only part is sent at that time.
fn answered(state: State, verdict: Verdict, sent_at: u64) -> Figures {
    let decided = machine::decide(state.clone(), TOKEN, verdict, at(20)).unwrap();
    let claims_nothing = counted(&state, &Change::from(decided.clone()));
    assert!(claims_nothing.is_empty(), "{claims_nothing:?}");
    let turn = decided.turn.as_ref().unwrap().seq;
    let Some(Decision::Reply { parts, .. }) = &decided.turn.as_ref().unwrap().decision else {
        panic!("no reply")
    };
    let part = (&parts.first().unwrap().clone(), None);
    let sent = machine::sent(decided, turn, 0, part, 7, at(sent_at)).unwrap();
    // The end of the turn may be written long after the contact has the reply.
    let completed = machine::complete(sent.state.clone(), TOKEN, WAIT, at(500)).unwrap();
    let change = Change {
        turn_record: Some(completed.turn_record),
        ..Change::from(completed.state)
    };
    counted(&sent.state, &change)
}

fn late(seconds: u64) -> (Counter, u64) {
    let lateness = Lateness::of(Duration::from_secs(seconds));
    (Counter::Late(lateness), 1)
}

#[test]
fn an_answer_counts_with_what_it_answered_and_what_it_cost() {
    let verdict = Verdict {
        usage: Some(Usage {
            input_tokens: 100,
            cached_tokens: 60,
            output_tokens: 10,
        }),
        model: Some("m".to_owned()),
        heard: Some(HeardReport {
            seconds: 12,
            model: Some("h".to_owned()),
            ..HeardReport::default()
        }),
        voice: Some(VoiceReport::default()),
        ..Verdict::from(Decision::spoken(vec![Part::voice("olá")], Vec::new()))
    };
    let expected = Figures::from_iter([
        (Counter::Replies, 1),
        (Counter::Messages, 1),
        // Due at 15 s.
        late(30),
        (Counter::SpokenCharacters, 3),
        (Counter::CharacterCost, 7),
        (Counter::HeardSeconds("h".to_owned()), 12),
        (Counter::Answers("m".to_owned()), 1),
        (Counter::InputTokens("m".to_owned()), 100),
        (Counter::CachedTokens("m".to_owned()), 60),
        (Counter::OutputTokens("m".to_owned()), 10),
    ]);
    assert_eq!(answered(claimed().0, verdict, 45), expected);
}

#[test]
fn what_came_back_from_people_is_due_from_then_on() {
    let (state, _) = claimed();
    let (taken, _) = machine::take_over(state, at(16));
    let back = machine::release(taken, &policy(), at(3_000)).unwrap().state;
    let window = back.window.clone().unwrap();
    let (_, messages) = after(idle(), &[("m1", 0)]);
    let (batch, _) = machine::Batch::select(messages);
    assert_eq!(window.first, batch.range().unwrap().first);
    let state = machine::take(back, &batch, None, lease(9_000), WAIT, at(3_010));
    assert_eq!(state.turn.unwrap().due_at, Some(at(3_000)));
}

#[test]
fn a_part_that_is_sent_again_is_no_new_answer() {
    let part = conversation::MessageId::parse("wamid.1").unwrap();
    let (state, batch) = claimed();
    let failed = Undelivered {
        seq: batch.range().unwrap().last.next(),
        id: part,
        batch: batch.range().unwrap(),
        voice: true,
        why: "131026".to_owned(),
        at: at(10),
        later: conversation::Later::NONE,
    };
    let state = State {
        turn: None,
        undelivered: vec![failed],
        ..state
    };
    let text = vec![Part::text("olá")];
    let state = machine::redeliver(state, text, String::new(), lease(110), at(15));
    let turn = state.turn.as_ref().unwrap().seq;
    let sent = machine::sent(state, turn, 0, (&Part::text("olá"), None), 0, at(16)).unwrap();
    let completed = machine::complete(sent.state.clone(), TOKEN, WAIT, at(17)).unwrap();
    let change = Change {
        turn_record: Some(completed.turn_record),
        ..Change::from(completed.state)
    };
    assert_eq!(counted(&sent.state, &change), Figures::default());
}

#[test]
fn a_transfer_counts_when_it_is_decided() {
    let (state, _) = claimed();
    let decided = machine::decide(state.clone(), TOKEN, transfer(), at(20)).unwrap();
    let expected = Figures::from_iter([(Counter::HandedOver(Reason::Requested), 1)]);
    let change = Change::from(decided.clone());
    assert_eq!(counted(&state, &change), expected);

    // The same commit again, and its end, add nothing.
    let again = machine::decide(decided.clone(), TOKEN, transfer(), at(21)).unwrap();
    assert!(counted(&decided, &Change::from(again)).is_empty());
    let completed = machine::complete(decided.clone(), TOKEN, WAIT, at(22)).unwrap();
    let change = Change {
        turn_record: Some(completed.turn_record),
        ..Change::from(completed.state)
    };
    assert!(counted(&decided, &change).is_empty());
}

#[test]
fn people_who_take_a_conversation_count_once() {
    let (state, _) = claimed();
    let taken = |state: &State| {
        let (state, turn_record) = machine::take_over(state.clone(), at(20));
        Change {
            turn_record,
            ..Change::from(state)
        }
    };
    let first = taken(&state);
    let expected = Figures::from_iter([(Counter::TakenOver, 1)]);
    assert_eq!(counted(&state, &first), expected);
    assert!(counted(&first.state, &taken(&first.state)).is_empty());
    // Nor do they take what the assistant never had, or what was left to them.
    assert!(machine::tally(None, &taken(&idle())).is_empty());
    let (waits, _) = after(idle(), &[("m1", 0)]);
    let disabled = machine::drop_disabled(waits.clone(), at(15)).unwrap();
    assert!(counted(&waits, &disabled).is_empty());
}

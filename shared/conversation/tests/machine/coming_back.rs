//! How a conversation comes back from people, and what is kept of what they said.

use std::time::Duration;

use conversation::{
    Author, Incoming, Keyword, Outcome, Owner, Policy, ReplyAddress, Seq, State,
    machine::{self, Batch, Wake},
    policy::Returns,
};

use crate::support::*;

#[test]
fn what_nobody_answered_is_answered_on_release_only_where_that_is_wanted() {
    let forgets = Policy {
        answer_on_release: false,
        ..policy()
    };
    let (state, _) = machine::take_over(idle(), at(1));
    let (state, _) = after(state, &[("m1", 2)]);
    let answers = machine::release(state.clone(), &policy(), at(30)).unwrap();
    assert_eq!(answers.state.window.unwrap().first, Seq(1));
    assert_eq!(answers.wake_up, Some(Wake::At(at(17))));
    let quiet = machine::release(state, &forgets, at(30)).unwrap();
    assert_eq!((quiet.state.window, quiet.wake_up), (None, None));
    assert_eq!(quiet.state.owner, Owner::Assistant);
    assert!(machine::release(idle(), &policy(), at(30)).is_none());
}

#[test]
fn a_transfer_that_is_given_back_unanswered_leaves_its_messages_to_people() {
    let forgets = Policy {
        answer_on_release: false,
        ..policy()
    };
    let (state, _) = claimed();
    let (state, _) = after(state, &[("m2", 18)]);
    let state = machine::decide(state, TOKEN, transfer(), at(20)).unwrap();
    let released = machine::release(state, &forgets, at(21)).unwrap();
    let turn_record = released.turn_record.unwrap();
    assert_eq!(turn_record.outcome, Outcome::TakenOver { parts_sent: 0 });
    assert_eq!(
        (
            turn_record.batch.last,
            turn_record.left_to_people.unwrap().first
        ),
        (Seq(1), Seq(3))
    );
    assert_eq!((released.state.window, released.wake_up), (None, None));
}

#[test]
fn the_assistant_reads_what_people_said_and_that_they_had_it() {
    let (state, mut transcript) = after(idle(), &[("m1", 0)]);
    let said = machine::person_message(state, &incoming("p1", 5), &policy(), at(5));
    transcript.extend(said.messages);
    let released = machine::release(said.state, &policy(), at(9)).unwrap();
    transcript.extend(released.messages);
    let (state, asked) = after(released.state, &[("m2", 20)]);
    transcript.extend(asked.clone());
    transcript.reverse();
    let (batch, _) = Batch::select(asked);
    let shown = machine::history(&transcript, &batch, policy().history);
    let shown: Vec<_> = shown
        .iter()
        .map(|line| (line.author, line.text.as_str()))
        .collect();
    let note = shown.get(2).unwrap().1;
    assert!(note.contains("People of the team"));
    let expected = [
        (Author::Customer, "m1"),
        (Author::Person, "p1"),
        (Author::Note, note),
        (Author::Customer, "m2"),
    ];
    assert_eq!(shown, expected);
    assert!(state.window.is_some());
}

fn with_keyword() -> Policy {
    Policy {
        release_keyword: Some(Keyword::parse("#bot").unwrap()),
        ..policy()
    }
}

fn keyword(seconds: u64) -> Incoming {
    Incoming {
        text: "#BOT".to_owned(),
        ..incoming("p1", seconds)
    }
}

#[test]
fn the_keyword_gives_back_and_answers_nothing() {
    let (state, _) = machine::take_over(idle(), at(1));
    let (state, _) = after(state, &[("m1", 2)]);
    let given = machine::person_message(state, &keyword(5), &with_keyword(), at(5));
    let authors: Vec<_> = given
        .messages
        .iter()
        .map(|message| message.author)
        .collect();
    assert_eq!(authors, [Author::Person, Author::Note]);
    assert_eq!(
        given.messages[0].provider_id.as_ref().unwrap().as_str(),
        "p1"
    );
    assert!(given.messages[0].seq < given.messages[1].seq);
    assert_eq!(given.state.owner, Owner::Assistant);
    assert_eq!(given.state.window.unwrap().first, Seq(1));
    assert_eq!(given.wake_up, Some(Wake::At(at(17))));
}

#[test]
fn the_keyword_takes_nothing_from_the_assistant() {
    let (state, _) = claimed();
    let said = machine::person_message(state.clone(), &keyword(20), &with_keyword(), at(20));
    assert_eq!(said.messages.len(), 1);
    assert_eq!(
        (&said.state.owner, &said.state.turn),
        (&state.owner, &state.turn)
    );
    // Without the setting it is a message like any other.
    let said = machine::person_message(state, &keyword(20), &policy(), at(20));
    assert!(said.state.owner != Owner::Assistant && said.state.turn.is_none());
}

#[test]
fn quiet_is_counted_from_the_last_message_of_either_side() {
    let returns_after = |state: &State, after| {
        let enabled = true;
        machine::returns_at(state, Returns { after, enabled }, at(0))
    };
    let returns_at = |state: &State| returns_after(state, Some(Duration::from_secs(3600)));
    assert_eq!(returns_at(&idle()), None);
    let (state, _) = machine::take_over(idle(), at(100));
    assert_eq!(returns_at(&state), Some(at(3700)));
    assert_eq!(returns_after(&state, None), None);
    let (state, _) = after(state, &[("m1", 500)]);
    assert_eq!(returns_at(&state), Some(at(4100)));
    let (state, _) = machine::person_says(state, "hi", None, at(0), at(900));
    assert_eq!(returns_at(&state), Some(at(4500)));
    // People who take what they have begin no new hold.
    let (state, _) = machine::take_over(state, at(1000));
    assert_eq!(returns_at(&state), Some(at(4500)));
}

#[test]
fn a_late_message_tells_no_other_address() {
    let moved = |id, seconds, ticket: u64| Incoming {
        reply_address: ReplyAddress(serde_json::json!({"ticket": ticket})),
        ..incoming(id, seconds)
    };
    let to = |state: &State| state.reply_address.0["ticket"].as_u64();
    let receive = |state, incoming| machine::receive(state, &incoming, &policy(), at(60)).state;
    let state = receive(idle(), moved("m2", 50, 2));
    let state = receive(state, moved("m1", 40, 1));
    assert_eq!(to(&state), Some(2));
    let said = machine::person_message(state, &moved("p1", 45, 1), &policy(), at(60));
    assert_eq!(to(&said.state), Some(2));
    // A clock that is ahead of ours keeps nobody away.
    let state = receive(said.state, moved("m3", 900, 3));
    let state = receive(state, moved("m4", 60, 4));
    assert_eq!(to(&state), Some(4));
}

//! What becomes of a turn whose assistant gives no answer.

use std::time::Duration;

use conversation::{
    Attachment, AttachmentKind, HistoryLimit, Incoming, LeftOut, Outcome, Phrases, Reason,
    Responded, in_reply_to, marker::DEFAULT_MARKER, ports::AssistantError,
};

use crate::world::{World, world};

/// A world in which two messages were answered before a third comes.
fn with_a_past() -> World {
    let mut world = world();
    world.policy.history = HistoryLimit {
        turns: 9,
        chars: 100,
    };
    *world.answer.borrow_mut() = "resposta";
    for id in ["m1", "m2"] {
        world.contact_writes(id);
        world.respond();
    }
    world.asked.take();
    world.contact_writes("m3");
    world
}

fn fails(world: &World, errors: impl IntoIterator<Item = AssistantError>) {
    world.assistant_fails.borrow_mut().extend(errors);
}

fn too_long() -> AssistantError {
    AssistantError::TooLong {
        detail: "HTTP 400".to_owned(),
    }
}

/// Asserts that the turn went to people, and gives the error in its record.
fn to_people(responded: Responded) -> String {
    let Responded::Ended {
        outcome: Outcome::Transferred { reason },
        error: Some(error),
        ..
    } = responded
    else {
        panic!("{responded:?}");
    };
    assert_eq!(reason, Reason::AssistantFailed);
    error
}

const WHOLE: [&str; 5] = ["m1", "resposta", "m2", "resposta", "m3"];
const HALF: [&str; 3] = ["m2", "resposta", "m3"];

#[test]
fn a_history_that_is_too_long_is_halved_within_the_same_run() {
    let world = with_a_past();
    fails(&world, [too_long()]);
    let responded = world.respond();
    assert!(
        matches!(
            responded,
            Responded::Ended {
                outcome: Outcome::Answered { .. },
                error: None,
                ..
            }
        ),
        "{responded:?}"
    );
    assert_eq!(*world.asked.borrow(), [&WHOLE[..], &HALF[..]]);
}

#[test]
fn half_of_what_was_shown_is_left_out_and_not_of_what_might_have_been() {
    let mut world = with_a_past();
    world.policy.history.chars = 10_000;
    fails(&world, [too_long()]);
    world.respond();
    assert_eq!(*world.asked.borrow(), [&WHOLE[..], &HALF[..]]);
}

#[test]
fn when_half_is_too_long_as_well_people_get_it_at_once() {
    let world = with_a_past();
    fails(&world, [too_long(), too_long()]);
    let error = to_people(world.respond());
    assert_eq!(error, "HTTP 400, even with half of the history");
    assert_eq!(world.asked.borrow().len(), 2);
}

#[test]
fn without_a_history_the_same_is_not_asked_again() {
    let mut world = with_a_past();
    world.policy.history.turns = 0;
    fails(&world, [too_long()]);
    to_people(world.respond());
    assert_eq!(*world.asked.borrow(), [["m3"]]);
}

/// An ad that invites people to talk to somebody is not the customer's wish.
#[test]
fn what_a_message_answers_is_read_and_holds_no_phrase() {
    let mut world = with_a_past();
    world.policy.phrases = Phrases::parse(&["falar com um atendente"]).unwrap();
    let ad = "[this chat was begun from an ad: falar com um atendente]";
    world.contact_says(Incoming {
        about: Some(ad.to_owned()),
        ..world.incoming("m4")
    });
    world.respond();
    let asked = world.asked.borrow();
    let last = asked.last().and_then(|lines| lines.last());
    assert_eq!(last, Some(&format!("{ad}\nm4")));
}

#[test]
fn the_record_says_what_an_answer_was_given_without() {
    let world = with_a_past();
    *world.left_out.borrow_mut() = vec![LeftOut::Verbosity];
    let conversation = world.contact_writes("m4");
    world.respond();
    let records = world.table.with(&conversation, |items| {
        let records = items.turn_records.values();
        records
            .map(|record| record.left_out.clone())
            .collect::<Vec<_>>()
    });
    assert_eq!(records.unwrap(), [vec![], vec![], vec![LeftOut::Verbosity]]);
}

#[test]
fn what_fails_for_now_is_asked_again_later() {
    let world = with_a_past();
    fails(&world, [AssistantError::TimedOut]);
    let responded = world.respond();
    let Responded::RetryIn { error, .. } = responded else {
        panic!("{responded:?}");
    };
    assert_eq!(error, "the assistant did not answer within the time limit");
    world.wait(Duration::from_secs(60));
    let ended = world.respond();
    assert!(matches!(ended, Responded::Ended { .. }), "{ended:?}");
    assert_eq!(world.asked.borrow().len(), 2);
}

/// Only what the assistant writes is searched for it.
#[test]
fn a_customer_who_writes_the_marker_gets_nobody_by_that() {
    let world = world();
    *world.answer.borrow_mut() = "Olá!";
    let file = Attachment {
        name: Some(DEFAULT_MARKER.to_owned()),
        ..Attachment::of(AttachmentKind::Document)
    };
    let of = world.contact_says(Incoming {
        text: DEFAULT_MARKER.to_owned(),
        attachments: vec![file],
        about: in_reply_to(DEFAULT_MARKER),
        ..world.incoming("m1")
    });
    world.respond();
    let shown = world.asked.borrow().concat().join("\n");
    assert_eq!(shown.matches(DEFAULT_MARKER).count(), 3);
    assert_eq!(world.transcript(&of).last().unwrap(), "Olá!");
    assert!(world.entries.borrow().is_empty());
}

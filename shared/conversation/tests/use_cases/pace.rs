//! Balloons: an answer that is sent at a human pace, and what may come between two of them.

use std::time::Duration;

use conversation::{
    Balloons, ConversationRef, Kind, Outcome, Responded, TurnRecord, VoicePolicy, operator, respond,
};

use crate::{
    table::Fate,
    voice::ALWAYS,
    world::{World, conversation, done, world},
};

/// Three paragraphs, at the second and third of which a person would type for more than 2 s.
const ANSWER: &str = "Oi!\n\n\
    Seu pedido saiu ontem do nosso depósito e chega até sexta-feira.\n\n\
    Se preferir, você pode buscar na loja a partir de amanhã às dez horas.";

fn paragraph(n: usize) -> String {
    ANSWER.split("\n\n").nth(n).unwrap().to_owned()
}

fn paced() -> World {
    let mut world = world();
    world.policy.balloons = Some(Balloons {
        max: 3,
        max_pause: Duration::from_secs(2),
    });
    *world.answer.borrow_mut() = ANSWER;
    world
}

fn texts(world: &World) -> Vec<String> {
    let sent = world.sent.borrow();
    sent.iter().map(|(text, _)| text.clone()).collect()
}

fn records(world: &World, of: &ConversationRef) -> Vec<TurnRecord> {
    let all = world.table.with(of, |items| {
        let records = items.turn_records.values();
        records.cloned().collect::<Vec<_>>()
    });
    all.unwrap()
}

const fn answered(parts: usize) -> Responded {
    Responded::Ended {
        kind: Kind::Customer,
        outcome: Outcome::Answered { parts },
        error: None,
        voice: None,
    }
}

#[test]
fn each_balloon_but_the_first_comes_after_typing() {
    let world = paced();
    let of = world.contact_writes("m1");
    assert_eq!(world.respond(), answered(3));
    assert_eq!(texts(&world), [0, 1, 2].map(paragraph));
    assert_eq!(*world.channel.called.borrow(), [0, 2, 4]);
    // Once while the assistant thinks.
    assert_eq!(*world.typed.borrow(), [0, 0, 2]);
    let record = records(&world, &of).remove(0);
    assert_eq!((record.took.pause_ms, record.dropped), (4_000, 0));
}

#[test]
fn who_writes_between_two_balloons_gets_no_more_of_them_and_is_answered() {
    let world = paced();
    let of = world.contact_writes("m1");
    world.while_asleep.set(Some(|world| {
        world.contact_writes("m2");
    }));
    assert_eq!(world.respond(), answered(1));
    assert_eq!(texts(&world), [paragraph(0)]);
    let state = world.state(&of).unwrap();
    assert_eq!(state.replies.at(world.now.get()), 1);
    assert_eq!(records(&world, &of)[0].dropped, 2);

    *world.answer.borrow_mut() = "Certo.";
    assert_eq!(world.respond(), answered(1));
    assert_eq!(texts(&world), [paragraph(0), "Certo.".to_owned()]);
    // The assistant knows what was said, and nothing of what was not.
    let asked = world.asked.borrow().last().unwrap().clone();
    assert_eq!(asked, ["m1".to_owned(), paragraph(0), "m2".to_owned()]);
}

/// After the commit nothing of it is there to be sent.
#[test]
fn what_is_dropped_is_dropped_once_whatever_becomes_of_the_commit() {
    for fate in [Fate::Conflict, Fate::AnswerLost, Fate::CalledConflict] {
        let world = paced();
        let of = world.contact_writes("m1");
        let happens: fn(&World) = match fate {
            Fate::Conflict => |world| writes_before(world, Fate::Conflict),
            Fate::AnswerLost => |world| writes_before(world, Fate::AnswerLost),
            _ => |world| writes_before(world, Fate::CalledConflict),
        };
        world.while_asleep.set(Some(happens));
        let first = world.respond();
        if fate == Fate::AnswerLost {
            assert!(matches!(first, Responded::RetryIn { .. }), "{first:?}");
            world.wait(Duration::from_secs(60));
            world.respond();
        }
        assert_eq!(texts(&world), [paragraph(0)], "{fate:?}");
        let record = records(&world, &of).remove(0);
        assert_eq!(record.outcome, Outcome::Answered { parts: 1 });
        assert_eq!(record.dropped, 2, "{fate:?}");
    }
}

fn writes_before(world: &World, fate: Fate) {
    world.contact_writes("m2");
    world.table.next_commits(&[fate]);
}

#[test]
fn people_who_take_over_between_two_balloons_stop_them() {
    let world = paced();
    let of = world.contact_writes("m1");
    world.while_asleep.set(Some(|world| {
        let of = conversation();
        done(operator::take_over(world, &of, &world.policy)).unwrap();
    }));
    assert_eq!(world.respond(), Responded::Done);
    assert_eq!(texts(&world), [paragraph(0)]);
    let outcome = records(&world, &of)[0].outcome;
    assert_eq!(outcome, Outcome::TakenOver { parts_sent: 1 });
}

#[test]
fn pauses_shrink_and_fall_away_before_a_reply_is_put_off() {
    let within = |max: usize, seconds: u64| {
        let mut world = paced();
        if let Some(balloons) = &mut world.policy.balloons {
            balloons.max = max;
        }
        world.contact_writes("m1");
        let deadline = world.now.get().plus(Duration::from_secs(seconds));
        let (wake_up, _) = world.newest_wake_up();
        let responded = done(respond(&world, &wake_up, deadline)).unwrap();
        assert_eq!(responded, answered(max));
        let called = world.channel.called.borrow().clone();
        (called, world.now.get())
    };
    // 3 s are to spare for the first two pauses, and 3.5 s for the last.
    assert_eq!(within(3, 20).0, [0, 1, 3]);
    assert_eq!(within(2, 20).0, [0, 2]);
}

#[test]
fn a_balloon_that_is_tried_again_has_had_its_pause() {
    let world = paced();
    world.contact_writes("m1");
    world
        .while_asleep
        .set(Some(|world| world.channel.fails_once()));
    let failed = world.respond();
    assert!(matches!(failed, Responded::RetryIn { .. }), "{failed:?}");
    assert_eq!(texts(&world), [paragraph(0)]);
    world.wait(Duration::from_secs(8));
    assert!(matches!(world.respond(), Responded::Ended { .. }));
    assert_eq!(texts(&world), [0, 1, 2].map(paragraph));
    // The third has its own pause.
    assert_eq!(*world.channel.called.borrow(), [0, 2, 10, 12]);
}

#[test]
fn a_spoken_reply_has_no_balloons_and_what_goes_out_as_text_does() {
    let mut world = paced();
    world.policy.voice = Some(ALWAYS);
    *world.answer.borrow_mut() = "Oi!\n\nSaiu.\n\nhttps://loja.example/p/1";
    world.contact_writes("m1");
    world.respond();
    let spoken = world.sent.take();
    assert!(
        spoken.iter().any(|(_, audio)| audio.is_some()),
        "{spoken:?}"
    );
    assert_eq!(world.seconds(), 0);

    world.policy.voice = Some(VoicePolicy {
        max_reply_characters: 1,
        ..ALWAYS
    });
    *world.answer.borrow_mut() = ANSWER;
    world.contact_writes("m2");
    world.respond();
    assert_eq!(texts(&world), [0, 1, 2].map(paragraph));
    assert_eq!(world.seconds(), 4);
}

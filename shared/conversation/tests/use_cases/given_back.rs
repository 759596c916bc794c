//! What people have only because nobody else could answer, when somebody gives it back.

use std::time::Duration;

use conversation::{
    ConversationRef, DeskEvent, DeskEvidence, Event, HandedOver, Holder, MessageId, Outcome, Owner,
    Reason, ReplyAddress, Responded, Told, WakeUpMessage, come_back, operator,
    policy::{MAX_HAND_OVER_TIME, REPLY_LIMIT},
    ports::Failure,
};

use crate::{
    hand_over::work,
    people::{HOUR, newest_return},
    table::Fate,
    world::{World, contact, done, world},
};

const DAY: Duration = REPLY_LIMIT;

fn fails(world: &World) {
    let failure = Failure::permanent("no quota");
    world.assistant_fails.borrow_mut().push_back(failure.into());
}

/// A world whose contact and desk know that the assistant failed.
fn failed_in(world: World) -> (World, ConversationRef) {
    fails(&world);
    let conversation = world.contact_writes("m1");
    world.respond();
    let (entry, _) = world.entries.borrow_mut().pop().unwrap();
    assert_eq!(work(&world, &entry), HandedOver::Ended { told: Told::Yes });
    (world, conversation)
}

fn outcome(responded: Responded) -> Outcome {
    match responded {
        Responded::Ended { outcome, .. } => outcome,
        other => panic!("{other:?}"),
    }
}

fn assistant_has(world: &World, conversation: &ConversationRef) -> bool {
    world.state(conversation).unwrap().owner == Owner::Assistant
}

fn desk_closes(world: &World) {
    let event = DeskEvent {
        holder: Holder::Assistant,
        contact: contact(),
        reply_address: ReplyAddress(serde_json::json!({})),
        ids: vec![MessageId::parse("closed").unwrap()],
        at: None,
        evidence: DeskEvidence::Event,
        case: None,
    };
    world.hears(Event::Desk(event));
}

#[test]
fn what_comes_back_by_itself_tells_nobody_again_while_the_assistant_fails() {
    let mut world = world();
    world.policy.return_after = Some(HOUR);
    let (world, conversation) = failed_in(world);
    for _ in 0..3 {
        while !assistant_has(&world, &conversation) {
            let (back, delay) = newest_return(&world);
            world.wait(delay);
            done(come_back(&world, &back)).unwrap();
        }
        fails(&world);
        let reason = Reason::StillFailing;
        assert_eq!(outcome(world.respond()), Outcome::Transferred { reason });
    }
    assert_eq!(world.channel.called.borrow().len(), 1, "told once");
    assert!(world.entries.borrow().is_empty());
}

#[test]
fn it_is_not_asked_again_for_ever() {
    let mut world = world();
    world.policy.return_after = Some(HOUR);
    let (world, conversation) = failed_in(world);
    let began = world.seconds();
    while world.seconds() - began < DAY.as_secs() + 2 * HOUR.as_secs() {
        fails(&world);
        let newest = world.wake_ups.borrow().last().cloned().unwrap();
        world.wait(newest.1.max(Duration::from_secs(60)));
        match newest.0 {
            WakeUpMessage::WakeUp(wake_up) => drop(world.respond_to(&wake_up)),
            WakeUpMessage::ReturnV1(back) => drop(done(come_back(&world, &back)).unwrap()),
            other => panic!("{other:?}"),
        }
        if assistant_has(&world, &conversation)
            && world.state(&conversation).unwrap().window.is_none()
        {
            break;
        }
    }
    assert!(assistant_has(&world, &conversation));
    assert_eq!(world.channel.called.borrow().len(), 1, "told once");
}

#[test]
fn who_gives_back_what_failed_has_the_desk_told_when_it_is_answered() {
    for released in [false, true] {
        let (world, conversation) = failed_in(world());
        *world.answer.borrow_mut() = "Voltei.";
        if released {
            let back = operator::release(&world, &conversation, &world.policy);
            done(back).unwrap();
        } else {
            let back = operator::release_failed(&world, &conversation, &world.policy);
            assert!(done(back).unwrap());
        }
        assert_eq!(outcome(world.respond()), Outcome::Answered { parts: 1 });
        assert_eq!(world.recoveries.borrow().len(), 1);
    }
}

#[test]
fn what_failed_long_ago_stays_with_people() {
    let (world, conversation) = failed_in(world());
    world.wait(DAY + Duration::from_secs(1));
    let back = operator::release_failed(&world, &conversation, &world.policy);
    assert!(!done(back).unwrap());
    assert!(!assistant_has(&world, &conversation));
}

/// It failed for the first message a day ago, and for the newest just now.
#[test]
fn a_fresh_message_is_given_back_however_old_the_first_is() {
    let (world, conversation) = failed_in(world());
    world.wait(DAY - HOUR);
    world.contact_writes("m2");
    fails(&world);
    let reason = Reason::StillFailing;
    assert_eq!(outcome(world.respond()), Outcome::Transferred { reason });
    world.wait(2 * HOUR);
    let back = operator::release_failed(&world, &conversation, &world.policy);
    assert!(done(back).unwrap());
}

#[test]
fn a_desk_that_closes_what_failed_again_leaves_nothing_to_answer() {
    let (world, conversation) = failed_in(world());
    world.wait(HOUR);
    world.contact_writes("m2");
    fails(&world);
    world.respond();
    desk_closes(&world);
    let state = world.state(&conversation).unwrap();
    assert_eq!((state.owner, state.window), (Owner::Assistant, None));
}

#[test]
fn what_the_settings_leave_unanswered_is_not_asked_again() {
    let mut world = world();
    world.policy.answer_on_release = false;
    let (world, conversation) = failed_in(world);
    done(operator::release(&world, &conversation, &world.policy)).unwrap();
    let state = world.state(&conversation).unwrap();
    assert_eq!((state.owner, state.window), (Owner::Assistant, None));
}

/// Its people were told of it: that they closed it without a word is their answer.
#[test]
fn a_desk_that_closes_what_it_was_told_of_leaves_nothing_to_answer() {
    let (world, conversation) = failed_in(world());
    desk_closes(&world);
    let state = world.state(&conversation).unwrap();
    assert_eq!((state.owner, state.window), (Owner::Assistant, None));
    assert_eq!(state.unattended, None);
}

#[test]
fn a_transfer_that_is_known_is_not_answered_because_its_turn_has_not_ended() {
    let world = world();
    let conversation = world.contact_writes("m1");
    // The entry is queued, and neither the turn nor the transfer comes to its end.
    let late = |commits| std::iter::repeat_n(Fate::Written, commits).chain([Fate::Late]);
    world.table.next_commits(&late(2).collect::<Vec<_>>());
    world.respond();
    let (entry, _) = world.entries.borrow_mut().pop().unwrap();
    world.table.next_commits(&late(3).collect::<Vec<_>>());
    work(&world, &entry);
    let state = world.state(&conversation).unwrap();
    let told = state
        .handover
        .map(|handover| (handover.told, handover.desk_steps));
    assert_eq!((told, state.turn.is_some()), (Some((Told::Yes, 1)), true));
    desk_closes(&world);
    let state = world.state(&conversation).unwrap();
    assert_eq!((state.owner, state.window), (Owner::Assistant, None));
}

/// Nobody looked any more whether the integration is enabled again.
#[test]
fn what_comes_after_a_day_of_silence_while_disabled_is_answered_too() {
    let mut world = world();
    world.policy.enabled = false;
    let conversation = world.contact_writes("m1");
    loop {
        let ((back, delay), sent) = (newest_return(&world), world.wake_ups.borrow().len());
        world.wait(delay);
        done(come_back(&world, &back)).unwrap();
        if world.wake_ups.borrow().len() == sent {
            break;
        }
    }
    assert!(world.seconds() > DAY.as_secs());
    let sent = world.wake_ups.borrow().len();
    world.contact_writes("m2");
    assert_eq!(world.wake_ups.borrow().len(), sent + 1);
    world.policy.enabled = true;
    let (back, delay) = newest_return(&world);
    assert!(delay < MAX_HAND_OVER_TIME);
    world.wait(delay);
    done(come_back(&world, &back)).unwrap();
    assert!(assistant_has(&world, &conversation));
    let window = world.state(&conversation).unwrap().window;
    assert!(window.is_some());
}

#[test]
fn what_a_person_has_taken_in_the_console_is_not_taken_from_them() {
    let (world, conversation) = failed_in(world());
    done(operator::take_over(&world, &conversation, &world.policy)).unwrap();
    world.wait(HOUR);
    world.contact_writes("m2");
    assert!(!assistant_has(&world, &conversation));
}

//! What is said in recordings: heard while the window waits, or by the run, and once.

use std::time::Duration;

use conversation::{
    Attachment, AttachmentKind, AttachmentSource, Author, ConversationRef, Hear, Heard,
    HeardReport, Incoming, Message, Phrases, Reason, Said, Seq, Token, Unheard, Wait,
    WakeUpMessage, hear, operator,
    policy::Hearing,
    ports::{Conversations, Counted, DayBudget, Failure, FetchError, Hold, ListenError},
};

use crate::world::{World, done, tenant, world};

const NOTE: &str = "[the customer sent a voice message";
const HEARING: Hearing = Hearing {
    videos: true,
    max_recordings: 2,
    max_bytes: 60,
    max_seconds: 30,
    max_day_seconds: 40,
};

fn voice(of: &str) -> Attachment {
    Attachment {
        source: Some(AttachmentSource(serde_json::json!(of))),
        ..Attachment::of(AttachmentKind::Voice)
    }
}

/// A world that hears, whose interval is still open.
fn hearing() -> World {
    let mut world = world();
    world.policy.wait = Wait::Fixed(Duration::from_secs(5));
    world.policy.hearing = Some(HEARING);
    *world.answer.borrow_mut() = "Olá!";
    world
}

/// The contact says that.
fn says(world: &World, words: &[&str]) -> ConversationRef {
    let files = words.iter().map(|words| {
        let bytes = (*words).to_owned().into();
        ((*words).to_owned(), Ok(bytes))
    });
    world.files.borrow_mut().extend(files);
    sends(world, words)
}

/// The contact sends recordings that the channel need not have.
fn sends(world: &World, of: &[&str]) -> ConversationRef {
    world.contact_says(Incoming {
        text: String::new(),
        attachments: of.iter().map(|of| voice(of)).collect(),
        voice: true,
        ..world.incoming(&of.join("-"))
    })
}

/// The messages that ask for a recording to be heard.
fn asked_to_hear(world: &World) -> Vec<Hear> {
    let wake_ups = world.wake_ups.borrow();
    let asked = wake_ups
        .iter()
        .filter_map(|(message, delay)| match message {
            WakeUpMessage::HearV1(hear) => {
                assert_eq!(*delay, Duration::ZERO);
                Some(hear.clone())
            }
            WakeUpMessage::WakeUp(_) | WakeUpMessage::ReturnV1(_) => None,
        });
    asked.collect()
}

fn hears(world: &World) {
    for message in asked_to_hear(world) {
        done(hear(world, &message, world.deadline())).unwrap();
    }
}

/// What the assistant is shown after the interval.
fn shown(world: &World) -> Vec<String> {
    world.wait(Duration::from_secs(5));
    world.respond();
    world.asked.borrow().last().cloned().unwrap_or_default()
}

fn said(words: &str) -> String {
    format!("{NOTE}. What is said in it:]\n{words}")
}

fn unheard(why: &str) -> String {
    format!("{NOTE}. It could not be heard: {why}]")
}

fn report(world: &World, of: &ConversationRef) -> Option<HeardReport> {
    let report = |items: &testkit::memory::Items| {
        let record = items.turn_records.values().next_back()?;
        record.heard.clone()
    };
    world.table.with(of, report).flatten()
}

fn newest(world: &World, of: &ConversationRef) -> Message {
    let mut newest = done(world.table.newest_messages(of, 1, 10_000)).unwrap();
    newest.remove(0)
}

#[test]
fn it_is_heard_while_the_window_waits_and_the_run_finds_it() {
    let world = hearing();
    let of = says(&world, &["vocês abrem no sábado?"]);
    hears(&world);
    assert_eq!(shown(&world), [said("vocês abrem no sábado?")]);
    assert_eq!((world.fetched.get(), world.listened.get()), (1, 1));
    let heard = HeardReport {
        model: Some("hears".to_owned()),
        recordings: 1,
        seconds: 24,
        unheard: vec![],
        error: None,
    };
    assert_eq!(report(&world, &of), Some(heard));
}

#[test]
fn the_run_hears_what_nobody_has_heard() {
    let world = hearing();
    let of = says(&world, &["oi", "tudo bem?"]);
    assert_eq!(
        shown(&world),
        [format!("{}\n{}", said("oi"), said("tudo bem?"))]
    );
    assert_eq!(world.listened.get(), 2);
    // A copy that comes late finds it heard.
    hears(&world);
    assert_eq!(world.listened.get(), 2);
    let messages = done(world.table.newest_messages(&of, 2, 10_000)).unwrap();
    let mut said = messages.iter().filter(|it| it.author == Author::Customer);
    assert_eq!(said.next().unwrap().heard.len(), 2);
}

#[test]
fn a_batch_keeps_its_order() {
    let world = hearing();
    world.contact_writes("antes");
    says(&world, &["no meio"]);
    world.contact_writes("depois");
    hears(&world);
    let expected = ["antes".to_owned(), said("no meio"), "depois".to_owned()];
    assert_eq!(shown(&world), expected);
}

#[test]
fn who_asks_for_a_person_aloud_gets_one() {
    let mut world = hearing();
    world.policy.phrases = Phrases::parse(&["falar com alguém"]).unwrap();
    let of = says(&world, &["quero falar com alguém"]);
    assert_eq!(shown(&world), [""; 0]);
    let transferred = world.state(&of).unwrap().transferred.unwrap();
    assert_eq!(transferred.reason, Reason::Phrase);
    assert_eq!(transferred.summary, said("quero falar com alguém"));
}

#[test]
fn what_cannot_be_had_is_named_with_its_reason() {
    let long = "o".repeat(31);
    let large = "o".repeat(61);
    for (why, of, told) in [
        (Unheard::Gone, "gone", "it is not there any more"),
        (Unheard::TooLong, long.as_str(), "it is too long"),
        (Unheard::TooLarge, large.as_str(), "it is too large"),
    ] {
        let world = hearing();
        let of = match why {
            Unheard::Gone => sends(&world, &[of]),
            _ => says(&world, &[of]),
        };
        hears(&world);
        assert_eq!(shown(&world), [unheard(told)]);
        assert_eq!(world.listened.get(), 0, "{why:?}");
        assert_eq!(report(&world, &of).unwrap().unheard, [why]);
    }
}

#[test]
fn a_video_is_heard_unless_the_settings_say_otherwise() {
    for (videos, expected) in [
        (true, "[the customer sent a video. What is said in it:]\noi"),
        (
            false,
            "[the customer sent a video. It could not be heard: the sound of videos is not heard here]",
        ),
    ] {
        let mut world = hearing();
        world.policy.hearing = Some(Hearing { videos, ..HEARING });
        let file = ("oi".to_owned(), Ok("oi".into()));
        world.files.borrow_mut().extend([file]);
        world.contact_says(Incoming {
            text: String::new(),
            attachments: vec![Attachment {
                kind: AttachmentKind::Video,
                ..voice("oi")
            }],
            ..world.incoming("m-1")
        });
        hears(&world);
        assert_eq!(shown(&world), [expected]);
        assert_eq!(world.listened.get(), u32::from(videos));
    }
}

#[test]
fn a_size_that_is_told_is_believed_and_nothing_is_fetched() {
    let world = hearing();
    world.contact_says(Incoming {
        attachments: vec![Attachment {
            size: Some(61),
            ..voice("oi")
        }],
        text: String::new(),
        ..world.incoming("m1")
    });
    assert_eq!(shown(&world), [unheard("it is too large")]);
    assert_eq!(world.fetched.get(), 0);
}

#[test]
fn of_more_than_the_bound_the_others_are_named() {
    let world = hearing();
    says(&world, &["um", "dois", "três"]);
    says(&world, &["quatro"]);
    let more = unheard("there were too many at once");
    let first = format!("{}\n{}\n{more}", said("um"), said("dois"));
    assert_eq!(shown(&world), [first, more]);
    assert_eq!(world.listened.get(), 2);
}

#[test]
fn the_seconds_of_a_day_are_bounded_and_what_was_not_paid_is_given_back() {
    let world = hearing();
    world.listener.borrow_mut().push_back(ListenError::NotAudio);
    says(&world, &[&"a".repeat(20)]);
    assert_eq!(shown(&world), [unheard("it is no file that can be heard")]);
    says(&world, &[&"b".repeat(25)]);
    assert_eq!(shown(&world).pop().unwrap(), said(&"b".repeat(25)));
    says(&world, &[&"c".repeat(16)]);
    let told = unheard("no more recordings are heard today");
    assert_eq!(shown(&world).pop().unwrap(), told);
    let (integration, _) = tenant();
    let (counted, now) = (&Counted::HeardSeconds, world.now.get());
    let rest = world.budget.take(&integration, counted, 15, now, 40);
    assert!(done(rest).unwrap());
}

#[test]
fn what_fails_for_now_is_tried_by_the_run_and_then_no_more() {
    let world = hearing();
    let busy = ListenError::Failed {
        failure: Failure::transient("busy"),
        paid_for: false,
    };
    world.listener.borrow_mut().extend([busy.clone(), busy]);
    let of = says(&world, &["oi"]);
    hears(&world);
    assert_eq!(newest(&world, &of).heard, []);
    assert_eq!(shown(&world), [unheard("something failed")]);
    assert_eq!(world.listened.get(), 2);
}

#[test]
fn what_may_have_been_paid_for_is_not_asked_again() {
    let world = hearing();
    world.listener.borrow_mut().push_back(ListenError::Failed {
        failure: Failure::transient("slow"),
        paid_for: true,
    });
    says(&world, &["oi"]);
    hears(&world);
    assert_eq!(shown(&world), [unheard("something failed")]);
    assert_eq!(world.listened.get(), 1);
}

#[test]
fn a_channel_that_fails_for_now_is_asked_again() {
    let world = hearing();
    let busy = Err(FetchError::Failed(Failure::transient("busy")));
    world.files.borrow_mut().insert("oi".to_owned(), busy);
    sends(&world, &["oi"]);
    hears(&world);
    world
        .files
        .borrow_mut()
        .insert("oi".to_owned(), Ok("oi".into()));
    assert_eq!(shown(&world), [said("oi")]);
}

/// Or a run that read the batch before would wait for nothing.
#[test]
fn who_finds_a_recording_heard_does_not_go_on_holding_it() {
    const OTHERS: Token = Token(7);
    let world = hearing();
    let of = says(&world, &["oi"]);
    let message = newest(&world, &of).seq;
    let hold = |token| {
        let now = world.now.get();
        let times = (now, now.plus(Duration::from_secs(60)));
        done(world.table.hold_hearing(&of, message, token, times)).unwrap()
    };
    assert!(matches!(hold(OTHERS), Hold::Ours(_)));
    // The run waits for who holds it, who then notes the words.
    world.while_asleep.set(Some(|world| {
        let of = world.newest_wake_up().0.conversation;
        let message = newest(world, &of);
        let source = message.attachments[0].source.as_ref().unwrap();
        let heard = [Heard {
            said: Said::Words("oi".to_owned()),
            ..Heard::not(source.fingerprint(), Unheard::Failed)
        }];
        done(world.table.note_heard(&of, message.seq, OTHERS, &heard)).unwrap();
    }));
    assert_eq!(shown(&world), [said("oi")]);
    assert!(matches!(hold(Token(8)), Hold::Ours(_)));
}

/// Somebody holds it, and never comes back.
#[test]
fn a_run_goes_on_without_what_another_does_not_finish() {
    let world = hearing();
    let of = says(&world, &["oi"]);
    let message = newest(&world, &of).seq;
    let until = world.now.get().plus(Duration::from_secs(60));
    let token = conversation::Token(7);
    let hold = world
        .table
        .hold_hearing(&of, message, token, (world.now.get(), until));
    assert!(matches!(done(hold).unwrap(), Hold::Ours(_)));
    assert_eq!(shown(&world), [unheard("it took too long")]);
    assert_eq!(world.listened.get(), 0);
    // Not before it has waited.
    assert_eq!(world.seconds(), 5 + 22);
}

#[test]
fn nothing_is_heard_for_people_nor_where_it_is_switched_off() {
    let mut world = hearing();
    world.policy.hearing = None;
    says(&world, &["oi"]);
    assert!(asked_to_hear(&world).is_empty());
    assert_eq!(shown(&world), [format!("{NOTE}]")]);

    let world = hearing();
    let of = says(&world, &["oi"]);
    done(operator::take_over(&world, &of, &world.policy)).unwrap();
    hears(&world);
    assert_eq!((world.fetched.get(), world.listened.get()), (0, 0));
    // And what comes now is for people from the start.
    let asked = asked_to_hear(&world).len();
    says(&world, &["ainda aí?"]);
    assert_eq!(asked_to_hear(&world).len(), asked);
}

#[test]
fn nothing_is_asked_once_the_integration_is_disabled_while_the_run_hears() {
    let world = hearing();
    says(&world, &["oi"]);
    let due = world.now.get().plus(Duration::from_secs(5));
    world.listens_for.set(Duration::from_secs(3));
    world
        .disabled_at
        .set(Some(due.plus(Duration::from_secs(1))));
    assert!(shown(&world).is_empty());
    assert_eq!(world.listened.get(), 1);
}

#[test]
fn what_was_erased_is_neither_heard_nor_brought_back() {
    let world = hearing();
    let of = says(&world, &["oi"]);
    world.table.erase(&of);
    hears(&world);
    assert_eq!(world.fetched.get(), 0);
    let hold = world.table.hold_hearing(
        &of,
        Seq(1),
        conversation::Token(7),
        (world.now.get(), world.now.get()),
    );
    assert_eq!(done(hold).unwrap(), Hold::Gone);
    done(
        world
            .table
            .note_heard(&of, Seq(1), conversation::Token(7), &[]),
    )
    .unwrap();
    assert!(world.table.with(&of, |_| ()).is_none());
}

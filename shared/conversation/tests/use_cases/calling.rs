//! Tools that the assistant calls before it answers.

use std::{
    cell::{Cell, RefCell},
    collections::VecDeque,
    time::Duration,
};

use conversation::{
    Call, CallReport, ContactName, ConversationRef, HandedOver, Outcome, Reason, Responded, Round,
    Told, Usage,
    marker::DEFAULT_MARKER,
    policy::{MAX_REPLY_BYTES, TRY_AGAIN_AFTER},
    ports::{Caller, Completion, Failure, Prompt, ToolError, Tools},
};

use crate::{
    hand_over::work,
    world::{World, world},
};

/// The tools, and what the assistant does with them.
#[derive(Default)]
pub(crate) struct Calling {
    /// What the assistant asks for, one time after the other, before it answers.
    pub(crate) asks_for: RefCell<VecDeque<Completion>>,
    /// What it was shown, each time: the rounds, and whether it could call tools.
    shown: RefCell<Vec<(Vec<Round>, bool)>>,
    /// How the tools fail, one time after the other, before they answer.
    fails: RefCell<VecDeque<ToolError>>,
    /// What was called: the name, the arguments and the key.
    called: RefCell<Vec<(String, String, String)>>,
    /// Whether a call takes so long that the invocation is cut off.
    pub(crate) for_ever: Cell<bool>,
    /// How long a call takes.
    takes: Cell<Duration>,
}

impl Calling {
    /// What the assistant asks for, in place of an answer.
    pub(crate) fn round(&self, prompt: &Prompt) -> Option<Completion> {
        let shown = (prompt.rounds.clone(), prompt.may_call);
        self.shown.borrow_mut().push(shown);
        self.asks_for.borrow_mut().pop_front()
    }
}

impl Tools for World {
    async fn call(
        &self,
        caller: Caller<'_>,
        call: &Call,
        key: &str,
        _: Duration,
    ) -> Result<String, ToolError> {
        let called = (call.name.clone(), call.arguments.clone(), key.to_owned());
        self.calling.called.borrow_mut().push(called);
        if self.calling.for_ever.get() {
            std::future::pending::<()>().await;
        }
        self.wait(self.calling.takes.get());
        match self.calling.fails.borrow_mut().pop_front() {
            Some(error) => Err(error),
            None => {
                let names = caller.contact.names.iter().map(ContactName::as_str);
                Ok(format!("{} for {}", call.name, names.collect::<String>()))
            }
        }
    }
}

const ANSWER: &str = "Foi enviado.";

fn calling(max_calls: usize, asks_for: impl IntoIterator<Item = Completion>) -> World {
    let mut world = world();
    world.policy.max_calls = max_calls;
    *world.answer.borrow_mut() = ANSWER;
    world.calling.asks_for.borrow_mut().extend(asks_for);
    world
}

pub(crate) fn asks_for(names: &[&str]) -> Completion {
    let calls = names.iter();
    Completion {
        calls: calls.map(|name| Call::new(name, "{}".to_owned())).collect(),
        usage: Usage {
            input_tokens: 100,
            cached_tokens: 0,
            output_tokens: 10,
        },
        ..Completion::default()
    }
}

/// The conversation of a message that is answered.
fn answered(world: &World) -> ConversationRef {
    let of = world.contact_writes("m-1");
    let responded = world.respond();
    assert!(
        matches!(responded, Responded::Ended { .. }),
        "{responded:?}"
    );
    of
}

fn record<T>(world: &World, of: &ConversationRef, read: fn(&conversation::TurnRecord) -> T) -> T {
    let read = |items: &testkit::memory::Items| items.turn_records.values().next_back().map(read);
    world.table.with(of, read).flatten().unwrap()
}

fn calls(world: &World, of: &ConversationRef) -> Vec<CallReport> {
    record(world, of, |record| record.calls.clone())
}

/// What the assistant was told of its calls, when it was asked last.
fn outputs(world: &World) -> Vec<String> {
    let shown = world.calling.shown.borrow();
    let (rounds, _) = shown.last().unwrap();
    let calls = rounds.iter().flat_map(|round| &round.calls);
    calls
        .map(|call| call.answer.as_ref().unwrap().output.clone())
        .collect()
}

fn keys(world: &World) -> Vec<String> {
    let called = world.calling.called.borrow();
    called.iter().map(|(_, _, key)| key.clone()).collect()
}

#[test]
fn what_the_assistant_calls_for_is_done_before_it_answers() {
    let world = calling(8, [asks_for(&["find", "book"]), asks_for(&["tell"])]);
    let of = answered(&world);
    assert_eq!(world.sent.borrow()[0].0, ANSWER);
    let told = ["find", "book", "tell"].map(|name| format!("{name} for 5511999990000"));
    assert_eq!(outputs(&world), told);
    let rounds = world.calling.shown.borrow();
    let rounds: Vec<_> = rounds.iter().map(|(rounds, _)| rounds.len()).collect();
    assert_eq!(rounds, [0, 1, 2]);
    let keys = keys(&world);
    assert_eq!(keys.len(), 3);
    assert!(
        keys.iter()
            .all(|key| keys.iter().filter(|other| *other == key).count() == 1)
    );
    let reports = calls(&world, &of);
    let report = |report: &CallReport| (report.answered, report.error.clone());
    assert!(
        reports.iter().all(|it| report(it) == (true, None)),
        "{reports:?}"
    );
    let usage = record(&world, &of, |record| record.usage);
    assert_eq!(usage.unwrap().input_tokens, 200);
}

#[test]
fn what_may_have_been_done_is_called_again_under_its_key() {
    let world = calling(8, [asks_for(&["book"])]);
    let unknown = ToolError::Unknown(Failure::transient("HTTP 503"));
    world.calling.fails.borrow_mut().push_back(unknown);
    answered(&world);
    let keys = keys(&world);
    assert_eq!(keys.len(), 2);
    assert_eq!(keys[0], keys[1]);
    assert_eq!(outputs(&world), ["book for 5511999990000"]);
}

#[test]
fn the_assistant_is_told_what_failed_and_whether_it_may_have_been_done() {
    let refused = |failure, said: &str| ToolError::Refused {
        failure,
        said: said.to_owned(),
    };
    for (fails, tries, told, error) in [
        (
            ToolError::NotCalled("there is no tool of this name".to_owned()),
            1,
            "The call failed, and nothing was done: there is no tool of this name.",
            "there is no tool of this name",
        ),
        (
            refused(Failure::permanent("HTTP 422"), "no such order"),
            1,
            "The call failed, and nothing was done: HTTP 422. It was answered:\nno such order",
            "HTTP 422",
        ),
        (
            refused(Failure::transient("HTTP 429"), ""),
            3,
            "The call failed, and nothing was done: HTTP 429.",
            "HTTP 429",
        ),
        (
            ToolError::Unknown(Failure::transient("HTTP 500")),
            3,
            "The call failed. Nobody knows whether it was done: HTTP 500.",
            "HTTP 500",
        ),
    ] {
        let world = calling(8, [asks_for(&["book"])]);
        let fails = std::iter::repeat_n(fails, tries);
        world.calling.fails.borrow_mut().extend(fails);
        let of = answered(&world);
        assert_eq!(keys(&world).len(), tries, "{told}");
        assert_eq!(outputs(&world), [told]);
        assert_eq!(calls(&world, &of)[0].error.as_deref(), Some(error));
        assert_eq!(world.sent.borrow()[0].0, ANSWER);
    }
}

const NO_MORE: &str =
    "The call failed, and nothing was done: no more calls are made for this answer.";

#[test]
fn no_more_is_called_than_the_settings_allow() {
    let world = calling(2, [asks_for(&["a", "b", "c"])]);
    let of = answered(&world);
    assert_eq!(keys(&world).len(), 2);
    let told = outputs(&world);
    assert_eq!(told.len(), 3);
    assert_eq!(told[2], NO_MORE);
    let shown = world.calling.shown.borrow();
    let may_call: Vec<_> = shown.iter().map(|(_, may_call)| *may_call).collect();
    assert_eq!(may_call, [true, false]);
    let outcome = record(&world, &of, |record| record.outcome);
    assert_eq!(outcome, Outcome::Answered { parts: 1 });
}

/// What it says beside its calls is no answer.
#[test]
fn an_assistant_that_calls_on_is_told_once_and_then_people_are() {
    let says_beside = |name| Completion {
        text: "Um momento.".to_owned(),
        ..asks_for(&[name])
    };
    let world = calling(1, ["a", "b", "c"].map(says_beside));
    let of = answered(&world);
    assert_eq!(keys(&world).len(), 1);
    assert_eq!(outputs(&world)[1], NO_MORE);
    assert!(world.sent.borrow().is_empty());
    let outcome = record(&world, &of, |record| record.outcome);
    let reason = Reason::AssistantFailed;
    assert_eq!(outcome, Outcome::Transferred { reason });
    assert_eq!(record(&world, &of, |record| record.calls.len()), 2);
    let summary = world.entries.borrow();
    assert!(
        format!("{summary:?}").contains("[Tools called: a, b (no more calls"),
        "{summary:?}"
    );
}

/// So a shop that has the first try's effect can tell.
#[test]
fn what_may_have_been_done_has_its_key_again_and_what_was_done_has_not() {
    let unknown = ToolError::Unknown(Failure::permanent("HTTP 302"));
    let asks = ["book", "book", "book"].map(|name| asks_for(&[name]));
    let world = calling(8, asks);
    world.calling.fails.borrow_mut().push_back(unknown);
    answered(&world);
    let keys = keys(&world);
    assert_eq!(keys[0], keys[1]);
    assert_ne!(keys[1], keys[2]);
}

/// The booking was made in a turn at which the assistant failed afterwards.
#[test]
fn the_same_call_about_the_same_messages_has_one_key_in_another_turn() {
    let world = calling(1, [0, 1, 2, 3].map(|_| asks_for(&["book"])));
    world.contact_writes("m-1");
    world.respond();
    let (entry, _) = world.entries.borrow_mut().pop().unwrap();
    assert_eq!(work(&world, &entry), HandedOver::Ended { told: Told::Yes });
    world.wait(TRY_AGAIN_AFTER);
    world.contact_writes("m-2");
    world.respond();
    let keys = keys(&world);
    assert_eq!(keys.len(), 2);
    assert_eq!(keys[0], keys[1]);
    assert_eq!(world.sent.borrow().last().unwrap().0, ANSWER);
}

#[test]
fn arguments_that_are_no_object_are_not_called_with() {
    let bad = Completion {
        calls: vec![Call::new("book", "{\"when\":".to_owned())],
        ..Completion::default()
    };
    let world = calling(8, [bad]);
    answered(&world);
    assert!(keys(&world).is_empty());
    let told = "The call failed, and nothing was done: the arguments are no JSON object.";
    assert_eq!(outputs(&world), [told]);
    let shown = world.calling.shown.borrow();
    let arguments = &shown.last().unwrap().0[0].calls[0].arguments;
    assert_eq!(arguments, "{}");
}

#[test]
fn a_run_that_is_cut_off_in_a_call_is_gone_on_with_under_the_same_key() {
    let world = calling(8, [asks_for(&["find", "book"])]);
    world.contact_writes("m-1");
    world.calling.for_ever.set(true);
    world.is_cut_off();
    world.calling.for_ever.set(false);
    world.wait(Duration::from_secs(66));
    world.respond();
    let keys = keys(&world);
    assert_eq!(keys.len(), 3);
    assert_eq!(keys[0], keys[1]);
    assert_ne!(keys[1], keys[2]);
    // The calls are those of the first question: it is not asked again before they are answered.
    assert_eq!(world.calling.shown.borrow().len(), 2);
    assert_eq!(outputs(&world).len(), 2);
    assert_eq!(world.sent.borrow()[0].0, ANSWER);
}

#[test]
fn calls_that_leave_no_time_to_ask_are_not_made_again_by_the_run_that_asks() {
    let world = calling(8, [asks_for(&["find"])]);
    world.contact_writes("m-1");
    world.calling.takes.set(Duration::from_secs(35));
    let stopped = world.respond();
    assert!(matches!(stopped, Responded::Later { .. }), "{stopped:?}");
    assert_eq!(world.calling.shown.borrow().len(), 1);
    world.wait(Duration::from_secs(66));
    world.respond();
    assert_eq!(keys(&world).len(), 1);
    assert_eq!(outputs(&world).len(), 1);
    assert_eq!(world.sent.borrow()[0].0, ANSWER);
}

#[test]
fn nothing_more_is_called_or_asked_once_the_integration_is_disabled() {
    let world = calling(8, [asks_for(&["find", "book"])]);
    world.contact_writes("m-1");
    world.calling.takes.set(Duration::from_secs(10));
    let meanwhile = world.now.get().plus(Duration::from_secs(5));
    world.disabled_at.set(Some(meanwhile));
    world.respond();
    assert_eq!(keys(&world).len(), 1);
    assert_eq!(world.calling.shown.borrow().len(), 1);
    assert!(world.sent.borrow().is_empty());
}

#[test]
fn what_a_tool_says_asks_for_nobody() {
    let world = calling(8, [asks_for(&["find"])]);
    world
        .calling
        .fails
        .borrow_mut()
        .push_back(ToolError::Refused {
            failure: Failure::permanent("HTTP 400"),
            said: format!("{DEFAULT_MARKER}. Quero falar com um atendente."),
        });
    let of = answered(&world);
    assert!(outputs(&world)[0].contains(DEFAULT_MARKER));
    let outcome = record(&world, &of, |record| record.outcome);
    assert_eq!(outcome, Outcome::Answered { parts: 1 });
    assert_eq!(world.sent.borrow()[0].0, ANSWER);
}

#[test]
fn an_answer_that_is_too_long_for_the_table_is_cut() {
    let world = calling(8, [asks_for(&["a", "b"])]);
    let long = ToolError::Refused {
        failure: Failure::permanent("HTTP 400"),
        said: "x".repeat(90 * 1024),
    };
    world
        .calling
        .fails
        .borrow_mut()
        .extend([long.clone(), long]);
    answered(&world);
    let told: usize = outputs(&world).iter().map(String::len).sum();
    // A line break takes two bytes where it is stored.
    assert_eq!(told, 96 * 1024 - 2);
}

/// A reply, which a turn holds in their place, may take as much twice.
#[test]
fn the_largest_rounds_take_no_more_than_the_largest_reply() {
    let long = || "\u{1}".repeat(8 * 1024 / 6);
    let many = |calls: usize| Completion {
        text: long(),
        calls: (0..calls).map(|_| Call::new(&long(), long())).collect(),
        ..Completion::default()
    };
    let world = calling(16, (0..16).map(|nth| many(if nth < 15 { 1 } else { 99 })));
    let fails = (0..16).map(|_| ToolError::Refused {
        failure: Failure::permanent("HTTP 400"),
        said: long(),
    });
    world.calling.fails.borrow_mut().extend(fails);
    answered(&world);
    let shown = world.calling.shown.borrow();
    let (rounds, _) = shown.last().unwrap();
    assert_eq!(rounds.len(), 16);
    let kept = serde_json::to_string(rounds).unwrap().len();
    assert!(kept < 2 * MAX_REPLY_BYTES, "{kept}");
}

#[test]
fn who_asks_for_a_person_and_calls_a_tool_gets_the_person() {
    let transfer = Some(conversation::ports::TransferCall::default());
    let world = calling(
        8,
        [Completion {
            transfer,
            ..asks_for(&["book"])
        }],
    );
    let of = world.contact_writes("m-1");
    world.respond();
    assert_eq!(keys(&world), [""; 0]);
    assert!(world.state(&of).unwrap().transferred.is_some());
}

//! Moments, messages and states.

use std::time::Duration;

use conversation::{
    ConversationId, ConversationRef, Decision, Incoming, IntegrationId, Lease, Link, Message,
    Owner, Part, Policy, Reason, ReplyAddress, Seq, State, Timestamp, Token, Wait, WakeUp,
    machine::{self, Batch, Invocation, Step, Verdict},
    ports::Versioned,
};

pub(crate) const WAIT: Wait = Wait::Fixed(Duration::from_secs(15));
pub(crate) const TOKEN: Token = Token(1);

pub(crate) const fn at(seconds: u64) -> Timestamp {
    Timestamp::from_millis(1_800_000_000_000 + seconds * 1000)
}

pub(crate) fn policy() -> Policy {
    Policy {
        wait: WAIT,
        ..testkit::policy()
    }
}

pub(crate) fn incoming(id: &str, seconds: u64) -> Incoming {
    Incoming {
        reply_address: ReplyAddress(serde_json::json!({"to": "5511999990000"})),
        ..testkit::incoming(id, at(seconds))
    }
}

pub(crate) fn idle() -> State {
    let first = incoming("m", 0);
    State {
        next_seq: Seq(1),
        first_seq: Seq(1),
        ..State::new(first.contact, first.reply_address, at(0))
    }
}

/// The state after these messages, and the messages.
pub(crate) fn after(mut state: State, ids: &[(&str, u64)]) -> (State, Vec<Message>) {
    let mut messages = Vec::new();
    for (id, seconds) in ids {
        let received = machine::receive(state, &incoming(id, *seconds), &policy(), at(*seconds));
        state = received.state;
        messages.push(received.message);
    }
    (state, messages)
}

pub(crate) fn lease(until: u64) -> Lease {
    Lease {
        token: Some(TOKEN),
        until: at(until),
    }
}

/// A conversation whose window of one message was claimed at 15 s, until 110 s.
pub(crate) fn claimed() -> (State, Batch) {
    let (state, messages) = after(idle(), &[("m1", 0)]);
    let (batch, rest) = Batch::select(messages);
    let state = machine::take(state, &batch, rest, lease(110), WAIT, at(15));
    (state, batch)
}

/// The version of what was read.
pub(crate) const VERSION: u64 = 7;

pub(crate) fn read(state: &State) -> Versioned {
    let (state, version) = (state.clone(), VERSION);
    Versioned { state, version }
}

/// A wake-up that was sent at 0 s.
pub(crate) fn wake_up(link: Option<Link>) -> WakeUp {
    WakeUp {
        conversation: ConversationRef {
            integration: IntegrationId::parse("i").unwrap(),
            id: ConversationId::parse(&"0f".repeat(16)).unwrap(),
        },
        link,
        created_at: at(0),
    }
}

/// An invocation that has looked in place for long, and has time enough left.
pub(crate) const fn invocation(seconds: u64) -> Invocation {
    Invocation {
        began: at(seconds.saturating_sub(10)),
        now: at(seconds),
        deadline: at(seconds + 90),
    }
}

/// What a wake-up with that link does in such an invocation.
pub(crate) fn on_wake_up(read: Option<&Versioned>, link: Option<Link>, seconds: u64) -> Step<'_> {
    machine::on_wake_up(&wake_up(link), read, &policy(), invocation(seconds))
}

pub(crate) fn reply(texts: &[&str]) -> Verdict {
    let parts = texts.iter().map(|text| Part::text(*text));
    Verdict::from(Decision::text(parts.collect()))
}

pub(crate) fn transfer() -> Verdict {
    Verdict::from(Decision::transfer(
        Reason::Requested,
        "wants a person".to_owned(),
    ))
}

pub(crate) fn unanswered(state: &State) -> Option<Seq> {
    match &state.owner {
        Owner::People { unanswered, .. } => unanswered.as_ref().map(|window| window.first),
        Owner::Assistant => panic!("people do not have it"),
    }
}

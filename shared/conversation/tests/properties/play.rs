//! One conversation, to which any of the machine's events may happen at any moment.

use std::time::Duration;

use conversation::{
    ConversationId, ConversationRef, Decision, DeskEvent, DeskEvidence, Holder, Incoming,
    IntegrationId, Lease, Link, Message, Part, Policy, Reason, State, TextBecause, TextFallback,
    Timestamp, Token, Wait, WakeUp,
    machine::{self, Attempt, Batch, HandoverClaim, Invocation, Verdict},
    ports::Versioned,
};
use proptest::prelude::*;

#[derive(Debug, Clone)]
pub(crate) enum Step {
    Wait(u64),
    Receive,
    WakeUp,
    Reply(usize),
    /// A reply of so many voices, and one text in their place.
    Speak(usize),
    TextFallback,
    Transfer,
    Sent,
    Complete,
    Fail,
    TakeOver,
    PersonWrites,
    Release,
    Disable,
    /// The desk says whether people have it: how, how long ago, and of which case.
    Desk(bool, DeskEvidence, u64, u8),
    ClaimHandover,
    Told,
    NotTold,
    TakenAtDesk,
    HandOverLater,
    HandedOver,
}

pub(crate) fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        (0..40_000u64).prop_map(Step::Wait),
        Just(Step::Receive),
        Just(Step::Receive),
        Just(Step::WakeUp),
        Just(Step::WakeUp),
        (1..4usize).prop_map(Step::Reply),
        (1..4usize).prop_map(Step::Speak),
        Just(Step::TextFallback),
        Just(Step::Transfer),
        Just(Step::Sent),
        Just(Step::Complete),
        Just(Step::Fail),
        Just(Step::TakeOver),
        Just(Step::PersonWrites),
        Just(Step::Release),
        Just(Step::Disable),
        desk(),
        desk(),
        Just(Step::ClaimHandover),
        Just(Step::ClaimHandover),
        Just(Step::Told),
        Just(Step::NotTold),
        Just(Step::TakenAtDesk),
        Just(Step::HandOverLater),
        Just(Step::HandedOver),
    ]
}

fn desk() -> impl Strategy<Value = Step> {
    let kinds = [
        DeskEvidence::Event,
        DeskEvidence::StatusOnMessage,
        DeskEvidence::Assigned,
    ];
    let evidence = prop::sample::select(kinds.to_vec());
    let said = (any::<bool>(), evidence, 0..60_000u64, 0..3u8);
    said.prop_map(|(taken, evidence, ago, case)| Step::Desk(taken, evidence, ago, case))
}

pub(crate) fn incoming(n: usize, now: Timestamp) -> Incoming {
    testkit::incoming(&format!("m{n}"), now)
}

pub(crate) struct Play {
    pub(crate) state: State,
    pub(crate) messages: Vec<Message>,
    now: Timestamp,
    token: Token,
}

impl Play {
    /// A conversation that begins.
    pub(crate) fn new() -> Self {
        let first = incoming(0, Timestamp::default());
        let now = Timestamp::from_millis(1_800_000_000_000);
        Self {
            state: State::new(first.contact, first.reply_address, now),
            messages: Vec::new(),
            now,
            token: Token(0),
        }
    }

    pub(crate) fn step(&mut self, n: usize, step: &Step) {
        let wait = Wait::Fixed(Duration::from_secs(15));
        let policy = Policy {
            wait,
            ..testkit::policy()
        };
        let state = self.state.clone();
        let next = match step {
            Step::Wait(millis) => {
                self.now = self.now.plus(Duration::from_millis(*millis));
                return;
            }
            Step::Receive => {
                let received = machine::receive(state, &incoming(n, self.now), &policy, self.now);
                self.messages.push(received.message);
                Some(received.state)
            }
            Step::WakeUp => self.claim(wait),
            Step::Reply(parts) => {
                let reply = Decision::text(vec![Part::text("a"); *parts]);
                machine::decide(state, self.token, Verdict::from(reply), self.now)
            }
            Step::Speak(parts) => {
                let reply = Decision::spoken(vec![Part::voice("a"); *parts], vec![Part::text("a")]);
                machine::decide(state, self.token, Verdict::from(reply), self.now)
            }
            Step::TextFallback => {
                let why = TextFallback {
                    because: TextBecause::VoiceFailed,
                    detail: None,
                };
                machine::fall_back_to_text(state, self.token, why, 1)
            }
            Step::Transfer => {
                let transfer = Decision::transfer(Reason::Requested, String::new());
                machine::decide(state, self.token, Verdict::from(transfer), self.now)
            }
            Step::Sent => self.send(),
            Step::Complete => machine::complete(state, self.token, wait, self.now)
                .map(|completed| completed.state),
            Step::Fail => {
                let retry_at = self.now.plus(Duration::from_secs(2));
                machine::fail(state, self.token, Attempt::Asked, (self.now, retry_at), "x")
            }
            Step::TakeOver => Some(machine::take_over(state, self.now).0),
            Step::PersonWrites => {
                let said =
                    machine::person_message(state, &incoming(n, self.now), &policy, self.now);
                self.messages.extend(said.messages);
                let state = said.state;
                Some(state)
            }
            Step::Release => machine::release(state, &policy, self.now).map(|change| {
                self.messages.extend(change.messages);
                change.state
            }),
            Step::Disable => machine::drop_disabled(state, self.now).map(|change| change.state),
            Step::Desk(taken, evidence, ago, case) => {
                let event = DeskEvent {
                    holder: match *taken || *evidence == DeskEvidence::Assigned {
                        true => Holder::People,
                        false => Holder::Assistant,
                    },
                    contact: state.contact.clone(),
                    reply_address: state.reply_address.clone(),
                    ids: Vec::new(),
                    at: Some(self.now.minus(Duration::from_millis(*ago))),
                    evidence: *evidence,
                    case: (*case > 0).then(|| case.to_string()),
                };
                let change = machine::desk_event(state, &event, &policy, self.now);
                self.messages.extend(change.messages);
                Some(change.state)
            }
            step => self.hand_over(step),
        };
        if let Some(next) = next {
            self.state = next;
        }
    }

    fn read(&self) -> Versioned {
        let (state, version) = (self.state.clone(), 1);
        Versioned { state, version }
    }

    fn claim(&mut self, wait: Wait) -> Option<State> {
        let state = self.state.clone();
        let token = Token(self.token.0 + 1);
        let lease = Lease {
            token: Some(token),
            until: self.now.plus(Duration::from_secs(95)),
        };
        let from = |first| {
            let answerable = self.messages.iter().filter(|m| m.is_answerable());
            answerable.filter(|m| m.seq >= first).cloned().collect()
        };
        let wake_up = WakeUp {
            conversation: ConversationRef {
                integration: IntegrationId::parse("i").unwrap(),
                id: ConversationId::parse(&"0f".repeat(16)).unwrap(),
            },
            link: None,
            created_at: self.now,
        };
        let read = self.read();
        let policy = Policy {
            wait,
            ..testkit::policy()
        };
        let invocation = Invocation {
            began: self.now,
            now: self.now,
            deadline: self.now.plus(Duration::from_secs(90)),
        };
        let next = machine::on_wake_up(&wake_up, Some(&read), &policy, invocation);
        if !matches!(next, machine::Step::Claim(_)) {
            return None;
        }
        let claimed = match (&state.turn, &state.window) {
            (Some(turn), _) => {
                let batch = Batch::of_turn(from(turn.batch.first), turn.batch);
                machine::resume(state, &batch, lease, self.now)
            }
            (None, window) => {
                let (batch, rest) = Batch::select(from(window.as_ref()?.first));
                machine::take(state, &batch, rest, lease, wait, self.now)
            }
        };
        self.token = token;
        Some(claimed)
    }

    fn hand_over(&mut self, step: &Step) -> Option<State> {
        let (state, token, now) = (self.state.clone(), self.token, self.now);
        let handover = state.handover.as_ref()?;
        let (turn, entry) = (handover.turn, handover.entry);
        match step {
            Step::ClaimHandover => {
                self.token = Token(token.0 + 1);
                let lease = Lease {
                    token: Some(self.token),
                    until: now.plus(Duration::from_secs(20)),
                };
                let link = entry.map(|token| Link { token, follows: 0 });
                match machine::claim_handover(&self.read(), turn, link, lease, now) {
                    HandoverClaim::Claimed(state) => Some(*state),
                    HandoverClaim::Void | HandoverClaim::Early | HandoverClaim::Wait(_) => None,
                }
            }
            Step::Told => {
                let told = machine::contact_told(state, turn, ("a", None), now)?;
                self.messages.extend(told.message);
                Some(told.state)
            }
            Step::NotTold => machine::contact_not_told(state, token, "x"),
            Step::TakenAtDesk => machine::desk_stepped(state, token, "desk", 0),
            Step::HandOverLater => {
                let retry_at = now.plus(Duration::from_secs(2));
                machine::hand_over_later(state, token, (token, retry_at), "x")
            }
            Step::HandedOver => {
                machine::handed_over(state, token, true, now).map(|(state, _)| state)
            }
            _ => None,
        }
    }

    fn send(&mut self) -> Option<State> {
        if !machine::still_held(&self.state, self.token) {
            return None;
        }
        let turn = self.state.turn.as_ref()?;
        let Some(Decision::Reply { parts, .. }) = &turn.decision else {
            return None;
        };
        let index = parts.iter().position(|part| !part.sent)?;
        let sent = machine::sent(
            self.state.clone(),
            turn.seq,
            index,
            (&Part::text("a"), None),
            0,
            self.now,
        )?;
        self.messages.extend(sent.message);
        Some(sent.state)
    }
}

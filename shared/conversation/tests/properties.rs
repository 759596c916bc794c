//! What holds for every sequence of events, whatever their order.
#![expect(clippy::unwrap_used, reason = "helpers of tests fail like tests")]

use std::time::Duration;

use conversation::{
    Contact, ContactName, Decision, Incoming, Lease, Marker, Message, MessageId, Owner, Part,
    Phrases, Policy, Reason, ReplyAddress, State, Timestamp, Token,
    machine::{self, Batch, Next, Verdict},
    marker::DEFAULT_MARKER,
};
use proptest::prelude::*;

#[derive(Debug, Clone)]
enum Step {
    Wait(u64),
    Receive,
    WakeUp,
    Reply(usize),
    Transfer,
    Sent,
    Complete,
    Fail,
    TakeOver,
    PersonWrites,
    Release,
    Disable,
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        (0..40_000u64).prop_map(Step::Wait),
        Just(Step::Receive),
        Just(Step::Receive),
        Just(Step::WakeUp),
        Just(Step::WakeUp),
        (1..4usize).prop_map(Step::Reply),
        Just(Step::Transfer),
        Just(Step::Sent),
        Just(Step::Complete),
        Just(Step::Fail),
        Just(Step::TakeOver),
        Just(Step::PersonWrites),
        Just(Step::Release),
        Just(Step::Disable),
    ]
}

fn incoming(n: usize, now: Timestamp) -> Incoming {
    Incoming {
        case: None,
        contact: Contact {
            names: vec![ContactName::parse("5511999990000").unwrap()],
            display_name: None,
        },
        id: MessageId::parse(&format!("m{n}")).unwrap(),
        text: format!("m{n}"),
        sent_at: now,
        reply_address: ReplyAddress(serde_json::Value::Null),
    }
}

struct Play {
    state: State,
    messages: Vec<Message>,
    now: Timestamp,
    token: Token,
}

impl Play {
    fn step(&mut self, n: usize, step: &Step) {
        let interval = Duration::from_secs(15);
        let policy = Policy {
            enabled: true,
            interval,
            history_turns: 3,
            queue: String::new(),
            transfer_message: String::new(),
            marker: Marker::parse(DEFAULT_MARKER).unwrap(),
            closed: None,
            phrases: Phrases::default(),
            return_after: None,
            release_keyword: None,
            answer_on_release: true,
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
            Step::WakeUp => self.claim(interval),
            Step::Reply(parts) => {
                let part = Part {
                    text: "a".to_owned(),
                    sent: false,
                };
                let reply = Decision::Reply {
                    parts: vec![part; *parts],
                };
                machine::decide(state, self.token, Verdict::from(reply), self.now)
            }
            Step::Transfer => {
                let transfer = Decision::Transfer {
                    reason: Reason::Requested,
                    summary: String::new(),
                };
                machine::decide(state, self.token, Verdict::from(transfer), self.now)
            }
            Step::Sent => self.send(),
            Step::Complete => machine::complete(state, self.token, interval, self.now)
                .map(|completed| completed.state),
            Step::Fail => {
                let retry_at = self.now.plus(Duration::from_secs(2));
                machine::fail(state, self.token, retry_at, "x")
            }
            Step::TakeOver => Some(machine::take_over(state, self.now).0),
            Step::PersonWrites => {
                let said =
                    machine::person_message(state, &incoming(n, self.now), &policy, self.now);
                self.messages.extend(said.messages);
                let state = said.state;
                Some(state)
            }
            Step::Release => machine::release(state, &policy, self.now).map(|r| r.state),
            Step::Disable => machine::drop_disabled(state, self.now).map(|(state, _)| state),
        };
        if let Some(next) = next {
            self.state = next;
        }
    }

    fn claim(&mut self, interval: Duration) -> Option<State> {
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
        let claimed = match machine::next(&state, interval, self.now) {
            Next::Nothing | Next::Wait(_) => return None,
            Next::Due(window) => {
                let (batch, rest) = Batch::select(from(window.first));
                machine::take(state, &batch, rest, lease, false, self.now)
            }
            Next::Resume(turn) => {
                let batch = Batch::of_turn(from(turn.batch.first), turn.batch);
                machine::resume(state, &batch, lease, false, self.now)
            }
        };
        self.token = token;
        Some(claimed)
    }

    fn send(&mut self) -> Option<State> {
        if !machine::still_held(&self.state, self.token) {
            return None;
        }
        let turn = self.state.turn.as_ref()?;
        let Some(Decision::Reply { parts }) = &turn.decision else {
            return None;
        };
        let index = parts.iter().position(|part| !part.sent)?;
        let sent = machine::sent(self.state.clone(), turn.seq, index, "a", self.now);
        self.messages.extend(sent.message);
        Some(sent.state)
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn numbers_never_repeat_and_owners_keep_to_their_own(
        steps in prop::collection::vec(step(), 1..80)
    ) {
        let first = incoming(0, Timestamp::default());
        let now = Timestamp::from_millis(1_800_000_000_000);
        let mut play = Play {
            state: State::new(first.contact, first.reply_address, now),
            messages: Vec::new(),
            now,
            token: Token(0),
        };
        for (n, step) in steps.iter().enumerate() {
            let before = play.state.clone();
            play.step(n, step);
            let after = &play.state;
            prop_assert!(after.next_seq >= before.next_seq);
            let people = after.owner != Owner::Assistant;
            prop_assert!(!(people && after.window.is_some()), "a window while people have it");
            if let Some(turn) = &after.turn {
                let transfer = matches!(turn.decision, Some(Decision::Transfer { .. }));
                prop_assert_eq!(people, transfer, "a turn of the other owner's");
                prop_assert!(turn.batch.last < turn.seq);
                if let Some(window) = &after.window {
                    prop_assert!(window.first > turn.batch.last, "a message in two batches");
                }
            }
        }
        let mut numbers: Vec<_> = play.messages.iter().map(|message| message.seq).collect();
        let count = numbers.len();
        numbers.sort_unstable();
        numbers.dedup();
        prop_assert_eq!(numbers.len(), count);
    }

    #[test]
    fn a_state_survives_its_json(steps in prop::collection::vec(step(), 1..40)) {
        let first = incoming(0, Timestamp::default());
        let now = Timestamp::from_millis(1_800_000_000_000);
        let state = State::new(first.contact, first.reply_address, now);
        let mut play = Play { state, messages: Vec::new(), now, token: Token(0) };
        for (n, step) in steps.iter().enumerate() {
            play.step(n, step);
        }
        let json = serde_json::to_string(&play.state).unwrap();
        prop_assert_eq!(serde_json::from_str::<State>(&json).unwrap(), play.state);
    }

    #[test]
    fn a_marker_is_never_found_behind_other_words(before in "[a-z]{1,8} ", after in ".{0,20}") {
        let marker = Marker::parse(DEFAULT_MARKER).unwrap();
        let reply = format!("{before}{DEFAULT_MARKER}{after}");
        prop_assert_eq!(marker.strip(&reply), None);
    }

    #[test]
    fn reading_a_reply_never_fails(marker in "\\PC{0,12}", reply in "\\PC{0,60}") {
        if let Ok(marker) = Marker::parse(&marker) {
            let rest = marker.strip(&reply);
            prop_assert!(rest.is_none_or(|rest| rest.len() <= reply.len()));
        }
    }
}

//! Calling the tools that the assistant asks for, round by round, until it answers without any.

use std::time::Duration;

use crate::{
    Call, CallAnswer, Policy, Round, Took,
    budgets::{ANSWER_RESERVE, LEAST_ASKING, LEAST_STEP, TOOL_PAUSES},
    machine::{self, Attempt},
    ports::{Caller, Clock, Completion, Retry, RunPorts, ToolError, Tools},
    tools::{self, MAX_CALLS_OF_A_ROUND, Room},
};

use super::{lease::Stop, run::Run};

const NOT_DONE: &str = "The call failed, and nothing was done";
const NOT_KNOWN: &str = "The call failed. Nobody knows whether it was done";
const TOO_MANY: &str = "too many calls for one answer";
const TOO_LONG: &str = "the arguments are too long";

impl<P: RunPorts> Run<'_, P> {
    /// Whether the assistant may call tools for this turn, or has called as many as it may.
    pub(super) fn may_call(&self, policy: &Policy) -> bool {
        tools::calls(self.rounds()).count() < policy.max_calls
    }

    /// The rounds of the turn so far.
    pub(super) fn rounds(&self) -> &[Round] {
        let turn = self.known.state.turn.as_ref();
        turn.map_or(&[], |turn| &turn.rounds)
    }

    /// Whether an answer is a round: it calls tools, and is for nobody else.
    pub(super) fn is_round(&self, answer: &Completion, policy: &Policy) -> bool {
        let is_final = answer.transfer.is_some()
            || answer.refused
            || policy.marker.around(&answer.text).is_some();
        !answer.calls.is_empty() && !is_final && self.may_call(policy)
    }

    /// Stores a round. Its calls are made by [`make_calls`](Self::make_calls), in whatever run.
    pub(super) async fn begin_round(
        &mut self,
        answer: &Completion,
        policy: &Policy,
    ) -> Result<(), Stop> {
        let nth = self.rounds().len();
        let made = tools::calls(self.rounds()).count();
        let mut room = Room::beside(self.rounds());
        let text = room.cut(&answer.text);
        let calls = answer.calls.iter().take(MAX_CALLS_OF_A_ROUND).zip(made..);
        let calls = calls.map(|(call, number)| kept(call, number < policy.max_calls, &mut room));
        let calls = calls.collect();
        let round = Round { text, calls };
        let (token, usage) = (self.token, answer.usage);
        self.step(|state, _| {
            machine::begin_round(state, token, nth, round.clone(), usage).map(Into::into)
        })
        .await
    }

    /// Makes the calls that are not answered yet, one after the other, and stores what became of each. The
    /// assistant then has time to answer, in this run or in a later one.
    pub(super) async fn make_calls(&mut self) -> Result<(), Stop> {
        let mut is_time_spent = false;
        while let Some((nth, call)) = self.unanswered() {
            let began = self.ports.clock().now();
            let key = format!("{}-{nth}", self.turn_id());
            let called = self.call(&call, &key);
            let called = self.timed(called, Took::calling).await?;
            let took = self.ports.clock().now().since(began);
            let answer = answer(called, took);
            let token = self.token;
            self.step(|state, _| {
                machine::answer_call(state, token, nth, answer.clone()).map(Into::into)
            })
            .await?;
            self.still_answers().await?;
            is_time_spent = true;
        }
        match is_time_spent && self.time_left(ANSWER_RESERVE) < LEAST_ASKING {
            true => Err(self.go_on_later("no time is left to ask what the calls lead to")),
            false => Ok(()),
        }
    }

    /// Stops without a failure that counts: a later run goes on behind the last call that was answered.
    fn go_on_later(&self, why: &str) -> Stop {
        self.attempt.set(Attempt::Unasked);
        Stop::Later {
            error: why.to_owned(),
            retry_after: None,
        }
    }

    /// The first call that is not answered yet, and its number over all rounds.
    fn unanswered(&self) -> Option<(usize, Call)> {
        let mut calls = tools::calls(self.rounds()).enumerate();
        let (nth, call) = calls.find(|(_, call)| call.answer.is_none())?;
        Some((nth, call.clone()))
    }

    /// Calls a tool, and again under the same key as long as it may succeed and there is time.
    async fn call(&self, call: &Call, key: &str) -> Result<Result<String, ToolError>, Stop> {
        let clock = self.ports.clock();
        let mut pauses = TOOL_PAUSES.into_iter();
        let mut last = None;
        loop {
            let left = self.time_left(ANSWER_RESERVE);
            if left < LEAST_STEP {
                return last.ok_or_else(|| self.go_on_later("no time is left to call a tool"));
            }
            self.attempt.set(Attempt::Asked);
            let caller = Caller {
                conversation: self.conversation,
                contact: &self.known.state.contact,
                kind: self.known.state.kind,
            };
            let called = self.ports.tools().call(caller, call, key, left).await;
            let (Some(Retry::Later(asked)), Some(pause)) = (retry(&called), pauses.next()) else {
                return Ok(called);
            };
            last = Some(called);
            let again = clock.now().plus(asked.unwrap_or_default().max(pause));
            clock.sleep_until(again.min(self.deadline)).await;
        }
    }
}

/// A call as it is kept: one that is not made is answered at once.
fn kept(call: &Call, is_made: bool, room: &mut Room) -> Call {
    let not_made = |why: &str| {
        Some(answer(
            Err(ToolError::NotCalled(why.to_owned())),
            Duration::ZERO,
        ))
    };
    match (is_made, room.takes(&call.arguments)) {
        (true, true) => call.clone(),
        (false, true) => Call {
            answer: not_made(TOO_MANY),
            ..call.clone()
        },
        (_, false) => Call {
            arguments: "{}".to_owned(),
            answer: not_made(TOO_LONG),
            ..call.clone()
        },
    }
}

fn retry(called: &Result<String, ToolError>) -> Option<Retry> {
    match called {
        Err(ToolError::Refused { failure, .. } | ToolError::Unknown(failure)) => {
            Some(failure.retry)
        }
        Ok(_) | Err(ToolError::NotCalled(_)) => None,
    }
}

/// What the assistant is told.
fn answer(called: Result<String, ToolError>, took: Duration) -> CallAnswer {
    let (output, error) = match called {
        Ok(output) => (output, None),
        Err(ToolError::NotCalled(why)) => (format!("{NOT_DONE}: {why}."), Some(why)),
        Err(ToolError::Refused { failure, said }) => {
            let said = match said.is_empty() {
                true => String::new(),
                false => format!(" It was answered:\n{said}"),
            };
            let detail = failure.detail;
            (format!("{NOT_DONE}: {detail}.{said}"), Some(detail))
        }
        Err(ToolError::Unknown(failure)) => {
            let detail = failure.detail;
            (format!("{NOT_KNOWN}: {detail}."), Some(detail))
        }
    };
    CallAnswer {
        output,
        error,
        took_ms: u64::try_from(took.as_millis()).unwrap_or(u64::MAX),
    }
}

//! Calling the tools that the assistant asks for, round by round, until it answers without any.

use std::time::Duration;

use crate::{
    Call, CallAnswer, Policy, Round, Took,
    budgets::{
        ANSWER_RESERVE, CALLING, LEAST_ASKING, LEAST_STEP, LONGEST_CALL, MOMENT, TOOL_PAUSES,
    },
    machine::{self, Attempt},
    ports::{Caller, Clock, Completion, Retry, RunPorts, ToolError, Tools},
    tools::{self, MAX_CALLS_OF_A_ROUND, Room},
};

use super::{lease::Stop, run::Run};

const NOT_DONE: &str = "The call failed, and nothing was done";
const NOT_KNOWN: &str = "The call failed. Nobody knows whether it was done";
const NO_MORE: &str = "no more calls are made for this answer";
const TOO_LONG: &str = "the arguments are too long";
const NO_OBJECT: &str = "the arguments are no JSON object";
const NO_ROOM: &str = "the answers of the other calls leave no room for another";

impl<P: RunPorts> Run<'_, P> {
    /// Whether the assistant may call tools for this turn, or has called as many as it may, or for as long.
    pub(super) fn may_call(&self, policy: &Policy) -> bool {
        let is_over = self.ports.clock().now() >= self.claimed_at().plus(CALLING);
        !is_over && tools::calls(self.rounds()).count() < policy.max_calls
    }

    /// The rounds of the turn so far.
    pub(super) fn rounds(&self) -> &[Round] {
        let turn = self.known.state.turn.as_ref();
        turn.map_or(&[], |turn| &turn.rounds)
    }

    /// Whether an answer is a round: it calls tools, and is for nobody else. An assistant that calls more than
    /// it may is told so, once.
    pub(super) fn is_round(&self, answer: &Completion, policy: &Policy) -> bool {
        let no_more = |call: &Call| {
            let answer = call.answer.as_ref();
            answer.and_then(|answer| answer.error.as_deref()) == Some(NO_MORE)
        };
        let last = self.rounds().last();
        let was_told = last.is_some_and(|round| round.calls.iter().all(no_more));
        calls_tools(answer, policy) && (self.may_call(policy) || !was_told)
    }

    /// Stores a round. Its calls are made by [`make_calls`](Self::make_calls), in whatever run.
    pub(super) async fn begin_round(
        &mut self,
        answer: &Completion,
        policy: &Policy,
    ) -> Result<(), Stop> {
        let nth = self.rounds().len();
        let made = tools::calls(self.rounds()).count();
        let most = match self.may_call(policy) {
            true => policy.max_calls,
            false => 0,
        };
        let mut room = Room::beside(self.rounds());
        let text = room.cut(&answer.text);
        let calls = answer.calls.iter().take(MAX_CALLS_OF_A_ROUND).zip(made..);
        let calls = calls.map(|(call, number)| kept(call, number < most, &mut room));
        let calls = calls.collect();
        let round = Round { text, calls };
        let token = self.token;
        self.step(|state, _| {
            machine::begin_round(state, token, nth, round.clone(), answer).map(Into::into)
        })
        .await
    }

    /// Makes the calls that are not answered yet, one after the other, and stores what became of each. The
    /// assistant then has time to answer, in this run or in a later one.
    pub(super) async fn make_calls(&mut self) -> Result<(), Stop> {
        let mut has_called = false;
        while let Some((nth, call)) = self.unanswered() {
            let began = self.ports.clock().now();
            let called = match tools::is_full(self.rounds()) {
                true => Err(ToolError::NotCalled(NO_ROOM.to_owned())),
                false => self.call(nth, &call).await?,
            };
            let took = self.ports.clock().now().since(began);
            let answer = answer(called, took);
            let token = self.token;
            self.step(|state, _| {
                machine::answer_call(state, token, nth, answer.clone()).map(Into::into)
            })
            .await?;
            self.still_answers().await?;
            has_called = true;
        }
        match has_called && self.is_late_for(LEAST_ASKING) {
            true => Err(self.go_on_later("no time is left to ask what the calls lead to")),
            false => Ok(()),
        }
    }

    /// Whether a step may take longer than this run has left, and a later run would have more.
    fn is_late_for(&self, takes: Duration) -> bool {
        let spent = self.ports.clock().now().since(self.began);
        self.time_left(ANSWER_RESERVE) < takes && spent > MOMENT
    }

    fn go_on_later(&self, why: &str) -> Stop {
        self.attempt.set(Attempt::OutOfTime);
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
    async fn call(&mut self, nth: usize, call: &Call) -> Result<Result<String, ToolError>, Stop> {
        if self.is_late_for(LONGEST_CALL) {
            return Err(self.go_on_later("no time is left to call a tool"));
        }
        let key = self.key(nth);
        let mut pauses = TOOL_PAUSES.into_iter();
        loop {
            // People may have taken the conversation meanwhile.
            self.read_again().await?;
            self.still_answers().await?;
            self.attempt.set(Attempt::Asked);
            let caller = Caller {
                conversation: self.conversation,
                contact: &self.known.state.contact,
                kind: self.known.state.kind,
            };
            let limit = self.time_left(ANSWER_RESERVE).max(LEAST_STEP);
            let calling = self.ports.tools().call(caller, call, &key, limit);
            let called = self.timed(calling, Took::calling).await;
            let (Some(Retry::Later(asked)), Some(pause)) = (retry(&called), pauses.next()) else {
                return Ok(called);
            };
            let clock = self.ports.clock();
            let again = clock.now().plus(asked.unwrap_or_default().max(pause));
            if again.plus(LEAST_STEP) > self.deadline.minus(ANSWER_RESERVE) {
                return Ok(called);
            }
            clock.sleep_until(again).await;
        }
    }

    /// The key of a call: it is the same for the same call about the same messages, in whatever turn they are
    /// answered, unless the call was answered before.
    fn key(&self, nth: usize) -> String {
        let turn = self.known.state.turn.as_ref();
        let first = turn.map_or(self.turn_seq(), |turn| turn.window.first);
        let about = self.conversation.turn_id(first);
        format!("{about}-{}", tools::key(self.rounds(), nth))
    }
}

/// Whether an answer calls tools, and neither asks for a person nor refuses.
pub(super) fn calls_tools(answer: &Completion, policy: &Policy) -> bool {
    let is_for_people =
        answer.transfer.is_some() || answer.refused || policy.marker.around(&answer.text).is_some();
    !answer.calls.is_empty() && !is_for_people
}

/// A call as it is kept: one that is not made is answered at once.
fn kept(call: &Call, is_made: bool, room: &mut Room) -> Call {
    let why = match call.arguments_are_an_object() {
        false => NO_OBJECT,
        true if !room.takes(&call.arguments) => TOO_LONG,
        true if is_made => return call.clone(),
        true => NO_MORE,
    };
    let arguments = match why {
        NO_MORE => call.arguments.clone(),
        _ => "{}".to_owned(),
    };
    let not_called = Err(ToolError::NotCalled(why.to_owned()));
    Call {
        arguments,
        answer: Some(answer(not_called, Duration::ZERO)),
        ..call.clone()
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
    let may_be_done = matches!(called, Err(ToolError::Unknown(_)));
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
        may_be_done,
        took_ms: u64::try_from(took.as_millis()).unwrap_or(u64::MAX),
    }
}

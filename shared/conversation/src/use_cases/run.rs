//! A run of a turn: asking the assistant, and sending the reply.

use std::{
    cell::{Cell, RefCell},
    time::Duration,
};

use crate::{
    ConversationRef, Decision, Outcome, Policy, Reason, Seq, State, Timestamp, Token, Took,
    budgets::{LONGEST_UNASKED_PAUSE, MORE_TIME_PAUSE, TURN_PAUSES},
    machine::{self, Attempt, Batch, Change, Verdict},
    policy::MAX_TURN_TIME,
    ports::{Clock, PolicySource, PortError, Random, RunPorts, Versioned},
};

use super::{
    Responded,
    change::change,
    lease::{Stop, pause_after},
    reach::Reach,
};

/// A run that holds a turn.
pub(super) struct Run<'a, P> {
    pub(super) ports: &'a P,
    pub(super) conversation: &'a ConversationRef,
    pub(super) batch: Batch,
    pub(super) token: Token,
    pub(super) known: Versioned,
    /// The part with which an earlier run may have ended.
    pub(super) left_at: Option<usize>,
    /// The part before which no pause is left to make.
    pub(super) paused_at: Option<usize>,
    /// The policy as it was when the turn was claimed.
    policy: &'a Policy,
    pub(super) deadline: Timestamp,
    /// When the run began.
    pub(super) began: Timestamp,
    /// How far the run came.
    pub(super) attempt: Cell<Attempt>,
    /// How long its steps took that are not stored yet.
    took: Cell<Took>,
}

impl<'a, P: RunPorts> Run<'a, P> {
    /// A run for the turn that has just been claimed in the state `known`.
    pub(super) fn new(
        ports: &'a P,
        conversation: &'a ConversationRef,
        batch: Batch,
        token: Token,
        known: Versioned,
        policy: &'a Policy,
        deadline: Timestamp,
    ) -> Self {
        let left_at = next_part(&known.state);
        Self {
            ports,
            conversation,
            batch,
            token,
            left_at,
            paused_at: left_at,
            known,
            policy,
            deadline,
            began: ports.clock().now(),
            attempt: Cell::new(Attempt::Unasked),
            took: Cell::default(),
        }
    }

    /// Works the turn to its end, or gives it up for a later attempt.
    pub(super) async fn go(mut self) -> Result<Responded, PortError> {
        let mut stopped = self.work().await;
        if let Err(Stop::Later { error, retry_after }) = &stopped
            && let Some(reason) = self.handover_reason_if_waiting(*retry_after)
        {
            let verdict = Verdict {
                error: Some(error.clone()),
                ..Verdict::from(self.to_people(reason, "").await)
            };
            stopped = match self.store(verdict).await {
                Ok(()) => self.work().await,
                Err(stop) => Err(stop),
            };
        }
        match stopped {
            Ok(ended) => Ok(ended),
            Err(Stop::Lost) => Ok(Responded::Done),
            Err(Stop::Later { error, retry_after }) => self.give_up(&error, retry_after).await,
        }
    }

    /// The reason to hand over now, if waiting would take longer than the turn's time.
    pub(super) fn handover_reason_if_waiting(&self, wait: Option<Duration>) -> Option<Reason> {
        let turn = self.known.state.turn.as_ref()?;
        if matches!(self.attempt.get(), Attempt::Unasked | Attempt::OutOfTime) {
            return None;
        }
        let now = self.ports.clock().now();
        let since = turn.failing_since.unwrap_or(now);
        let over = wait.is_some_and(|wait| now.plus(wait) >= since.plus(MAX_TURN_TIME));
        match &turn.decision {
            _ if !over => None,
            None => Some(Reason::AssistantFailed),
            Some(Decision::Reply { .. }) => Some(Reason::Undeliverable),
            Some(Decision::Transfer { .. }) => None,
        }
    }

    async fn work(&mut self) -> Result<Responded, Stop> {
        if self.known.state.turn.is_none() {
            return Ok(Responded::Done);
        }
        if self.decision().is_none() {
            let verdict = self.ask().await?;
            // An answer is not thrown away because the settings cannot be read just now.
            let policy = self.ports.policy_source().policy().await;
            if policy.is_ok_and(|policy| !policy.answers(&self.known.state)) {
                return self.drop_disabled().await;
            }
            self.store(verdict).await?;
        }
        self.reply().await?;
        if let Some(Decision::Transfer {
            reason, summary, ..
        }) = self.decision()
        {
            let (reason, summary) = (*reason, summary.clone());
            self.transfer(reason, summary).await?;
        }
        self.tell_of_recovery().await?;
        self.complete().await
    }

    pub(super) fn decision(&self) -> Option<&Decision> {
        self.known.state.turn.as_ref()?.decision.as_ref()
    }

    pub(super) async fn store(&mut self, verdict: Verdict) -> Result<(), Stop> {
        let token = self.token;
        self.step(|state, now| {
            machine::decide(state, token, verdict.clone(), now).map(Change::from)
        })
        .await
    }

    async fn complete(&mut self) -> Result<Responded, Stop> {
        let wait = self.ports.policy_source().policy().await?.wait;
        let token = self.token;
        let ended = RefCell::new(Responded::Done);
        self.step(|state, now| {
            let completed = machine::complete(state, token, wait, now)?;
            ended.replace(Responded::Ended {
                kind: completed.state.kind,
                outcome: completed.turn_record.outcome,
                error: completed.turn_record.last_error.clone(),
                voice: completed.turn_record.voice.clone(),
            });
            Some(Change {
                turn_record: Some(completed.turn_record),
                wake_up: completed.wake_up,
                ..Change::from(completed.state)
            })
        })
        .await?;
        Ok(ended.into_inner())
    }

    /// Ends the turn, because the integration was disabled while the assistant was thinking.
    async fn drop_disabled(&mut self) -> Result<Responded, Stop> {
        let token = self.token;
        self.step(|state, now| {
            if !machine::still_held(&state, token) {
                return None;
            }
            machine::drop_disabled(state, now)
        })
        .await?;
        Ok(Responded::Ended {
            kind: self.known.state.kind,
            outcome: Outcome::Disabled,
            error: None,
            voice: None,
        })
    }

    async fn give_up(
        &mut self,
        error: &str,
        retry_after: Option<Duration>,
    ) -> Result<Responded, PortError> {
        let now = self.ports.clock().now();
        let Some(turn) = &self.known.state.turn else {
            return Ok(Responded::Done);
        };
        let attempt = self.attempt.get();
        let pause = match attempt {
            Attempt::Unasked => pause_after(turn.attempts).min(LONGEST_UNASKED_PAUSE),
            Attempt::Asked | Attempt::TimedOut => pause_of_a_turn(turn.spent),
            Attempt::OutOfTime => MORE_TIME_PAUSE,
        };
        let jitter = self.ports.random().bits() % 1000;
        let hand_over_at = turn.failing_since.unwrap_or(now).plus(MAX_TURN_TIME);
        let retry_in = retry_after
            .map_or(pause, |asked| asked.max(pause))
            .min(hand_over_at.since(now))
            .saturating_add(Duration::from_millis(jitter));
        let token = self.token;
        let given_up = self
            .step(|state, now| {
                let times = (now, now.plus(retry_in));
                machine::fail(state, token, attempt, times, error).map(Change::from)
            })
            .await;
        match given_up {
            // Also when the turn seems to be another's: the commit that gave it up may have been
            // written and called a conflict, and a wake-up too many is harmless.
            Ok(()) | Err(Stop::Lost) if attempt == Attempt::OutOfTime => {
                Ok(Responded::Later { after: retry_in })
            }
            Ok(()) | Err(Stop::Lost) => Ok(Responded::RetryIn {
                kind: self.known.state.kind,
                after: retry_in,
                error: error.to_owned(),
            }),
            Err(Stop::Later { error, .. }) => Err(PortError::new(error)),
        }
    }

    pub(super) async fn step(
        &mut self,
        decide: impl Fn(State, Timestamp) -> Option<Change>,
    ) -> Result<(), Stop> {
        let mut known = self.known.clone();
        let token = self.token;
        // Of what this run knows, not of what it reads after a conflict: a commit whose answer was lost
        // has stored these steps already.
        let before = known.state.turn_of(token).map(|turn| turn.took);
        let took = before.unwrap_or_default().and(self.took.get());
        let timed = |mut state: State, now| {
            if let Some(turn) = state.turn_of(token) {
                turn.took = took;
            }
            decide(state, now)
        };
        match change(
            self.ports,
            self.conversation,
            Some(self.policy),
            known,
            timed,
        )
        .await?
        {
            Some(known) => {
                self.known = known;
                self.took.take();
                Ok(())
            }
            None => Err(Stop::Lost),
        }
    }

    /// Does one step, and notes how long it took.
    pub(super) async fn timed<T>(
        &self,
        step: impl Future<Output = T>,
        spent: fn(u64) -> Took,
    ) -> T {
        let clock = self.ports.clock();
        let began = clock.now();
        let done = step.await;
        let millis = clock.now().millis().saturating_sub(began.millis());
        self.took.set(self.took.get().and(spent(millis)));
        done
    }

    pub(super) fn channel(&self) -> Reach<'_, P::Channel> {
        Reach::of(&self.known.state, self.ports.channel())
    }

    pub(super) fn turn_seq(&self) -> Seq {
        self.known
            .state
            .turn
            .as_ref()
            .map_or(Seq(0), |turn| turn.seq)
    }

    /// When the turn was first claimed. What it speaks and what the assistant takes for it counts on
    /// that day, in whatever run.
    pub(super) fn claimed_at(&self) -> Timestamp {
        let turn = self.known.state.turn.as_ref();
        turn.map_or_else(|| self.ports.clock().now(), |turn| turn.claimed_at)
    }

    pub(super) fn turn_id(&self) -> String {
        self.conversation.turn_id(self.turn_seq())
    }

    pub(super) fn time_left(&self, reserve: Duration) -> Duration {
        self.deadline.minus(reserve).since(self.ports.clock().now())
    }
}

/// How long to wait before the attempt after that many that count.
fn pause_of_a_turn(spent: u32) -> Duration {
    let before = usize::try_from(spent)
        .unwrap_or(usize::MAX)
        .saturating_sub(1);
    let pause = TURN_PAUSES.get(before).or(TURN_PAUSES.last());
    pause.copied().unwrap_or_default()
}

/// The first part of a reply that is not sent yet.
fn next_part(state: &State) -> Option<usize> {
    match &state.turn.as_ref()?.decision {
        Some(Decision::Reply { parts, .. }) => parts.iter().position(|part| !part.sent),
        Some(Decision::Transfer { .. }) | None => None,
    }
}

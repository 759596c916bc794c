//! Asking the assistant, and what its answer means.

use std::time::Duration;

use futures_util::future::join;

use crate::{
    Cap, Context, ConversationRef, Decision, HistoryLimit, Reason, Took,
    budgets::{ANSWER_RESERVE, SPEAKING},
    machine::{self, Attempt, Batch, Verdict},
    policy::{MAX_REPLY_BYTES, MAX_SUMMARY_CHARS, MAX_TIMEOUTS, Policy},
    ports::{
        Assistant, AssistantError, Channel, Clock, Completion, Conversations, Failure,
        PolicySource, Prompt, Retry, RunPorts,
    },
    stored_bytes, tools,
};

use super::{
    call::calls_tools,
    lease::Stop,
    run::Run,
    spend::{self, NotAsked},
};

/// The most messages that are read for the history.
const HISTORY_MESSAGES: usize = 500;
/// How much of the contact's last messages a summary quotes, if the assistant gave none.
const SUMMARY_MESSAGES: usize = 20;
const SUMMARY_CHARS: usize = 200_000;
const CALLS_ALL_THE_SAME: &str = "it calls tools after it was told that no more calls are made";

impl<P: RunPorts> Run<'_, P> {
    /// The decision that the batch leads to, and what was heard and seen in it.
    pub(super) async fn ask(&mut self) -> Result<Verdict, Stop> {
        let verdict = self.decide().await?;
        Ok(Verdict {
            heard: self.batch.heard(),
            seen: self.batch.seen(),
            ..verdict
        })
    }

    async fn decide(&mut self) -> Result<Verdict, Stop> {
        if self.batch.is_too_old(self.ports.clock().now()) {
            return Ok(Verdict::from(self.to_people(Reason::TooOld, "").await));
        }
        let policy = self.ports.policy_source().policy().await?;
        if self.batch.asks_for_a_person(&policy.phrases) {
            return Ok(Verdict::from(self.to_people(Reason::Phrase, "").await));
        }
        let replies = self.known.state.replies.at(self.ports.clock().now());
        if replies >= policy.max_replies_per_hour {
            return Ok(self.over(Cap::MaxRepliesPerHour).await);
        }
        if self.listen(&policy).await
            && let Some(verdict) = self.after_hearing().await?
        {
            return Ok(verdict);
        }
        if self.see(&policy).await {
            // People may have taken the conversation meanwhile.
            self.read_again().await?;
            self.still_answers().await?;
        }
        let answered = loop {
            self.make_calls().await?;
            let answered = match self.answer_anyhow(&policy).await {
                Ok(answered) => answered,
                Err(NotAsked::OverCap(cap)) => return Ok(self.over(cap).await),
                Err(NotAsked::Uncounted(error)) => return Err(error.into()),
            };
            match answered {
                Ok(round) if self.is_round(&round, &policy) => {
                    self.begin_round(&round, &policy).await?;
                }
                answered => break answered,
            }
        };
        match answered {
            Ok(answer) => Ok(Verdict {
                usage: Some(answer.usage),
                model: answer.model.clone(),
                left_out: answer.left_out.clone(),
                ..match calls_tools(&answer, &policy) {
                    true => self.failed(CALLS_ALL_THE_SAME.to_owned()).await,
                    false => self.read(&answer, &policy).await,
                }
            }),
            Err(timed_out @ AssistantError::TimedOut) => {
                self.later(timed_out.to_string(), None).await
            }
            Err(AssistantError::TooLong { detail }) => Ok(self.failed(detail).await),
            Err(AssistantError::Failed(Failure { detail, retry })) => match retry {
                Retry::Later(retry_after) => self.later(detail, retry_after).await,
                Retry::Never => Ok(self.failed(detail).await),
            },
        }
    }

    /// The settings, after something that takes time, in which the integration may have been disabled.
    pub(super) async fn still_answers(&self) -> Result<Policy, Stop> {
        let policy = self.ports.policy_source().policy().await?;
        match policy.answers(&self.known.state) {
            true => Ok(policy),
            false => Err(Stop::Later {
                error: "the integration was disabled".to_owned(),
                retry_after: None,
            }),
        }
    }

    /// What hearing has changed: phrases count in what was said aloud.
    async fn after_hearing(&self) -> Result<Option<Verdict>, Stop> {
        let policy = self.still_answers().await?;
        if !self.batch.asks_for_a_person(&policy.phrases) {
            return Ok(None);
        }
        let verdict = Verdict::from(self.to_people(Reason::Phrase, "").await);
        Ok(Some(verdict))
    }

    /// Asks again later, unless the assistant has been paid often enough for no answer, or the turn
    /// asks again for what people have already.
    async fn later(&self, error: String, retry_after: Option<Duration>) -> Result<Verdict, Stop> {
        let turn = self.known.state.turn.as_ref();
        let timed_out = u32::from(self.attempt.get() == Attempt::TimedOut);
        let last = turn.is_some_and(|turn| {
            turn.tries_again || timed_out > 0 && turn.timeouts + timed_out >= MAX_TIMEOUTS
        });
        match last {
            true => Ok(self.failed(error).await),
            false => Err(Stop::Later { error, retry_after }),
        }
    }

    /// Asks, and asks once more without files if the question is refused: whatever it is that the server
    /// does not take, the customer is answered.
    async fn answer_anyhow(
        &mut self,
        policy: &Policy,
    ) -> Result<Result<Completion, AssistantError>, NotAsked> {
        let (answered, ()) = join(self.answer(policy), self.show_typing()).await;
        let is_refused = matches!(&answered, Ok(Err(error)) if error.is_refusal());
        if !is_refused || !self.batch.shows_files() {
            return answered;
        }
        self.batch.show_no_file();
        self.answer(policy).await
    }

    /// Asks with the history that the settings allow. If that is too long, asks once more with half
    /// of it; the batch stays whole.
    async fn answer(
        &self,
        policy: &Policy,
    ) -> Result<Result<Completion, AssistantError>, NotAsked> {
        let (messages, batch_chars) = self.batch.size();
        let transcript = self
            .ports
            .conversations()
            .newest_messages(
                self.conversation,
                HISTORY_MESSAGES + messages,
                policy.history.chars + batch_chars,
            )
            .await?;
        let mut prompt = Prompt {
            conversation: self.conversation.clone(),
            lines: machine::history(&transcript, &self.batch, policy.history),
            batch: messages,
            rounds: self.rounds().to_vec(),
            may_call: self.may_call(policy),
            context: Context::of(policy, &self.known.state, self.ports.clock().now()),
        };
        let answered = self.answer_to(&prompt, policy).await?;
        let past = prompt.lines.len().saturating_sub(messages);
        let past = prompt.lines.iter().take(past);
        let history_chars: usize = past.map(|line| line.text.chars().count()).sum();
        let too_long = matches!(answered, Err(AssistantError::TooLong { .. }));
        if !too_long || history_chars == 0 {
            return Ok(answered);
        }
        let half = HistoryLimit {
            chars: history_chars / 2,
            ..policy.history
        };
        prompt.lines = machine::history(&transcript, &self.batch, half);
        let answered = self.answer_to(&prompt, policy).await?;
        Ok(answered.map_err(|error| match error {
            AssistantError::TooLong { detail } => AssistantError::TooLong {
                detail: format!("{detail}, even with half of the history"),
            },
            other => other,
        }))
    }

    async fn answer_to(
        &self,
        prompt: &Prompt,
        policy: &Policy,
    ) -> Result<Result<Completion, AssistantError>, NotAsked> {
        let tokens = prompt.tokens() + policy.question_tokens;
        // What is reserved may stay counted.
        self.attempt.set(Attempt::Asked);
        let reserved = self.reserve(&policy.caps, tokens).await?;
        let left = self.time_left(ANSWER_RESERVE);
        let for_speaking = match &policy.voice {
            Some(voice) if self.is_to_be_spoken(voice) => SPEAKING.min(left / 3),
            Some(_) | None => Duration::ZERO,
        };
        let limit = left.saturating_sub(for_speaking);
        let asking = self.ports.assistant().answer(prompt, limit);
        let answered = self.timed(asking, Took::asking).await;
        if matches!(answered, Err(AssistantError::TimedOut)) {
            self.attempt.set(Attempt::TimedOut);
        }
        self.settle(reserved, spend::took(&answered)).await;
        Ok(answered)
    }

    /// The decision after a permanent failure.
    async fn failed(&self, error: String) -> Verdict {
        Verdict {
            error: Some(error),
            ..Verdict::from(self.to_people(Reason::AssistantFailed, "").await)
        }
    }

    pub(super) async fn show_typing(&self) {
        if let Some(newest) = self.batch.message_ids().last() {
            let to = &self.known.state.reply_address;
            self.channel().show_typing(to, newest).await;
        }
    }

    /// The decision that an answer leads to.
    async fn read(&self, answer: &Completion, policy: &Policy) -> Verdict {
        let marked = policy.marker.around(&answer.text);
        if let Some(call) = &answer.transfer {
            let told = [&call.summary, &call.reason]
                .into_iter()
                .map(|text| text.trim())
                .find(|text| !text.is_empty())
                .unwrap_or_else(|| marked.as_deref().unwrap_or(answer.text.trim()));
            return self.to_people(Reason::Requested, told).await.into();
        }
        if let Some(around) = marked {
            return self.to_people(Reason::Requested, &around).await.into();
        }
        if answer.refused {
            return self.to_people(Reason::Refused, "").await.into();
        }
        if answer.text.len() > MAX_REPLY_BYTES {
            return self.to_people(Reason::AssistantFailed, "").await.into();
        }
        let parts = self.rendered(&answer.text, policy.balloons);
        if parts.is_empty() {
            return self.to_people(Reason::EmptyReply, "").await.into();
        }
        let stored = parts.iter().map(|part| stored_bytes(&part.text));
        if stored.sum::<usize>() > MAX_REPLY_BYTES {
            return self.to_people(Reason::AssistantFailed, "").await.into();
        }
        match &policy.voice {
            Some(voice) => self.voiced(voice, &answer.text, parts).await,
            None => Decision::text(parts).into(),
        }
    }

    /// A transfer, with the contact's own last words if there is no summary, and the tools that were called.
    pub(super) async fn to_people(&self, reason: Reason, summary: &str) -> Decision {
        let summary = match summary {
            "" => last_words(self.ports, self.conversation, &self.batch).await,
            told => told.chars().take(MAX_SUMMARY_CHARS).collect(),
        };
        let summary = match tools::told_to_people(self.rounds()) {
            Some(calls) => {
                let room = MAX_SUMMARY_CHARS.saturating_sub(calls.chars().count() + 1);
                let summary: String = summary.chars().take(room).collect();
                format!("{summary}\n{calls}")
            }
            None => summary,
        };
        Decision::transfer(reason, summary)
    }
}

/// The contact's own last words, for the people who get the conversation.
pub(super) async fn last_words<P: RunPorts>(
    ports: &P,
    conversation: &ConversationRef,
    batch: &Batch,
) -> String {
    let table = ports.conversations();
    let read = table.newest_messages(conversation, SUMMARY_MESSAGES, SUMMARY_CHARS);
    match read.await {
        Ok(newest_first) => machine::last_words(newest_first.iter().rev()),
        Err(_) => batch.verbatim(),
    }
}

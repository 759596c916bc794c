//! What the assistant may take: tokens are reserved before each question to it, and settled after it.
//!
//! A reservation is counted where it is made, so that no number of runs at once can reserve more than
//! a cap allows. What stays of it is never less than what may have to be paid: a run that ends in
//! between leaves its reservation as it is, and so does an answer of unknown cost.

use futures_util::future::join_all;

use crate::{
    Cap, Caps, Reason, Timestamp,
    machine::Verdict,
    ports::{AssistantError, Completion, Counted, DayBudget, PortError, RunPorts},
};

use super::run::Run;

/// What a run has reserved for one question.
pub(super) struct Reserved {
    tokens: u64,
    counted: Vec<Counted>,
    at: Timestamp,
}

/// Why a question is not asked.
pub(super) enum NotAsked {
    /// A cap leaves no room for it.
    OverCap(Cap),
    /// It could not be counted.
    Uncounted(PortError),
}

impl From<PortError> for NotAsked {
    fn from(error: PortError) -> Self {
        Self::Uncounted(error)
    }
}

impl<P: RunPorts> Run<'_, P> {
    /// Reserves what a question may take, or nothing if a cap has less left than that.
    pub(super) async fn reserve(&self, caps: &Caps, tokens: u64) -> Result<Reserved, NotAsked> {
        let mut reserved = Reserved {
            tokens,
            counted: Vec::new(),
            at: self.claimed_at(),
        };
        for (cap, counted, most) in self.capped(caps) {
            let budget = self.ports.day_budget();
            let integration = &self.conversation.integration;
            let taken = budget.take(integration, &counted, tokens, reserved.at, most);
            let why = match taken.await {
                Ok(true) => {
                    reserved.counted.push(counted);
                    continue;
                }
                Ok(false) => NotAsked::OverCap(cap),
                Err(error) => error.into(),
            };
            self.settle(reserved, Some(0)).await;
            return Err(why);
        }
        Ok(reserved)
    }

    /// Corrects a reservation to what the question took, whether or not that is within the caps. If
    /// that is not known, it stays as it is.
    pub(super) async fn settle(&self, reserved: Reserved, took: Option<u64>) {
        let Reserved {
            tokens,
            counted,
            at,
        } = reserved;
        let Some(took) = took else { return };
        let (budget, of) = (self.ports.day_budget(), &self.conversation.integration);
        // What is not corrected stays as it was reserved.
        join_all(counted.iter().map(async |counted| match took > tokens {
            true => {
                let more = budget.take(of, counted, took - tokens, at, u64::MAX);
                drop(more.await);
            }
            false => drop(budget.give_back(of, counted, tokens - took, at).await),
        }))
        .await;
    }

    /// The caps that are set, with what each counts.
    fn capped(&self, caps: &Caps) -> impl Iterator<Item = (Cap, Counted, u64)> {
        let contact = &self.conversation.id;
        let turn = Counted::TurnTokens(contact.clone(), self.turn_seq());
        let contact = Counted::ContactTokens(contact.clone());
        let all = [
            (Cap::MaxTurnTokens, turn, caps.max_turn_tokens),
            (
                Cap::MaxContactDayTokens,
                contact,
                caps.max_contact_day_tokens,
            ),
            (Cap::MaxDayTokens, Counted::Tokens, caps.max_day_tokens),
        ];
        let set = all.into_iter();
        set.filter_map(|(cap, counted, most)| Some((cap, counted, most?)))
    }

    /// The decision where a cap leaves no room.
    pub(super) async fn over(&self, cap: Cap) -> Verdict {
        Verdict {
            over_cap: Some(cap),
            ..Verdict::from(self.to_people(Reason::OverBudget, "").await)
        }
    }
}

/// How many tokens a question took; none if nobody knows. Not every server reports it, and an answer
/// that did not come in time may be paid for. A refusal costs nothing.
pub(super) fn took(answered: &Result<Completion, AssistantError>) -> Option<u64> {
    match answered {
        Ok(answer) => Some(answer.usage.tokens()).filter(|tokens| *tokens > 0),
        Err(AssistantError::TimedOut) => None,
        Err(AssistantError::TooLong { .. } | AssistantError::Failed(_)) => Some(0),
    }
}

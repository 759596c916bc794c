//! What is spent in a day, and the rules for the tokens that the assistant takes.

use std::{
    cell::RefCell,
    collections::{HashMap, HashSet},
};

use conversation::{
    Cap, ConversationRef, Decision, IntegrationId, Policy, Reason, State, Timestamp, Turn,
    ports::{AssistantError, Completion, Counted, DayBudget, PortError, Prompt},
};

use super::{
    ports::Ports,
    reached::Rare,
    table::at_once,
    universe::{Universe, integration_of},
    world::TaskId,
};
use crate::memory_budget::MemoryBudget;

const DAY: u64 = 24 * 3_600_000;
/// Fewer bytes than these make no token.
const BYTES_OF_A_TOKEN: u64 = 3;

/// One count: whose, of what, and on which day.
type Key = (IntegrationId, Counted, u64);

fn key(integration: &IntegrationId, what: &Counted, at: Timestamp) -> Key {
    (integration.clone(), what.clone(), at.millis() / DAY)
}

/// What came of a question.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Came {
    /// Nothing yet, or nothing any more.
    Nothing,
    /// An answer that took so many tokens.
    Reported(u64),
    /// Something of unknown cost.
    Unknown,
    /// A refusal, which costs nothing.
    Refusal,
}

struct Question {
    by: TaskId,
    reserved: Vec<(Key, u64)>,
    came: Came,
}

/// What is counted, and what was asked for it.
#[derive(Default)]
pub(super) struct Spending {
    budget: MemoryBudget,
    /// What each task has reserved for its next question.
    reserved: RefCell<HashMap<TaskId, Vec<(Key, u64)>>>,
    /// The cap that left a task no room.
    refused: RefCell<HashMap<TaskId, Cap>>,
    questions: RefCell<Vec<Question>>,
    /// Who has changed each count.
    touched: RefCell<HashMap<Key, HashSet<TaskId>>>,
}

impl DayBudget for Ports {
    async fn take(
        &self,
        integration: &IntegrationId,
        what: &Counted,
        amount: u64,
        at: Timestamp,
        daily: u64,
    ) -> Result<bool, PortError> {
        let universe = &self.universe;
        let budget = &universe.spending.budget;
        self.call(|| {
            let key = key(integration, what, at);
            if daily != u64::MAX {
                is_within(universe, &key, daily);
            }
            let taken = at_once(budget.take(integration, what, amount, at, daily))?;
            match taken {
                true if daily == u64::MAX => touched(universe, &key),
                true => reserved(universe, key, amount, daily),
                false => refused(universe, what),
            }
            Ok(taken)
        })
        .await
    }

    async fn give_back(
        &self,
        integration: &IntegrationId,
        what: &Counted,
        amount: u64,
        at: Timestamp,
    ) -> Result<(), PortError> {
        let universe = &self.universe;
        let budget = &universe.spending.budget;
        self.call(|| {
            touched(universe, &key(integration, what, at));
            at_once(budget.give_back(integration, what, amount, at))
        })
        .await
    }
}

const fn cap_of(what: &Counted) -> Option<Cap> {
    match what {
        Counted::SpokenCharacters | Counted::HeardSeconds => None,
        Counted::Tokens => Some(Cap::MaxDayTokens),
        Counted::ContactTokens(_) => Some(Cap::MaxContactDayTokens),
        Counted::TurnTokens(..) => Some(Cap::MaxTurnTokens),
    }
}

const fn most(policy: &Policy, cap: Cap) -> Option<u64> {
    match cap {
        Cap::MaxTurnTokens => policy.caps.max_turn_tokens,
        Cap::MaxContactDayTokens => policy.caps.max_contact_day_tokens,
        Cap::MaxDayTokens => policy.caps.max_day_tokens,
        Cap::MaxRepliesPerHour | Cap::Unknown => None,
    }
}

fn touched(universe: &Universe, key: &Key) {
    let mut touched = universe.spending.touched.borrow_mut();
    let by = touched.entry(key.clone()).or_default();
    by.insert(universe.world.current());
}

/// Tokens are counted up to the settings' own cap.
fn is_within(universe: &Universe, (integration, what, _): &Key, daily: u64) {
    let Some((cap, of)) = cap_of(what).zip(integration_of(integration)) else {
        return;
    };
    let says = |policy: &Policy| most(policy, cap) == Some(daily);
    if !universe.settings.ever(of, says) {
        universe.broken(
            21,
            "tokens are counted up to another cap than the settings'",
        );
    }
}

/// Tokens were reserved for a question: they are within the cap, after all that was taken before.
fn reserved(universe: &Universe, key: Key, amount: u64, daily: u64) {
    if cap_of(&key.1).is_none() {
        return;
    }
    touched(universe, &key);
    let questions = universe.spending.questions.borrow();
    let taken: u64 = questions.iter().map(|it| it.least(universe, &key)).sum();
    if taken + amount > daily {
        universe.broken(21, "more tokens are reserved than the caps leave");
    }
    let mut reserved = universe.spending.reserved.borrow_mut();
    let own = reserved.entry(universe.world.current()).or_default();
    own.push((key, amount));
}

fn refused(universe: &Universe, what: &Counted) {
    let sightings = &universe.sightings;
    match cap_of(what) {
        None => sightings.see_if(*what == Counted::SpokenCharacters, Rare::DayCapMet),
        Some(cap) => {
            sightings.see(match cap {
                Cap::MaxTurnTokens => Rare::TurnTokensSpent,
                Cap::MaxContactDayTokens => Rare::ContactTokensSpent,
                _ => Rare::DayTokensSpent,
            });
            let task = universe.world.current();
            universe.spending.reserved.borrow_mut().remove(&task);
            universe.spending.refused.borrow_mut().insert(task, cap);
        }
    }
}

impl Question {
    /// At least so much of a count is this question's.
    fn least(&self, universe: &Universe, key: &Key) -> u64 {
        let Some(reserved) = self.reserved_of(key) else {
            return 0;
        };
        match self.came {
            Came::Nothing | Came::Unknown => reserved,
            Came::Refusal => 0,
            Came::Reported(took) => {
                // A task asks again once its last question is settled.
                let is_own = self.by == universe.world.current();
                let is_settled = is_own || !universe.world.is_alive(self.by);
                let failed = universe.tasks.disturbed.borrow().contains(&self.by);
                match is_settled && !failed {
                    true => took,
                    // More than was reserved may not be counted, or not yet.
                    false => took.min(reserved),
                }
            }
        }
    }

    fn reserved_of(&self, key: &Key) -> Option<u64> {
        let (_, reserved) = self.reserved.iter().find(|(own, _)| own == key)?;
        Some(*reserved)
    }
}

/// The assistant is asked: each cap has room for the question.
pub(super) fn asks(universe: &Universe, prompt: &Prompt) {
    let (task, spending) = (universe.world.current(), &universe.spending);
    if spending.refused.borrow().contains_key(&task) {
        universe.broken(
            21,
            "the assistant is asked although a cap leaves no room for it",
        );
    }
    let reserved = spending.reserved.borrow_mut().remove(&task);
    let reserved = reserved.unwrap_or_default();
    for cap in [
        Cap::MaxTurnTokens,
        Cap::MaxContactDayTokens,
        Cap::MaxDayTokens,
    ] {
        let of = &prompt.conversation;
        let is_set = |policy: &Policy| most(policy, cap).is_some();
        let mut counts = reserved.iter().map(|((_, what, _), _)| what);
        let is_reserved = counts.any(|what| cap_of(what) == Some(cap) && is_of(of, what));
        if universe.settings.always(of, is_set) && !is_reserved {
            universe.broken(21, format!("nothing is reserved of {cap:?} for a question"));
        }
    }
    let shown = bytes(prompt) as u64 / BYTES_OF_A_TOKEN;
    if reserved.iter().any(|(_, tokens)| *tokens < shown) {
        universe.broken(21, "less is reserved than what is shown may take");
    }
    universe.sightings.see_if(
        !prompt.rounds.is_empty() && !reserved.is_empty(),
        Rare::ReservedAfterACall,
    );
    spending.questions.borrow_mut().push(Question {
        by: task,
        reserved,
        came: Came::Nothing,
    });
}

/// The texts that a prompt shows: of the conversation, and of all calls with their answers.
fn bytes(prompt: &Prompt) -> usize {
    let lines = prompt.lines.iter().map(|line| line.text.len());
    let calls = prompt.rounds.iter().flat_map(|round| &round.calls);
    let calls = calls.map(|call| {
        let answer = call.answer.as_ref();
        call.arguments.len() + answer.map_or(0, |answer| answer.output.len())
    });
    lines.chain(calls).sum()
}

/// An answer, or why there is none.
pub(super) fn answers(universe: &Universe, answered: &Result<Completion, AssistantError>) {
    let came = match answered {
        Ok(answer) => match answer.usage.input_tokens + answer.usage.output_tokens {
            0 => Came::Unknown,
            tokens => Came::Reported(tokens),
        },
        Err(AssistantError::TimedOut) => Came::Unknown,
        Err(_) => Came::Refusal,
    };
    let mut questions = universe.spending.questions.borrow_mut();
    let task = universe.world.current();
    if let Some(asked) = questions.iter_mut().rev().find(|it| it.by == task) {
        asked.came = came;
        let mut reserved = asked.reserved.iter();
        let is_more =
            reserved.any(|(_, tokens)| matches!(came, Came::Reported(took) if took > *tokens));
        universe
            .sightings
            .see_if(is_more, Rare::TookMoreThanReserved);
    }
}

/// A commit was written: people get a conversation because of a cap if, and only if, one left no room.
pub(super) fn commit(universe: &Universe, before: Option<&State>, after: &State) {
    let decision = |turn: &Turn| turn.decision.clone();
    let turn = |state: &State| state.turn.as_ref().and_then(decision);
    let (earlier, now) = (before.and_then(turn), turn(after));
    if earlier.is_some() || now.is_none() {
        return;
    }
    let met = after.turn.as_ref().and_then(|turn| turn.over_cap);
    let is_over = matches!(
        now,
        Some(Decision::Transfer {
            reason: Reason::OverBudget,
            ..
        })
    );
    if met.is_some() != is_over {
        universe.broken(21, "it is not told which cap is met");
    }
    let task = universe.world.current();
    let refused = universe.spending.refused.borrow().get(&task).copied();
    if met.filter(|cap| *cap != Cap::MaxRepliesPerHour) != refused {
        universe.broken(
            21,
            format!("{refused:?} is met, and the decision says {met:?}"),
        );
    }
}

/// At the end, all is counted that was taken or may have been, and nothing else.
pub(super) fn at_the_end(universe: &Universe) {
    let questions = universe.spending.questions.borrow();
    let disturbed = universe.tasks.disturbed.borrow();
    for (key, by) in universe.spending.touched.borrow().iter() {
        let (integration, what, day) = key;
        if cap_of(what).is_none() {
            continue;
        }
        let taken: u64 = questions.iter().map(|it| it.least(universe, key)).sum();
        let at = Timestamp::from_millis(day * DAY);
        let counted = universe.spending.budget.counted(integration, what, at);
        if counted < taken {
            universe.broken(21, format!("{counted} tokens are counted of {taken}"));
        }
        // What failed halfway may stay counted.
        if counted > taken && by.is_disjoint(&disturbed) {
            universe.broken(
                21,
                format!("{counted} tokens are counted, and {taken} were taken"),
            );
        }
    }
    let died = |it: &Question| it.came == Came::Nothing && !it.reserved.is_empty();
    let left = questions.iter().any(died);
    universe.sightings.see_if(left, Rare::ReservationLeft);
}

/// What the contact is told of a transfer made for that reason.
pub(super) fn told(policy: &Policy, reason: Option<Reason>) -> &str {
    match &policy.caps.message {
        Some(message) if reason == Some(Reason::OverBudget) => message,
        _ => &policy.transfer_message,
    }
}

/// Whether a count is one of that conversation's.
fn is_of(conversation: &ConversationRef, what: &Counted) -> bool {
    match what {
        Counted::ContactTokens(of) | Counted::TurnTokens(of, _) => *of == conversation.id,
        Counted::SpokenCharacters | Counted::HeardSeconds | Counted::Tokens => true,
    }
}

//! The figures say what the conversations went through: no less, and nothing twice.

use std::{
    cell::RefCell,
    collections::{BTreeMap, BTreeSet},
    time::Duration,
};

use conversation::{
    ConversationRef, Counter, Decision, Figures, Kind, Lateness, Outcome, Owner, Seq, State,
    Timestamp, Turn, TurnRecord, Unattended, Usage, ports::Commit,
};

use super::{
    scenario::zone,
    universe::{Universe, integration_of},
};

/// How long before it is written a commit may have been made, and by how much clocks may differ.
const OLDEST: Duration = Duration::from_secs(300);
const CLOCKS_DIFFER: Duration = Duration::from_secs(1);

/// What happened, whatever was erased since: each thing once.
#[derive(Debug, Default)]
pub(super) struct Happened {
    turns: RefCell<BTreeMap<(ConversationRef, Seq), TurnRecord>>,
    /// The transfers that were decided, and how often people took a conversation otherwise.
    to_people: RefCell<BTreeSet<(ConversationRef, Counter, u64)>>,
    /// What the assistant's answers cost.
    pub(super) answers: RefCell<Vec<(Option<String>, Usage)>>,
}

/// A commit was written.
pub(super) fn commit(
    universe: &Universe,
    of: &ConversationRef,
    before: Option<&State>,
    written: &Commit,
) {
    let happened = &universe.happened;
    // Nothing of a test is expected in the figures.
    if written.state.kind == Kind::Test {
        return;
    }
    if let Some(record) = &written.turn_record {
        let turn = (of.clone(), record.seq);
        happened.turns.borrow_mut().insert(turn, record.clone());
        is_plausible(universe, record);
    }
    let Some(before) = before else { return };
    let after = &written.state;
    costs_another_answer(universe, before, written);
    if let Some((Some(Decision::Transfer { reason, .. }), seq)) =
        after.turn.as_ref().map(|turn| (&turn.decision, turn.seq))
    {
        let transfer = (of.clone(), Counter::HandedOver(*reason), seq.0);
        happened.to_people.borrow_mut().insert(transfer);
    } else if before.owner == Owner::Assistant
        && let Owner::People { since, .. } = &after.owner
        && after.unattended != Some(Unattended::Disabled)
    {
        let taken = (of.clone(), Counter::TakenOver, since.millis());
        happened.to_people.borrow_mut().insert(taken);
    }
    if before.turn.is_none() && !universe.erasures.reach(universe.world.current(), of) {
        holds_its_batch(universe, of, after);
    }
    if let Some(tally) = &written.tally {
        let now = Timestamp::from_millis(universe.world.now());
        let zone = zone(integration_of(&of.integration).unwrap_or_default());
        let days = [now.minus(OLDEST), now, now.plus(CLOCKS_DIFFER)].map(|at| zone.date(at));
        if !days.contains(&tally.day) {
            universe.broken(16, format!("counted on {}", tally.day));
        }
    }
}

/// A turn that was just claimed knows how many messages it answers.
fn holds_its_batch(universe: &Universe, of: &ConversationRef, after: &State) {
    let Some(turn) = after.turn.as_ref().filter(|turn| !turn.redelivers) else {
        return;
    };
    let batch = universe.table.with(of, |items| {
        let batch = items.messages.range(turn.batch.first..=turn.batch.last);
        batch.filter(|(_, message)| message.is_answerable()).count()
    });
    if batch != Some(turn.messages) {
        universe.broken(
            16,
            format!("{} messages are counted of {batch:?}", turn.messages),
        );
    }
}

/// What a commit adds to what a turn cost is what one answer cost.
fn costs_another_answer(universe: &Universe, before: &State, written: &Commit) {
    let Some(turn) = &before.turn else { return };
    let record = written.turn_record.as_ref();
    let record = record.filter(|record| record.seq == turn.seq);
    let after = written.state.turn.as_ref();
    let after = after.filter(|after| after.seq == turn.seq);
    let Some(now) = record.map_or_else(|| after.map(|turn| turn.usage), |it| Some(it.usage)) else {
        return;
    };
    let rounds = |turn: &Turn| turn.rounds.len();
    let is_round = after.is_some_and(|after| rounds(after) > rounds(turn));
    if now == turn.usage && !is_round {
        return;
    }
    let (was, now) = (turn.usage.unwrap_or_default(), now.unwrap_or_default());
    let answers = universe.happened.answers.borrow();
    if !answers.iter().any(|(_, more)| was.and(*more) == now) {
        universe.broken(16, "a turn costs more by what no answer did");
    }
}

fn is_plausible(universe: &Universe, record: &TurnRecord) {
    if let Some(usage) = record.usage {
        let cost = (record.model.clone(), usage);
        let is_one = record.calls.is_empty();
        if is_one && !universe.happened.answers.borrow().contains(&cost) {
            universe.broken(16, "a turn cost what no answer did");
        }
    }
    let answered = matches!(record.outcome, Outcome::Answered { .. });
    if answered && (record.due_at.is_none() != record.redelivered || record.sent_at.is_none()) {
        universe.broken(16, "nobody can tell how late an answer was");
    }
    let early = record.due_at > record.claimed_at || record.sent_at > Some(record.ended_at);
    if early && !universe.clocks_differ {
        universe.broken(16, "an answer was due after its run, or sent after its end");
    }
}

/// At the end, the figures of each conversation add up to what happened to it.
pub(super) fn at_the_end(universe: &Universe) {
    let mut expected: BTreeMap<ConversationRef, Figures> = BTreeMap::new();
    for ((of, _), record) in universe.happened.turns.borrow().iter() {
        let figures = expected.entry(of.clone()).or_default();
        for (counter, by) in of_turn(record) {
            figures.count(counter, by);
        }
    }
    for (of, counter, _) in universe.happened.to_people.borrow().iter() {
        expected
            .entry(of.clone())
            .or_default()
            .count(counter.clone(), 1);
    }
    expected.retain(|_, figures| !figures.is_empty());
    let mut counted: BTreeMap<ConversationRef, Figures> = BTreeMap::new();
    for ((of, _), figures) in universe.table.figures() {
        let sum = counted.entry(of).or_default();
        for (counter, by) in figures.iter() {
            // How late each is, is for the tests of the machine.
            let is_late = matches!(counter, Counter::Late(_));
            let counter = if is_late { late() } else { counter.clone() };
            sum.count(counter, by);
        }
    }
    for of in expected.keys().chain(counted.keys()) {
        let (expected, counted) = (expected.get(of), counted.get(of));
        if expected != counted {
            let what = format!("{of:?} is counted as {counted:?}, not as {expected:?}");
            return universe.broken(16, what);
        }
    }
}

fn of_turn(record: &TurnRecord) -> Vec<(Counter, u64)> {
    let mut counts = Vec::new();
    if matches!(record.outcome, Outcome::Answered { .. }) && !record.redelivered {
        counts.extend([(Counter::Replies, 1), (late(), 1)]);
        counts.push((Counter::Messages, record.messages as u64));
    }
    if let Some(voice) = &record.voice {
        counts.push((Counter::SpokenCharacters, voice.characters));
        counts.push((Counter::CharacterCost, voice.character_cost));
    }
    if let Some(heard) = record.heard.as_ref().filter(|heard| {
        heard.seconds > 0 && !record.tried_again && record.outcome != Outcome::GivenBack
    }) {
        let model = heard.model.clone().unwrap_or_default();
        counts.push((Counter::HeardSeconds(model), heard.seconds));
    }
    if let (Some(usage), Some(model)) = (record.usage, &record.model) {
        counts.push((Counter::Answers(model.clone()), 1));
        counts.push((Counter::InputTokens(model.clone()), usage.input_tokens));
        counts.push((Counter::CachedTokens(model.clone()), usage.cached_tokens));
        counts.push((Counter::OutputTokens(model.clone()), usage.output_tokens));
    }
    counts
}

/// A reply that was so late, however late that was.
fn late() -> Counter {
    Counter::Late(Lateness::of(Duration::ZERO))
}

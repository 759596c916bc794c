//! The rules of the human pace: what is divided, how long a run pauses, and what it drops.

use std::{
    cell::{Cell, RefCell},
    collections::HashMap,
};

use conversation::{
    ConversationRef, Decision, Owner, Part, Policy, State, Turn,
    ports::{Commit, Outgoing},
};

use super::{
    channel::rendered,
    contacts,
    reached::Rare,
    said,
    scenario::{Act, Move, millis},
    universe::{Delivered, Universe, integration_of},
    world::TaskId,
};
use crate::memory::Items;

/// What separates the paragraphs of an answer.
pub(super) const PARAGRAPHS: &str = "\n\n";

/// How much time an invocation must have left for all pauses in full, without them and besides them, in
/// milliseconds: for all it still does, for each further part, and by so much two clocks may differ.
const KEPT: u64 = 15_000;
const A_PART: u64 = 2_000;
const CLOCKS: u64 = 2_000;

/// What is known of all replies and runs.
#[derive(Debug, Default)]
pub(super) struct Balloons {
    /// Whether messages waited when each task last looked.
    waited: RefCell<HashMap<TaskId, bool>>,
    /// When each task last showed that it types.
    typed: RefCell<HashMap<TaskId, u64>>,
    /// How long each task has paused since it last sent something.
    paused: RefCell<HashMap<TaskId, u64>>,
    deadlines: RefCell<HashMap<TaskId, u64>>,
    /// The turns of which something was dropped: from which part on, and how much.
    dropped: RefCell<HashMap<(String, u64), (usize, usize)>>,
    /// How many messages followed a balloon at once.
    interruptions: Cell<u64>,
}

impl Balloons {
    pub(super) fn began(&self, task: TaskId, deadline: u64) {
        self.deadlines.borrow_mut().insert(task, deadline);
    }

    /// A task has read or written a conversation.
    pub(super) fn looks(&self, task: TaskId, state: &State) {
        let waits = state.has_written_since_the_decision();
        self.waited.borrow_mut().insert(task, waits);
    }

    pub(super) fn types(&self, task: TaskId, now: u64) {
        self.typed.borrow_mut().insert(task, now);
    }

    /// A task sleeps. What begins with typing is a pause.
    pub(super) fn sleeps(&self, task: TaskId, now: u64, until: u64) {
        if self.typed.borrow().get(&task) == Some(&now) {
            let pause = until.saturating_sub(now);
            *self.paused.borrow_mut().entry(task).or_default() += pause;
        }
    }

    fn dropped_of(&self, conversation: &str, turn: u64) -> Option<(usize, usize)> {
        let key = (conversation.to_owned(), turn);
        self.dropped.borrow().get(&key).copied()
    }
}

/// A part of a reply is about to be sent to a customer.
pub(super) fn send_begins(universe: &Universe, delivery: &Delivered, outgoing: &Outgoing<'_>) {
    let balloons = &universe.balloons;
    let paused = balloons.paused.borrow_mut().remove(&delivery.by);
    let Some(pause) = outgoing.part.pause_ms else {
        if paused.is_some() {
            universe.broken(19, "a part that begins no balloon is delayed");
        }
        return;
    };
    if balloons.waited.borrow().get(&delivery.by) == Some(&true) {
        universe.broken(19, "a balloon is sent although the contact has written");
    }
    let paused = paused.unwrap_or_default();
    if paused > pause {
        universe.broken(19, "a pause is longer than was decided");
    }
    let shortened = paused < pause;
    // Whoever tries a part again does not pause again.
    let by_the_same = universe.delivered.borrow().iter().any(|earlier| {
        earlier.by == delivery.by
            && (earlier.turn, earlier.part + 1) == (delivery.turn, delivery.part)
    });
    if !shortened || !by_the_same {
        return;
    }
    universe.sightings.see(Rare::PauseShortened);
    let written = universe.tasks.written.borrow();
    let Some((of, Some(turn))) = written.get(&delivery.by).map(|(of, it)| (of, &it.turn)) else {
        return;
    };
    // Without a message that it answers, no run can show that it types.
    let shows = |items: &Items| !said::batch(items, turn.batch).is_empty();
    if universe.table.with(of, shows) != Some(true) {
        return;
    }
    let rest = parts(turn).into_iter().flatten().skip(delivery.part);
    let (count, pauses) = rest.fold((0, 0), |(count, pauses), part| {
        (count + 1, pauses + part.pause_ms.unwrap_or_default())
    });
    let needed = KEPT + CLOCKS + A_PART * count + pauses;
    let began = universe.world.now() - paused;
    let deadlines = balloons.deadlines.borrow();
    let deadline = deadlines.get(&delivery.by).copied().unwrap_or_default();
    if began + needed < deadline {
        universe.broken(19, "a pause is left out although there is time");
    }
}

/// A part of a reply has arrived. Some contacts write, and some people take over, before the next one.
pub(super) fn arrives(universe: &Universe, delivery: &Delivered, outgoing: &Outgoing<'_>) {
    let balloons = &universe.balloons;
    let dropped = balloons.dropped_of(&delivery.conversation, delivery.turn);
    if dropped.is_some_and(|(first, _)| first <= delivery.part) {
        universe.broken(19, "a balloon arrives that was dropped");
    }
    let written = universe.tasks.written.borrow();
    let next = written.get(&delivery.by).and_then(|(_, state)| {
        let parts = parts(state.turn.as_ref()?)?;
        parts.get(delivery.part + 1)?.pause_ms
    });
    let Some(pause) = next.filter(|_| universe.world.chance(300)) else {
        return;
    };
    let Some(contact) = outgoing.to.0.get("c").and_then(serde_json::Value::as_u64) else {
        return;
    };
    let at = universe.world.now() + universe.world.below(pause + pause / 5);
    let act = match universe.world.below(4) {
        0 => Some(Act::OperatorTakes(outgoing.contact.clone())),
        // Who has another number by then writes under that.
        _ if renames(universe) => None,
        _ => {
            let nth = balloons.interruptions.get();
            balloons.interruptions.set(nth + 1);
            let id = format!("b{nth}");
            let said = contacts::incoming(&universe.world, delivery.integration, contact, &id, at);
            said.map(Act::Says)
        }
    };
    if let Some(act) = act {
        universe.comes(Move {
            at,
            integration: delivery.integration,
            act,
        });
    }
}

fn renames(universe: &Universe) -> bool {
    let moves = universe.moves.borrow();
    moves.iter().any(|step| matches!(step.act, Act::Renames(_)))
}

/// A commit was written.
pub(super) fn commit(
    universe: &Universe,
    of: &ConversationRef,
    before: Option<&State>,
    written: &Commit,
) {
    let (task, after) = (universe.world.current(), &written.state);
    universe.balloons.looks(task, after);
    if let Some(record) = &written.turn_record {
        let dropped = universe.balloons.dropped_of(of.id.as_str(), record.seq.0);
        if record.dropped != dropped.map_or(0, |(_, count)| count) {
            universe.broken(
                19,
                "a turn record tells of other balloons than were dropped",
            );
        }
    }
    let Some(before) = before else { return };
    let taken = before.owner == Owner::Assistant && after.turn.is_none();
    if taken && is_next_to_a_balloon(before.turn.as_ref()) {
        universe.sightings.see(Rare::TakenBetweenTwoBalloons);
    }
    let (Some(old), Some(new)) = (&before.turn, &after.turn) else {
        return;
    };
    let lapsed = old.lease.token.is_some() && new.lease.token != old.lease.token;
    if lapsed && new.lease.token.is_some() && is_next_to_a_balloon(Some(old)) {
        universe.sightings.see(Rare::ResumedBeforeABalloon);
    }
    if old.seq == new.seq && parts(old).is_none() {
        decided(universe, of, new);
    }
    if old.seq == new.seq && new.dropped != old.dropped {
        let both = (
            before.has_written_since_the_decision(),
            after.has_written_since_the_decision(),
        );
        dropped(universe, of, (old, new), both == (true, true));
    }
}

/// Whether a reply was begun, and a balloon is next.
fn is_next_to_a_balloon(turn: Option<&Turn>) -> bool {
    let mut rest = turn.and_then(parts).into_iter().flatten();
    let next = rest.find(|part| !part.sent);
    next.is_some_and(|part| part.pause_ms.is_some())
}

fn parts(turn: &Turn) -> Option<&Vec<Part>> {
    match &turn.decision {
        Some(Decision::Reply { parts, .. }) => Some(parts),
        Some(Decision::Transfer { .. }) | None => None,
    }
}

/// A reply is decided: its balloons are its paragraphs, as far as the settings divide it.
fn decided(universe: &Universe, of: &ConversationRef, turn: &Turn) {
    let Some(Decision::Reply {
        parts,
        text_fallback,
        ..
    }) = &turn.decision
    else {
        return;
    };
    let pauses = |parts: &[Part]| parts.iter().any(|part| part.pause_ms.is_some());
    if !text_fallback.is_empty() && pauses(parts) {
        universe.broken(19, "a spoken reply has pauses");
    }
    let text = match text_fallback.is_empty() {
        true => parts,
        false => text_fallback,
    };
    let answers = universe.tasks.answers.borrow();
    let Some(answer) = answers.get(&universe.world.current()) else {
        return;
    };
    let Some(integration) = integration_of(&of.integration) else {
        return;
    };
    let settings = &universe.settings;
    let most = |value: fn(&conversation::Balloons) -> u64| {
        let of = |policy: &Policy| policy.balloons.as_ref().map_or(0, value);
        settings.most(integration, of).unwrap_or_default()
    };
    let max = most(|balloons| balloons.max as u64);
    let max_pause = most(|balloons| millis(balloons.max_pause));
    let begins = begins(answer);
    let mut count = 1;
    for (index, part) in text.iter().enumerate() {
        let Some(pause) = part.pause_ms else { continue };
        count += 1;
        if index == 0 || begins.get(index) != Some(&true) {
            universe.broken(19, "a pause is not between two paragraphs");
        }
        if pause > max_pause {
            universe.broken(19, "a pause is longer than the settings allow");
        }
    }
    if count > 1 && count > max {
        universe.broken(19, "more balloons than the settings allow");
    }
    let paragraphs = begins.iter().filter(|begins| **begins).count() as u64 + 1;
    let divides = |policy: &Policy| {
        let balloons = policy.balloons.as_ref();
        balloons.is_some_and(|it| it.max as u64 >= paragraphs)
    };
    if count < paragraphs && settings.always(of, divides) {
        universe.broken(19, "a paragraph has no balloon of its own");
    }
}

/// Of each part of an answer, whether a paragraph begins with it that is not the first.
fn begins(answer: &str) -> Vec<bool> {
    let mut begins = Vec::new();
    for (nth, paragraph) in answer.split(PARAGRAPHS).enumerate() {
        for (index, _) in rendered(paragraph).enumerate() {
            begins.push(nth > 0 && index == 0);
        }
    }
    begins
}

/// The rest of a reply was dropped: from a balloon on, and only since the contact has written.
fn dropped(
    universe: &Universe,
    of: &ConversationRef,
    (old, new): (&Turn, &Turn),
    messages_wait: bool,
) {
    universe.sightings.see(Rare::BalloonsDropped);
    if !messages_wait {
        universe.broken(19, "balloons are dropped although nobody wrote");
    }
    let (Some(had), Some(has)) = (parts(old), parts(new)) else {
        return universe.broken(19, "something is dropped of what is no reply");
    };
    let begins = had
        .get(has.len())
        .is_some_and(|part| part.pause_ms.is_some());
    let count = had.len().saturating_sub(has.len());
    if !were_dropped(old, new) || !begins || new.dropped != count {
        universe.broken(19, "what is dropped is not the unsent balloons");
    }
    let key = (of.id.as_str().to_owned(), new.seq.0);
    let dropped = (has.len(), count);
    universe.balloons.dropped.borrow_mut().insert(key, dropped);
}

/// Whether a stored reply changed only in that its unsent rest is gone.
pub(super) fn were_dropped(old: &Turn, new: &Turn) -> bool {
    let (Some(had), Some(has)) = (parts(old), parts(new)) else {
        return false;
    };
    new.dropped > old.dropped
        && !has.is_empty()
        && had.len() > has.len()
        && had
            .iter()
            .zip(has)
            .all(|(old, new)| old.sent && new.sent && old.text == new.text)
        && had.iter().skip(has.len()).all(|part| !part.sent)
}

/// A balloon that was dropped never arrived, unless whoever sent it could not say so.
pub(super) fn at_the_end(universe: &Universe) {
    let excused = universe.tasks.excused.borrow();
    for delivered in universe.delivered.borrow().iter() {
        let dropped = universe
            .balloons
            .dropped_of(&delivered.conversation, delivered.turn);
        let is_dropped = dropped.is_some_and(|(first, _)| first <= delivered.part);
        if is_dropped && !excused.contains(&delivered.by) {
            universe.broken(19, "a balloon was dropped that had arrived");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{super::channel::PARTS, *};

    #[test]
    fn a_paragraph_begins_with_its_first_part() {
        let answer = format!("a{PARTS}b{PARTS}{PARAGRAPHS}c{PARTS}{PARAGRAPHS}d");
        assert_eq!(begins(&answer), [false, false, true, true]);
    }
}

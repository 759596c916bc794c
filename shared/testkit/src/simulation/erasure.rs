//! Conversations that are erased while the story goes on. Nothing of them comes back.

use std::{
    cell::RefCell,
    collections::{HashMap, HashSet},
};

use conversation::{ConversationRef, MessageId, Seq, State, ports::PortError};

use super::{people::By, ports::Ports, universe::Universe, world::TaskId};

/// A conversation that is gone.
#[derive(Debug)]
struct Ended {
    /// When it was erased, in milliseconds since the epoch.
    at: u64,
    next_seq: Seq,
}

/// What is known of erased conversations.
#[derive(Debug, Default)]
pub(super) struct Erasures {
    /// The conversations of which a part is erased, and not yet all of it.
    under_way: RefCell<HashSet<ConversationRef>>,
    /// The tasks that wrote in a conversation of which a part was erased since.
    overtaken: RefCell<HashSet<TaskId>>,
    /// The tasks that wrote in a conversation that is gone.
    bereft: RefCell<HashSet<(TaskId, ConversationRef)>>,
    /// The conversations of which messages have expired.
    expired: RefCell<HashSet<ConversationRef>>,
    /// When each conversation was erased.
    ended: RefCell<HashMap<ConversationRef, Vec<Ended>>>,
    /// The messages that were stored, and are gone.
    messages: RefCell<HashSet<MessageId>>,
}

impl Erasures {
    /// Whether a message was erased after it was stored.
    pub(super) fn have(&self, id: &MessageId) -> bool {
        self.messages.borrow().contains(id)
    }

    /// Whether the data that a task works with may have been erased meanwhile.
    pub(super) fn reach(&self, task: TaskId, conversation: &ConversationRef) -> bool {
        self.overtaken.borrow().contains(&task)
            || self.is_under_way(conversation)
            || self.have_expired(conversation)
    }

    /// Whether messages of a conversation have expired.
    pub(super) fn have_expired(&self, conversation: &ConversationRef) -> bool {
        self.expired.borrow().contains(conversation)
    }

    /// Whether a part of a conversation is erased, and not yet all of it.
    pub(super) fn is_under_way(&self, conversation: &ConversationRef) -> bool {
        self.under_way.borrow().contains(conversation)
    }

    /// Whether a conversation was erased at that time or later.
    pub(super) fn came_after(&self, of: &ConversationRef, millis: u64) -> bool {
        let ended = self.ended.borrow();
        let mut ends = ended.get(of).into_iter().flatten();
        ends.any(|end| end.at >= millis)
    }

    /// Whether a turn belongs to a conversation that is gone, or is about to be.
    pub(super) fn are_of_turn(&self, conversation: &str, turn: u64) -> bool {
        let under_way = self.under_way.borrow();
        let ended = self.ended.borrow();
        let mut ended = ended
            .iter()
            .filter(|(of, _)| of.id.as_str() == conversation);
        under_way.iter().any(|of| of.id.as_str() == conversation)
            || ended.any(|(_, ends)| ends.iter().any(|end| turn < end.next_seq.0))
    }
}

/// The older messages of a conversation expire.
pub(super) fn expires(universe: &Universe, of: &ConversationRef) {
    // Two tables are compared by what is written.
    if universe.recorded.borrow().is_some() {
        return;
    }
    let erasures = &universe.erasures;
    let keeps = universe.world.below(4);
    let gone = universe
        .table
        .expire(of, usize::try_from(keeps).unwrap_or_default());
    erasures.messages.borrow_mut().extend(gone);
    erasures.expired.borrow_mut().insert(of.clone());
}

/// What the console does to erase a conversation: it first erases everything but the state, and
/// then the state, unless somebody wrote meanwhile. It may fail in between.
pub(super) async fn erase(ports: &Ports, of: &ConversationRef) -> Result<(), PortError> {
    let universe = &ports.universe;
    loop {
        let begun = ports.call(|| Ok::<_, PortError>(begins(universe, of)));
        let Some(version) = begun.await? else {
            return Ok(());
        };
        if universe.recorded.borrow().is_some() {
            return Ok(());
        }
        let ended = ports.call(|| Ok::<_, PortError>(ends(universe, of, version)));
        if ended.await? {
            return Ok(());
        }
    }
}

fn begins(universe: &Universe, of: &ConversationRef) -> Option<u64> {
    let erasures = &universe.erasures;
    universe.table.with(of, |items| {
        let ids = items
            .messages
            .values()
            .filter_map(|m| m.provider_id.clone());
        erasures.messages.borrow_mut().extend(ids);
    });
    let written = universe.tasks.written.borrow();
    let overtaken = written
        .iter()
        .filter(|(_, (conversation, _))| conversation == of);
    erasures
        .overtaken
        .borrow_mut()
        .extend(overtaken.map(|(task, _)| *task));
    drop(written);
    let left = universe.table.erase_all_but_state(of);
    if let Some(version) = left {
        erasures.under_way.borrow_mut().insert(of.clone());
        // The other table erases at once, between two commits.
        if universe.recorded.borrow().is_some() {
            ends(universe, of, version);
            universe.record(of, None);
        }
    }
    left
}

fn ends(universe: &Universe, of: &ConversationRef, version: u64) -> bool {
    let state = universe
        .table
        .with(of, |items| items.state.clone())
        .flatten();
    if !universe.table.erase_state(of, version) {
        return false;
    }
    let erasures = &universe.erasures;
    erasures.under_way.borrow_mut().remove(of);
    if universe.table.is_named(of) {
        universe.broken(13, "a name leads to what was erased");
    }
    if let Some(read) = state {
        gone(universe, of, &read.state);
    }
    true
}

fn gone(universe: &Universe, of: &ConversationRef, state: &State) {
    let erasures = &universe.erasures;
    let mut ended = erasures.ended.borrow_mut();
    let (at, next_seq) = (universe.world.now(), state.next_seq);
    ended
        .entry(of.clone())
        .or_default()
        .push(Ended { at, next_seq });
    let written = universe.tasks.written.borrow();
    let bereft = written
        .iter()
        .filter(|(_, (conversation, _))| conversation == of);
    let bereft = bereft.map(|(task, _)| (*task, of.clone()));
    erasures.bereft.borrow_mut().extend(bereft);
    universe.tickets.forget(of);
    universe
        .people
        .forget(of, state.handover.as_ref(), &erasures.messages.borrow());
}

/// A commit was written: not by a task that worked on a conversation that is gone, and not with its
/// numbers.
pub(super) fn commit(
    universe: &Universe,
    of: &ConversationRef,
    before: Option<&State>,
    after: &State,
) {
    let erasures = &universe.erasures;
    let task = universe.world.current();
    // A webhook may bring two events, each of which is stored separately.
    let by_ingest = matches!(
        universe.people.whose(task),
        Some(By::Contact | By::Desk(..))
    );
    if !by_ingest && erasures.bereft.borrow().contains(&(task, of.clone())) {
        universe.broken(
            13,
            "who worked on an erased conversation wrote into another",
        );
    }
    let ended = erasures.ended.borrow();
    let mut ended = ended.get(of).into_iter().flatten();
    // A commit that was on its way into the table when another conversation was begun and erased
    // has older numbers.
    let repeats = |end: &Ended| (end.at..end.next_seq.0).contains(&after.first_seq.0);
    if before.is_none() && ended.any(repeats) {
        universe.broken(13, "a number of an erased conversation is given again");
    }
}

/// At the end, everything in the table belongs to the conversation that is there.
pub(super) fn at_the_end(universe: &Universe) {
    universe.table.each(|conversation, items| {
        let first = items.state.as_ref().map(|read| read.state.first_seq);
        let mut seqs = items.messages.keys().chain(items.turn_records.keys());
        if seqs.any(|seq| first.is_none_or(|first| *seq < first)) {
            universe.broken(
                13,
                format!("what was erased of {conversation:?} is there again"),
            );
        }
    });
}

//! What people do, and the rules that concern them.

use std::{
    cell::RefCell,
    collections::{HashMap, HashSet},
    time::Duration,
};

use conversation::{
    ConversationRef, Handover, MessageId, Outcome, Owner, Policy, State, Told, Transfer,
    TurnRecord, policy::REPLY_LIMIT,
};

use super::{returns, tickets::Word, universe::Universe, waiting, world::TaskId};

/// How long it may take until somebody checks whether an integration is enabled again.
const LOOKS: Duration = Duration::from_secs(3600);

/// Who has done something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum By {
    Contact,
    /// A person, with the id by which a repeat is known, if it has one.
    Person(Option<MessageId>),
    /// The desk, as a person left the conversation there.
    Desk(Word, Option<MessageId>),
}

/// One step that a desk has taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Step {
    pub(super) by: TaskId,
    pub(super) turn_id: String,
    pub(super) step: u32,
}

/// What is known of the people in a story.
#[derive(Debug, Default)]
pub(super) struct People {
    /// When the desks are down, in milliseconds since the epoch.
    outage: (u64, u64),
    /// How many steps each integration's desk takes.
    steps: Vec<u32>,
    taken: RefCell<Vec<Step>>,
    handed_over: RefCell<HashSet<String>>,
    /// Transfers that people ended: those of which the contact or the desk had heard, and the
    /// others.
    voided: RefCell<HashSet<String>>,
    unheard: RefCell<HashSet<String>>,
    dead: RefCell<HashSet<String>>,
    /// Who is behind the tasks of ingest and of the console.
    outside: RefCell<HashMap<TaskId, By>>,
    /// The tasks that work entries of the human queue.
    transfers: RefCell<HashSet<TaskId>>,
    believed: RefCell<HashSet<(ConversationRef, MessageId)>>,
    /// Who had the conversation when a task last read or wrote it.
    known: RefCell<HashMap<TaskId, Owner>>,
    /// The conversations that people have only because the integration was disabled.
    pub(super) left_by_disabling: RefCell<HashSet<ConversationRef>>,
    /// The conversations in which a person has done something since people have them.
    pub(super) attended: RefCell<HashSet<ConversationRef>>,
    /// Words that people wrote before they gave the conversation back, and that came only then.
    pub(super) late: RefCell<HashSet<MessageId>>,
}

impl People {
    pub(super) fn new(outage: (u64, u64), steps: Vec<u32>) -> Self {
        Self {
            outage,
            steps,
            ..Self::default()
        }
    }

    pub(super) fn comes_from_outside(&self, task: TaskId, by: By) {
        self.outside.borrow_mut().insert(task, by);
    }

    pub(super) fn whose(&self, task: TaskId) -> Option<By> {
        self.outside.borrow().get(&task).cloned()
    }

    pub(super) fn takes_step(&self, step: Step) {
        self.taken.borrow_mut().push(step);
    }

    pub(super) fn are_away_at(&self, now: u64) -> bool {
        let (from, to) = self.outage;
        (from..to).contains(&now)
    }

    pub(super) const fn are_never_away(&self) -> bool {
        self.outage.1 == 0
    }

    pub(super) fn steps_of(&self, integration: usize) -> u32 {
        self.steps.get(integration).copied().unwrap_or_default()
    }

    pub(super) fn hands_over(&self, task: TaskId) {
        self.transfers.borrow_mut().insert(task);
    }

    pub(super) fn is_handing_over(&self, task: TaskId) -> bool {
        self.transfers.borrow().contains(&task)
    }

    pub(super) fn died(&self, transfer: &Transfer) {
        self.dead.borrow_mut().insert(transfer.turn_id.clone());
    }

    pub(super) fn is_dead(&self, turn_id: &str) -> bool {
        self.dead.borrow().contains(turn_id)
    }

    /// Whether a transfer came to a known end.
    pub(super) fn knows_of(&self, turn_id: &str) -> bool {
        self.unheard.borrow().contains(turn_id) || self.is_carried_out(turn_id)
    }

    /// Whether the contact or the desk has heard of a transfer, or an operator will.
    pub(super) fn is_carried_out(&self, turn_id: &str) -> bool {
        let mut ends = [&self.handed_over, &self.voided, &self.dead].into_iter();
        let ended = ends.any(|known| known.borrow().contains(turn_id));
        ended && !self.unheard.borrow().contains(turn_id)
    }

    /// A task has read or written who has the conversation.
    pub(super) fn are_known(&self, task: TaskId, owner: &Owner) {
        self.known.borrow_mut().insert(task, owner.clone());
    }

    /// A conversation is gone with these messages. Its transfer is void, and may be announced
    /// again.
    pub(super) fn forget(
        &self,
        of: &ConversationRef,
        handover: Option<&Handover>,
        messages: &HashSet<MessageId>,
    ) {
        let voided = handover.map(|handover| of.turn_id(handover.turn));
        self.voided.borrow_mut().extend(voided);
        self.believed.borrow_mut().retain(|(told, _)| told != of);
        self.late.borrow_mut().retain(|id| !messages.contains(id));
    }

    /// Whether a task carries out what people did.
    pub(super) fn asked_for(&self, task: TaskId) -> bool {
        matches!(self.whose(task), Some(By::Person(_) | By::Desk(..)))
    }
}

/// A person's words are about to be sent from the console: the writer must have the conversation by
/// then. Somebody may give it back in that same moment.
pub(super) fn words_begin(universe: &Universe) {
    universe.looks_first();
    let known = universe.people.known.borrow();
    if !matches!(
        known.get(&universe.world.current()),
        Some(Owner::People { .. })
    ) {
        universe.broken(
            9,
            "a person's words were sent while the assistant had the conversation",
        );
    }
}

/// The desk is about to take a conversation back: only one that the assistant had when it was read.
pub(super) fn taking_back_begins(universe: &Universe) {
    let known = universe.people.known.borrow();
    if known.get(&universe.world.current()) != Some(&Owner::Assistant) {
        universe.broken(9, "the desk was to take back what people have");
    }
}

/// A commit was written.
pub(super) fn commit(
    universe: &Universe,
    conversation: &ConversationRef,
    (before, after, turn_record): (Option<&State>, &State, Option<&TurnRecord>),
) {
    let people = &universe.people;
    people.are_known(universe.world.current(), &after.owner);
    let Some(before) = before else { return };
    if let Some(handover) = &before.handover
        && after.handover.as_ref().map(|handover| handover.turn) != Some(handover.turn)
    {
        let turn_id = conversation.turn_id(handover.turn);
        let done = turn_record
            .is_some_and(|turn_record| matches!(turn_record.outcome, Outcome::HandedOver { .. }));
        let steps = handover.desk_steps;
        let unheard = handover.told != Told::Yes && steps == 0;
        let ended = match done {
            true => &people.handed_over,
            false if unheard => &people.unheard,
            false => &people.voided,
        };
        if done && (handover.told == Told::NotYet || steps != universe.desk_steps(conversation)) {
            universe.broken(8, "a transfer ended before it was carried out");
        }
        ended.borrow_mut().insert(turn_id);
    }
    let had = before.owner != Owner::Assistant;
    let have = after.owner != Owner::Assistant;
    if !had && !have {
        returns::heard_late(universe, conversation, before, after);
    }
    if had && !have {
        returns::came_back(universe, conversation, before, after);
    }
    if have {
        waiting::commit(universe, conversation, before, after);
    }
    if had != have {
        owner_changed(universe, conversation, before, after);
    }
}

/// The owner changed: not by a repeat of the event that did so before, and not by an event older
/// than the desk's last one.
fn owner_changed(
    universe: &Universe,
    conversation: &ConversationRef,
    before: &State,
    after: &State,
) {
    let people = &universe.people;
    let whose = people.whose(universe.world.current());
    let Some(By::Person(Some(event)) | By::Desk(_, Some(event))) = whose else {
        return;
    };
    let told = (conversation.clone(), event);
    let erased = universe
        .erasures
        .reach(universe.world.current(), conversation);
    if !people.believed.borrow_mut().insert(told) && !erased {
        universe.broken(9, "a repeat of a desk's event was believed");
    }
    if after.desk.at < before.desk.at {
        universe.broken(9, "a desk's event was believed that is older than its last");
    }
}

/// Every entry of the human queue came to an end, and each step was taken once.
pub(super) fn at_the_end(universe: &Universe) {
    let people = &universe.people;
    for (_, transfer) in universe.human_queue.borrow().iter() {
        if !people.knows_of(&transfer.turn_id) {
            universe.broken(8, format!("the transfer {} got lost", transfer.turn_id));
        }
    }
    let excused = universe.tasks.excused.borrow();
    let mut earlier: HashMap<(&str, u32), TaskId> = HashMap::new();
    for Step { by, turn_id, step } in people.taken.borrow().iter() {
        if let Some(by) = earlier.insert((turn_id, *step), *by)
            && !excused.contains(&by)
        {
            universe.broken(8, "a step of the desk was taken twice without need");
        }
    }
    universe.table.each(|conversation, items| {
        let Some(read) = &items.state else { return };
        let policy = universe.settings.of(conversation);
        let looks = !universe.wake_ups_lost.get();
        let enabled = policy.is_some_and(|policy| policy.enabled);
        let newest = items
            .messages
            .values()
            .map(|message| message.received_at)
            .max();
        let may_be_sent = newest.is_some_and(|newest| {
            universe.settings.changed_at(conversation).since(newest) + LOOKS < REPLY_LIMIT
        });
        let left = people.left_by_disabling.borrow().contains(conversation) && may_be_sent;
        if looks && enabled && left {
            universe.broken(
                2,
                "what came while the integration was disabled is nobody's",
            );
        }
        let returns = |policy: &Policy| policy.return_after.is_some();
        let comes_back = universe.settings.always(conversation, returns);
        if looks && comes_back && read.state.owner != Owner::Assistant {
            universe.broken(2, "people were quiet for ever and it did not come back");
        }
        let stuck = read
            .state
            .handover
            .as_ref()
            .map(|handover| conversation.turn_id(handover.turn));
        if stuck.is_some_and(|turn_id| !people.dead.borrow().contains(&turn_id)) {
            universe.broken(8, "a transfer is on its way for ever");
        }
    });
}

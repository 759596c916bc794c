//! What a desk itself knows: who has a contact's ticket there, what it reports and shows of that,
//! and what may follow from it.

use std::{cell::RefCell, collections::HashMap};

use conversation::{
    ConversationRef, DeskEvent, DeskEvidence, DeskView, Holder, Incoming, MessageId, Outcome,
    Owner, ReplyAddress, State, Timestamp, TurnRecord,
};

use super::{
    people::By,
    reached::Rare,
    universe::Universe,
    world::{TaskId, World},
};

/// A contact's ticket.
#[derive(Debug, Default)]
struct Ticket {
    with_people: bool,
    /// How often the ticket has changed hands.
    changes: u64,
    number: u64,
}

/// A desk's word on a ticket, as the ticket stood at one moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Word {
    pub(super) evidence: DeskEvidence,
    pub(super) holder: Holder,
    changes: u64,
    number: Option<u64>,
    at: u64,
}

impl Word {
    /// The event with which a webhook reports it.
    pub(super) fn event(&self, incoming: &Incoming) -> DeskEvent {
        DeskEvent {
            holder: self.holder,
            contact: incoming.contact.clone(),
            reply_address: incoming.reply_address.clone(),
            ids: Vec::new(),
            at: Some(Timestamp::from_millis(self.at)),
            evidence: self.evidence,
            case: self.case(),
        }
    }

    pub(super) fn case(&self) -> Option<String> {
        self.number.map(|number| number.to_string())
    }
}

/// The last word that a conversation believed.
#[derive(Debug, Clone, Copy, Default)]
struct Believed {
    changes: u64,
    number: Option<u64>,
}

/// The tickets of all contacts, and what was said about them.
#[derive(Debug, Default)]
pub(super) struct Tickets {
    now: RefCell<HashMap<String, Ticket>>,
    /// What each webhook says, which is drawn once: a repeat has the same bytes.
    words: RefCell<HashMap<MessageId, Word>>,
    /// What each transfer's last step left.
    moved: RefCell<HashMap<String, u64>>,
    /// How the tasks that had a ticket taken back left it.
    taken_back: RefCell<HashMap<TaskId, u64>>,
    believed: RefCell<HashMap<ConversationRef, Believed>>,
}

impl Tickets {
    pub(super) fn word(&self, id: &MessageId) -> Option<Word> {
        self.words.borrow().get(id).cloned()
    }

    /// A message as the desk's webhook reports it: with the ticket in which it was written.
    pub(super) fn of_its_case(&self, said: &Incoming) -> Incoming {
        Incoming {
            case: self.word(&said.id).and_then(|word| word.case()),
            ..said.clone()
        }
    }

    /// Somebody writes, and the desk shows who has the ticket. False if it showed the same before.
    pub(super) fn shows(&self, world: &World, incoming: &Incoming) -> bool {
        if self.words.borrow().contains_key(&incoming.id) {
            return false;
        }
        let mut now = self.now.borrow_mut();
        let ticket = now.entry(place(&incoming.reply_address)).or_default();
        let holder = match ticket.with_people {
            true => Holder::People,
            false => Holder::Assistant,
        };
        let word = ticket.word(DeskEvidence::StatusOnMessage, holder, world);
        self.words.borrow_mut().insert(incoming.id.clone(), word);
        true
    }

    /// People take a ticket or give it back, and the desk reports it. False if it reported the same
    /// before.
    pub(super) fn tells(&self, world: &World, event: &DeskEvent) -> bool {
        let Some(id) = event.ids.first() else {
            return false;
        };
        if self.words.borrow().contains_key(id) {
            return false;
        }
        let taken = event.holder == Holder::People;
        let mut now = self.now.borrow_mut();
        let ticket = now.entry(place(&event.reply_address)).or_default();
        if event.evidence == DeskEvidence::Event {
            ticket.number += u64::from(taken && world.chance(200));
            ticket.changes += u64::from(taken != ticket.with_people);
            ticket.with_people = taken;
        }
        let mut word = ticket.word(event.evidence, event.holder, world);
        // Not every desk has names for its tickets.
        word.number = word.number.filter(|_| world.chance(800));
        ticket.number += u64::from(!taken && world.chance(300));
        self.words.borrow_mut().insert(id.clone(), word);
        true
    }

    /// A conversation is gone, and what it believed with it.
    pub(super) fn forget(&self, of: &ConversationRef) {
        self.believed.borrow_mut().remove(of);
    }

    /// A transfer has moved a ticket to its people.
    pub(super) fn moved(&self, at: &ReplyAddress, turn_id: &str) {
        let mut now = self.now.borrow_mut();
        let ticket = now.entry(place(at)).or_default();
        ticket.changes += u64::from(!ticket.with_people);
        ticket.with_people = true;
        let left = (turn_id.to_owned(), ticket.changes);
        self.moved.borrow_mut().extend([left]);
    }

    /// The desk has taken a ticket back from its people.
    pub(super) fn taken_back(&self, task: TaskId, at: &ReplyAddress) {
        let mut now = self.now.borrow_mut();
        let ticket = now.entry(place(at)).or_default();
        ticket.changes += u64::from(ticket.with_people);
        ticket.with_people = false;
        self.taken_back.borrow_mut().insert(task, ticket.changes);
    }
}

impl Ticket {
    fn word(&self, evidence: DeskEvidence, holder: Holder, world: &World) -> Word {
        Word {
            evidence,
            holder,
            changes: self.changes,
            number: Some(self.number),
            at: world.now(),
        }
    }
}

fn place(address: &ReplyAddress) -> String {
    address.0.to_string()
}

/// A commit was written: a desk's word changes the owner only if it says something new.
pub(super) fn commit(
    universe: &Universe,
    conversation: &ConversationRef,
    (before, after, turn_record): (Option<&State>, &State, Option<&TurnRecord>),
) {
    let task = universe.world.current();
    let tickets = &universe.tickets;
    let mut all = tickets.believed.borrow_mut();
    let believed = all.entry(conversation.clone()).or_default();
    if let Some(word) = word_of(universe, task) {
        let had = before.is_some_and(|before| before.owner != Owner::Assistant);
        let have = after.owner != Owner::Assistant;
        if had != have {
            owner_changed(universe, *believed, &word);
            if word.evidence == DeskEvidence::StatusOnMessage
                && word.at < newest_heard(universe, conversation)
            {
                universe.broken(9, "the owner changed by what the desk showed before");
            }
        }
        let known = before.map(|before| before.desk.clone()).unwrap_or_default();
        not_believed(universe, &word, (had && have, *believed), (&known, after));
        if shown(&after.desk) != shown(&known) {
            believed.number = word.number.or(believed.number);
            if word.evidence != DeskEvidence::Assigned {
                believed.changes = word.changes;
            }
        }
    }
    if after.desk.taken_back.is_some()
        && let Some(left) = tickets.taken_back.borrow().get(&task)
    {
        believed.changes = *left;
    }
    let handed_over = turn_record
        .is_some_and(|turn_record| matches!(turn_record.outcome, Outcome::HandedOver { .. }));
    if handed_over && let Some(handover) = before.and_then(|before| before.handover.as_ref()) {
        let moved = tickets.moved.borrow();
        let left = moved.get(&conversation.turn_id(handover.turn));
        believed.changes = left.copied().unwrap_or(believed.changes);
    }
}

/// When the newest stored message was written: beside it, the desk showed what it shows now, or
/// another ticket.
fn newest_heard(universe: &Universe, conversation: &ConversationRef) -> u64 {
    let newest = universe.table.with(conversation, |items| {
        let said = items.messages.values();
        let said = said.filter(|message| message.provider_id.is_some() && !message.is_ours());
        said.map(|message| message.sent_at.millis()).max()
    });
    newest.flatten().unwrap_or_default()
}

/// What a desk reports without effect.
fn not_believed(
    universe: &Universe,
    word: &Word,
    (kept, believed): (bool, Believed),
    (known, after): (&DeskView, &State),
) {
    let late = Timestamp::from_millis(word.at) < known.at;
    if late && after.desk == *known {
        universe.sightings.see(Rare::DeskTellsOldNews);
    }
    let earlier = word.number.is_some_and(|n| Some(n) < believed.number);
    if kept && earlier && word.holder == Holder::Assistant {
        universe.sightings.see(Rare::DeskClosesAnEarlierTicket);
    }
}

/// What a desk's word can change.
fn shown(view: &DeskView) -> (bool, Timestamp, Option<String>) {
    (view.with_people, view.at, view.case.clone())
}

fn word_of(universe: &Universe, task: TaskId) -> Option<Word> {
    match universe.people.whose(task) {
        Some(By::Desk(word, _)) => Some(word),
        Some(By::Contact | By::Person(_)) | None => None,
    }
}

fn owner_changed(universe: &Universe, believed: Believed, word: &Word) {
    let another = word.holder == Holder::People && word.number != believed.number;
    if word.evidence == DeskEvidence::StatusOnMessage
        && word.changes <= believed.changes
        && !another
    {
        universe.broken(9, "the owner changed although the desk showed nothing new");
    }
    let earlier = word.number.is_some_and(|n| Some(n) < believed.number);
    if word.holder == Holder::Assistant && earlier {
        universe.broken(
            9,
            format!("an earlier ticket gave back what people have now {word:?} {believed:?}"),
        );
    }
}

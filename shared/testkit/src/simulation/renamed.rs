//! Contacts who get another number, and others who get their old one.

use std::cell::RefCell;

use conversation::{
    Contact, ContactName, ConversationRef, Incoming, MessageId, Renamed, State, Timestamp,
    ports::Commit,
};

use super::{
    contacts::{incoming, phone},
    reached::Rare,
    scenario::{Act, Move, START},
    universe::Universe,
    world::World,
};

/// Who gets another number, on the first integration.
const CONTACT: u64 = 0;
/// How much higher the new number is.
const NEW: u64 = 500;
/// The suffix of the id of a change of number.
const RENAMED: &str = "-renamed";
/// The prefix of the messages of whoever gets the old number.
const STRANGER: &str = "stranger";

/// The names that were given, each with the conversation that it leads to.
#[derive(Debug, Default)]
pub(super) struct Renames(RefCell<Vec<(ConversationRef, Commit)>>);

/// A contact's number changes in mid-story. They write under the new one from then on. When
/// everything has calmed down, somebody else writes under the old one.
pub(super) fn story(world: &World, (within, calm): (u64, u64), moves: &mut Vec<Move>) {
    let (integration, contact) = (0, CONTACT);
    let at = START + world.below(within);
    let (Some(old), Some(new)) = (phone(contact), phone(contact + NEW)) else {
        return;
    };
    let is_own = |step: &Move| step.integration == integration;
    moves.retain(|step| !(is_own(step) && matches!(step.act, Act::DeskTells(..))));
    for step in moves.iter_mut().filter(|step| is_own(step)) {
        let contact = match &mut step.act {
            Act::Says(said) | Act::PersonSays(said) | Act::PersonNotes(said)
                if said.sent_at.millis() > at =>
            {
                &mut said.contact
            }
            Act::Corrects(correction) if step.at > at => &mut correction.contact,
            _ => continue,
        };
        under(contact, &old, &new);
    }
    let id = format!("i{integration}-c{contact}{RENAMED}");
    let renamed = |id| Renamed {
        id,
        contact: Contact::new(vec![old.clone(), new.clone()], None),
        lost: vec![old.clone()],
        reply_address: address(integration, contact),
        at: Timestamp::from_millis(at),
    };
    let renamed = MessageId::parse(&id).ok().map(renamed);
    let copies = 1 + u64::from(world.chance(200));
    moves.extend((0..copies).filter_map(|copy| {
        Some(Move {
            at: at + copy * world.below(60_000),
            integration,
            act: Act::Renames(renamed.clone()?),
        })
    }));
    moves.extend((0..=world.below(2)).filter_map(|n| {
        let id = format!("{STRANGER}{n}");
        let said = incoming(world, integration, contact, &id, calm + n)?;
        Some(Move {
            at: calm + n,
            integration,
            act: Act::Says(Incoming {
                contact: Contact::new(vec![old.clone()], None),
                quotes: None,
                ..said
            }),
        })
    }));
}

fn under(contact: &mut Contact, old: &ContactName, new: &ContactName) {
    for name in &mut contact.names {
        if name == old {
            name.clone_from(new);
        }
    }
}

fn address(integration: usize, contact: u64) -> conversation::ReplyAddress {
    conversation::ReplyAddress(serde_json::json!({"i": integration, "c": contact}))
}

/// A commit that was written.
pub(super) fn commit(universe: &Universe, conversation: &ConversationRef, written: &Commit) {
    if written
        .seen
        .iter()
        .all(|id| !id.as_str().ends_with(RENAMED))
    {
        return;
    }
    universe.sightings.see(Rare::Renamed);
    let mut renames = universe.renames.0.borrow_mut();
    renames.push((conversation.clone(), written.clone()));
}

/// At the end the new number leads to the conversation, and nobody enters it by the old one.
pub(super) fn at_the_end(universe: &Universe) {
    let new = phone(CONTACT + NEW);
    for (of, written) in universe.renames.0.borrow().iter() {
        let began = written.state.first_seq.0;
        if universe.erasures.came_after(of, began) || universe.erasures.is_under_way(of) {
            continue;
        }
        let leads_here = |name| universe.table.leads_to(name, of);
        if !new.iter().all(leads_here) {
            universe.broken(5, "a contact's new name leads elsewhere");
        }
        if written.lost_names.iter().any(leads_here) || has_strangers(universe, of) {
            universe.broken(14, "a contact's old name leads to their conversation");
        }
    }
    universe.table.each(|of, items| {
        let renames = universe.renames.0.borrow();
        let state = items.state.as_ref().map(|read| &read.state);
        if let Some(marked) = state.filter(|state| state.name_taken_at.is_some()) {
            let taken = renames.iter().flat_map(|(_, written)| &written.taken_names);
            let mut taken = taken.chain(&new);
            if !taken.any(|name| marked.contact.names.contains(name)) {
                universe.broken(14, "a conversation lost a name that nobody took");
            }
        }
        let mut lost = renames.iter().flat_map(|(_, written)| &written.lost_names);
        let has_their_name = lost.any(|name| universe.table.leads_to(name, of));
        let see = has_their_name && has_strangers(universe, of);
        universe.sightings.see_if(see, Rare::NumberOfAnother);
    });
}

/// Whether a conversation was begun under a contact's new name before it was known whose that is,
/// or by a message that came late under an old name, if the contact's own was not begun under that.
pub(super) fn was_begun_apart(universe: &Universe, of: &ConversationRef, state: &State) -> bool {
    let renames = universe.renames.0.borrow();
    let mut others = renames.iter().filter(|(renamed, _)| renamed != of);
    let late = others.any(|(_, written)| {
        let mut lost = written.lost_names.iter();
        lost.any(|name| state.contact.names.contains(name) && universe.table.leads_to(name, of))
    });
    late || state.name_taken_at.is_some()
}

fn has_strangers(universe: &Universe, of: &ConversationRef) -> bool {
    let has = universe.table.with(of, |items| {
        let mut messages = items.messages.values();
        messages.any(|message| message.text.contains(STRANGER))
    });
    has == Some(true)
}

//! Parts that the channel takes and cannot deliver.

use std::{
    cell::RefCell,
    collections::{HashMap, HashSet},
};

use conversation::{
    Contact, ConversationRef, Decision, Delivery, DeliveryReport, MessageId, Outcome, Owner,
    Reason, State, Turn, Undelivered, machine,
    ports::{Commit, Outgoing},
};

use super::{
    reached::Rare,
    renamed,
    scenario::{Act, Move},
    universe::{Delivered, Universe},
};

/// Reports on the parts that the channel took.
#[derive(Debug, Default)]
pub(super) struct Reports {
    /// What each part that fails said, and whether in a voice.
    failing: RefCell<HashMap<MessageId, (String, bool)>>,
    made_up_for: RefCell<HashSet<MessageId>>,
    /// Reports that the channel will not repeat.
    acknowledged: RefCell<HashSet<MessageId>>,
}

/// The id that the channel gives a part, if it gives any.
pub(super) fn id(universe: &Universe, part: &Delivered) -> Option<MessageId> {
    if part.integration % 2 == 1 {
        return None;
    }
    let id = format!("out-{}-{}-{}", part.turn, part.part, universe.next_id());
    MessageId::parse(&id).ok()
}

/// The channel has taken a part. Later it may report what became of it, once or more, perhaps
/// before the sender has the answer.
pub(super) fn taken(
    universe: &Universe,
    outgoing: &Outgoing<'_>,
    part: &Delivered,
    id: &Option<MessageId>,
) {
    let (world, faults) = (&universe.world, &universe.faults);
    let Some(id) = id else { return };
    let delivery = if universe.strikes(faults.undelivered) {
        let said = (outgoing.part.text.clone(), outgoing.audio.is_some());
        universe
            .reports
            .failing
            .borrow_mut()
            .insert(id.clone(), said);
        Delivery::Failed {
            why: "simulated: not delivered".to_owned(),
        }
    } else if faults.undelivered > 0 && world.chance(200) {
        match world.below(2) {
            0 => Delivery::Delivered,
            _ => Delivery::Read,
        }
    } else {
        return;
    };
    let report = DeliveryReport {
        contact: Contact::new(vec![outgoing.contact.clone()], None),
        id: id.clone(),
        delivery,
    };
    for _ in 0..=u64::from(world.chance(200)) {
        let after = world.one_of([1, 500, 5_000, 200_000]);
        universe.comes(Move {
            at: world.now() + world.below(after),
            integration: part.integration,
            act: Act::Reports(report.clone()),
        });
    }
}

/// The channel reports on a part.
pub(super) fn told(universe: &Universe, of: &ConversationRef, report: &DeliveryReport) {
    if !matches!(report.delivery, Delivery::Failed { .. }) {
        return;
    }
    let known = universe.table.with(of, |items| {
        let state = items.state.as_ref().map(|read| &read.state);
        let of_people = state.is_some_and(|state| state.owner != Owner::Assistant);
        (items.seen.contains_key(&report.id), of_people)
    });
    see(
        universe,
        known.is_some_and(|(known, _)| !known),
        Rare::UndeliveredUnrecorded,
    );
    see(
        universe,
        known == Some((true, true)),
        Rare::UndeliveredToPeople,
    );
}

/// A report was answered with success.
pub(super) fn acknowledged(universe: &Universe, report: &DeliveryReport) {
    if matches!(report.delivery, Delivery::Failed { .. }) {
        let mut acknowledged = universe.reports.acknowledged.borrow_mut();
        acknowledged.insert(report.id.clone());
    }
}

/// A commit was written: while the assistant has the conversation, a failed part is remembered
/// until it is made up for or people get the conversation.
pub(super) fn commit(
    universe: &Universe,
    conversation: &ConversationRef,
    before: Option<&State>,
    written: &Commit,
) {
    let after = &written.state;
    let of_people = after.owner != Owner::Assistant;
    if of_people && !after.undelivered.is_empty() {
        universe.broken(9, "what people have is still to be made up for");
    }
    let Some(before) = before else { return };
    let has = |state: &State, id: &MessageId| state.undelivered.iter().any(|it| it.id == *id);
    for seen in &written.seen {
        let Some(id) = seen.as_str().strip_prefix("failed:") else {
            continue;
        };
        let Ok(id) = MessageId::parse(id) else {
            continue;
        };
        let room = before.undelivered.len() < machine::MAX_UNDELIVERED;
        if room && !has(after, &id) {
            universe.broken(2, "what failed is not remembered");
        }
        let turn = before.turn.is_some() && has(after, &id);
        see(universe, turn, Rare::UndeliveredDuringATurn);
    }
    let made_up_for = |failed: &Undelivered| {
        let turn = after.turn.as_ref().filter(|_| before.turn.is_none());
        turn.is_some_and(|turn| turn.redelivers && turn.batch == failed.batch)
    };
    for failed in &before.undelivered {
        let dropped = !has(after, &failed.id) && !of_people && !made_up_for(failed);
        if dropped
            && universe
                .settings
                .always(conversation, |policy| policy.enabled)
        {
            universe.broken(2, "what failed is forgotten");
        }
    }
}

fn see(universe: &Universe, seen: bool, rare: Rare) {
    if seen {
        universe.sightings.see(rare);
    }
}

/// A turn begins that makes up for a part: a voice is sent as text, and anything else goes to
/// people, as does a voice whose words are gone.
pub(super) fn claimed(universe: &Universe, before: &State, turn: &Turn) {
    let Some(failed) = before.undelivered.first() else {
        return universe.broken(2, "a turn makes up for nothing");
    };
    if !universe
        .reports
        .made_up_for
        .borrow_mut()
        .insert(failed.id.clone())
    {
        universe.broken(7, "a part is made up for twice");
    }
    let failing = universe.reports.failing.borrow();
    let Some((text, voice)) = failing.get(&failed.id) else {
        return universe.broken(2, "a part is made up for that did not fail");
    };
    let gone = universe.erasures.have(&failed.id);
    match &turn.decision {
        Some(Decision::Reply { parts, .. }) if *voice && failed.voice => {
            let said = parts.iter().map(|part| part.text.as_str());
            if !said.eq([text.as_str()]) || parts.iter().any(|part| part.voice) {
                universe.broken(11, "a voice that failed is not put in text");
            }
            universe.sightings.see(Rare::UndeliveredVoice);
        }
        Some(Decision::Transfer {
            reason: Reason::Undeliverable,
            ..
        }) if !failed.voice || gone => universe.sightings.see(Rare::UndeliveredReply),
        other => universe.broken(10, format!("a part that failed ends in {other:?}")),
    }
}

/// Each turn that made up for a part says why, and the transcript shows what failed.
pub(super) fn at_the_end(universe: &Universe) {
    universe.table.each(|conversation, items| {
        let state = items.state.as_ref().map(|read| &read.state);
        // The number that the channel names leads, or led, to another conversation.
        if state.is_some_and(|state| renamed::was_begun_apart(universe, conversation, state)) {
            return;
        }
        let acknowledged = universe.reports.acknowledged.borrow();
        for message in items.messages.values().filter(|message| message.is_ours()) {
            let id = message.provider_id.as_ref();
            // A part that is twice in the transcript fails in the line that has its id now.
            let mut lines = items.messages.values();
            let failed = lines.any(|line| {
                let is_it = line.provider_id.as_ref() == id;
                is_it && matches!(line.delivery, Some(Delivery::Failed { .. }))
            });
            // A part that was recorded after people had taken its turn may be reported on before
            // that.
            let told = id.is_some_and(|id| acknowledged.contains(id));
            if told && message.part_of.is_some() && !failed {
                universe.broken(2, "the transcript does not show that a part failed");
            }
        }
        let redelivered = items
            .turn_records
            .values()
            .filter(|turn_record| turn_record.redelivered);
        for turn_record in redelivered {
            if matches!(turn_record.outcome, Outcome::Expired) || turn_record.last_error.is_none() {
                universe.broken(
                    2,
                    format!("{conversation:?}: {turn_record:?} does not say why"),
                );
            }
        }
    });
}

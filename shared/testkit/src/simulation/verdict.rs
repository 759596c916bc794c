//! The rules that can only be checked when the story is over.

use std::collections::{BTreeSet, HashMap};

use conversation::{
    Author, ConversationRef, Message, MessageId, Outcome, Owner, Policy, Reason, Seq, TurnRecord,
    policy::REPLY_LIMIT,
};

use super::{
    balloons, checks::MOST, erasure, figures, people, renamed, returns::is_an_answer, said,
    scenario::START, spent, spoken, undelivered, universe::Universe,
};
use crate::memory::Items;

const DAY: u64 = 24 * 3_600_000;

/// Checks what is left when nothing happens any more. `stored` are the messages whose webhooks were
/// answered with success.
pub(super) fn at_the_end(universe: &Universe, stored: &BTreeSet<MessageId>) {
    let mut found: BTreeSet<MessageId> = BTreeSet::new();
    let mut apart: BTreeSet<MessageId> = BTreeSet::new();
    universe.table.each(|conversation, items| {
        let Some(read) = &items.state else { return };
        let state = &read.state;
        if state.window.is_some() || state.turn.is_some() || !state.undelivered.is_empty() {
            universe.broken(1, format!("{conversation:?} still waits: {:?}", read.state));
        }
        // A message that comes again after it is known whose the name is goes to another
        // conversation.
        let is_apart = renamed::was_begun_apart(universe, conversation, state);
        let ids = if is_apart { &mut apart } else { &mut found };
        for message in items.messages.values() {
            let Some(id) = &message.provider_id else {
                continue;
            };
            // A part that was recorded, and called a conflict, may be recorded again if people have
            // taken its turn.
            if !ids.insert(id.clone()) && !message.is_ours() {
                universe.broken(6, format!("{id:?} is stored twice"));
            }
            if START.saturating_sub(message.sent_at.millis()) > 15 * DAY {
                universe.broken(6, format!("{id:?} is too old to be stored"));
            }
            if message.author == Author::Customer {
                accounted_for(
                    universe,
                    (conversation, items),
                    message.seq,
                    message.left_to_people.is_some(),
                );
            }
        }
        for turn_record in items.turn_records.values() {
            if !universe.erasures.have_expired(conversation) {
                batch_is_bounded(universe, items, turn_record);
            }
            spoken::is_accounted_for(universe, conversation, turn_record);
        }
    });
    found.append(&mut apart);
    let lost = stored.difference(&found);
    for id in lost.filter(|id| !universe.erasures.have(id) && !universe.deleted.has(id)) {
        universe.broken(1, format!("{id:?} was acknowledged and is lost"));
    }
    erasure::at_the_end(universe);
    people::at_the_end(universe);
    undelivered::at_the_end(universe);
    renamed::at_the_end(universe);
    figures::at_the_end(universe);
    balloons::at_the_end(universe);
    spent::at_the_end(universe);
    done(universe);
    answered_or_left(universe);
    no_repeats(universe);
}

fn accounted_for(
    universe: &Universe,
    (conversation, items): (&ConversationRef, &Items),
    seq: Seq,
    left: bool,
) {
    let is_carried_out = |turn_record: &TurnRecord| {
        let turn_id = conversation.turn_id(turn_record.seq);
        universe.people.is_carried_out(&turn_id)
    };
    let holding = items
        .turn_records
        .values()
        .filter(|turn_record| turn_record.batch.contains(seq) && !turn_record.redelivered);
    let (mut answered, mut other) = (0, 0);
    for turn_record in holding {
        match turn_record.outcome {
            Outcome::Answered { .. } => answered += 1,
            // The assistant may be asked again about what it failed at.
            Outcome::Transferred {
                reason: Reason::AssistantFailed | Reason::StillFailing,
            } => other += 1,
            // A transfer that nobody has heard of may be given back.
            Outcome::Transferred { .. } if is_carried_out(turn_record) => answered += 1,
            Outcome::Transferred { .. }
            | Outcome::TakenOver { .. }
            | Outcome::Disabled
            | Outcome::Expired => other += 1,
            Outcome::GivenBack | Outcome::HandedOver { .. } => {}
        }
    }
    let waiting = items.turn_records.values().any(|turn_record| {
        turn_record
            .left_to_people
            .is_some_and(|left| left.contains(seq))
    });
    // A part that could not be delivered may be given back, and answered once more.
    let undelivered = items.turn_records.values().any(|turn_record| {
        let of_people = !matches!(turn_record.outcome, Outcome::Answered { .. });
        turn_record.redelivered && of_people && turn_record.batch.contains(seq)
    });
    if answered > 1 + usize::from(undelivered) {
        universe.broken(5, format!("message {seq:?} is in {answered} batches"));
    }
    if answered == 0 && other == 0 && !waiting && !left {
        universe.broken(2, format!("message {seq:?} was passed over in silence"));
    }
}

fn batch_is_bounded(universe: &Universe, items: &Items, turn_record: &TurnRecord) {
    let batch = said::batch(items, turn_record.batch);
    if turn_record.claimed_at.is_some() && batch.len() > MOST {
        universe.broken(3, format!("a batch of {} messages", batch.len()));
    }
    // All of it may have been deleted since.
    if !batch.is_empty() && is_wrongly_too_old(turn_record, &batch) {
        universe.broken(6, "a fresh message was called too old");
    }
}

/// How fresh a message must be when the turn is decided, to the millisecond: by the end of the turn
/// it may be too old.
fn is_wrongly_too_old(turn_record: &TurnRecord, batch: &[Message]) -> bool {
    let reason = Reason::TooOld;
    let newest = batch.last().map(|message| message.sent_at);
    let age = newest.and_then(|newest| Some(turn_record.decided_at?.since(newest)));
    turn_record.outcome == Outcome::Transferred { reason }
        && age.is_none_or(|age| age <= REPLY_LIMIT)
}

/// Everything that the record of a turn says was done.
fn done(universe: &Universe) {
    let delivered = universe.delivered.borrow();
    let queued = universe.human_queue.borrow();
    universe.table.each(|conversation, items| {
        for turn_record in items.turn_records.values() {
            let arrived = |part: usize| {
                delivered.iter().any(|d| {
                    d.conversation == conversation.id.as_str()
                        && (d.turn, d.part) == (turn_record.seq.0, part)
                })
            };
            let turn_id = conversation.turn_id(turn_record.seq);
            let kept = match turn_record.outcome {
                Outcome::Answered { parts } => parts > 0 && (0..parts).all(arrived),
                // People have it already.
                Outcome::Transferred {
                    reason: Reason::StillFailing,
                } => true,
                Outcome::Transferred { .. } => queued.iter().any(|(_, t)| t.turn_id == turn_id),
                Outcome::TakenOver { .. }
                | Outcome::GivenBack
                | Outcome::HandedOver { .. }
                | Outcome::Disabled
                | Outcome::Expired => true,
            };
            if !kept {
                universe.broken(
                    2,
                    format!("{:?} was written and not done", turn_record.outcome),
                );
            }
        }
    });
}

/// If the assistant has the conversation at the end, then it, a transfer or a person has answered
/// every message that was for it.
fn answered_or_left(universe: &Universe) {
    universe.table.each(|conversation, items| {
        let owner = items.state.as_ref().map(|read| &read.state.owner);
        let answers = |policy: &Policy| policy.answer_on_release && policy.answer_when_enabled;
        let answers = universe.settings.always(conversation, answers);
        if owner != Some(&Owner::Assistant) || !answers {
            return;
        }
        for message in items.messages.values().filter(|m| m.is_answerable()) {
            let by_a_person = items
                .messages
                .values()
                .any(|later| is_an_answer(universe, later) && later.seq > message.seq);
            let by_a_turn =
                items
                    .turn_records
                    .values()
                    .any(|turn_record| match turn_record.outcome {
                        Outcome::Answered { .. } | Outcome::Expired => {
                            turn_record.batch.contains(message.seq)
                        }
                        // People have it: whoever closes it has seen it.
                        Outcome::Transferred {
                            reason: Reason::StillFailing,
                        } => turn_record.batch.contains(message.seq),
                        Outcome::Transferred { .. } => {
                            let turn_id = conversation.turn_id(turn_record.seq);
                            let done = universe.people.is_carried_out(&turn_id);
                            done && turn_record.batch.contains(message.seq)
                        }
                        Outcome::TakenOver { parts_sent } => {
                            parts_sent > 0 && turn_record.batch.contains(message.seq)
                        }
                        Outcome::GivenBack | Outcome::HandedOver { .. } | Outcome::Disabled => {
                            false
                        }
                    });
            // A message that was given back after the time in which a reply may be sent stays
            // unanswered.
            let too_late = items.messages.values().any(|later| {
                later.author == Author::Note
                    && later.seq > message.seq
                    && later.received_at.since(message.received_at) > REPLY_LIMIT
            });
            if !by_a_person && !by_a_turn && !too_late {
                universe.broken(2, format!("{:?} was given back and forgotten", message.seq));
            }
        }
    });
}

/// A part or a transfer is repeated only by a run that came after a disturbed one.
fn no_repeats(universe: &Universe) {
    let disturbed = universe.tasks.disturbed.borrow();
    let excused = universe.tasks.excused.borrow();
    let mut parts: HashMap<(String, u64, usize), u64> = HashMap::new();
    for delivered in universe.delivered.borrow().iter() {
        let part = (
            delivered.conversation.clone(),
            delivered.turn,
            delivered.part,
        );
        if let Some(earlier) = parts.insert(part, delivered.by)
            && !excused.contains(&earlier)
        {
            universe.broken(7, "a part was sent twice without need");
        }
    }
    let mut transfers: HashMap<String, u64> = HashMap::new();
    for (task, transfer) in universe.human_queue.borrow().iter() {
        if let Some(earlier) = transfers.insert(transfer.turn_id.clone(), *task)
            && !disturbed.contains(&earlier)
        {
            universe.broken(8, "a transfer was queued twice without need");
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use conversation::{Range, Timestamp};

    use super::{super::said::tests::message, *};

    const MS: Duration = Duration::from_millis(1);

    #[test]
    fn a_day_is_a_day_to_the_millisecond_when_it_is_decided() {
        let said = message(1, 0);
        let batch = Range {
            first: said.seq,
            last: said.seq,
        };
        let outcome = Outcome::Transferred {
            reason: Reason::TooOld,
        };
        for (age, wrong) in [(REPLY_LIMIT, true), (REPLY_LIMIT + MS, false)] {
            let decided_at = said.sent_at.plus(age);
            let ended_at = decided_at.plus(Duration::from_secs(60));
            let turn_record = TurnRecord {
                messages: 1,
                opened_at: Timestamp::from_millis(0),
                claimed_at: Some(decided_at),
                decided_at: Some(decided_at),
                ..TurnRecord::ended(Seq(2), batch, outcome, ended_at)
            };
            assert_eq!(
                is_wrongly_too_old(&turn_record, std::slice::from_ref(&said)),
                wrong
            );
        }
    }
}

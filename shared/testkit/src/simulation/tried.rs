//! Tests: somebody tries an integration in the console, in the midst of its customers.

use conversation::{
    ContactName, ConversationId, ConversationRef, Decision, HumanQueueMessage, Kind, LeftBecause,
    Outcome, Policy, ReplyAddress, State, Told, ports::Commit,
};

use super::{
    contacts::{incoming, needs_no_wait, phone},
    ports::Ports,
    reached::Rare,
    said,
    scenario::{Act, Move, START, longest_wait},
    universe::{Delivered, TRANSFER, Universe},
    world::World,
};

/// Whoever plays the customer has a number from this one on.
const FIRST: u64 = 100;
/// With which the id of a test begins.
const ID: u128 = 0x7e57;
/// By then a conversation that is begun anew repeats no number.
const FIRST_ERASURE: u64 = 1_000;

/// What somebody does to try one integration.
pub(super) fn story(
    world: &World,
    (integration, policy, clocks_differ): (usize, &Policy, bool),
    moves: &mut Vec<Move>,
) {
    for contact in FIRST..=FIRST + world.below(2) {
        let Some(name) = phone(contact) else { continue };
        let mut push = |at, act| {
            moves.push(Move {
                at,
                integration,
                act,
            });
        };
        let began = START + world.below(30_000);
        push(began, Act::Begins(name.clone()));
        let spread = world.one_of([1_000, 30_000, 240_000]);
        for n in 0..=world.below(6) {
            let at = began + world.below(spread);
            let said = incoming(world, integration, contact, &format!("t{n}"), at);
            let Some(mut said) = said else { continue };
            needs_no_wait(world, &mut said);
            for _ in 0..=u64::from(world.chance(100)) {
                push(at, Act::Tries(said.clone()));
            }
        }
        let within = 90_000 + 2 * longest_wait(policy);
        for _ in 0..world.below(4) {
            let at = began + world.below(within);
            let words = format!("i{integration}/c{contact}/p");
            push(
                at,
                match world.below(3) {
                    0 => Act::OperatorTakes(name.clone()),
                    1 => Act::OperatorReleases(name.clone()),
                    _ => Act::OperatorSays(name.clone(), words),
                },
            );
        }
        if world.chance(150) && !clocks_differ {
            push(
                began + FIRST_ERASURE + world.below(within),
                Act::Erases(name),
            );
        }
    }
}

/// The test of whoever has that name; none if a customer has it.
pub(super) fn conversation_of(integration: usize, name: &ContactName) -> Option<ConversationId> {
    let contact: u64 = name.as_str().strip_prefix("5511")?.parse().ok()?;
    let own = u128::try_from(integration).ok()? << 64 | u128::from(contact);
    (contact >= FIRST).then(|| ConversationId::of_bits(ID << 112 | own))
}

pub(super) fn is_test(of: &ConversationRef) -> bool {
    is_tests(&of.id)
}

fn is_tests(id: &ConversationId) -> bool {
    id.as_str().starts_with(&format!("{ID:x}"))
}

/// Something is about to be done at that address, by the channel or at the desk.
pub(super) fn reaches_nobody(universe: &Universe, at: &ReplyAddress) {
    let known = universe.tasks.written.borrow();
    let of = known.get(&universe.world.current());
    if at.0.is_null() || of.is_some_and(|(of, _)| is_test(of)) {
        universe.broken(14, "a test reaches the channel or the desk");
    }
}

/// A message is put on the human queue, where others may read it.
pub(super) fn queued(universe: &Universe, message: &HumanQueueMessage) {
    let (of, as_test) = match message {
        HumanQueueMessage::TransferV1(transfer) => (&transfer.conversation_id, false),
        HumanQueueMessage::TestTransferV1(transfer) => (&transfer.conversation_id, true),
        HumanQueueMessage::RecoveredV1(recovered) => (&recovered.conversation_id, false),
    };
    if is_tests(of) != as_test {
        universe.broken(
            14,
            "a test is queued as a customer's transfer, or the other way round",
        );
    }
}

/// A commit was written. In a test, what is recorded as sent has arrived.
pub(super) fn commit(
    ports: &Ports,
    of: &ConversationRef,
    before: Option<&State>,
    written: &Commit,
) {
    let (universe, after) = (&ports.universe, &written.state);
    let kind = match is_test(of) {
        true => Kind::Test,
        false => Kind::Customer,
    };
    if after.kind != kind {
        universe.broken(14, "a conversation is of another kind than it was");
    }
    if kind == Kind::Customer {
        return;
    }
    let names = [&written.names, &written.taken_names];
    if names.iter().any(|names| !names.is_empty()) {
        universe.broken(14, "a name leads to a test");
    }
    let outcome = written.turn_record.as_ref().map(|record| record.outcome);
    let mut said = written.messages.iter();
    let is_left = said.any(|said| said.left_to_people == Some(LeftBecause::Disabled));
    if is_left || outcome == Some(Outcome::Disabled) {
        universe.broken(
            2,
            "a test is not answered because its integration is disabled",
        );
    }
    for (turn, part) in before.map_or_else(Vec::new, |before| arrived(before, after)) {
        let delivery = Delivered {
            at: after.last_reply_at.unwrap_or_default().millis(),
            by: universe.world.current(),
            conversation: of.id.as_str().to_owned(),
            integration: ports.integration,
            turn,
            part,
        };
        said::arrives(universe, &delivery);
        universe.delivered.borrow_mut().push(delivery);
    }
    see(universe, of, written);
}

/// The turns and parts that are recorded as sent from now on.
fn arrived(before: &State, after: &State) -> Vec<(u64, usize)> {
    let told = |state: &State| {
        let handover = state.handover.as_ref();
        handover
            .filter(|it| it.told == Told::Yes)
            .map(|it| it.turn.0)
    };
    let mut arrived: Vec<_> = told(after)
        .filter(|turn| told(before) != Some(*turn))
        .map(|turn| (turn, TRANSFER))
        .into_iter()
        .collect();
    let (earlier, now) = (sent(before), sent(after));
    arrived.extend(now.into_iter().filter(|part| !earlier.contains(part)));
    arrived
}

fn sent(state: &State) -> Vec<(u64, usize)> {
    let turn = state.turn.as_ref();
    let parts = turn.and_then(|turn| match &turn.decision {
        Some(Decision::Reply { parts, .. }) => Some((turn.seq.0, parts)),
        Some(Decision::Transfer { .. }) | None => None,
    });
    parts.map_or_else(Vec::new, |(turn, parts)| {
        let parts = parts.iter().enumerate().filter(|(_, part)| part.sent);
        parts.map(|(index, _)| (turn, index)).collect()
    })
}

fn see(universe: &Universe, of: &ConversationRef, written: &Commit) {
    let sightings = &universe.sightings;
    let policy = universe.settings.of(of);
    let disabled = policy.is_some_and(|policy| !policy.enabled);
    let outcome = written.turn_record.as_ref().map(|record| record.outcome);
    if let Some(Outcome::Answered { .. }) = outcome {
        sightings.see(Rare::TestAnswered);
        sightings.see_if(disabled, Rare::TestAnsweredWhileDisabled);
    }
    let handed_over = matches!(outcome, Some(Outcome::HandedOver { .. }));
    sightings.see_if(handed_over, Rare::TestHandedOver);
    let by_a_person = written.messages.iter().any(|said| said.by_operator);
    sightings.see_if(by_a_person, Rare::TestAnsweredByAPerson);
}

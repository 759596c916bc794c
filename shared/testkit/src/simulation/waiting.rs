//! Who waits for a person, and since when.

use conversation::{Author, ConversationRef, Owner, State, Timestamp};

use super::{returns::is_by_a_person, universe::Universe};

/// A commit after which people have the conversation: nobody waits whom a person has just answered, and
/// whoever waits without an answer has waited for as long as before.
pub(super) fn commit(
    universe: &Universe,
    conversation: &ConversationRef,
    before: &State,
    after: &State,
) {
    let (waited, waits) = (before.waits_since(), after.waits_since());
    let (answered, asked) = universe
        .table
        .with(conversation, |items| {
            let new = items.messages.range(before.next_seq..after.next_seq);
            let mut new = new.map(|(_, message)| message);
            let answered = new.clone().any(is_by_a_person);
            (
                answered,
                new.any(|message| message.author == Author::Customer),
            )
        })
        .unwrap_or_default();
    let at = |state: &State| state.transferred.as_ref().map(|transfer| transfer.at);
    let transferred = at(after) > at(before);
    if answered && waits.is_some() {
        universe.broken(2, "a person has answered, and the customer is said to wait");
    }
    if !answered && (asked || transferred) && waits.is_none() {
        universe.broken(2, "a customer waits for a person, and nobody is told");
    }
    // It may have come back, and gone to people again, in the same commit.
    let still = since(before).is_some() && since(before) == since(after);
    // If clocks differ, an earlier message may have a later date.
    let apart = universe.clocks_apart();
    let shorter = waited.is_some_and(|waited| waits.is_none_or(|waits| waits > waited.plus(apart)));
    if !answered && still && shorter {
        universe.broken(2, "a customer is said to wait for less long than they do");
    }
}

/// When people got it. No two periods begin at the same moment.
const fn since(state: &State) -> Option<Timestamp> {
    match state.owner {
        Owner::People { since, .. } => Some(since),
        Owner::Assistant => None,
    }
}

//! What operators do with an integration: all of it drawn from the seed.

use conversation::Policy;

use super::{
    contacts::incoming,
    scenario::{Act, Move, START, integration, longest_wait},
    world::World,
};

/// How long an integration may be disabled, in milliseconds: longer than a reply may be sent.
const LONG: u64 = 30 * 3_600_000;

/// One integration is disabled and enabled again, and its settings change. Gives the longest
/// wait that it gets, in milliseconds.
pub(super) fn story(
    world: &World,
    (index, policy): (usize, &Policy),
    moves: &mut Vec<Move>,
) -> u64 {
    let mut longest = longest_wait(policy);
    let within = 60_000 + 2 * longest;
    let mut push = |at, act| {
        moves.push(Move {
            at: START + at,
            integration: index,
            act,
        });
    };
    if world.chance(50) {
        let at = world.below(within);
        push(at, Act::Enables(false));
        let long = world.chance(200);
        let after = world.below(if long { LONG } else { 120_000 });
        push(at + after, Act::Enables(true));
        // Long after the last message, and before it is enabled again.
        let silent = at + after.saturating_sub(600_000);
        let said = incoming(world, index, 0, "off", START + silent);
        if let Some(said) = said.filter(|_| long) {
            push(silent, Act::Says(said));
        }
    }
    if world.chance(100) {
        for _ in 0..=world.below(2) {
            let Some((_, other)) = integration(world, index as u64) else {
                continue;
            };
            longest = longest.max(longest_wait(&other));
            push(world.below(within), Act::Changes(Box::new(other)));
        }
    }
    longest
}

/// The first integration is deleted, and made again some minutes later.
pub(super) fn deletes(world: &World, longest: u64, moves: &mut Vec<Move>) {
    let at = START + world.below(60_000 + 2 * longest);
    for (deleted, later) in [(true, 0), (false, world.below(600_000))] {
        moves.push(Move {
            at: at + later,
            integration: 0,
            act: Act::Deletes(deleted),
        });
    }
}

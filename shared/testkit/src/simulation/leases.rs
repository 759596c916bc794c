//! One run at a time, judged by which task is alive and not by what the lease says.

use std::{cell::RefCell, collections::HashMap};

use conversation::{Owner, State, Token};

use super::{universe::Universe, world::TaskId};

/// Who made each token: the run that works under it.
#[derive(Debug, Default)]
pub(super) struct Leases(RefCell<HashMap<u64, TaskId>>);

/// A commit was written. A run's turn may only be taken by another run when the first is dead, or
/// has given it up, which leaves no token; but people may take it at any time.
pub(super) fn commit(universe: &Universe, before: Option<&State>, after: &State) {
    let Some(before) = before else { return };
    let came_back = before.owner != Owner::Assistant && after.owner == Owner::Assistant;
    let by_people = came_back || universe.people.asked_for(universe.world.current());
    for (what, held) in [("turn", turn as fn(&State) -> _), ("transfer", transfer)] {
        let (old, new) = (held(before), held(after));
        if old == new {
            continue;
        }
        if let Some(token) = old
            && !by_people
        {
            ends(universe, what, token);
        }
        if let Some(token) = new {
            let mut holders = universe.leases.0.borrow_mut();
            holders.insert(token.0, universe.world.current());
        }
    }
}

/// A token is no longer valid.
fn ends(universe: &Universe, what: &str, token: Token) {
    let holders = universe.leases.0.borrow();
    let others = holders.get(&token.0);
    let others = others.filter(|holder| **holder != universe.world.current());
    if others.is_some_and(|holder| universe.world.is_alive(*holder)) {
        universe.broken(4, format!("a {what} was taken from a run that is alive"));
    }
}

fn turn(state: &State) -> Option<Token> {
    state.turn.as_ref()?.lease.token
}

fn transfer(state: &State) -> Option<Token> {
    state.handover.as_ref()?.lease.token
}

//! What a wake-up does.

use std::time::Duration;

use crate::{
    Policy, Timestamp, WakeUp,
    budgets::{EARLY_WAKE_UP, IN_PLACE, LEAST_RUN, LOOK_EVERY, LOOK_IN_PLACE},
    link::{Standing, standing},
    policy::WAKE_UP_PATIENCE,
    ports::Versioned,
};

use super::{Change, drop_disabled};

/// The times of an invocation, by its own clock.
#[derive(Debug, Clone, Copy)]
pub struct Invocation {
    /// When the invocation first looked.
    pub began: Timestamp,
    /// The time now.
    pub now: Timestamp,
    /// The invocation's deadline.
    pub deadline: Timestamp,
}

/// The next step of a wake-up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step<'a> {
    /// The wake-up ends: nothing waits, or another wake-up will see to it.
    End,
    /// The wake-up waits in place until then, and looks again.
    LookAgain(Timestamp),
    /// The same wake-up comes again after this time.
    ComeAgain(Duration),
    /// The window is not due: the wake-up sends a successor that comes then.
    PutOff(&'a Versioned, Timestamp),
    /// The integration is disabled: the change leaves to people what waits.
    Drop(&'a Versioned, Box<Change>),
    /// The window is due, or the turn's run has ended without completing it: the wake-up claims
    /// that.
    Claim(&'a Versioned),
}

/// The next step of a wake-up, for the conversation as it was read.
pub fn on_wake_up<'a>(
    wake_up: &WakeUp,
    read: Option<&'a Versioned>,
    policy: &Policy,
    invocation: Invocation,
) -> Step<'a> {
    let counts = read.filter(|read| {
        let known = read.state.wake_up.as_ref().map(|known| known.token);
        standing(wake_up.link, known, read) == Standing::Counts
    });
    let due = counts.and_then(|read| Some((read, read.state.next_run_at(policy.wait)?)));
    let Some((read, due)) = due else {
        return when_nothing_is_its(wake_up, read, invocation);
    };
    let now = invocation.now;
    // A contact who goes on writing may move what is due beyond the invocation's end.
    let in_place = due.since(now) <= IN_PLACE && invocation.deadline.since(due) >= LEAST_RUN;
    match &read.state.turn {
        _ if now >= due => when_due(read, policy, invocation),
        _ if in_place => Step::LookAgain(due),
        Some(_) => Step::ComeAgain(due.since(now)),
        None => Step::PutOff(read, due),
    }
}

/// The commit that the wake-up was sent for may still be on its way: the wake-up looks for it,
/// first in place.
fn when_nothing_is_its<'a>(
    wake_up: &WakeUp,
    read: Option<&'a Versioned>,
    Invocation { began, now, .. }: Invocation,
) -> Step<'a> {
    let is_young = now.since(wake_up.created_at) < WAKE_UP_PATIENCE;
    let versions = wake_up.link.zip(read);
    let is_early = versions.is_none_or(|(link, read)| read.version <= link.follows);
    match is_young && is_early {
        true if now < began.plus(LOOK_IN_PLACE) => Step::LookAgain(now.plus(LOOK_EVERY)),
        true => Step::ComeAgain(EARLY_WAKE_UP),
        false => Step::End,
    }
}

fn when_due<'a>(
    read: &'a Versioned,
    policy: &Policy,
    Invocation { now, deadline, .. }: Invocation,
) -> Step<'a> {
    if deadline.since(now) < LEAST_RUN {
        return Step::ComeAgain(Duration::ZERO);
    }
    if !policy.answers(&read.state)
        && let Some(change) = drop_disabled(read.state.clone(), now)
    {
        return Step::Drop(read, Box::new(change));
    }
    Step::Claim(read)
}

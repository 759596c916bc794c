//! The rules of how long messages are collected, judged by what was stored and by all settings that
//! the integration has had.

use std::{cell::RefCell, collections::BTreeMap, time::Duration};

use conversation::{
    Author, ConversationRef, Policy, Seq, State, Timestamp, Wait, Window, ports::Commit,
};

use super::{
    reached::Rare,
    scenario::{BUTTON, URGENT},
    tried,
    universe::{Universe, integration_of},
};

/// How much later than due a run may be claimed if nothing is disturbed, in milliseconds: the time
/// of some port calls, and of a few conflicts with messages that come at the same moment.
const CALM_DELAY: u64 = 1_000;
/// With more messages than this, conflicts may delay a claim further.
const FEW: u64 = 20;

/// A message of a contact, as it came.
#[derive(Debug, Clone)]
struct Said {
    at: Timestamp,
    is_urgent: bool,
    is_button: bool,
}

impl Said {
    fn needs_no_wait(&self, policy: &Policy) -> bool {
        let at_once = &policy.answer_at_once;
        (self.is_button && at_once.buttons) || (self.is_urgent && at_once.phrases.found_in(URGENT))
    }
}

/// What the contacts of all conversations said.
#[derive(Debug, Default)]
pub(super) struct Waits(RefCell<BTreeMap<(ConversationRef, Seq), Said>>);

impl Waits {
    pub(super) fn commit(&self, of: &ConversationRef, written: &Commit) {
        let said = written.messages.iter();
        let said = said.filter(|message| message.author == Author::Customer);
        self.0.borrow_mut().extend(said.map(|message| {
            let said = Said {
                at: message.received_at,
                is_urgent: message.text.contains(URGENT),
                // Whoever plays the customer in a test has none.
                is_button: message.text.contains(BUTTON) && !tried::is_test(of),
            };
            ((of.clone(), message.seq), said)
        }));
    }

    fn between(&self, of: &ConversationRef, first: Seq, end: Seq) -> Vec<Said> {
        let all = self.0.borrow();
        let range = (of.clone(), first)..(of.clone(), end);
        all.range(range).map(|(_, said)| said.clone()).collect()
    }

    /// How soon after the reply before it a turn of that number, which answers the messages from
    /// `first` on, may be answered at the soonest.
    pub(super) fn least_apart(
        &self,
        universe: &Universe,
        of: &ConversationRef,
        (first, turn): (Seq, Seq),
    ) -> Duration {
        let Some(integration) = integration_of(&of.integration) else {
            return Duration::ZERO;
        };
        let settings = &universe.settings;
        let mut said = self.between(of, first, turn).into_iter();
        if said.any(|said| settings.ever(integration, |policy| said.needs_no_wait(policy))) {
            return Duration::ZERO;
        }
        let apart = settings.least(integration, |policy| match policy.wait {
            Wait::Fixed(interval) => interval,
            Wait::Quiet { .. } => Duration::ZERO,
        });
        apart.unwrap_or_default()
    }
}

/// A window is claimed: not before it was due, and if nothing is disturbed not long after that.
pub(super) fn claimed(
    universe: &Universe,
    (integration, of): (usize, &ConversationRef),
    before: &State,
    window: &Window,
    now: Timestamp,
) {
    let settings = &universe.settings;
    let said = universe.waits.between(of, window.first, before.next_seq);
    let waited = |policy: &Policy| waited(before, window, &said, policy.wait);
    let mut might = said.iter();
    let might = might.find(|said| settings.ever(integration, |policy| said.needs_no_wait(policy)));
    let mut must = said.iter();
    let must = must.find(|said| settings.always(of, |policy| said.needs_no_wait(policy)));
    let earliest = settings.least(integration, waited).unwrap_or(now);
    let earliest = might.map_or(earliest, |said| said.at.min(earliest));
    let latest = settings.most(integration, waited).unwrap_or(now);
    let latest = must.map_or(latest, |said| said.at.min(latest));
    let apart = universe.clocks_apart();
    if now.plus(apart) < earliest {
        universe.broken(3, "claimed before it was due");
    }
    let limit = latest.max(before.changed_at).plus(apart).millis() + CALM_DELAY;
    if universe.is_calm() && seqs(before) < FEW && now.millis() > limit {
        let late = now.since(latest).as_millis();
        universe.broken(3, format!("claimed {late} ms after it was due"));
    }
    see(universe, of, before, (&said, now));
}

/// When the wait of a window is over, but for messages that need none.
fn waited(before: &State, window: &Window, said: &[Said], wait: Wait) -> Timestamp {
    let first = said.first().map_or(window.opened_at, |said| said.at);
    match wait {
        Wait::Fixed(interval) => {
            let reply = before.last_reply_at.unwrap_or_default();
            first.max(reply).plus(interval)
        }
        Wait::Quiet { quiet, max } => {
            let last = said.iter().map(|said| said.at).max();
            last.unwrap_or(first).plus(quiet).min(first.plus(max))
        }
    }
}

/// How many numbers the conversation has assigned.
const fn seqs(state: &State) -> u64 {
    state.next_seq.0.saturating_sub(state.first_seq.0)
}

fn see(
    universe: &Universe,
    of: &ConversationRef,
    before: &State,
    (said, now): (&[Said], Timestamp),
) {
    let (sightings, settings) = (&universe.sightings, &universe.settings);
    let Some(window) = &before.window else { return };
    let is_early = |policy: &Policy| now < waited(before, window, said, policy.wait);
    let mut urgent = said.iter();
    let urgent = urgent.find(|said| settings.always(of, |policy| said.needs_no_wait(policy)));
    if let Some(urgent) = urgent {
        let early = settings.always(of, is_early);
        sightings.see_if(early, Rare::AnsweredAtOnce);
        let in_a_run = before.last_reply_at.is_some_and(|reply| urgent.at < reply);
        sightings.see_if(early && in_a_run, Rare::AnsweredAtOnceAfterARun);
        return;
    }
    let goes_on = |policy: &Policy| {
        let last = said.iter().map(|said| said.at).max();
        match policy.wait {
            Wait::Quiet { quiet, .. } => last.is_some_and(|last| now < last.plus(quiet)),
            Wait::Fixed(_) => false,
        }
    };
    sightings.see_if(settings.always(of, goes_on), Rare::LongestWait);
}

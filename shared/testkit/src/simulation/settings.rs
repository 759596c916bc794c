//! The settings of the integrations, which change, are deleted and are made again in mid-story.

use std::cell::{Cell, RefCell};

use conversation::{ConversationRef, Policy, Timestamp};

use super::{universe::integration_of, world::World};

/// How long functions keep settings, in milliseconds.
const KEPT: u64 = 10_000;
/// How long after a run has read them it may ask the assistant, in milliseconds.
const KNOWN: u64 = 30_000;

/// The settings of one integration.
#[derive(Debug)]
struct Settings {
    /// All versions so far, the newest last.
    had: RefCell<Vec<Policy>>,
    changed_at: Cell<u64>,
    disabled_at: Cell<Option<u64>>,
    deleted: Cell<bool>,
}

/// The settings of all integrations.
#[derive(Debug)]
pub(super) struct AllSettings(Vec<Settings>);

impl AllSettings {
    pub(super) fn new(policies: impl IntoIterator<Item = Policy>) -> Self {
        let one = |policy| Settings {
            had: RefCell::new(vec![policy]),
            changed_at: Cell::new(0),
            disabled_at: Cell::new(None),
            deleted: Cell::new(false),
        };
        Self(policies.into_iter().map(one).collect())
    }

    pub(super) fn change(&self, world: &World, integration: usize, change: impl Fn(&mut Policy)) {
        let Some(settings) = self.0.get(integration) else {
            return;
        };
        let mut had = settings.had.borrow_mut();
        if let Some(mut policy) = had.last().cloned() {
            change(&mut policy);
            settings.disabled_at.set(match policy.enabled {
                true => None,
                false => settings.disabled_at.get().or(Some(world.now())),
            });
            had.push(policy);
            settings.changed_at.set(world.now());
        }
    }

    pub(super) fn delete(&self, integration: usize, deleted: bool) {
        if let Some(settings) = self.0.get(integration) {
            settings.deleted.set(deleted);
        }
    }

    pub(super) fn are_deleted(&self, integration: usize) -> bool {
        self.0.get(integration).is_none_or(|it| it.deleted.get())
    }

    /// Whether the integration was disabled so long ago that every run knows.
    pub(super) fn are_long_disabled(&self, world: &World, integration: usize) -> bool {
        let settings = self.0.get(integration);
        let disabled_at = settings.and_then(|settings| settings.disabled_at.get());
        disabled_at.is_some_and(|at| world.now() > at + KEPT + KNOWN)
    }

    /// When they last changed, or never.
    pub(super) fn changed_at(&self, of: &ConversationRef) -> Timestamp {
        let settings = integration_of(&of.integration).and_then(|index| self.0.get(index));
        Timestamp::from_millis(settings.map_or(0, |settings| settings.changed_at.get()))
    }

    /// As they are now.
    pub(super) fn of(&self, conversation: &ConversationRef) -> Option<Policy> {
        let settings = self.0.get(integration_of(&conversation.integration)?)?;
        settings.had.borrow().last().cloned()
    }

    /// The settings as a function has them, which may have read them some seconds ago; none while
    /// the integration is deleted.
    pub(super) fn read(&self, world: &World, integration: usize) -> Option<Policy> {
        let settings = self.0.get(integration)?;
        let had = settings.had.borrow();
        let changed_at = settings.changed_at.get();
        let stale = changed_at > 0 && world.now() < changed_at + KEPT && world.chance(500);
        let nth = had.len().checked_sub(if stale { 2 } else { 1 })?;
        had.get(nth).filter(|_| !settings.deleted.get()).cloned()
    }

    /// Whether this held at any time that may still count for what was decided then.
    pub(super) fn ever(&self, integration: usize, said: impl Fn(&Policy) -> bool) -> bool {
        let settings = self.0.get(integration);
        settings.is_some_and(|settings| settings.had.borrow().iter().any(said))
    }

    /// Whether this held all the time.
    pub(super) fn always(&self, of: &ConversationRef, said: impl Fn(&Policy) -> bool) -> bool {
        let settings = integration_of(&of.integration).and_then(|index| self.0.get(index));
        settings.is_some_and(|settings| settings.had.borrow().iter().all(said))
    }

    /// The highest value so far.
    pub(super) fn most<T: Ord>(&self, integration: usize, of: impl Fn(&Policy) -> T) -> Option<T> {
        let had = self.0.get(integration)?.had.borrow();
        had.iter().map(of).max()
    }

    /// The lowest value so far.
    pub(super) fn least<T: Ord>(&self, integration: usize, of: impl Fn(&Policy) -> T) -> Option<T> {
        let had = self.0.get(integration)?.had.borrow();
        had.iter().map(of).min()
    }
}

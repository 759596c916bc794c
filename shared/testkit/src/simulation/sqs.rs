//! The queues, as SQS keeps them.

use std::time::Duration;

use conversation::{IntegrationId, Recovered, Transfer, WakeUpMessage};

use super::{reached::Rare, universe::Universe, world::Event};

/// How long a received wake-up stays invisible, in milliseconds.
const VISIBILITY: u64 = 100_000;
/// A message of the queues.
#[derive(Debug, Clone)]
pub(super) enum Carried {
    WakeUp(WakeUpMessage),
    Transfer(Transfer),
    Recovered(Recovered),
}

impl Carried {
    pub(super) const fn integration(&self) -> &IntegrationId {
        match self {
            Self::WakeUp(message) => &message.conversation().integration,
            Self::Transfer(transfer) => &transfer.integration_id,
            Self::Recovered(recovered) => &recovered.integration_id,
        }
    }
}

/// A message in its queue.
#[derive(Debug, Clone)]
pub(super) struct Queued {
    pub(super) carried: Carried,
    pub(super) visible_at: u64,
    pub(super) receives: u32,
    /// Whether it is in the dead-letter queue, which is also received from.
    pub(super) dead: bool,
}

/// How SQS hands a message out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Receive {
    Visible,
    /// Delivered a second time at once: SQS delivers at least once.
    Again,
}

impl Universe {
    /// An operator empties the queue of the wake-ups: the only way in which messages are lost.
    pub(super) fn purge(&self) {
        self.wake_ups_lost.set(true);
        self.sightings.see(Rare::WakeUpsPurged);
        let mut queues = self.queues.borrow_mut();
        queues.retain(|_, queued| !matches!(queued.carried, Carried::WakeUp(_)));
    }

    /// Puts a message into its queue, visible after `delay` and never earlier.
    pub(super) fn enqueue(&self, carried: Carried, delay: Duration) {
        if delay.as_secs() > 900 {
            self.broken(1, "a delay that SQS does not take");
        }
        // The queues' adapter rounds up.
        let delay = delay.as_millis().div_ceil(1000) * 1000;
        let delay = u64::try_from(delay).unwrap_or(u64::MAX);
        let late = if self.strikes(self.faults.queue) {
            self.world.below(self.faults.latest)
        } else {
            self.world.below(10)
        };
        let id = self.next_id();
        self.tell(|| format!("queued as {id}: {carried:?}"));
        self.sightings.sent(id, self.world.current());
        let visible_at = self.world.now() + delay + late;
        self.queues.borrow_mut().insert(
            id,
            Queued {
                carried,
                visible_at,
                receives: 0,
                dead: false,
            },
        );
        self.world.schedule(visible_at, Event::Visible(id));
    }

    /// Receives a wake-up that has become visible, or once more one that was just received.
    pub(super) fn receive(&self, id: u64, receive: Receive) -> Option<Carried> {
        let now = self.world.now();
        let mut queues = self.queues.borrow_mut();
        let queued = queues.get_mut(&id)?;
        if receive == Receive::Visible && queued.visible_at > now {
            return None;
        }
        queued.receives += 1;
        // The dead-letter queue of transfers is for operators, and no entry of a story lasts that
        // long.
        let wakes = matches!(queued.carried, Carried::WakeUp(_));
        if wakes && !queued.dead && queued.receives > self.faults.max_receives {
            self.sightings.see(Rare::WakeUpDeadLettered);
            queued.dead = true;
        }
        self.sightings.received(self, id);
        if receive == Receive::Again {
            self.sightings.see(Rare::DeliveredTwiceAtOnce);
        }
        queued.visible_at = now + VISIBILITY;
        self.world.schedule(queued.visible_at, Event::Visible(id));
        Some(queued.carried.clone())
    }

    /// How long a message that failed unexpectedly pauses, as in the functions.
    pub(super) fn pause_of(&self, id: u64) -> u64 {
        let receives = self
            .queues
            .borrow()
            .get(&id)
            .map_or(1, |queued| queued.receives);
        1_000 * 2u64.saturating_pow(receives).min(100)
    }

    pub(super) fn retry_in(&self, id: u64, millis: u64) {
        let mut queues = self.queues.borrow_mut();
        // The functions do not delay a message that is in the dead-letter queue.
        if let Some(queued) = queues.get_mut(&id).filter(|queued| !queued.dead) {
            queued.visible_at = self.world.now() + millis.div_ceil(1000) * 1000;
            self.world.schedule(queued.visible_at, Event::Visible(id));
        }
    }

    pub(super) fn delete(&self, id: u64) {
        self.queues.borrow_mut().remove(&id);
    }
}

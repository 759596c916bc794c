//! The circumstances of a run, of which the assistant is told.

use crate::{Policy, State, Timestamp, Zone};

/// Which circumstances of a run the assistant is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ContextPolicy {
    /// The date and time.
    pub time: bool,
    /// The channel.
    pub channel: bool,
    /// Whether people are at work.
    pub hours: bool,
    /// The customer's name.
    pub customer_name: bool,
}

/// The circumstances of a run. Each is none if it is not known, or not to be told.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Context {
    /// The time at which the assistant is asked.
    pub time: Option<LocalTime>,
    /// The channel, by its name for people.
    pub channel: Option<&'static str>,
    /// Whether people are at work.
    pub people: Option<Presence>,
    /// The name that the customer gave themselves, as they wrote it.
    pub customer_name: Option<String>,
}

/// Whether people are at work.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Presence {
    /// They are.
    AtWork,
    /// They are not, until then; none if no time is known.
    Away(Option<LocalTime>),
}

/// An instant in a time zone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LocalTime {
    /// The instant.
    pub at: Timestamp,
    /// The time zone.
    pub zone: Zone,
}

impl Context {
    /// The circumstances of a run that asks the assistant now. All times are in the integration's
    /// time zone, also where the opening hours have another one.
    pub fn of(policy: &Policy, state: &State, now: Timestamp) -> Self {
        let told = policy.context;
        let local = |at| LocalTime {
            at,
            zone: policy.zone.clone(),
        };
        let hours = policy.closed.as_ref().map(|closed| &closed.hours);
        Self {
            time: told.time.then(|| local(now)),
            channel: told.channel.then_some(policy.channel),
            people: hours
                .filter(|_| told.hours)
                .map(|hours| match hours.next_open(now) {
                    Some(at) if at == now => Presence::AtWork,
                    next => Presence::Away(next.map(local)),
                }),
            customer_name: state
                .contact
                .display_name
                .clone()
                .filter(|_| told.customer_name),
        }
    }
}

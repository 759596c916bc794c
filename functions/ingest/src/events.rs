//! Storing the events of a verified webhook.

use std::collections::BTreeMap;

use conversation::{
    ContactName, Event, IntegrationId, Receipt, Scope, handle_event, ports::PortError,
};
use futures_util::{StreamExt, stream};

use crate::{Ingest, integration::OpenedIntegration};

/// How many contacts of one webhook are worked concurrently. Each waits for the table and the queue
/// some four times, one after the other, and the processor has little to do meanwhile.
///
/// Meta puts up to a thousand changes into one POST, and wants half of its webhooks answered within
/// 250 ms and 99 of 100 within a second
/// (<https://docs.360dialog.com/partner/messaging/receiving-messages-via-webhook>, which gives up
/// after 5 s itself; how long Meta waits is not documented). At 10 ms a call a thousand contacts
/// take 2.5 s with 16, and 0.6 s with 64. More would open more connections than it saves time.
const MAX_CONCURRENT: usize = 64;

/// The number of events with each outcome, by metric name.
pub(crate) type Counts = BTreeMap<&'static str, u64>;

/// Stores every event: those of one contact in their order, those of different contacts
/// concurrently. An error means that at least one is not stored; stored ones will be recognised as
/// repeats.
pub(crate) async fn store(
    ingest: &Ingest,
    id: &IntegrationId,
    opened: &OpenedIntegration,
    events: Vec<Event>,
) -> Result<Counts, PortError> {
    let scope = Scope {
        integration: id,
        key: &opened.key,
        policy: &opened.policy,
    };
    let stories = stories(events).into_values().map(|events| async move {
        let mut receipts = Vec::with_capacity(events.len());
        for event in &events {
            let stored = handle_event(ingest, scope, event).await;
            // What is said next must not come before this. What became of a message of ours is of no
            // order.
            let holds_up = stored.is_err() && !matches!(event, Event::Delivery(_));
            receipts.push(stored);
            if holds_up {
                break;
            }
        }
        receipts
    });
    let receipts: Vec<Vec<Result<Receipt, PortError>>> = stream::iter(stories)
        .buffer_unordered(MAX_CONCURRENT)
        .collect()
        .await;
    let receipts: Vec<Receipt> = receipts.into_iter().flatten().collect::<Result<_, _>>()?;
    let mut counts = Counts::new();
    for receipt in receipts {
        *counts.entry(name_of(receipt)).or_default() += 1;
    }
    Ok(counts)
}

/// The events of each contact, in their order. Events may name the same contact differently, for
/// example when one tells of a new number. A name in common makes them one contact's, even if only
/// a later event tells that two names belong together.
fn stories(events: Vec<Event>) -> BTreeMap<usize, Vec<Event>> {
    let mut same = Vec::new();
    let mut by_name: BTreeMap<ContactName, usize> = BTreeMap::new();
    for (at, event) in events.iter().enumerate() {
        same.push(at);
        for name in &event.contact().names {
            let other = *by_name.entry(name.clone()).or_insert(at);
            let [first, second] = [first_of(&same, other), first_of(&same, at)];
            if let Some(joined) = same.get_mut(first.max(second)) {
                *joined = first.min(second);
            }
        }
    }
    let mut stories: BTreeMap<usize, Vec<Event>> = BTreeMap::new();
    for (at, event) in events.into_iter().enumerate() {
        let story = stories.entry(first_of(&same, at));
        story.or_default().push(event);
    }
    stories
}

/// The first event of the same contact. Each element of `same` is the index of an earlier event or
/// of the event itself.
fn first_of(same: &[usize], mut at: usize) -> usize {
    while let Some(earlier) = same.get(at).filter(|earlier| **earlier < at) {
        at = *earlier;
    }
    at
}

const fn name_of(receipt: Receipt) -> &'static str {
    match receipt {
        Receipt::Stored => "EventsStored",
        Receipt::Noted => "DeliveriesNoted",
        Receipt::Duplicate => "EventsRepeated",
        Receipt::TooOld => "EventsTooOld",
        Receipt::Unchanged => "EventsUnchanged",
    }
}

#[cfg(test)]
mod tests {
    use conversation::{Contact, Correction, MessageId};

    use super::*;

    fn event(id: &str, names: &[&str]) -> Event {
        let names = names.iter().map(|name| ContactName::parse(name).unwrap());
        Event::Corrected(Correction {
            contact: Contact::new(names.collect(), None),
            id: MessageId::parse(id).unwrap(),
            text: None,
            attachments: Vec::new(),
        })
    }

    fn ids(events: &[Event]) -> Vec<&str> {
        let id = |event| match event {
            &Event::Corrected(Correction { ref id, .. }) => id.as_str(),
            other => panic!("{other:?}"),
        };
        events.iter().map(id).collect()
    }

    #[test]
    fn what_one_contact_does_under_several_names_stays_in_its_order() {
        let stories = stories(vec![
            event("1", &["old"]),
            event("2", &["somebody", "else"]),
            event("3", &["old", "new"]),
            event("4", &["id", "new"]),
            event("5", &["else"]),
            event("6", &["id"]),
            event("7", &["third"]),
        ]);
        let stories: Vec<_> = stories.values().map(|events| ids(events)).collect();
        assert_eq!(
            stories,
            [vec!["1", "3", "4", "6"], vec!["2", "5"], vec!["7"]]
        );
    }

    #[test]
    fn names_that_a_later_event_joins_are_one_contacts() {
        let stories = stories(vec![
            event("1", &["number"]),
            event("2", &["id"]),
            event("3", &["other"]),
            event("4", &["id"]),
            event("5", &["number", "id"]),
            event("6", &["third", "other"]),
            event("7", &["third", "id"]),
            event("8", &["alone"]),
        ]);
        let stories: Vec<_> = stories.values().map(|events| ids(events)).collect();
        assert_eq!(
            stories,
            [vec!["1", "2", "3", "4", "5", "6", "7"], vec!["8"]]
        );
    }
}

//! What a believed webhook told, into the table.

use std::collections::BTreeMap;

use conversation::{
    ContactName, Event, IntegrationId, Receipt, corrected, delivery_reported, desk_told,
    person_noted, person_wrote, ports::PortError, receive,
};
use futures_util::{StreamExt, TryStreamExt, stream};

use crate::{Ingest, integration::OpenedIntegration};

/// How many contacts of one webhook are worked side by side. Each waits for the table and the queue
/// some four times, one after the other, and the processor has little to do meanwhile.
///
/// Meta puts up to a thousand changes into one POST, and wants half of its webhooks answered within
/// 250 ms and 99 of 100 within a second
/// (<https://docs.360dialog.com/partner/messaging/receiving-messages-via-webhook>, which gives up
/// after 5 s itself; how long Meta waits is not documented). At 10 ms a call a thousand contacts take
/// 2.5 s with 16, and 0.6 s with 64. More would open more connections than it saves time.
const SIDE_BY_SIDE: usize = 64;

/// How many events came to what, by metric name.
pub(crate) type Counts = BTreeMap<&'static str, u64>;

/// Stores every event: those of one contact in their order, those of different contacts side by
/// side. An error means that at least one is not stored; what is stored will be known again.
pub(crate) async fn store(
    ingest: &Ingest,
    id: &IntegrationId,
    opened: &OpenedIntegration,
    events: Vec<Event>,
) -> Result<Counts, PortError> {
    let mut by_contact: BTreeMap<Option<ContactName>, Vec<Event>> = BTreeMap::new();
    for event in events {
        let name = contact_of(&event).cloned();
        by_contact.entry(name).or_default().push(event);
    }
    let stories = by_contact.into_values().map(|events| async move {
        let mut receipts = Vec::with_capacity(events.len());
        for event in &events {
            receipts.push(store_one(ingest, id, opened, event).await?);
        }
        Ok::<_, PortError>(receipts)
    });
    let receipts: Vec<Vec<Receipt>> = stream::iter(stories)
        .buffer_unordered(SIDE_BY_SIDE)
        .try_collect()
        .await?;
    let mut counts = Counts::new();
    for receipt in receipts.into_iter().flatten() {
        *counts.entry(name_of(receipt)).or_default() += 1;
    }
    Ok(counts)
}

async fn store_one(
    ingest: &Ingest,
    id: &IntegrationId,
    opened: &OpenedIntegration,
    event: &Event,
) -> Result<Receipt, PortError> {
    let OpenedIntegration { policy, key, .. } = opened;
    match event {
        Event::Message(incoming) => receive(ingest, id, key, policy, incoming).await,
        Event::PersonMessage(incoming) => person_wrote(ingest, id, key, policy, incoming).await,
        Event::PersonNote(incoming) => person_noted(ingest, id, key, policy, incoming).await,
        Event::TakenOver(event) => desk_told(ingest, id, key, policy, event, true).await,
        Event::Released(event) => desk_told(ingest, id, key, policy, event, false).await,
        Event::Corrected(correction) => corrected(ingest, id, key, policy, correction).await,
        Event::Delivery(report) => delivery_reported(ingest, id, key, policy, report).await,
    }
}

/// The contact's first name: events of one contact under different names may be stored in
/// another order, as they might have arrived.
fn contact_of(event: &Event) -> Option<&ContactName> {
    let contact = match event {
        Event::Message(incoming) | Event::PersonMessage(incoming) | Event::PersonNote(incoming) => {
            &incoming.contact
        }
        Event::TakenOver(event) | Event::Released(event) => &event.contact,
        Event::Corrected(correction) => &correction.contact,
        Event::Delivery(report) => &report.contact,
    };
    contact.names.first()
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

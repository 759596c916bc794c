//! A ticket's story: the stand-in's webhooks as the channel reads them.

use std::time::Duration;

use conversation::{DeskEvidence, Event, Holder, Timestamp};
use testkit::channels::TicketStatus;

use crate::support::now;
use crate::whazing_inbound::{believed, events};
use crate::whazing_outbound::{BOT_QUEUE, NUMBER, fake, send};

/// What the channel makes of the stand-in's webhooks, in a word each.
fn heard(bodies: Vec<Vec<u8>>) -> Vec<&'static str> {
    let word = |event: &Event| match event {
        Event::Message(_) => "message",
        Event::PersonMessage(_) => "person's message",
        Event::PersonNote(_) => "person's note",
        Event::Corrected(_) => "corrected",
        Event::Delivery(_) => "delivery",
        Event::Renamed(_) => "renamed",
        Event::Desk(seen) => match (seen.holder, seen.evidence) {
            (Holder::People, DeskEvidence::StatusOnMessage) => "shown with people",
            (Holder::People, _) => "taken over",
            (Holder::Assistant, DeskEvidence::StatusOnMessage) => "shown with nobody",
            (Holder::Assistant, _) => "released",
        },
    };
    let read = bodies.iter().flat_map(|body| events(believed(body)));
    read.map(|event| word(&event)).collect()
}

#[tokio::test]
async fn the_stand_in_tells_a_ticket_s_story_as_the_channel_understands_it() {
    let (fake, channel) = fake().await;
    let at = |seconds: u64| -> Timestamp { now().plus(Duration::from_secs(seconds)) };

    assert_eq!(
        heard(fake.customer_says(NUMBER, "oi", at(0))),
        ["shown with nobody", "message"]
    );
    send(&channel).await.unwrap();
    // Our own text comes back, and is nobody's.
    let echoes = fake.consequences(at(1));
    assert_eq!(echoes.len(), 1);
    assert!(heard(echoes).is_empty());
    assert_eq!(
        fake.ticket(NUMBER).unwrap().api_config.as_deref(),
        Some("turn-1-0")
    );

    assert_eq!(heard(fake.person_moves(NUMBER, 4)), ["taken over"]);
    assert_eq!(
        heard(fake.customer_says(NUMBER, "tem alguém aí?", at(2))),
        ["shown with people", "message"]
    );
    assert_eq!(heard(fake.person_moves(NUMBER, BOT_QUEUE)), ["released"]);

    // Nobody is told that a person takes a ticket; the next message shows it.
    assert!(fake.person_opens(NUMBER).is_empty());
    assert_eq!(
        heard(fake.customer_says(NUMBER, "e agora?", at(3))),
        ["shown with people", "message"]
    );
    assert_eq!(
        heard(fake.person_says(NUMBER, "bom dia", at(4))),
        ["person's message"]
    );
    assert_eq!(heard(fake.closes(NUMBER)), ["released"]);
    assert_eq!(fake.ticket(NUMBER).unwrap().status, TicketStatus::Closed);

    let before = fake.ticket(NUMBER).unwrap();
    assert_eq!(
        heard(fake.customer_says(NUMBER, "mais uma coisa", at(5))),
        ["shown with nobody", "message"]
    );
    let after = fake.ticket(NUMBER).unwrap();
    assert_ne!(before.id, after.id);
    assert_eq!(before.contact, after.contact);

    // A person who writes first.
    assert_eq!(heard(fake.person_opens("5521988880000")), ["taken over"]);
}

//! Messages that are too long to be stored as they came.

use conversation::{
    Attachment, Correction, Event, Incoming, MAX_ATTACHMENTS, MAX_MESSAGE_BYTES, stored_bytes,
};

use crate::Webhook;
use crate::notes::{Who, joined};

/// The most bytes of a text as it is stored: an item of DynamoDB holds 400 KB, and there are
/// attachments beside it.
/// <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html>
const MAX_STORED_BYTES: usize = 300 * 1024;

/// Whether a message's text can be stored as it is.
pub(crate) fn fits(text: &str) -> bool {
    text.len() <= MAX_MESSAGE_BYTES && stored_bytes(text) <= MAX_STORED_BYTES
}

/// Cuts every text of a webhook that is too long and every list of attachments, and adds a note that
/// there was more. Chat providers do not make a message shorter because it was refused: they send
/// the same again, and at last give up.
pub(crate) fn bounded(webhook: Webhook) -> Webhook {
    match webhook {
        Webhook::Events { events, ignored } => Webhook::Events {
            events: events.into_iter().map(shortened).collect(),
            ignored,
        },
        answer @ Webhook::Answer { .. } => answer,
    }
}

fn shortened(event: Event) -> Event {
    match event {
        Event::Message(said) => Event::Message(cut(said, Who::Customer)),
        Event::PersonMessage(said) => Event::PersonMessage(cut(said, Who::Person)),
        Event::PersonNote(said) => Event::PersonNote(cut(said, Who::Person)),
        Event::Corrected(Correction {
            text: Some(text),
            attachments,
            contact,
            id,
        }) => {
            let (text, attachments) = cut_said(text, attachments, Who::Customer);
            Event::Corrected(Correction {
                text: Some(text),
                attachments,
                contact,
                id,
            })
        }
        Event::Corrected(Correction { text: None, .. })
        | Event::Desk(_)
        | Event::Delivery(_)
        | Event::Renamed(_) => event,
    }
}

fn cut(said: Incoming, who: Who) -> Incoming {
    let (text, attachments) = cut_said(said.text, said.attachments, who);
    Incoming {
        text,
        attachments,
        ..said
    }
}

fn cut_said(text: String, attachments: Vec<Attachment>, who: Who) -> (String, Vec<Attachment>) {
    let mut text = cut_text(text, who);
    if attachments.len() > MAX_ATTACHMENTS {
        let note = who.note("sent more attachments than are kept", None, None);
        text = joined([Some(text.as_str()), Some(note.as_str())], "\n");
    }
    (text, Attachment::bounded(attachments))
}

fn cut_text(text: String, who: Who) -> String {
    if fits(&text) {
        return text;
    }
    let note = format!("\n{}", who.note("wrote more than is kept", None, None));
    let (mut bytes, mut stored) = (note.len(), stored_bytes(&note));
    let fits_still = |character: &char| {
        let mut buffer = [0; 4];
        let character = character.encode_utf8(&mut buffer);
        bytes += character.len();
        stored += stored_bytes(character);
        bytes <= MAX_MESSAGE_BYTES && stored <= MAX_STORED_BYTES
    };
    let beginning: String = text.chars().take_while(fits_still).collect();
    beginning + &note
}

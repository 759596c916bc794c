//! What is longer than the table could hold, on every channel.

use channels::{Webhook, WebhookError};
use conversation::{Author, Event, Incoming, MAX_MESSAGE_BYTES, Message, Seq, State, stored_bytes};
use serde_json::{Value, json};

use crate::support::{fixtures, now};
use crate::{chatwoot_inbound, telegram_inbound, whatsapp_inbound, whazing_inbound};

/// The most bytes of an item of DynamoDB.
const ITEM: usize = 400 * 1024;
/// What is left of it for the attributes that are no body, and for names.
const BODY: usize = ITEM - 64 * 1024;

const CUSTOMER_NOTE: &str = "\n[the customer wrote more than is kept]";
const PERSON_NOTE: &str = "\n[a person of the team wrote more than is kept]";

/// A recorded webhook, and what in it may be of any length.
struct Case {
    channel: &'static str,
    fixture: &'static str,
    read: fn(&[u8]) -> Result<Webhook, WebhookError>,
    text: &'static str,
    others: &'static [&'static str],
    note: &'static str,
}

const CASES: [Case; 7] = [
    Case {
        channel: "whatsapp_cloud",
        fixture: "text_reply_to_ours",
        read: whatsapp_inbound::signed,
        text: "/entry/0/changes/0/value/messages/0/text/body",
        others: &[
            "/entry/0/changes/0/value/contacts/0/profile/name",
            "/entry/0/changes/0/value/contacts/0/wa_id",
            "/entry/0/changes/0/value/messages/0/from",
        ],
        note: CUSTOMER_NOTE,
    },
    Case {
        channel: "whatsapp_cloud",
        fixture: "message_echo_with_contact",
        read: whatsapp_inbound::signed,
        text: "/entry/0/changes/0/value/message_echoes/0/text/body",
        others: &["/entry/0/changes/0/value/contacts/0/profile/name"],
        note: PERSON_NOTE,
    },
    Case {
        channel: "telegram",
        fixture: "text",
        read: telegram_inbound::believed,
        text: "/message/text",
        others: &["/message/from/first_name", "/message/from/last_name"],
        note: CUSTOMER_NOTE,
    },
    Case {
        channel: "whazing",
        fixture: "text",
        read: whazing_inbound::believed,
        text: "/messageBody",
        others: &["/contact/pushname", "/contact/phoneNumber", "/contact/lid"],
        note: CUSTOMER_NOTE,
    },
    Case {
        channel: "whazing",
        fixture: "person",
        read: whazing_inbound::believed,
        text: "/messageBody",
        others: &["/contact/pushname", "/contact/phoneNumber", "/contact/lid"],
        note: PERSON_NOTE,
    },
    Case {
        channel: "chatwoot",
        fixture: "incoming",
        read: chatwoot_inbound::signed,
        text: "/content",
        others: &[
            "/sender/name",
            "/conversation/meta/sender/name",
            "/conversation/contact_inbox/source_id",
        ],
        note: CUSTOMER_NOTE,
    },
    Case {
        channel: "chatwoot",
        fixture: "person_note",
        read: chatwoot_inbound::signed,
        text: "/content",
        others: &["/conversation/meta/sender/name"],
        note: PERSON_NOTE,
    },
];

impl Case {
    fn with(&self, text: &str) -> Value {
        let mut all = fixtures(self.channel).into_iter();
        let (_, body) = all.find(|(name, _)| name == self.fixture).unwrap();
        let mut body: Value = serde_json::from_slice(&body).unwrap();
        *body.pointer_mut(self.text).unwrap() = json!(text);
        body
    }

    fn said(&self, body: &Value) -> Incoming {
        let events = match (self.read)(body.to_string().as_bytes()).unwrap() {
            Webhook::Events { events, .. } => events,
            Webhook::Answer { .. } => Vec::new(),
        };
        events.into_iter().find_map(said).unwrap()
    }
}

fn said(event: Event) -> Option<Incoming> {
    match event {
        Event::Message(said) | Event::PersonMessage(said) | Event::PersonNote(said) => Some(said),
        Event::Desk(_) | Event::Corrected(_) | Event::Delivery(_) | Event::Renamed(_) => None,
    }
}

/// As the table has it.
fn item(said: &Incoming) -> String {
    let seq = Seq(u64::MAX);
    let message = Message {
        attachments: said.attachments.clone(),
        voice: true,
        provider_id: Some(said.id.clone()),
        sent_at: said.sent_at,
        ..Message::said(seq, Author::Customer, said.text.clone(), now())
    };
    serde_json::to_string(&message).unwrap()
}

#[test]
fn the_beginning_of_a_long_message_is_kept_and_the_assistant_is_told() {
    for case in CASES {
        let longest = "a".repeat(MAX_MESSAGE_BYTES);
        assert_eq!(case.said(&case.with(&longest)).text, longest);

        let too_long = format!("{longest}b");
        let kept = case.said(&case.with(&too_long)).text;
        let beginning = kept.strip_suffix(case.note).unwrap();
        assert_eq!(kept.len(), MAX_MESSAGE_BYTES, "{}", case.channel);
        assert!(too_long.starts_with(beginning));
    }
}

#[test]
fn a_long_message_is_cut_between_characters() {
    for case in CASES {
        let kept = case.said(&case.with(&"x😀".repeat(MAX_MESSAGE_BYTES))).text;
        let beginning = kept.strip_suffix(case.note).unwrap();
        assert!("x😀".repeat(MAX_MESSAGE_BYTES).starts_with(beginning));
        assert!(kept.len() > MAX_MESSAGE_BYTES - 4 && kept.len() <= MAX_MESSAGE_BYTES);
    }
}

#[test]
fn no_text_is_too_long_when_it_is_stored() {
    for case in CASES {
        for worst in ["\u{1}", "\"", "\u{1}a", "😀"] {
            let text = format!("a{}", worst.repeat(2 * MAX_MESSAGE_BYTES / worst.len()));
            let said = case.said(&case.with(&text));
            let stored = item(&said).len();
            assert!(stored < BODY, "{} {worst:?}: {stored}", case.channel);
            // As much of it as there is room for.
            let is_full = said.text.len() > MAX_MESSAGE_BYTES - 6
                || stored_bytes(&said.text) > 300 * 1024 - 6;
            assert!(is_full && said.text.ends_with(case.note), "{worst:?}");
        }
    }
}

#[test]
fn many_files_fit_beside_the_longest_text() {
    let [.., incoming, _] = CASES;
    let text = format!("a{}", "\u{1}".repeat(2 * MAX_MESSAGE_BYTES));
    let mut body = incoming.with(&text);
    let url = format!("https://a.example/{}", "x".repeat(3_000));
    let file = json!({"file_type": "file", "data_url": url, "file_size": u64::MAX});
    body["attachments"] = json!(vec![file; 50]);
    let said = incoming.said(&body);
    assert_eq!(said.attachments.len(), 32);
    let sources = said.attachments.iter().filter(|one| one.source.is_some());
    assert_eq!(sources.count(), 21);
    let note = format!("{CUSTOMER_NOTE}\n[the customer sent more attachments than are kept]");
    assert!(said.text.ends_with(&note));
    // What stands beside a message is 3,000 characters at most.
    let stored = item(&said).len();
    assert!(stored + 6 * 3_000 < ITEM - 8 * 1024, "{stored}");
}

#[test]
fn an_edited_message_is_cut_as_it_was() {
    let [.., incoming, _] = CASES;
    let mut body = incoming.with(&"a".repeat(MAX_MESSAGE_BYTES + 1));
    let file = json!({"file_type": "file", "data_url": "https://a.example/1"});
    body["attachments"] = json!(vec![file; 50]);
    let said = incoming.said(&body);
    body["event"] = json!("message_updated");
    let read = (incoming.read)(body.to_string().as_bytes()).unwrap();
    let Webhook::Events { events, .. } = read else {
        panic!("{read:?}");
    };
    let corrected = events.into_iter().find_map(|event| match event {
        Event::Corrected(correction) => Some(correction),
        _ => None,
    });
    let corrected = corrected.unwrap();
    assert_eq!(corrected.text, Some(said.text));
    assert_eq!(corrected.attachments, said.attachments);
}

#[test]
fn nothing_else_that_is_told_can_fill_the_state() {
    for case in CASES {
        for (worst, count) in [
            ("\u{1}", 200_000),
            ("\u{1}", 256),
            ("😀", 64),
            ("9", 200_000),
        ] {
            let mut body = case.with("oi");
            for other in case.others {
                *body.pointer_mut(other).unwrap() = json!(worst.repeat(count));
            }
            let said = case.said(&body);
            let mut state = State::new(said.contact, said.reply_address, now());
            state.desk.case = said.case;
            let stored = serde_json::to_string(&state).unwrap().len();
            assert!(stored < 16 * 1024, "{} {worst:?}: {stored}", case.channel);
        }
    }
}

#[test]
fn a_conversation_of_chatwoots_is_a_number() {
    let [.., incoming, _] = CASES;
    for (id, stored) in [(json!("17"), true), (json!("1".repeat(200_000)), false)] {
        let mut body = incoming.with("oi");
        body["conversation"]["id"] = id;
        let read = (incoming.read)(body.to_string().as_bytes());
        assert_eq!(read.is_ok(), stored);
    }
}

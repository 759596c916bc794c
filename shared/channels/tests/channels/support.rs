//! What the tests of both directions share.

use std::fmt::Write;
use std::path::PathBuf;
use std::sync::OnceLock;

use channels::{
    AnyChannel, ChannelSettings, Inbound, Request, Webhook, WebhookError, inbound, outbound,
};
use conversation::{Attachment, Correction, DeskEvent, Event, Holder, Incoming, Timestamp};
use http::{HeaderMap, HeaderName, Method};
use http_client::{Access, Client};
use serde_json::{Map, json};

pub(crate) const PHONE_NUMBER_ID: &str = "106540352242922";
pub(crate) const APP_SECRET: &str = "0123456789abcdef0123456789abcdef";
pub(crate) const VERIFY_TOKEN: &str = "a-token-of-our-own";
pub(crate) const ACCESS_TOKEN: &str = "EAAG-an-access-token";
pub(crate) const WHAZING_TOKEN: &str = "a-whazing-token";
pub(crate) const WEBHOOK_TOKEN: &str = "a-token-for-webhooks";
pub(crate) const BOT_QUEUE: &str = "9";
/// The channel of `events/whazing`.
pub(crate) const WHATSAPP_ID: &str = "1";
pub(crate) const SIGNING_SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

/// The settings of a channel of that kind, with the secrets that are given opened, and those whose value is
/// `STORED` not.
pub(crate) fn settings(kind: &str, fields: &[(&str, &str)]) -> ChannelSettings {
    let fields = fields.iter().map(|(name, value)| {
        let value = match *value {
            STORED => json!({"set": true}),
            value => json!(value),
        };
        ((*name).to_owned(), value)
    });
    let mut settings = Map::from_iter(fields);
    settings.insert("kind".to_owned(), json!(kind));
    serde_json::from_value(settings.into()).unwrap()
}

/// A secret that was not opened.
pub(crate) const STORED: &str = "(stored)";

pub(crate) fn whatsapp() -> Inbound {
    let settings = settings(
        "whatsapp_cloud",
        &[
            ("phone_number_id", PHONE_NUMBER_ID),
            ("access_token", STORED),
            ("app_secret", APP_SECRET),
            ("verify_token", VERIFY_TOKEN),
        ],
    );
    inbound(&settings).unwrap()
}

pub(crate) fn webhook() -> Inbound {
    let reply_url = ("reply_url", "https://a.example");
    let signing_secret = ("signing_secret", SIGNING_SECRET);
    inbound(&settings("webhook", &[reply_url, signing_secret])).unwrap()
}

/// With the settings that may be left out, or without them.
pub(crate) fn whazing(optional: &[(&str, &str)]) -> Inbound {
    let required = [
        ("base_url", "https://api.loja.example/v1/api/external/1"),
        ("token", STORED),
        ("webhook_token", WEBHOOK_TOKEN),
    ];
    inbound(&settings("whazing", &[&required, optional].concat())).unwrap()
}

/// As `events/chatwoot` names it.
pub(crate) const ACCOUNT_ID: u64 = 1;
pub(crate) const BOT_TOKEN: &str = "um-token-do-bot";
pub(crate) const WEBHOOK_SECRET: &str = "um-segredo-do-chatwoot";

pub(crate) fn chatwoot() -> Inbound {
    let settings = settings(
        "chatwoot",
        &[
            ("base_url", "https://a.example"),
            ("account_id", &ACCOUNT_ID.to_string()),
            ("access_token", STORED),
            ("webhook_secret", WEBHOOK_SECRET),
        ],
    );
    inbound(&settings).unwrap()
}

pub(crate) fn to_chatwoot(base_url: &str) -> AnyChannel {
    let settings = settings(
        "chatwoot",
        &[
            ("base_url", base_url),
            ("account_id", &ACCOUNT_ID.to_string()),
            ("access_token", BOT_TOKEN),
            ("webhook_secret", STORED),
        ],
    );
    outbound(&settings, client()).unwrap()
}

pub(crate) fn now() -> Timestamp {
    "2026-11-23T12:00:30Z".parse().unwrap()
}

pub(crate) fn post(
    channel: &Inbound,
    headers: &[(&str, &str)],
    body: &[u8],
) -> Result<Webhook, WebhookError> {
    post_at(now(), channel, headers, body)
}

pub(crate) fn post_at(
    now: Timestamp,
    channel: &Inbound,
    headers: &[(&str, &str)],
    body: &[u8],
) -> Result<Webhook, WebhookError> {
    let headers: HeaderMap = headers
        .iter()
        .map(|(name, value)| (name.parse::<HeaderName>().unwrap(), value.parse().unwrap()))
        .collect();
    let request = Request {
        method: &Method::POST,
        query: "",
        headers: &headers,
        body,
    };
    channel.read(request, now)
}

/// The fixtures of a channel: names and bodies, sorted.
pub(crate) fn fixtures(channel: &str) -> Vec<(String, Vec<u8>)> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../events");
    let mut fixtures: Vec<_> = std::fs::read_dir(folder.join(channel))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .map(|path| {
            let name = path.file_stem().unwrap().to_string_lossy().into_owned();
            (name, std::fs::read(path).unwrap())
        })
        .collect();
    fixtures.sort();
    assert!(!fixtures.is_empty());
    fixtures
}

/// What a webhook said, for a person to read.
pub(crate) fn shown(webhook: &Result<Webhook, WebhookError>) -> String {
    let mut out = String::new();
    match webhook {
        Err(error) => writeln!(out, "{}: {error}", error.status().as_u16()).unwrap(),
        Ok(Webhook::Answer { content_type, body }) => {
            writeln!(out, "answer {content_type}: {body}").unwrap();
        }
        Ok(Webhook::Events { events, ignored }) => {
            for event in events {
                out.push_str(&event_shown(event));
            }
            for (reason, count) in ignored.iter() {
                writeln!(out, "ignored: {count} {reason}").unwrap();
            }
        }
    }
    out
}

fn event_shown(event: &Event) -> String {
    match event {
        Event::Message(incoming) => format!("message {}", incoming_shown(incoming)),
        Event::PersonMessage(incoming) => format!("person's message {}", incoming_shown(incoming)),
        Event::PersonNote(incoming) => format!("person's note {}", incoming_shown(incoming)),
        Event::Desk(event) => desk_event_shown(event),
        Event::Corrected(correction) => corrected_shown(correction),
        Event::Delivery(report) => {
            let whose = contact_shown(&report.contact);
            format!("{} to {whose}: {:?}\n", report.id.as_str(), report.delivery)
        }
        Event::Renamed(renamed) => {
            let whose = contact_shown(&renamed.contact);
            let (to, at) = (&renamed.reply_address.0, renamed.at);
            let lost: Vec<&str> = renamed.lost.iter().map(|name| name.as_str()).collect();
            let lost = lost.join(" ");
            format!("renamed at {at}: {whose}, no more {lost}, reply to {to}\n")
        }
    }
}

fn corrected_shown(correction: &Correction) -> String {
    let whose = contact_shown(&correction.contact);
    let text = correction.text.as_deref().unwrap_or("(deleted)");
    let said = said_shown(text, &correction.attachments);
    format!("{} by {whose} says now:\n{said}", correction.id.as_str())
}

/// The attachments as they are stored, and the text.
fn said_shown(text: &str, attachments: &[Attachment]) -> String {
    let stored = attachments.iter().map(serde_json::to_string);
    let attachments = stored.map(|one| format!("  + {}\n", one.unwrap()));
    let lines = text.lines().map(|line| format!("  | {line}\n"));
    attachments.chain(lines).collect()
}

fn desk_event_shown(event: &DeskEvent) -> String {
    let ids: Vec<&str> = event.ids.iter().map(|id| id.as_str()).collect();
    let at = event
        .at
        .map_or("at no time".to_owned(), |at| format!("at {at}"));
    let what = match event.holder {
        Holder::People => "taken over",
        Holder::Assistant => "released",
    };
    format!(
        "{what}: {}, reply to {}\n  {} [{}], {:?}{}\n",
        contact_shown(&event.contact),
        event.reply_address.0,
        at,
        ids.join(" "),
        event.evidence,
        case_shown(event.case.as_ref()),
    )
}

fn case_shown(case: Option<&String>) -> String {
    case.map_or_else(String::new, |case| format!(" of {case}"))
}

fn incoming_shown(incoming: &Incoming) -> String {
    format!(
        "{} at {}{}{}\n  from {}, reply to {}\n{}{}{}",
        incoming.id.as_str(),
        incoming.sent_at,
        case_shown(incoming.case.as_ref()),
        match (incoming.voice, incoming.button) {
            (true, _) => " in a voice",
            (_, true) => " by a button",
            _ => "",
        },
        contact_shown(&incoming.contact),
        incoming.reply_address.0,
        incoming
            .about
            .as_ref()
            .map_or_else(String::new, |about| format!("  {about}\n")),
        incoming
            .quotes
            .as_ref()
            .map_or_else(String::new, |id| format!("  quotes {}\n", id.as_str())),
        said_shown(&incoming.text, &incoming.attachments),
    )
}

fn contact_shown(contact: &conversation::Contact) -> String {
    let names: Vec<&str> = contact.names.iter().map(|name| name.as_str()).collect();
    let display_name = contact.display_name.as_deref().unwrap_or("no name");
    format!("{} ({display_name})", names.join(" = "))
}

pub(crate) fn to_whatsapp(base_url: &str) -> AnyChannel {
    let settings = settings(
        "whatsapp_cloud",
        &[
            ("phone_number_id", PHONE_NUMBER_ID),
            ("access_token", ACCESS_TOKEN),
            ("app_secret", STORED),
            ("verify_token", STORED),
            ("base_url", base_url),
        ],
    );
    outbound(&settings, client()).unwrap()
}

pub(crate) fn to_whazing(base_url: &str) -> AnyChannel {
    let settings = settings(
        "whazing",
        &[
            ("base_url", base_url),
            ("token", WHAZING_TOKEN),
            ("webhook_token", STORED),
        ],
    );
    outbound(&settings, client()).unwrap()
}

pub(crate) fn to_webhook(reply_url: &str) -> AnyChannel {
    let reply_url = ("reply_url", reply_url);
    let signing_secret = ("signing_secret", SIGNING_SECRET);
    outbound(&settings("webhook", &[reply_url, signing_secret]), client()).unwrap()
}

/// One for all tests: building it parses the root certificates.
pub(crate) fn client() -> Client {
    static CLIENT: OnceLock<Client> = OnceLock::new();
    CLIENT
        .get_or_init(|| Client::new(Access::Anywhere).unwrap())
        .clone()
}

//! The bodies of Whazing's webhooks.

use conversation::Timestamp;
use serde_json::{Value, json};

use super::ticket::Ticket;

/// The person who answers at the desk.
pub(super) const USER: u64 = 7;

/// Who sent a message.
pub(super) enum Sender {
    Customer,
    Person,
    Api,
}

/// What a message says.
pub(super) struct Said<'a> {
    pub(super) text: &'a str,
    pub(super) media_url: Option<&'a str>,
}

/// An event of a ticket.
pub(super) fn ticket_event(kind: &str, message: &str, ticket: &Ticket) -> Vec<u8> {
    json!({
        "Type": kind,
        "messageBody": message,
        "ticket": {
            "id": ticket.id,
            "status": ticket.status.name(),
            "protocol": protocol(ticket),
            "queueId": ticket.queue,
            "userId": ticket.user,
            "apiConfig": ticket.api_config,
        },
        "contact": contact(ticket),
        "whatsapp": whatsapp(),
    })
    .to_string()
    .into_bytes()
}

/// An event of a message: without `Type`, and without the ticket's user.
pub(super) fn message_event(
    sender: Sender,
    id: u64,
    said: &Said<'_>,
    at: Timestamp,
    ticket: &Ticket,
) -> Vec<u8> {
    let (status, send_type) = match sender {
        Sender::Customer => ("received", None),
        Sender::Person => ("sended", Some("manual")),
        Sender::Api => ("sended", Some("API")),
    };
    let user = json!({"id": USER, "name": "Atendente", "email": "atendente@loja.example"});
    json!({
        "messageId": format!("3EB0FAKE{id}"),
        "messageBody": said.text,
        "timestamp": at.seconds(),
        "status": status,
        "fromMe": send_type.is_some(),
        "mediaType": said.media_url.map_or("chat", |_| "audio"),
        "mediaUrl": said.media_url,
        "mediaBase64": null,
        "isDeleted": false,
        "sendType": send_type,
        "edited": false,
        "reactions": null,
        "dataJson": null,
        "ticket": {
            "id": ticket.id,
            "status": ticket.status.name(),
            "protocol": protocol(ticket),
            "queueId": ticket.queue,
            "apiConfig": ticket.api_config,
            "isGroup": false,
        },
        "contact": contact(ticket),
        "contactmessage": null,
        "user": matches!(sender, Sender::Person).then_some(user),
        "whatsapp": whatsapp(),
    })
    .to_string()
    .into_bytes()
}

fn contact(ticket: &Ticket) -> Value {
    json!({
        "id": ticket.contact,
        "name": "Cliente",
        "phoneNumber": ticket.number,
        "profilePicUrl": null,
        "email": "",
        "isGroup": false,
        "pushname": "Cliente",
        "lid": null,
        "kanbanId": null,
        "followupId": null,
    })
}

fn whatsapp() -> Value {
    json!({"id": 1, "name": "Loja"})
}

fn protocol(ticket: &Ticket) -> String {
    format!("20261123{:06}", ticket.id)
}

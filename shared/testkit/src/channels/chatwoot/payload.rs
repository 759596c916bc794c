//! The bodies of an agent bot's webhooks.

use conversation::Timestamp;
use serde_json::{Value, json};

use super::ChatwootConversation;

/// One webhook, to be signed and posted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChatwootWebhook {
    /// For `X-Chatwoot-Delivery`: the same whenever it is posted again.
    pub delivery_id: String,
    /// The body.
    pub body: Vec<u8>,
}

/// The events that an agent bot is told of.
pub(super) enum Happened {
    Said {
        id: u64,
        sender: Sender,
        text: String,
        private: bool,
    },
    Opened,
    Resolved,
}

#[derive(Debug, Clone, Copy)]
pub(super) enum Sender {
    Contact,
    User(u64),
    AgentBot,
}

impl Sender {
    pub(super) const fn kind(self) -> &'static str {
        match self {
            Self::Contact => "contact",
            Self::User(_) => "user",
            Self::AgentBot => "agent_bot",
        }
    }
}

const INBOX: u64 = 3;

/// The webhook of an event in a conversation, whose present state is given.
pub(super) fn webhook(
    account: u64,
    conversation: &ChatwootConversation,
    happened: &Happened,
    delivery: u64,
    at: Timestamp,
) -> ChatwootWebhook {
    let shown = shown(conversation, account, at);
    let event = |name: &str| {
        let mut event = shown.as_object().cloned().unwrap_or_default();
        event.insert("event".to_owned(), name.into());
        Value::from(event)
    };
    let body = match happened {
        Happened::Opened => event("conversation_opened"),
        Happened::Resolved => event("conversation_resolved"),
        Happened::Said {
            id,
            sender,
            text,
            private,
        } => with_attachment(json!({
            "event": "message_created",
            "id": id,
            "content": (!text.is_empty()).then_some(text),
            "content_type": "text",
            "content_attributes": {},
            "message_type": match sender {
                Sender::Contact => "incoming",
                Sender::User(_) | Sender::AgentBot => "outgoing",
            },
            "private": private,
            "source_id": null,
            "created_at": at.to_string(),
            "additional_attributes": {},
            "sender": match sender {
                // A contact has no type field.
                Sender::Contact => contact(conversation),
                Sender::User(id) => user(*id),
                Sender::AgentBot => json!({"id": 1, "name": "Recado", "type": "agent_bot"}),
            },
            "account": {"id": account, "name": "Loja"},
            "inbox": {"id": INBOX, "name": "WhatsApp"},
            "conversation": shown,
        })),
    };
    ChatwootWebhook {
        delivery_id: format!("00000000-0000-4000-8000-{delivery:012}"),
        body: body.to_string().into_bytes(),
    }
}

/// A message without text is an audio file.
fn with_attachment(mut message: Value) -> Value {
    let id = message.get("id").cloned();
    if let Some(message) = message.as_object_mut()
        && message.get("content").is_some_and(Value::is_null)
    {
        let audio = json!([{
            "id": id,
            "message_id": id,
            "file_type": "audio",
            "data_url": "https://chat.loja.example/rails/active_storage/blobs/redirect/x/voz.ogg",
        }]);
        message.insert("attachments".to_owned(), audio);
    }
    message
}

fn shown(conversation: &ChatwootConversation, account: u64, at: Timestamp) -> Value {
    let last = conversation.transcript.last();
    let messages: Vec<Value> = last
        .map(|(_, text)| json!({"account_id": account, "content": text}))
        .into_iter()
        .collect();
    json!({
        "id": conversation.display_id,
        "inbox_id": INBOX,
        "channel": "Channel::Whatsapp",
        "can_reply": true,
        "status": conversation.status,
        "labels": [],
        "custom_attributes": {},
        "additional_attributes": {},
        "contact_inbox": {
            "contact_id": conversation.contact_id,
            "inbox_id": INBOX,
            "source_id": conversation.source_id,
        },
        "meta": {
            "sender": contact(conversation),
            "assignee": conversation.assignee.map(user),
            "assignee_type": conversation.assignee.map(|_| "User"),
            "team": conversation.team.map(|id| json!({"id": id, "name": "vendas"})),
        },
        "messages": messages,
        "timestamp": at.seconds(),
        "updated_at": at.millis() as f64 / 1000.0,
    })
}

fn contact(conversation: &ChatwootConversation) -> Value {
    json!({"id": conversation.contact_id, "name": conversation.name, "email": null})
}

fn user(id: u64) -> Value {
    json!({"id": id, "name": "Ana", "email": "ana@loja.example", "type": "user"})
}

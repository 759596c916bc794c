//! Webhook bodies.
#![expect(
    clippy::indexing_slicing,
    reason = "assigning to a key of a JSON object makes it"
)]

use conversation::Timestamp;
use serde_json::{Value, json};

/// A person with WhatsApp, as Meta names them: a phone number, a business-scoped id, or both.
#[derive(Debug, Clone, Copy)]
pub struct Customer<'a> {
    /// Digits, with the country's code.
    pub phone: Option<&'a str>,
    /// Such as `BR.1502576394655843`.
    pub business_scoped_id: Option<&'a str>,
    /// The profile's name.
    pub name: &'a str,
}

/// One notification of the WhatsApp Cloud API with one change.
#[derive(Debug, Clone)]
pub struct WhatsappBody {
    phone_number_id: String,
    contacts: Vec<Value>,
    messages: Vec<Value>,
    statuses: Vec<Value>,
}

impl WhatsappBody {
    /// A notification for the number of that id, without messages yet.
    pub fn new(phone_number_id: &str) -> Self {
        Self {
            phone_number_id: phone_number_id.to_owned(),
            contacts: Vec::new(),
            messages: Vec::new(),
            statuses: Vec::new(),
        }
    }

    /// With a text message.
    #[must_use]
    pub fn text(self, from: Customer<'_>, id: &str, sent_at: Timestamp, text: &str) -> Self {
        self.message(
            from,
            id,
            sent_at,
            json!({"type": "text", "text": {"body": text}}),
        )
    }

    /// With a message of any kind: `content` holds `type` and the fields that belong to it.
    #[must_use]
    pub fn message(
        mut self,
        from: Customer<'_>,
        id: &str,
        sent_at: Timestamp,
        mut content: Value,
    ) -> Self {
        let mut contact = json!({"profile": {"name": from.name}});
        content["id"] = json!(id);
        content["timestamp"] = json!(sent_at.seconds().to_string());
        if let Some(phone) = from.phone {
            contact["wa_id"] = json!(phone);
            content["from"] = json!(phone);
        }
        if let Some(user_id) = from.business_scoped_id {
            contact["user_id"] = json!(user_id);
            content["from_user_id"] = json!(user_id);
        }
        if !self.contacts.contains(&contact) {
            self.contacts.push(contact);
        }
        self.messages.push(content);
        self
    }

    /// With a status of a message of ours, and the errors beside it.
    #[must_use]
    pub fn status(mut self, to: Customer<'_>, id: &str, status: &str, errors: &[u64]) -> Self {
        let errors: Vec<Value> = errors.iter().map(|code| json!({"code": code})).collect();
        let mut told = json!({"id": id, "status": status, "timestamp": "1795435220"});
        if let Some(phone) = to.phone {
            told["recipient_id"] = json!(phone);
        }
        if !errors.is_empty() {
            told["errors"] = json!(errors);
        }
        self.statuses.push(told);
        self
    }

    /// The bytes to sign and to post.
    pub fn bytes(&self) -> Vec<u8> {
        json!({
            "object": "whatsapp_business_account",
            "entry": [{"id": "102290129340398", "changes": [{"field": "messages", "value": {
                "messaging_product": "whatsapp",
                "metadata": {
                    "display_phone_number": "551130000000",
                    "phone_number_id": self.phone_number_id,
                },
                "contacts": self.contacts,
                "messages": self.messages,
                "statuses": self.statuses,
            }}]}],
        })
        .to_string()
        .into_bytes()
    }
}

/// A message of the plain webhook channel.
pub fn webhook_message(contact: &str, id: &str, sent_at: Timestamp, text: &str) -> Vec<u8> {
    json!({
        "type": "message",
        "message_id": id,
        "contact": {"id": contact, "name": "Cliente"},
        "text": text,
        "sent_at": sent_at.to_string(),
    })
    .to_string()
    .into_bytes()
}

/// A recorded WhatsApp notification, dated now: messages older than 14 days, and those with a known
/// id, are not stored. `run` is appended to each id.
#[expect(clippy::expect_used, reason = "a recorded body is JSON")]
pub fn renewed(body: &[u8], now: Timestamp, run: &str) -> Vec<u8> {
    let mut body: Value = serde_json::from_slice(body).expect("a recorded body in JSON");
    let entries = body.get_mut("entry").and_then(Value::as_array_mut);
    for message in entries
        .into_iter()
        .flatten()
        .filter_map(|entry| entry.get_mut("changes")?.as_array_mut())
        .flatten()
        .filter_map(|change| change.pointer_mut("/value/messages")?.as_array_mut())
        .flatten()
    {
        let id = message.get("id").and_then(Value::as_str);
        let id = format!("{}{run}", id.unwrap_or_default());
        message["id"] = json!(id);
        message["timestamp"] = json!(now.seconds().to_string());
    }
    body.to_string().into_bytes()
}

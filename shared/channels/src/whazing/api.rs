//! Whazing's API, for the sender and for the desk.

use std::time::Duration;

use conversation::ReplyAddress;
use conversation::ports::Failure;
use fields::NotOpened;
use http_client::{BaseUrl, BodyLimit, CheckError};
use secrecy::{ExposeSecret, SecretString};
use serde_json::{Map, Value, json};

use super::Settings;
use crate::sending::{foreign_address, read, refused, taken, unanswered};

/// The field of the reply address that has the contact's phone number, in digits.
const NUMBER: &str = "number";
/// The field of the reply address that has the ticket's id, a number.
const TICKET: &str = "ticket";

/// The beginning of our notes. A note is also a message of the ticket, and whether it comes back as
/// an event is not documented: this would identify it.
pub(super) const NOTE_MARK: &str = "[Recado]";

/// The content of a message to a contact.
pub(super) enum Content<'a> {
    Text(&'a str),
    /// The URL of a file.
    File(&'a str),
}

/// The external API of one channel at Whazing.
#[derive(Debug)]
pub(super) struct WhazingApi {
    pub(super) client: http_client::Client,
    base: BaseUrl,
    token: SecretString,
    bot_queue: Option<u64>,
}

impl WhazingApi {
    /// Opens the API with the settings' opened secrets.
    pub(super) fn new(settings: &Settings, client: http_client::Client) -> Result<Self, NotOpened> {
        Ok(Self {
            client,
            base: settings.base_url.url().clone(),
            token: settings.token.opened()?.clone(),
            bot_queue: settings.bot_queue(),
        })
    }

    /// The queue in which the assistant works, if the settings name one.
    pub(super) const fn bot_queue(&self) -> Option<u64> {
        self.bot_queue
    }

    /// The ticket of a conversation; none if the address was made by another channel, or from an
    /// event that named no ticket.
    pub(super) fn ticket(address: &ReplyAddress) -> Option<u64> {
        address.0.get(TICKET)?.as_u64()
    }

    /// The contact's phone number; none on channels without numbers, such as Instagram.
    pub(super) fn number(address: &ReplyAddress) -> Option<&str> {
        address.0.get(NUMBER)?.as_str()
    }

    /// Sends to the phone number, or to the ticket if there is none, as on Instagram. Source:
    /// `integracoes/api/endpoints/mensagens.md`, which writes this one ticket as text.
    ///
    /// It is not certain whether audio becomes a voice note, and whether a file may come without a
    /// text. Every example there has a text, which would be shown beside the voice; the node for
    /// n8n sends an empty one unless it is filled in (`cadusantosofc/n8n-nodes-whazing-api`,
    /// `nodes/Whazing/Whazing.node.ts`).
    pub(super) async fn send(
        &self,
        to: &ReplyAddress,
        content: Content<'_>,
        external_key: &str,
        time_limit: Duration,
    ) -> Result<(), Failure> {
        let (name, value) = match Self::number(to) {
            Some(number) => ("number", number.to_owned()),
            None => (
                "ticketId",
                Self::ticket(to).ok_or_else(foreign_address)?.to_string(),
            ),
        };
        let body = match content {
            Content::Text(text) => json!({"body": text, name: value, "externalKey": external_key}),
            Content::File(url) => json!({
                "body": "",
                name: value,
                "externalKey": external_key,
                "mediaUrl": url,
            }),
        };
        self.post(&[], &body, time_limit).await
    }

    /// Moves a ticket to a queue. Source: `integracoes/api/endpoints/tickets.md`.
    pub(super) async fn move_ticket(
        &self,
        ticket: u64,
        queue: u64,
        time_limit: Duration,
    ) -> Result<(), Failure> {
        let body = json!({"ticketId": ticket, "queueId": queue});
        self.post(&["updatequeue"], &body, time_limit).await
    }

    /// Writes a note that people see at the ticket, and the customer does not. Source:
    /// `integracoes/api/endpoints/anotacoes.md`, of September 2026: an older Whazing has no such
    /// endpoint.
    pub(super) async fn write_note(
        &self,
        ticket: u64,
        note: &str,
        time_limit: Duration,
    ) -> Result<(), Failure> {
        let body = json!({"ticketId": ticket, "note": format!("{NOTE_MARK} {note}")});
        self.post(&["ticketnote"], &body, time_limit).await
    }

    /// Reads the channel's status, of whose form nothing is documented: any 2xx shows that the token
    /// is good. Source: `integracoes/api/endpoints/outros.md`.
    pub(super) async fn check(&self, time_limit: Duration) -> Result<(), CheckError> {
        let request = self.client.get(&self.base.join(&["statuschannel"]));
        let request = request.bearer_auth(self.token.expose_secret());
        let found = read(&self.client, request, time_limit, CheckError::of_status).await;
        found.map(drop)
    }

    /// Sends a request. Any 2xx is a success, whatever the body. Of a refusal only the status is
    /// kept: the text may name the customer, and its form is not documented.
    async fn post(&self, path: &[&str], body: &Value, time_limit: Duration) -> Result<(), Failure> {
        let request = self
            .client
            .post(&self.base.join(path))
            .bearer_auth(self.token.expose_secret())
            .json(body);
        let response = self
            .client
            .send_for_status(request, BodyLimit::JSON, time_limit)
            .await
            .map_err(unanswered)?;
        taken(&response, refused)
    }
}

/// The reply address of a contact: the number, and the ticket at which the contact was last seen.
pub(super) fn reply_address(number: Option<&str>, ticket: Option<u64>) -> ReplyAddress {
    let number = number.map(|number| (NUMBER.to_owned(), json!(number)));
    let ticket = ticket.map(|ticket| (TICKET.to_owned(), json!(ticket)));
    ReplyAddress(Value::Object(Map::from_iter(
        number.into_iter().chain(ticket),
    )))
}

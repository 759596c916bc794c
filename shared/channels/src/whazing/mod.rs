//! Whazing: a WhatsApp service desk of the Whaticket family, as channel and as desk.
//!
//! Contract: its documentation, <https://github.com/cleitonme/Whazing-SaaS> under `integracoes/`,
//! where each place below is named. Whazing is closed source, so that what the documentation
//! leaves open is not known, and is read here as leniently as is safe.
//!
//! In Whazing's settings of the channel the webhook needs every event but those of groups, and
//! media in base64 switched off: such a body is soon larger than one that is taken.

mod api;
mod contact;
mod content;
mod events;
mod message;
mod receiver;
mod sender;
mod ticket;

use outbound::Access;

pub use api::WhazingApi;
pub(crate) use receiver::Receiver;
pub(crate) use sender::Sender;

use crate::settings::{self, token};
use crate::{Field, Kind, Parts};

/// With the API's id: `https://<backend>/v1/api/external/{API_ID}`.
const BASE_URL: Field = Field::url("base_url", None, base_url);
const TOKEN: Field = Field::secret("token", Parts::Outbound, token);
/// Whazing calls it the N8N API key.
const WEBHOOK_TOKEN: Field = Field::secret("webhook_token", Parts::Inbound, token);
/// The channel's id in Whazing, by which the events of its other channels are known.
const WHATSAPP_ID: Field = Field::value("whatsapp_id", id).optional();
/// The id of the queue in which the assistant works. Without it every transfer of a ticket is one
/// to people, and only a closed ticket, or one that is in no queue yet, is nobody's.
const BOT_QUEUE: Field = Field::value("bot_queue", id).optional();

pub(crate) const KIND: Kind = Kind {
    name: "whazing",
    answer_within: None,
    fields: &[BASE_URL, TOKEN, WEBHOOK_TOKEN, WHATSAPP_ID, BOT_QUEUE],
};

fn base_url(text: &str, access: Access) -> Result<(), String> {
    settings::base_url(text, access)?;
    // Without the id, requests would go nowhere.
    match text.split_once("/v1/api/external/") {
        Some((_, id)) if !id.is_empty() => Ok(()),
        _ => Err("must end in /v1/api/external/ and the API's id, as Whazing shows it".to_owned()),
    }
}

fn id(text: &str, _: Access) -> Result<(), String> {
    if text.bytes().all(|b| b.is_ascii_digit()) && text.parse::<u64>().is_ok() {
        Ok(())
    } else {
        Err("must be the id that Whazing shows, a number".to_owned())
    }
}

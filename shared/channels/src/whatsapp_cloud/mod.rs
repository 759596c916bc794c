//! The WhatsApp Cloud API: Meta's own, without a provider in between.
//!
//! Contract: <https://developers.facebook.com/documentation/business-messaging/whatsapp/>.

mod about;
mod contact;
mod content;
mod correct;
mod envelope;
mod errors;
mod receiver;
mod rename;
mod sender;
mod status;

use outbound::Access;

pub(crate) use receiver::Receiver;
pub(crate) use sender::Sender;

use crate::settings::{base_url, token};
use crate::{Field, Kind, Parts};

const PHONE_NUMBER_ID: Field = Field::value("phone_number_id", digits);
const ACCESS_TOKEN: Field = Field::secret("access_token", Parts::Outbound, token);
const APP_SECRET: Field = Field::secret("app_secret", Parts::Inbound, token);
const VERIFY_TOKEN: Field = Field::secret("verify_token", Parts::Inbound, token);
const BASE_URL: Field = Field::url(
    "base_url",
    Some("https://graph.facebook.com/v25.0"),
    base_url,
);

pub(crate) const KIND: Kind = Kind {
    name: "whatsapp_cloud",
    fields: &[
        PHONE_NUMBER_ID,
        ACCESS_TOKEN,
        APP_SECRET,
        VERIFY_TOKEN,
        BASE_URL,
    ],
    answer_within: None,
};

fn digits(text: &str, _: Access) -> Result<(), String> {
    if text.len() <= 32 && text.bytes().all(|b| b.is_ascii_digit()) {
        Ok(())
    } else {
        Err("must be the number's id: up to 32 digits, not the phone number itself".to_owned())
    }
}

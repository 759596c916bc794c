//! Receipt handles, which name one receive of one message.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;

use super::errors::receipt_handle_is_invalid;
use super::messages::Message;
use crate::aws::json::ServiceError;

/// What a handle holds.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Receipt {
    pub(super) message_id: String,
    /// Only the handle of a message's latest receive counts.
    pub(super) receive_count: u32,
}

/// The handle of a message that was just received from `queue`.
pub(super) fn handle(queue: &str, message: &Message) -> String {
    BASE64.encode(format!("{queue}/{}/{}", message.id, message.receive_count))
}

/// Reads a handle, which must be one of this queue.
pub(super) fn parse(queue: &str, handle: &str) -> Result<Receipt, ServiceError> {
    let parse = || {
        let text = String::from_utf8(BASE64.decode(handle).ok()?).ok()?;
        let (named, rest) = text.split_once('/')?;
        let (message_id, receive_count) = rest.split_once('/')?;
        (named == queue).then_some(Receipt {
            message_id: message_id.to_owned(),
            receive_count: receive_count.parse().ok()?,
        })
    };
    parse().ok_or_else(receipt_handle_is_invalid)
}

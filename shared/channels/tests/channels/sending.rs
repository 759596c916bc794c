//! What the tests of every sender share.

use std::time::Duration;

use channels::AnyChannel;
use conversation::ports::{Channel, Outgoing, OutgoingKind, SendError};
use conversation::{ContactName, MessageId, Part, ReplyAddress};
use serde_json::Value;

pub(crate) const LIMIT: Duration = Duration::from_secs(10);
/// The same for every part that is sent here.
pub(crate) const DELIVERY_ID: &str = "turn-1-0";

/// Sends a part of a reply.
pub(crate) async fn send_to(
    channel: &AnyChannel,
    to: Value,
    text: &str,
    time_limit: Duration,
) -> Result<(), SendError> {
    let outgoing = Outgoing {
        kind: OutgoingKind::Reply,
        to: &ReplyAddress(to),
        contact: &ContactName::parse("the-contact").unwrap(),
        part: &Part::text(text.to_owned()),
        audio: None,
        delivery_id: DELIVERY_ID.to_owned(),
        in_reply_to: &[MessageId::parse("wamid.1").unwrap()],
    };
    channel.send(outgoing, time_limit).await
}

/// What an error means for the part, with how many seconds the server asks us to wait.
#[derive(Debug, PartialEq)]
pub(crate) enum Meaning {
    Retry(Option<u64>),
    Permanent,
}

pub(crate) fn meaning(error: &SendError) -> Meaning {
    match error {
        SendError::Transient { retry_after, .. } => {
            Meaning::Retry(retry_after.map(|after| after.as_secs()))
        }
        SendError::Permanent { .. } => Meaning::Permanent,
    }
}

//! What the tests of every sender share.

use std::time::Duration;

use channels::AnyChannel;
use conversation::ports::{Audio, Channel, Failure, Outgoing, OutgoingKind, Retry};
use conversation::{ContactName, MessageId, Part, ReplyAddress};
use serde_json::Value;
use testkit::elevenlabs::{MP3, OGG};

pub(crate) const LIMIT: Duration = Duration::from_secs(10);
/// The same for every part that is sent here.
pub(crate) const DELIVERY_ID: &str = "turn-1-0";
pub(crate) const LINK: &str = "https://audio.example/loja-1/turn-1/0.ogg?signature=abc";

/// What messengers show as a voice note.
pub(crate) fn voice_note() -> Audio {
    Audio {
        bytes: OGG.into(),
        mime_type: "audio/ogg; codecs=opus",
        file_name: "0.ogg".to_owned(),
        is_voice_note: true,
        link: LINK.to_owned(),
    }
}

/// What they show as a file to play.
pub(crate) fn plain_audio() -> Audio {
    Audio {
        bytes: MP3.into(),
        mime_type: "audio/mpeg",
        file_name: "0.mp3".to_owned(),
        is_voice_note: false,
        link: LINK.to_owned(),
    }
}

/// An address of no channel: those that cut everywhere alike do not look at it.
pub(crate) fn nowhere() -> ReplyAddress {
    ReplyAddress(Value::Null)
}

/// Sends a part of a reply in a voice, which says what must nowhere be read.
pub(crate) async fn speak_to(
    channel: &AnyChannel,
    to: Value,
    audio: &Audio,
    time_limit: Duration,
) -> Result<(), Failure> {
    send_part(channel, to, ("o que a voz diz", Some(audio)), time_limit)
        .await
        .map(drop)
}

/// Sends a part of a reply.
pub(crate) async fn send_to(
    channel: &AnyChannel,
    to: Value,
    text: &str,
    time_limit: Duration,
) -> Result<(), Failure> {
    send_part(channel, to, (text, None), time_limit)
        .await
        .map(drop)
}

/// Sends a text, and gives the id that the channel has for it.
pub(crate) async fn id_of(channel: &AnyChannel, to: Value) -> Option<String> {
    let sent = send_part(channel, to, ("oi", None), LIMIT).await.unwrap();
    sent.map(|id| id.as_str().to_owned())
}

async fn send_part(
    channel: &AnyChannel,
    to: Value,
    (text, audio): (&str, Option<&Audio>),
    time_limit: Duration,
) -> Result<Option<MessageId>, Failure> {
    let outgoing = Outgoing {
        kind: OutgoingKind::Reply,
        to: &ReplyAddress(to),
        contact: &ContactName::parse("the-contact").unwrap(),
        part: &Part::text(text.to_owned()),
        audio,
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

pub(crate) fn meaning(error: &Failure) -> Meaning {
    match error.retry {
        Retry::Later(retry_after) => Meaning::Retry(retry_after.map(|after| after.as_secs())),
        Retry::Never => Meaning::Permanent,
    }
}

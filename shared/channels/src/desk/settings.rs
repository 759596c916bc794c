//! The settings of the desk where an integration's people work.

use fields::{Finder, Invalid, Nothing, Reason, Walk, named_schema, read, tagged, with_tag};
use schemars::{generate::Contract, json_schema};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{ChannelSettings, chatwoot, webhook, whazing};

/// A desk that is configured apart from the channel.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum DeskSettings {
    /// No desk is notified: conversations wait in the console's list
    None,
    /// A server of the business's own
    Webhook(webhook::DeskSettings),
}

/// The desk setting as a person wrote it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WrittenDesk {
    /// A desk that is configured apart from the channel.
    Apart,
    /// The channel's own desk, by its name.
    Own,
}

/// The kinds of desk that only the channel of the same name has.
const OWN: [&str; 2] = ["whazing", "chatwoot"];

impl DeskSettings {
    /// Checks the desk setting that a person wrote, where the channel is of the kind `channel`.
    pub fn check(written: &Value, channel: &str) -> Result<WrittenDesk, Invalid> {
        let (kind, rest) = tagged(written, "kind")?;
        match kind.as_str() {
            "webhook" => read::<webhook::DeskSettings>(rest).map(|_| WrittenDesk::Apart),
            "none" => read::<Nothing>(rest).map(|_| WrittenDesk::Apart),
            own if OWN.contains(&own) && own == channel => {
                read::<Nothing>(rest).map(|_| WrittenDesk::Own)
            }
            own if OWN.contains(&own) => {
                Err(Invalid::value("kind", Reason::DeskOfAnotherChannel(kind)))
            }
            _ => Err(Invalid::value(
                "kind",
                Reason::not_among(&["webhook", "none", "whazing", "chatwoot"]),
            )),
        }
    }
}

named_schema!("Desk", DeskSettings, generator => {
    let named = |description| json_schema!({"type": "object", "description": description});
    let none = named("Nobody is told: conversations wait in the console's list.");
    let webhook = webhook::DeskSettings::json_schema(generator);
    let mut kinds = vec![with_tag(none, "kind", "none"), with_tag(webhook, "kind", "webhook")];
    if *generator.contract() == Contract::Deserialize {
        for own in OWN {
            let channels = named("The channel's own, if the channel is of that kind; shown as null.");
            kinds.push(with_tag(channels, "kind", own));
        }
    }
    json_schema!({"oneOf": kinds})
});

impl Walk for DeskSettings {
    fn walk(&mut self, path: &str, found: &mut Finder<'_>) {
        match self {
            Self::None => {}
            Self::Webhook(settings) => settings.walk(path, found),
        }
    }
}

/// The desk in use: the one that is configured apart, or the channel's own.
#[derive(Debug, Clone, Copy)]
pub enum DeskInUse<'a> {
    /// No desk: conversations wait in the console's list of those that people have.
    None,
    /// The channel's own, at Whazing.
    Whazing(&'a whazing::Settings),
    /// The channel's own, at Chatwoot.
    Chatwoot(&'a chatwoot::Settings),
    /// The channel's own, at a provider of one's own.
    Webhook(&'a webhook::Settings),
    /// A webhook that is configured apart.
    Apart(&'a webhook::DeskSettings),
}

impl<'a> DeskInUse<'a> {
    /// The names of all kinds.
    pub const KINDS: [&'static str; 4] = ["none", "webhook", "whazing", "chatwoot"];

    /// The desk of an integration.
    pub const fn of(channel: &'a ChannelSettings, apart: Option<&'a DeskSettings>) -> Self {
        match (apart, channel) {
            (Some(DeskSettings::None), _) => Self::None,
            (Some(DeskSettings::Webhook(settings)), _) => Self::Apart(settings),
            (None, ChannelSettings::Whazing(own)) => Self::Whazing(own),
            (None, ChannelSettings::Chatwoot(own)) => Self::Chatwoot(own),
            (None, ChannelSettings::Webhook(own)) => Self::Webhook(own),
            (None, ChannelSettings::WhatsappCloud(_) | ChannelSettings::Telegram(_)) => Self::None,
        }
    }

    /// The desk's kind, as the settings name it.
    pub const fn kind(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Whazing(_) => "whazing",
            Self::Chatwoot(_) => "chatwoot",
            Self::Webhook(_) | Self::Apart(_) => "webhook",
        }
    }

    /// Checks whether the desk can have a queue of that id.
    pub fn check_queue(self, queue: &str) -> Result<(), Reason> {
        match self {
            Self::Whazing(settings) => whazing::desk::check_queue(settings, queue),
            Self::Chatwoot(_) => chatwoot::desk::check_queue(queue),
            Self::None | Self::Webhook(_) | Self::Apart(_) => Ok(()),
        }
    }
}

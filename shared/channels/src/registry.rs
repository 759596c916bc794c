//! Which channel kinds there are.

use std::collections::BTreeMap;
use std::time::Duration;

use conversation::ports::{Channel, Outgoing, SendError};
use conversation::{MessageId, Part, ReplyAddress, Timestamp};
use secrecy::SecretString;

use crate::dispatch::registry;
use crate::settings::Settings;
use crate::{
    Kind, Request, SettingsError, Webhook, WebhookError, chatwoot, webhook, whatsapp_cloud,
};

registry! {
    WhatsappCloud: whatsapp_cloud,
    Chatwoot: chatwoot,
    Webhook: webhook,
}

/// The kind of that name.
pub fn kind(name: &str) -> Option<&'static Kind> {
    kinds().iter().find(|kind| kind.name == name)
}

/// One integration's channel, inwards.
#[derive(Debug)]
pub struct Inbound(AnyReceiver);

/// One integration's channel, outwards.
#[derive(Debug)]
pub struct AnyChannel(AnySender);

/// The channel inwards. Of the secrets it needs those of the `inbound` part.
pub fn inbound(
    kind: &str,
    values: &BTreeMap<String, String>,
    secrets: &BTreeMap<String, SecretString>,
) -> Result<Inbound, SettingsError> {
    AnyReceiver::new(kind, &Settings { values, secrets }).map(Inbound)
}

/// The channel outwards. Of the secrets it needs those of the `outbound` part.
pub fn outbound(
    kind: &str,
    values: &BTreeMap<String, String>,
    secrets: &BTreeMap<String, SecretString>,
    client: outbound::Client,
) -> Result<AnyChannel, SettingsError> {
    AnySender::new(kind, &Settings { values, secrets }, client).map(AnyChannel)
}

//! Which channel kinds there are.

use std::collections::BTreeMap;
use std::time::Duration;

use conversation::ports::{Channel, Failure, Outgoing};
use conversation::{MessageId, Part, ReplyAddress, Timestamp};
use outbound::Url;
use secrecy::SecretString;

use crate::bounds::bounded;
use crate::controls::without_controls;
use crate::dispatch::registry;
use crate::settings::Settings;
use crate::{Kind, Request, SettingsError, Webhook, WebhookError};
use crate::{chatwoot, telegram, webhook, whatsapp_cloud, whazing};

registry! {
    WhatsappCloud: whatsapp_cloud,
    Whazing: whazing,
    Telegram: telegram,
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

impl AnyChannel {
    /// Tells the provider where its webhooks go, over its API; gives up with a transient error
    /// after `time_limit`. None where the provider has no such call: there a person must write the
    /// URL into the provider's own settings.
    pub async fn connect(
        &self,
        webhook_url: &Url,
        time_limit: Duration,
    ) -> Option<Result<(), Failure>> {
        match &self.0 {
            AnySender::Telegram(sender) => Some(sender.connect(webhook_url, time_limit).await),
            _ => None,
        }
    }
}

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

//! The kinds of channels.

use std::time::Duration;

use bytes::Bytes;
use conversation::ports::{Channel, Failure, FetchError, Outgoing};
use conversation::{AttachmentSource, MessageId, Part, ReplyAddress, Timestamp};
use fields::{Finder, Invalid, NotOpened, Reason, Walk, named_schema, read, tagged, with_tag};
use http_client::{CheckError, Url};
use schemars::json_schema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::bounds::bounded;
use crate::controls::without_controls;
use crate::dispatch::registry;
use crate::markdown::divide;
use crate::{Request, Webhook, WebhookError};
use crate::{chatwoot, telegram, webhook, whatsapp_cloud, whazing};

registry! {
    WhatsappCloud: whatsapp_cloud = "WhatsApp",
    Whazing: whazing = "Whazing",
    Telegram: telegram = "Telegram",
    Chatwoot: chatwoot = "Chatwoot",
    Webhook: webhook = "the business's own",
}

impl ChannelSettings {
    /// Checks the channel settings that a person wrote.
    pub fn check(written: &Value) -> Result<(), Invalid> {
        let (kind, rest) = tagged(written, "kind")?;
        let unknown = || Reason::UnknownChannel(KINDS.iter().map(ToString::to_string).collect());
        Self::check_kind(&kind, rest).unwrap_or_else(|| Err(Invalid::value("kind", unknown())))
    }
}

/// One integration's channel, for receiving.
#[derive(Debug)]
pub struct Inbound(AnyReceiver);

/// One integration's channel, for sending.
#[derive(Debug)]
pub struct AnyChannel(AnySender);

impl AnyChannel {
    /// Tells the provider the URL for its webhooks, over its API. Fails as transient after
    /// `time_limit`. None if the provider has no such call: there, a person must enter the URL in
    /// the provider's own settings.
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

impl Inbound {
    /// How long the provider waits for the response to a webhook, less the time in transit; none if
    /// being late costs nothing but a repeat.
    pub const fn answer_within(&self) -> Option<Duration> {
        match &self.0 {
            AnyReceiver::Chatwoot(_) => Some(chatwoot::ANSWER_WITHIN),
            _ => None,
        }
    }
}

/// The channel for receiving, with its inbound secrets opened.
pub fn inbound(settings: &ChannelSettings) -> Result<Inbound, NotOpened> {
    AnyReceiver::new(settings).map(Inbound)
}

/// The channel for sending, with its outbound secrets opened.
pub fn outbound(
    settings: &ChannelSettings,
    client: http_client::Client,
) -> Result<AnyChannel, NotOpened> {
    AnySender::new(settings, client).map(AnyChannel)
}

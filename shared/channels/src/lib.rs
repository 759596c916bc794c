//! The chat providers: verifying and parsing their webhooks, and sending the assistant's answers.
//!
//! Each provider is a *kind*: one module here, with its settings, its receiver, its sender and, if
//! people work there, its desk; its fixtures under `events/`; and one line in `registry`. Code that
//! stores [`ChannelSettings`] or shows them to people knows nothing of any provider. [`inbound()`]
//! makes an [`Inbound`], which turns a webhook into events; [`outbound()`] makes an [`AnyChannel`],
//! which sends, and fetches what messages carry; and [`AnyDesk`] moves conversations to people.

mod bounds;
mod chatwoot;
mod content;
mod controls;
mod desk;
mod dispatch;
mod fences;
mod fetching;
mod json;
mod markdown;
mod notes;
mod phone;
mod receive;
mod registry;
mod rich;
mod sending;
mod split;
mod telegram;
mod webhook;
mod whatsapp_cloud;
mod whazing;

pub use controls::without_controls;
pub use desk::{AnyDesk, DeskInUse, DeskSettings, WrittenDesk};
pub use markdown::{Style, render};
pub use receive::{FOREIGN, Ignored, Request, Webhook, WebhookError};
pub use registry::{AnyChannel, ChannelSettings, Inbound, KINDS, inbound, outbound};
pub use split::split;

pub mod settings {
    //! The settings of each kind.

    pub use crate::chatwoot::Settings as Chatwoot;
    pub use crate::telegram::Settings as Telegram;
    pub use crate::webhook::{DeskSettings as WebhookDesk, Settings as Webhook};
    pub use crate::whatsapp_cloud::Settings as WhatsappCloud;
    pub use crate::whazing::Settings as Whazing;
}

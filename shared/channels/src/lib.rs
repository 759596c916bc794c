//! The chat providers' dialects: verify and parse what they send, and send what the assistant
//! answers.
//!
//! Each provider is a *kind*: one module here, its fixtures under `events/`, and one line in
//! `registry`. Whoever stores settings or shows them to people asks [`kind`] which [`Field`]s
//! there are, and knows nothing of any provider. Inwards, [`inbound()`] makes an [`Inbound`] that
//! turns a webhook into events; outwards, [`outbound()`] makes an [`AnyChannel`].

mod bounds;
mod chatwoot;
mod controls;
mod dispatch;
mod fences;
mod json;
mod markdown;
mod notes;
mod phone;
mod receive;
mod registry;
mod rich;
mod sending;
mod settings;
mod split;
mod telegram;
mod webhook;
mod whatsapp_cloud;
mod whazing;

pub use chatwoot::ChatwootApi;
pub use controls::without_controls;
pub use markdown::{Style, render};
pub use receive::{FOREIGN, Ignored, Request, Webhook, WebhookError};
pub use registry::{AnyChannel, Inbound, inbound, kind, kinds, outbound};
pub use settings::{Field, Kind, MAX_VALUE_BYTES, Parts, SettingsError};
pub use split::split;
pub use webhook::SignedPost;
pub use whazing::WhazingApi;

//! The channels against recorded webhooks and against servers that stand in for the providers.
#![expect(clippy::unwrap_used, reason = "the helpers of these tests")]

mod chatwoot_inbound;
mod chatwoot_outbound;
mod chatwoot_rubbish;
mod chatwoot_voice;
mod checks;
mod desks;
mod fetching;
mod limits;
mod markdown;
mod meant;
mod registry;
mod sending;
mod support;
mod telegram_inbound;
mod telegram_outbound;
mod telegram_voice;
mod too_long;
mod webhook_inbound;
mod webhook_outbound;
mod webhook_voice;
mod whatsapp_inbound;
mod whatsapp_outbound;
mod whatsapp_rubbish;
mod whatsapp_voice;
mod whazing_inbound;
mod whazing_outbound;
mod whazing_rubbish;
mod whazing_story;
mod whazing_voice;

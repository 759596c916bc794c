//! The channels through which inboxes send, and the length of their messages.
//!
//! Chatwoot takes a longer message from us, and marks it as failed if the inbox's own provider
//! refuses it, which nobody tells us.

use conversation::ReplyAddress;
use serde_json::Value;

use super::api;
use crate::json::text;
use crate::sending::{INSTAGRAM, WHATSAPP};
use crate::split::Limit;

const ON_INSTAGRAM: &str = "Channel::Instagram";

/// The limit of a message on Messenger (certain):
/// <https://developers.facebook.com/docs/messenger-platform/reference/send-api>.
const MESSENGER: Limit = Limit::Characters(2000);
/// The limit of a message by Twilio, by SMS and by WhatsApp (certain):
/// <https://www.twilio.com/docs/api/errors/21617>. Other senders of SMS are not certain: Bandwidth
/// takes 2048.
const TWILIO: Limit = Limit::Characters(1600);

/// The channel of a conversation's inbox, if it takes less than most, from
/// `app/presenters/conversations/event_data_presenter.rb`. Instagram may also be part of a Facebook
/// page's inbox; then the conversation says so (`enterprise/lib/captain/message_length_limit.rb`).
pub(super) fn channel(conversation: &Value) -> Option<&str> {
    let told = match text(conversation, "/additional_attributes/type") {
        Some("instagram_direct_message") => Some(ON_INSTAGRAM),
        _ => text(conversation, "/channel"),
    };
    told.filter(|channel| limit_of(channel).is_some())
}

/// The limit of one message to an address. WhatsApp and Telegram take the same; the channels that
/// have no limit here take more.
pub(super) fn limit(to: &ReplyAddress) -> Limit {
    api::channel(to).and_then(limit_of).unwrap_or(WHATSAPP)
}

fn limit_of(channel: &str) -> Option<Limit> {
    match channel {
        ON_INSTAGRAM => Some(INSTAGRAM),
        "Channel::FacebookPage" => Some(MESSENGER),
        "Channel::TwilioSms" | "Channel::Sms" | "Channel::TelnyxSms" => Some(TWILIO),
        _ => None,
    }
}

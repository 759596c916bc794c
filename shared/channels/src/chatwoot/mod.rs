//! Chatwoot: Recado is an agent bot of one account, and Chatwoot is the desk as well.
//!
//! Contract: Chatwoot's own source, <https://github.com/chatwoot/chatwoot>, whose file is named
//! where a fact is used; <https://developers.chatwoot.com> says less.
//!
//! The access token must be the bot's own: what a person's token sends comes back as a person's
//! message, and would take the conversation from the assistant. The secret is that of the same
//! bot; an account's webhook has another one, and tells its events to whoever has that.
//!
//! **What a webhook is answered is chosen for Chatwoot's retry rule** (`lib/webhooks/trigger.rb`):
//! an agent bot's webhook is tried again only on 429 and 500, three times in all, 3 s apart, and
//! must be answered within 5 s. On anything else, and after the last try, Chatwoot opens a pending
//! conversation: people get it.
//! - 200: stored, or of no use to us.
//! - 500: not stored, or not known to be within [`ANSWER_WITHIN`]. The repeat is known by
//!   its message's id. Never 502, 503 or 504, for which Chatwoot would not try again.
//! - 401, 400, 413: not signed by our secret; a message that cannot be read; a body of megabytes.
//!   Each goes to people at once, and no customer is left without anybody.
//!
//! **The contact is Chatwoot's contact, not the conversation.** Who writes in two inboxes of the
//! account has one conversation with us, whose owner is what the newest event of either says, and
//! an answer goes to the conversation in which the contact wrote last. An inbox without the bot
//! begins its conversations as open, so that they are left to people.
//!
//! **Who has a conversation is its status**: pending is the bot's, open and snoozed are people's.
//! An agent bot is told of `conversation_opened` and `conversation_resolved`, but of a return to
//! pending only by the next message. A return leaves the conversation assigned to whoever had it,
//! so that beside a message the status alone counts.

mod api;
mod contact;
mod content;
pub(crate) mod desk;
mod events;
mod inbox;
mod marks;
mod receiver;
mod sender;
mod settings;
mod status;

use std::time::Duration;

pub(crate) use desk::Desk;
pub(crate) use receiver::Receiver;
pub(crate) use sender::Sender;
pub use settings::Settings;

/// How long Chatwoot waits for the answer to a webhook, less the way there and back: of
/// `WEBHOOK_TIMEOUT`'s 5 s, which an installation may change.
pub(crate) const ANSWER_WITHIN: Duration = Duration::from_secs(4);

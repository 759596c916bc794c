//! Stand-ins for the chat providers on loopback, and what it takes to play their customers.
//!
//! A request that the real provider would refuse, or that Recado must never send, is answered as
//! the provider would, and recorded. A strict stand-in panics when it is dropped, and so fails its
//! test. The same happens if a step of a script was never played.

mod audio;
mod bodies;
mod chatwoot;
mod files;
pub(crate) mod form;
mod held;
mod receiver;
mod server;
mod shop;
mod signatures;
mod step;
mod telegram;
mod telegram_update;
mod whatsapp;
mod whazing;

pub use bodies::{Customer, WhatsappBody, renewed, webhook_message};
pub use chatwoot::{
    ChatwootCall, ChatwootConversation, ChatwootCustomer, ChatwootWebhook, FakeChatwoot,
};
pub use files::FakeFiles;
pub use receiver::FakeReceiver;
pub use server::Taken;
pub use shop::FakeShop;
pub use signatures::{sign_chatwoot, sign_webhook, sign_whatsapp};
pub use step::Step;
pub use telegram::FakeTelegram;
pub use telegram_update::{TelegramUpdate, TelegramUser};
pub use whatsapp::FakeWhatsapp;
pub use whazing::{FakeWhazing, Ticket, TicketStatus};

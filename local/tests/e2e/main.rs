//! Webhook bytes in, provider bytes out, through the whole local system and the real functions.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "the helpers of tests"
)]

mod assistant_failures;
mod beside;
mod browser;
mod caps;
mod chat_completions;
mod chatwoot;
mod chatwoot_people;
mod circumstances;
// Elsewhere loopback has no address but 127.0.0.1, unless somebody adds one.
#[cfg(target_os = "linux")]
mod containers;
mod corrections;
mod dead_letters;
mod demo;
mod desk_failures;
mod desk_kill;
mod desk_secrets;
mod desk_tenants;
mod during_a_run;
mod events;
mod everything;
mod handing_over;
mod harness;
mod hearing;
mod hearing_channels;
mod intervals;
mod kill;
mod loops;
mod names;
mod one_answer;
mod operator;
mod pace;
mod people;
mod phone;
mod plain_webhook;
mod refused;
mod repeats;
mod roles;
mod secrets;
mod seeing;
mod send_failures;
mod slow_tenant;
mod switched_off;
mod tenants;
mod tools;
mod undelivered;
mod voice;
mod voice_channels;
mod voice_failures;
mod voice_kill;
mod waits;
mod whazing;
mod whazing_people;

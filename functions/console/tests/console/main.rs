//! The console's API on the emulated services, request by request.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test that cannot be set up must fail at once"
)]

mod access_tokens;
mod admin_token;
mod assistant_pages;
mod assistant_versions;
mod assistants;
mod attachments;
mod audit;
mod browser;
mod caps;
mod checks;
mod connecting;
mod conversations;
mod destinations;
mod figures;
mod form;
mod heard;
mod inbox;
mod integration_conflicts;
mod integration_form;
mod integration_pages;
mod integrations;
mod logs;
mod openapi;
mod operating;
mod pages;
mod people;
mod phone;
mod refusals;
mod reply;
mod round_trips;
mod routing;
mod scope;
mod secrets;
mod seen;
mod signing_in;
mod spoken;
mod support;
mod unattended;
mod versions;
mod voices;

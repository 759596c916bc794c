//! The store against the services of AWS.
//!
//! The services are the local emulators, or with `RECADO_TEST_AWS=1` those that the environment
//! names: `AWS_REGION`, the credentials, `AWS_ENDPOINT_URL_DYNAMODB` and `AWS_ENDPOINT_URL_KMS` for
//! other emulators, and `RECADO_KMS_KEY_ID` for the key. Tests make tables named `recado-test-…`
//! and delete them unless they fail.
#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot be set up must fail at once"
)]

mod access_tokens;
mod assistant_versions;
mod audit;
mod conversations;
mod day_budget;
mod expired;
mod figures;
mod held_items;
mod listing;
mod lost_answers;
mod secrets;
mod settings;
mod stories;
mod support;
mod webhooks;

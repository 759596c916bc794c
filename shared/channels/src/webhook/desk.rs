//! A desk of the business's own, which is told of each transfer, and of what comes of it, by one
//! signed call.

use std::time::Duration;

use conversation::Told;
use conversation::ports::{Case, Failure, Recovery};
use fields::NotOpened;
use serde_json::{Value, json};
use signing::Key;

use super::post::SignedPost;
use super::settings::{DeskSettings, Settings};
use crate::without_controls;

/// The number of steps.
pub(crate) const STEPS: u32 = 1;

/// The desk of a plain webhook channel, or one that is configured apart from its channel.
#[derive(Debug)]
pub struct Desk(SignedPost);

impl Desk {
    /// The desk of a plain webhook channel.
    pub(crate) fn new(settings: &Settings, client: http_client::Client) -> Result<Self, NotOpened> {
        let key = Key::of(&settings.signing_secret)?;
        Ok(Self(SignedPost::new(&settings.reply_url, key, client)))
    }

    /// A desk that is configured apart from its channel.
    pub(crate) fn apart(
        settings: &DeskSettings,
        client: http_client::Client,
    ) -> Result<Self, NotOpened> {
        let key = Key::of(&settings.signing_secret)?;
        Ok(Self(SignedPost::new(&settings.url, key, client)))
    }

    pub(crate) async fn take_step(
        &self,
        _step: u32,
        case: Case<'_>,
        time_limit: Duration,
    ) -> Result<(), Failure> {
        let id = &case.transfer.turn_id;
        self.0.post(id, &call(case), time_limit).await
    }

    pub(crate) async fn take_back(
        &self,
        recovery: Recovery<'_>,
        time_limit: Duration,
    ) -> Result<(), Failure> {
        let call = json!({
            "type": "recovered",
            "contact": {"id": recovery.contact},
            "turn_id": recovery.turn_id,
        });
        let id = format!("{}-recovered", recovery.turn_id);
        self.0.post(&id, &call, time_limit).await
    }
}

/// The body of a transfer. `customer_told` is there only to say that the contact does not know.
fn call(case: Case<'_>) -> Value {
    let transfer = case.transfer;
    let mut call = json!({
        "type": "transfer",
        "contact": {"id": transfer.contact.id},
        "queue": transfer.queue,
        "reason": transfer.reason,
        "summary": without_controls(&transfer.summary),
        "turn_id": transfer.turn_id,
    });
    if let (Some(call), false) = (call.as_object_mut(), *case.told == Told::Yes) {
        call.insert("customer_told".to_owned(), json!(false));
    }
    call
}

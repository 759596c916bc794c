//! The visible actions of the functions, each as short as it can be.

use std::{cell::Cell, collections::BTreeSet};

use local::aws::access::{Access, Refusal, StatementId};
use serde_json::json;
use testkit::{
    channels::{Customer, WhatsappBody, webhook_message},
    openai::{FakeOpenAi, Received, Step},
};

use crate::harness::{
    Answer, DEAD_TRANSFERS, HUMAN, LOJA, MARIA, PHONE_NUMBER_ID, Trial, WAKE_UPS, now,
};

/// An integration whose interval lasts an hour, so that no responder deals with it.
pub(super) const FAR: &str = "far";
/// The same, on a channel that reports changes of numbers.
const PHONES: &str = "phones";
pub(super) const AN_HOUR_MS: u64 = 3_600_000;
/// What a customer writes to be given to people.
pub(super) const WISH: &str = "quero uma pessoa";

/// An action to be tried.
#[derive(Debug, Clone, Copy)]
pub(super) enum Probe {
    /// A message is stored.
    Webhook,
    /// A message is stored of a contact whose name would soon expire.
    OldName,
    /// A contact gets another number.
    NewNumber,
    /// A person takes a conversation over.
    TakingOver,
    /// It is noted that a webhook came.
    Noting,
    /// The settings are written.
    Settings,
    /// An operator gives a conversation back whose customer waits.
    GivingBack,
    /// A conversation is erased, with its audio.
    Erasing,
    /// A voice is played in a page.
    Playing,
    /// A message is answered in a voice, and the link to it works.
    Voice,
    /// It is noted what was heard in a recording.
    Hearing,
    /// A transfer reaches its desk.
    Transfer,
    /// A transfer that has failed for too long is buried.
    Burial,
    /// Wake-ups are taken from their queue.
    WakeUpsTaken,
    /// Transfers are taken from their queue.
    TransfersTaken,
    /// A message that comes too early is delayed.
    PuttingOff,
}

impl Probe {
    pub(super) const ALL: [Self; 16] = [
        Self::Webhook,
        Self::OldName,
        Self::NewNumber,
        Self::TakingOver,
        Self::Noting,
        Self::Settings,
        Self::GivingBack,
        Self::Erasing,
        Self::Playing,
        Self::Voice,
        Self::Hearing,
        Self::Transfer,
        Self::Burial,
        Self::WakeUpsTaken,
        Self::TransfersTaken,
        Self::PuttingOff,
    ];
}

/// The result, or how it failed.
pub(super) type Tried = Result<(), String>;

/// A system with two integrations on the plain channel, and their customers.
pub(super) struct Story {
    pub(super) trial: Trial,
    contacts: Cell<u32>,
}

impl Story {
    pub(super) async fn start() -> Self {
        let trial = Trial::around(FakeOpenAi::start_with(answer).await).await;
        let spoken = trial.in_a_voice(trial.webhook_settings(0));
        trial.put_integration(LOJA, &spoken).await;
        let far = trial.webhook_settings(AN_HOUR_MS);
        trial.put_integration(FAR, &far).await;
        let phones = trial.whatsapp_settings(AN_HOUR_MS);
        trial.put_integration(PHONES, &phones).await;
        let contacts = Cell::new(0);
        Self { trial, contacts }
    }

    pub(super) fn access(&self) -> &Access {
        self.trial.system().aws().access()
    }

    /// Tries an action while the statement is missing, in functions that have read nothing yet, and
    /// also gives what was refused.
    pub(super) async fn without(
        &self,
        statement: &StatementId,
        probe: Probe,
    ) -> (Tried, BTreeSet<Refusal>) {
        self.access().withdraw(Some(statement.clone()));
        self.trial.system().forget();
        let tried = self.carry_out(probe).await;
        let refused = self.access().refused();
        self.access().withdraw(None);
        (tried, refused)
    }

    pub(super) async fn carry_out(&self, probe: Probe) -> Tried {
        let tried = match probe {
            Probe::Webhook => self.writes(FAR, &self.contact(), "oi").await,
            Probe::OldName => self.writes_under_an_old_name().await,
            Probe::NewNumber => self.gets_another_number().await,
            Probe::TakingOver => self.take_over().await,
            Probe::Noting => self.note().await,
            Probe::Settings => self.change_settings().await,
            Probe::GivingBack => self.give_back().await,
            Probe::Erasing => self.erase().await,
            Probe::Playing => self.play().await,
            Probe::Voice => self.speak_to(&self.contact()).await,
            Probe::Hearing => self.send_a_recording(&self.contact()).await,
            Probe::Transfer => self.transfer(&self.contact()).await,
            Probe::Burial => self.bury().await,
            Probe::WakeUpsTaken => self.take(WAKE_UPS).await,
            Probe::TransfersTaken => self.take(HUMAN).await,
            Probe::PuttingOff => self.put_off().await,
        };
        // Failed messages would come again, and waiting ones would come late.
        for queue in [WAKE_UPS, HUMAN, DEAD_TRANSFERS] {
            self.trial.site.purge(queue).await;
        }
        tried
    }

    /// Somebody who has not written before.
    pub(super) fn contact(&self) -> String {
        let nth = self.contacts.get();
        self.contacts.set(nth + 1);
        format!("55119999{nth:05}")
    }

    /// A customer's webhook, which is to be accepted.
    pub(super) async fn writes(&self, integration: &str, contact: &str, text: &str) -> Tried {
        let id = format!("m-{}", self.contact());
        let body = webhook_message(contact, &id, now(), text);
        done(Answer::to(self.trial.plain_webhook(integration, &body)).await)
    }

    async fn writes_under_an_old_name(&self) -> Tried {
        let contact = self.contact();
        self.writes(FAR, &contact, "oi").await?;
        self.trial.site.expire_names(now().seconds() + 3600).await;
        self.writes(FAR, &contact, "de novo").await
    }

    async fn take_over(&self) -> Tried {
        let contact = self.contact();
        self.writes(FAR, &contact, "oi").await?;
        let taken = json!({"type": "taken_over", "contact": {"id": contact}});
        let taken = taken.to_string().into_bytes();
        done(Answer::to(self.trial.plain_webhook(FAR, &taken)).await)
    }

    async fn gets_another_number(&self) -> Tried {
        let (old, new) = (self.contact(), self.contact());
        let customer = Customer {
            phone: Some(&old),
            ..MARIA
        };
        let said = WhatsappBody::new(PHONE_NUMBER_ID).text(customer, &old, now(), "oi");
        done(Answer::to(self.trial.whatsapp_webhook(PHONES, &said.bytes())).await)?;
        let numbers = (old.as_str(), new.as_str());
        done(self.trial.changes_number(PHONES, numbers, now()).await)
    }
}

/// The assistant gives everybody who wishes it to people, and says the same to all others.
fn answer(request: &Received) -> Step {
    match request.newest().as_str() {
        WISH => Step::transfer("pediu", "Quer uma pessoa."),
        _ => Step::text("Já vou ver."),
    }
}

/// Whether a call was answered as expected.
pub(super) fn done(answer: Answer) -> Tried {
    match answer.status {
        200..=299 => Ok(()),
        status => Err(format!("status {status}: {}", answer.body)),
    }
}

//! What customers and providers do.

use std::{sync::atomic::Ordering, time::Instant};

use conversation::Timestamp;
use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};
use testkit::channels::{Customer, WhatsappBody, sign_webhook, sign_whatsapp, webhook_message};

use super::{APP_SECRET, Answer, LOJA, PHONE_NUMBER_ID, SIGNING_SECRET, Trial, now};

/// A customer on WhatsApp.
pub(crate) const MARIA: Customer<'_> = Customer {
    phone: Some("5511999990000"),
    business_scoped_id: None,
    name: "Maria Aparecida",
};

/// A customer on the plain webhook channel.
pub(crate) const CONTACT: &str = "5511999990000";

/// A webhook that was accepted.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Posted {
    /// Just before it was posted.
    pub(crate) at: Instant,
}

impl Trial {
    /// [`MARIA`] writes to [`LOJA`].
    pub(crate) async fn says(&self, id: &str, text: &str) -> Posted {
        self.says_as(MARIA, id, text).await
    }

    pub(crate) async fn says_as(&self, customer: Customer<'_>, id: &str, text: &str) -> Posted {
        let body = WhatsappBody::new(PHONE_NUMBER_ID).text(customer, id, now(), text);
        accepted(self.whatsapp_webhook(LOJA, &body.bytes())).await
    }

    /// WhatsApp reports that a customer has another number since then. It dates everything in whole
    /// seconds.
    pub(crate) async fn changes_number(
        &self,
        integration: &str,
        (old, new): (&str, &str),
        at: Timestamp,
    ) -> Answer {
        let customer = Customer {
            phone: Some(old),
            ..MARIA
        };
        let system = json!({
            "type": "system",
            "system": {"type": "user_changed_number", "wa_id": new},
        });
        let id = format!("changed-{old}");
        let body = WhatsappBody::new(PHONE_NUMBER_ID).message(customer, &id, at, system);
        Answer::to(self.whatsapp_webhook(integration, &body.bytes())).await
    }

    /// A signed webhook of WhatsApp's.
    pub(crate) fn whatsapp_webhook(&self, integration: &str, body: &[u8]) -> RequestBuilder {
        let request = self.webhook_to(integration, body);
        request.header("x-hub-signature-256", sign_whatsapp(APP_SECRET, body))
    }

    /// [`CONTACT`] writes by the plain webhook channel.
    pub(crate) async fn writes(&self, id: &str, text: &str) -> Posted {
        self.writes_to(LOJA, id, text).await
    }

    /// The same to another integration.
    pub(crate) async fn writes_to(&self, integration: &str, id: &str, text: &str) -> Posted {
        let body = webhook_message(CONTACT, id, now(), text);
        accepted(self.plain_webhook(integration, &body)).await
    }

    /// The provider reports something else about [`CONTACT`].
    pub(crate) async fn tells(&self, event: &Value) -> Posted {
        accepted(self.plain_webhook(LOJA, event.to_string().as_bytes())).await
    }

    /// A signed webhook of the plain channel.
    pub(crate) fn plain_webhook(&self, integration: &str, body: &[u8]) -> RequestBuilder {
        let id = format!("msg_{}", self.next_delivery());
        self.signed_webhook(integration, &id, body)
    }

    /// The same with a given id, which a repeat has too.
    pub(crate) fn signed_webhook(
        &self,
        integration: &str,
        id: &str,
        body: &[u8],
    ) -> RequestBuilder {
        let headers = sign_webhook(SIGNING_SECRET, id, now(), body);
        let request = self.webhook_to(integration, body);
        headers.into_iter().fold(request, |request, (name, value)| {
            request.header(name, value)
        })
    }

    /// A number that no other delivery has.
    fn next_delivery(&self) -> u64 {
        self.deliveries.fetch_add(1, Ordering::Relaxed)
    }

    /// A webhook that nobody has signed yet.
    pub(crate) fn webhook_to(&self, integration: &str, body: &[u8]) -> RequestBuilder {
        let request = self
            .site
            .request(Method::POST, &format!("/webhooks/{integration}"));
        let request = request.header("content-type", "application/json");
        request.body(body.to_vec())
    }
}

pub(crate) async fn accepted(webhook: RequestBuilder) -> Posted {
    let at = Instant::now();
    let answer = Answer::to(webhook).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    Posted { at }
}

/// A webhook's body with something changed in it.
pub(crate) fn changed(body: &[u8], change: impl Fn(&mut Value)) -> Vec<u8> {
    let mut body: Value = serde_json::from_slice(body).unwrap();
    change(&mut body);
    body.to_string().into_bytes()
}

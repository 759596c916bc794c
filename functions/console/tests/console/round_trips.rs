//! How often a page waits for the table: round trips in sequence, not requests.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::config::interceptors::{
    BeforeDeserializationInterceptorContextRef, BeforeTransmitInterceptorContextMut,
};
use aws_sdk_dynamodb::config::{ConfigBag, Intercept, RuntimeComponents};
use aws_sdk_dynamodb::error::BoxError;

use crate::browser::Browser;
use crate::support::{Bench, INTEGRATION};

/// Carries how many round trips came before a request, with its own.
const DEPTH: &str = "x-recado-depth";

/// The longest chain of requests of which each began when the one before it had its answer.
#[derive(Debug, Clone, Default)]
pub(crate) struct RoundTrips(Arc<AtomicU32>);

impl RoundTrips {
    /// The same client, watched.
    pub(crate) fn of(&self, client: &Client) -> Client {
        let config = client.config().to_builder();
        Client::from_conf(config.interceptor(self.clone()).build())
    }

    /// The longest chain since the last time.
    fn taken(&self) -> u32 {
        self.0.swap(0, Ordering::SeqCst)
    }
}

impl Intercept for RoundTrips {
    fn name(&self) -> &'static str {
        "RoundTrips"
    }

    fn modify_before_signing(
        &self,
        context: &mut BeforeTransmitInterceptorContextMut<'_>,
        _: &RuntimeComponents,
        _: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let depth = self.0.load(Ordering::SeqCst) + 1;
        let headers = context.request_mut().headers_mut();
        headers.insert(DEPTH, depth.to_string());
        Ok(())
    }

    fn read_after_transmit(
        &self,
        context: &BeforeDeserializationInterceptorContextRef<'_>,
        _: &RuntimeComponents,
        _: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let depth = context.request().headers().get(DEPTH);
        let depth = depth.unwrap_or_default().parse()?;
        self.0.fetch_max(depth, Ordering::SeqCst);
        Ok(())
    }
}

#[tokio::test]
async fn a_page_waits_for_the_table_twice_at_most() {
    let bench = Bench::with_integration().await;
    let conversation = bench.conversation("5511999990000", &["oi"]).await;
    let conversation = conversation.replace("/console/api", "/console");
    let settings = INTEGRATION.replace("/console/api", "/console");
    let mut browser = Browser::of_admin(&bench).await;
    let mut waits = String::new();
    for address in [
        "/console",
        "/console/conversations",
        "/console/conversations?integration=loja-1",
        "/console/conversations?integration=loja-1&owner=assistant",
        &conversation,
        "/console/integrations",
        "/console/integrations/new",
        &settings,
        &format!("{settings}/phone"),
        "/console/assistants",
        "/console/assistants/new",
        "/console/assistants/asst_loja",
        "/console/assistants/asst_loja/versions",
        "/console/figures",
        "/console/prices",
        "/console/access-tokens",
        "/console/audit",
    ] {
        bench.round_trips.taken();
        browser.get(address).await.expect(200);
        let taken = bench.round_trips.taken();
        if taken > 2 {
            waits.push_str(&format!("{address}: {taken}\n"));
        }
    }
    assert_eq!(waits, "");
}

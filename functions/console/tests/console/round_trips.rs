//! How often a page waits for the table: round trips in sequence, not requests.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::config::interceptors::{
    BeforeDeserializationInterceptorContextRef, BeforeTransmitInterceptorContextRef,
};
use aws_sdk_dynamodb::config::{ConfigBag, Intercept, RuntimeComponents};
use aws_sdk_dynamodb::error::BoxError;
use aws_smithy_types::config_bag::{Storable, StoreReplace};

use crate::browser::Browser;
use crate::support::{Bench, INTEGRATION};

/// How many round trips came before a request, with its own.
#[derive(Debug)]
struct Depth(u32);

impl Storable for Depth {
    type Storer = StoreReplace<Self>;
}

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

    fn read_before_transmit(
        &self,
        _: &BeforeTransmitInterceptorContextRef<'_>,
        _: &RuntimeComponents,
        carried: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let depth = Depth(self.0.load(Ordering::SeqCst) + 1);
        carried.interceptor_state().store_put(depth);
        Ok(())
    }

    fn read_after_transmit(
        &self,
        _: &BeforeDeserializationInterceptorContextRef<'_>,
        _: &RuntimeComponents,
        carried: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let depth = carried.load::<Depth>().map_or(0, |depth| depth.0);
        self.0.fetch_max(depth, Ordering::SeqCst);
        Ok(())
    }
}

/// The most round trips of a page, one after the other.
const MOST: u32 = 2;

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
        let mut least = u32::MAX;
        // What two chains side by side take is told too high if one is ahead of the other, which on a
        // busy machine it often is.
        for _ in 0..100 {
            bench.round_trips.taken();
            browser.get(address).await.expect(200);
            least = least.min(bench.round_trips.taken());
            if least <= MOST {
                break;
            }
        }
        if least > MOST {
            waits.push_str(&format!("{address}: {least}\n"));
        }
    }
    assert_eq!(waits, "");
}

//! Files behind links that need no token: Chatwoot's, Whazing's, and a business's own.

use std::time::Instant;

use bytes::Bytes;
use channels::{AnyChannel, outbound};
use conversation::AttachmentSource;
use conversation::ports::{Channel, FetchError};
use http_client::{Access, Client};
use serde_json::Value;
use testkit::channels::{FakeChatwoot, FakeFiles, FakeWhazing, Step};

use super::{FILE, MOST, NO_PAUSE, PDF, fetch, fetch_within, means, too_large};
use crate::sending::{LIMIT, Meaning};
use crate::support::{
    ACCOUNT_ID, BOT_TOKEN, SIGNING_SECRET, WHAZING_TOKEN, settings, to_chatwoot, to_webhook,
    to_whatsapp, to_whazing,
};

const ID: &str = "contrato.pdf";
const CHATWOOT: &str = "data_url";
const WHAZING: &str = "media_url";
const OWN: &str = "url";

fn own() -> AnyChannel {
    to_webhook("https://a.example")
}

/// A file of a business's own.
async fn own_file() -> (FakeFiles, AnyChannel, String) {
    let files = FakeFiles::start().await;
    let url = files.holds(ID, FILE, PDF);
    (files, own(), url)
}

async fn chatwoot_file() -> (FakeChatwoot, AnyChannel, String) {
    let fake = FakeChatwoot::start(ACCOUNT_ID, BOT_TOKEN).await;
    let channel = to_chatwoot(&fake.base_url());
    let url = fake.holds(ID, FILE, PDF);
    (fake, channel, url)
}

#[tokio::test]
async fn a_link_is_followed_without_a_token_and_to_another_server() {
    let (chatwoot, channel, url) = chatwoot_file().await;
    let storage = FakeFiles::start().await;
    let stored = storage.holds(ID, FILE, PDF);
    assert_eq!(fetch(&channel, (CHATWOOT, &url)).await.unwrap(), FILE);
    assert_eq!(chatwoot.fetched()[0].id, ID);
    chatwoot.next_link(Step::redirect(&stored));
    assert_eq!(fetch(&channel, (CHATWOOT, &url)).await.unwrap(), FILE);

    let whazing = FakeWhazing::start(WHAZING_TOKEN, None).await;
    let channel = to_whazing(&whazing.base_url());
    let url = whazing.holds(ID, FILE, PDF);
    assert_eq!(fetch(&channel, (WHAZING, &url)).await.unwrap(), FILE);
    assert_eq!(whazing.fetched()[0].id, ID);
    whazing.next_file(Step::redirect(&stored));
    assert_eq!(fetch(&channel, (WHAZING, &url)).await.unwrap(), FILE);

    let (files, channel, url) = own_file().await;
    assert_eq!(fetch(&channel, (OWN, &url)).await.unwrap(), FILE);
    files.next_file(Step::redirect(&stored));
    assert_eq!(fetch(&channel, (OWN, &url)).await.unwrap(), FILE);
    assert_eq!(storage.fetched().len(), 3);
}

#[tokio::test]
async fn chatwoot_may_have_a_file_a_moment_later() {
    let (chatwoot, channel, url) = chatwoot_file().await;
    let begun = Instant::now();
    chatwoot.next_file(Step::answer(404, ""));
    chatwoot.next_link(Step::take());
    chatwoot.next_link(Step::answer(404, ""));
    assert_eq!(fetch(&channel, (CHATWOOT, &url)).await.unwrap(), FILE);
    assert!(begun.elapsed().as_millis() >= 1000);

    // Where no pause fits into the time, and where it says that the file is gone, it is.
    for status in [404, 410] {
        chatwoot.next_file(Step::answer(status, ""));
    }
    for limit in [NO_PAUSE, LIMIT] {
        let gone = fetch_within(&channel, (CHATWOOT, &url), limit).await;
        assert_eq!(gone, Err(FetchError::Gone));
    }
    assert_eq!(chatwoot.fetched().len(), 1);
}

#[tokio::test]
async fn a_business_has_its_files_at_once_or_not_at_all() {
    let (files, channel, url) = own_file().await;
    for status in [404, 410] {
        files.next_file(Step::answer(status, ""));
        assert_eq!(fetch(&channel, (OWN, &url)).await, Err(FetchError::Gone));
    }
    let unknown = url.replace(ID, "other.pdf");
    assert_eq!(
        fetch(&channel, (OWN, &unknown)).await,
        Err(FetchError::Gone)
    );
    assert_eq!(files.take_faults(), ["no such file"]);
    files.holds(ID, too_large(), PDF);
    assert_eq!(
        fetch(&channel, (OWN, &url)).await,
        Err(FetchError::TooLarge)
    );
}

#[tokio::test]
async fn what_passes_is_tried_again_and_what_does_not_is_not() {
    let (files, channel, url) = own_file().await;
    files.next_file(Step::answer(429, ""));
    files.next_file(Step::drop());
    assert_eq!(fetch(&channel, (OWN, &url)).await.unwrap(), FILE);

    for (step, seconds) in [
        (Step::answer(503, "").header("retry-after", "17"), Some(17)),
        (Step::drop(), None),
        (Step::hang(), None),
    ] {
        files.next_file(step);
        let failed = fetch_within(&channel, (OWN, &url), NO_PAUSE).await;
        assert_eq!(means(failed), Meaning::Retry(seconds));
    }
    // A wait that does not fit is not begun.
    files.next_file(Step::answer(503, "").header("retry-after", "17"));
    let failed = fetch(&channel, (OWN, &url)).await;
    assert_eq!(means(failed), Meaning::Retry(Some(17)));
    for step in [Step::answer(403, ""), Step::redirect("http://")] {
        files.next_file(step);
        assert_eq!(
            means(fetch(&channel, (OWN, &url)).await),
            Meaning::Permanent
        );
    }
    assert_eq!(files.fetched().len(), 1);
}

#[tokio::test]
async fn a_link_leads_to_no_private_address() {
    let (files, _, url) = own_file().await;
    let own = settings(
        "webhook",
        &[
            ("reply_url", "https://a.example"),
            ("signing_secret", SIGNING_SECRET),
        ],
    );
    let guarded = outbound(&own, Client::new(Access::PublicHttps).unwrap()).unwrap();
    for url in [&url, "https://127.0.0.1/", "https://169.254.169.254/"] {
        let refused = fetch(&guarded, (OWN, url)).await;
        assert_eq!(means(refused), Meaning::Permanent, "{url}");
    }
    assert!(files.fetched().is_empty());
}

#[tokio::test]
async fn a_source_of_another_channel_is_refused() {
    let own_server = "https://a.example";
    for channel in [
        own(),
        to_chatwoot(own_server),
        to_whazing(&format!("{own_server}/v1/api/external/1")),
        to_whatsapp(own_server),
    ] {
        let foreign = AttachmentSource(Value::Null);
        let refused: Result<Bytes, _> = channel.fetch(&foreign, MOST, LIMIT).await;
        assert_eq!(means(refused), Meaning::Permanent);
        let refused = fetch(&channel, ("file_id", "1")).await;
        assert_eq!(means(refused), Meaning::Permanent);
    }
    let refused = fetch(&own(), (OWN, "no URL")).await;
    assert_eq!(means(refused), Meaning::Permanent);
}

//! Media through the Graph API.

use bytes::Bytes;
use channels::AnyChannel;
use conversation::ports::FetchError;
use serde_json::json;
use testkit::channels::{FakeFiles, FakeWhatsapp, Step};

use super::{FILE, NO_PAUSE, PDF, means, too_large};
use crate::sending::Meaning;
use crate::support::ACCESS_TOKEN;
use crate::whatsapp_outbound::fake;

const ID: &str = "1479537139650973";

async fn fetch(channel: &AnyChannel) -> Result<Bytes, FetchError> {
    super::fetch(channel, ("media_id", ID)).await
}

async fn fetch_once(channel: &AnyChannel) -> Result<Bytes, FetchError> {
    super::fetch_within(channel, ("media_id", ID), NO_PAUSE).await
}

async fn with_a_file() -> (FakeWhatsapp, AnyChannel) {
    let (fake, channel) = fake().await;
    fake.holds(ID, FILE, PDF);
    (fake, channel)
}

/// What Meta answers that has a file there.
fn told(url: &str) -> Step {
    Step::answer(200, json!({"url": url, "file_size": 1}).to_string())
}

#[tokio::test]
async fn a_file_is_asked_for_with_the_token_and_then_got_with_it() {
    let (fake, channel) = with_a_file().await;
    assert_eq!(fetch(&channel).await.unwrap(), FILE);
    assert_eq!(fake.lookups()[0].id, ID);
    assert_eq!(fake.fetched()[0].id, ID);
}

#[tokio::test]
async fn a_url_that_is_refused_is_asked_for_once_more() {
    let (fake, channel) = with_a_file().await;
    for status in [401, 403, 404, 410] {
        fake.next_file(Step::answer(status, ""));
        assert_eq!(fetch(&channel).await.unwrap(), FILE);
    }
    assert_eq!((fake.lookups().len(), fake.fetched().len()), (8, 4));

    for step in [Step::answer(403, ""), Step::answer(404, "")] {
        fake.next_file(step);
    }
    assert_eq!(fetch(&channel).await, Err(FetchError::Gone));
    for _ in 0..2 {
        fake.next_file(Step::answer(403, ""));
    }
    assert_eq!(means(fetch(&channel).await), Meaning::Permanent);
    assert_eq!((fake.lookups().len(), fake.fetched().len()), (12, 4));
}

#[tokio::test]
async fn a_file_that_is_too_large_is_not_downloaded() {
    let (fake, channel) = fake().await;
    fake.holds(ID, too_large(), PDF);
    assert_eq!(fetch(&channel).await, Err(FetchError::TooLarge));
    assert!(fake.fetched().is_empty());

    // Whoever tells another size gains nothing.
    let files = fake.base_url().replace("/v25.0", "/attachments/");
    fake.next_lookup(told(&format!("{files}{ID}")));
    assert_eq!(fetch(&channel).await, Err(FetchError::TooLarge));
}

#[tokio::test]
async fn the_token_goes_to_no_other_server() {
    let (fake, channel) = with_a_file().await;
    let other = FakeFiles::start().await;
    let elsewhere = other.holds(ID, FILE, PDF);
    fake.next_lookup(told(&elsewhere));
    assert_eq!(means(fetch(&channel).await), Meaning::Permanent);
    assert!(other.fetched().is_empty());

    fake.next_file(Step::redirect(&elsewhere));
    assert_eq!(fetch(&channel).await.unwrap(), FILE);
    assert_eq!(other.fetched().len(), 1);
}

#[tokio::test]
async fn what_meta_does_not_have_is_gone() {
    let (fake, channel) = fake().await;
    assert_eq!(fetch(&channel).await, Err(FetchError::Gone));
    assert_eq!(fake.take_faults(), ["no such media"]);
    fake.next_lookup(Step::answer(404, "<html>"));
    fake.holds(ID, FILE, PDF);
    assert_eq!(fetch(&channel).await, Err(FetchError::Gone));
}

#[tokio::test]
async fn what_passes_is_tried_again_and_what_does_not_is_not() {
    let (fake, channel) = with_a_file().await;
    fake.next_lookup(Step::graph_error(500, 131_000));
    fake.next_file(Step::answer(503, ""));
    assert_eq!(fetch(&channel).await.unwrap(), FILE);

    for step in [Step::graph_error(500, 131_000), Step::drop(), Step::hang()] {
        fake.next_lookup(step);
        assert_eq!(means(fetch_once(&channel).await), Meaning::Retry(None));
    }
    fake.next_lookup(Step::answer(200, "{}"));
    assert_eq!(means(fetch_once(&channel).await), Meaning::Retry(None));
    fake.next_lookup(Step::graph_error(400, 80_007));
    assert_eq!(means(fetch_once(&channel).await), Meaning::Retry(Some(60)));
    fake.next_lookup(Step::graph_error(401, 190));
    assert_eq!(means(fetch(&channel).await), Meaning::Permanent);
    assert_eq!(fake.fetched().len(), 1);
}

#[tokio::test]
async fn no_error_says_what_was_fetched_or_with_which_token() {
    let (fake, channel) = with_a_file().await;
    for step in [
        Step::graph_error(401, 190),
        Step::drop(),
        told("https://files.example/secret"),
    ] {
        fake.next_lookup(step);
        let error = fetch_once(&channel).await.unwrap_err();
        let said = format!("{error} {error:?}");
        for secret in [ID, ACCESS_TOKEN, "files.example", "5511999990000"] {
            assert!(!said.contains(secret), "{said}");
        }
    }
}

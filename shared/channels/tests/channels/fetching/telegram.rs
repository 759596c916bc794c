//! Files through the Bot API.

use bytes::Bytes;
use channels::AnyChannel;
use conversation::ports::FetchError;
use serde_json::json;
use testkit::channels::{FakeTelegram, Step};

use super::{FILE, NO_PAUSE, PDF, means, too_large};
use crate::sending::Meaning;
use crate::telegram_outbound::{BOT_TOKEN, fake};

const ID: &str = "AwACAgEAAxkBAAID";

async fn fetch(channel: &AnyChannel) -> Result<Bytes, FetchError> {
    super::fetch(channel, ("file_id", ID)).await
}

async fn fetch_once(channel: &AnyChannel) -> Result<Bytes, FetchError> {
    super::fetch_within(channel, ("file_id", ID), NO_PAUSE).await
}

async fn with_a_file() -> (FakeTelegram, AnyChannel) {
    let (fake, channel) = fake().await;
    fake.holds(ID, FILE, PDF);
    (fake, channel)
}

fn path(path: &str) -> Step {
    let answer = json!({"ok": true, "result": {"file_id": ID, "file_path": path}});
    Step::answer(200, answer.to_string())
}

#[tokio::test]
async fn a_file_is_got_by_its_path() {
    let (fake, channel) = with_a_file().await;
    assert_eq!(fetch(&channel).await.unwrap(), FILE);
    assert_eq!(fake.lookups()[0].body, json!({"file_id": ID}));
    assert_eq!(fake.fetched()[0].id, ID);
}

#[tokio::test]
async fn a_file_that_is_too_large_is_not_downloaded() {
    let (fake, channel) = with_a_file().await;
    fake.next_lookup(Step::telegram_error(
        400,
        "Bad Request: file is too big",
        None,
    ));
    assert_eq!(fetch(&channel).await, Err(FetchError::TooLarge));
    fake.holds(ID, too_large(), PDF);
    assert_eq!(fetch(&channel).await, Err(FetchError::TooLarge));
    assert!(fake.fetched().is_empty());

    // Telegram does not always tell a size.
    fake.next_lookup(path(&format!("files/{ID}")));
    assert_eq!(fetch(&channel).await, Err(FetchError::TooLarge));
}

#[tokio::test]
async fn what_telegram_does_not_have_is_gone() {
    let (fake, channel) = fake().await;
    assert_eq!(fetch(&channel).await, Err(FetchError::Gone));
    assert_eq!(fake.take_faults(), ["invalid file_id"]);
    fake.holds(ID, FILE, PDF);
    fake.next_file(Step::answer(404, ""));
    assert_eq!(fetch(&channel).await, Err(FetchError::Gone));
}

#[tokio::test]
async fn what_passes_is_tried_again_and_what_does_not_is_not() {
    let (fake, channel) = with_a_file().await;
    fake.next_lookup(Step::answer(502, "<html>"));
    fake.next_file(Step::drop());
    assert_eq!(fetch(&channel).await.unwrap(), FILE);

    let unavailable = "Bad Request: wrong file_id or the file is temporarily unavailable";
    let too_many = "Too Many Requests";
    for (step, seconds) in [
        (Step::telegram_error(400, unavailable, None), None),
        (Step::telegram_error(429, too_many, Some(35)), Some(35)),
        (Step::answer(200, "{}"), None),
    ] {
        fake.next_lookup(step);
        let failed = means(fetch_once(&channel).await);
        assert_eq!(failed, Meaning::Retry(seconds));
    }
    for step in [
        Step::telegram_error(401, "Unauthorized", None),
        path("/var/lib/telegram-bot-api/voice/file_0.oga"),
    ] {
        fake.next_lookup(step);
        assert_eq!(means(fetch(&channel).await), Meaning::Permanent);
    }
    assert_eq!(fake.fetched().len(), 1);
}

#[tokio::test]
async fn no_error_holds_the_token_or_the_file() {
    let (fake, channel) = with_a_file().await;
    for step in [
        Step::drop(),
        Step::hang(),
        Step::answer(401, BOT_TOKEN),
        Step::redirect("http://"),
    ] {
        fake.next_file(step);
        let error = fetch_once(&channel).await.unwrap_err();
        let said = format!("{error} {error:?}");
        for secret in [BOT_TOKEN, ID] {
            assert!(!said.contains(secret), "{said}");
        }
    }
}

//! Calling the Bot API.

use std::time::Duration;

use channels::{AnyChannel, outbound};
use conversation::ports::{Channel, Failure, Retry};
use conversation::{MessageId, ReplyAddress};
use serde_json::{Value, json};
use testkit::channels::{FakeTelegram, Step};

use crate::sending::{LIMIT, nowhere, send_to};
use crate::support::{client, settings, to_webhook};

pub(crate) const BOT_TOKEN: &str = "7000000001:AAE_um-token-de-exemplo";
const SECRET_TOKEN: &str = "um-segredo";

fn to_telegram(base_url: &str) -> AnyChannel {
    let settings = settings(
        "telegram",
        &[
            ("base_url", base_url),
            ("bot_token", BOT_TOKEN),
            ("secret_token", SECRET_TOKEN),
        ],
    );
    outbound(&settings, client()).unwrap()
}

pub(crate) async fn fake() -> (FakeTelegram, AnyChannel) {
    let fake = FakeTelegram::start(BOT_TOKEN).await;
    let channel = to_telegram(&fake.base_url());
    (fake, channel)
}

pub(crate) fn chat() -> Value {
    json!({"chat_id": 700_100_200})
}

async fn send(channel: &AnyChannel) -> Result<(), Failure> {
    send_to(channel, chat(), "oi", LIMIT).await
}

async fn connect(channel: &AnyChannel, url: &str) -> Result<(), Failure> {
    let url = url.parse().unwrap();
    channel.connect(&url, LIMIT).await.unwrap()
}

#[tokio::test]
async fn a_text_goes_to_its_chat_as_it_stands() {
    let (fake, channel) = fake().await;
    let text = "*olá* _você_ <b>&\n\"tudo\" bem? 🙂";
    send_to(&channel, chat(), text, LIMIT).await.unwrap();
    send_to(&channel, chat(), &"😀".repeat(2048), LIMIT)
        .await
        .unwrap();
    assert_eq!(
        fake.sends()[0].body,
        json!({
            "chat_id": 700_100_200,
            "text": text,
            "link_preview_options": {"is_disabled": true},
        })
    );
}

#[tokio::test]
async fn a_run_begins_with_a_typing_indicator_on_which_nothing_depends() {
    let (fake, channel) = fake().await;
    let newest = MessageId::parse("818000001").unwrap();
    let here = ReplyAddress(chat());
    channel.show_typing(&here, &newest).await;
    assert_eq!(
        fake.actions()[0].body,
        json!({"chat_id": 700_100_200, "action": "typing"})
    );
    for step in [
        Step::telegram_error(403, "Forbidden: bot was blocked by the user", None),
        Step::drop(),
        Step::hang(),
    ] {
        fake.next_action(step);
        let begins = channel.show_typing(&here, &newest);
        tokio::time::timeout(LIMIT, begins).await.unwrap();
    }
    let foreign = ReplyAddress(json!({"to": "5511999990000"}));
    channel.show_typing(&foreign, &newest).await;
    assert_eq!(fake.actions().len(), 1);
}

pub(crate) fn topic() -> Value {
    json!({"chat_id": 700_100_200, "message_thread_id": 77})
}

#[tokio::test]
async fn what_was_asked_in_a_topic_is_answered_there() {
    let (fake, channel) = fake().await;
    let newest = MessageId::parse("m41").unwrap();
    channel.show_typing(&ReplyAddress(topic()), &newest).await;
    send_to(&channel, topic(), "oi", LIMIT).await.unwrap();
    for taken in [&fake.actions()[0], &fake.sends()[0]] {
        assert_eq!(taken.body["message_thread_id"], 77);
        assert_eq!(taken.body["chat_id"], 700_100_200);
    }
}

#[tokio::test]
async fn a_topic_that_is_gone_is_answered_in_the_chat() {
    let (fake, channel) = fake().await;
    let gone = || Step::telegram_error(400, "Bad Request: message thread not found", None);
    fake.next_send(gone());
    send_to(&channel, topic(), "oi", LIMIT).await.unwrap();
    assert_eq!(fake.sends()[0].body.get("message_thread_id"), None);
    assert_eq!(fake.texts(), ["oi"]);

    // What is refused there as well is refused, and what may pass later is not tried elsewhere.
    fake.next_send(gone());
    fake.next_send(Step::telegram_error(
        403,
        "Forbidden: bot was blocked",
        None,
    ));
    let error = send_to(&channel, topic(), "oi", LIMIT).await.unwrap_err();
    assert!(error.is_permanent());
    fake.next_send(Step::telegram_error(429, "Too Many Requests", Some(35)));
    let error = send_to(&channel, topic(), "oi", LIMIT).await.unwrap_err();
    assert!(!error.is_permanent());
    assert_eq!(fake.sends().len(), 1);
}

#[tokio::test]
async fn a_long_answer_is_cut_and_loses_its_marks() {
    let (_fake, channel) = fake().await;
    let markdown = format!(
        "**Olá**, [a página](https://loja.example/)\n\n{}",
        "a😀".repeat(2000)
    );
    let parts = channel.render(&markdown, &nowhere());
    assert_eq!(parts.len(), 2);
    assert_eq!(
        parts[0].text.lines().next(),
        Some("Olá, a página (https://loja.example/)")
    );
    for part in parts {
        assert!(part.text.encode_utf16().count() <= 4096);
    }
    assert!(channel.render(" \n", &nowhere()).is_empty());
}

#[tokio::test]
async fn telegram_says_how_long_to_wait() {
    let (fake, channel) = fake().await;
    let too_many = "Too Many Requests: retry after 35";
    for (step, seconds) in [
        (Step::telegram_error(429, too_many, Some(35)), Some(35)),
        (
            Step::telegram_error(429, too_many, Some(35)).header("retry-after", "7"),
            Some(35),
        ),
        (
            Step::telegram_error(429, too_many, None).header("retry-after", "7"),
            Some(7),
        ),
        // Half of an emoji, at which their own text was cut.
        (
            Step::answer(
                429,
                r#"{"description": "Too Many \ud83d", "parameters": {"retry_after": 35}}"#,
            ),
            Some(35),
        ),
        (Step::answer(429, "<html>"), None),
        (
            Step::telegram_error(500, "Internal Server Error", None),
            None,
        ),
        (Step::answer(502, "<html>"), None),
        (Step::telegram_error(503, "x", Some(2)), Some(2)),
    ] {
        fake.next_send(step);
        let refused = send(&channel).await.unwrap_err();
        let Failure {
            retry: Retry::Later(retry_after),
            ..
        } = refused
        else {
            panic!("not worth a retry: {refused}");
        };
        assert_eq!(retry_after, seconds.map(Duration::from_secs));
    }
}

#[tokio::test]
async fn what_cannot_be_sent_is_permanent_and_says_why_without_telegrams_words() {
    let (fake, channel) = fake().await;
    let moved = json!({"ok": false, "error_code": 400, "description": "Cliente Exemplo",
        "parameters": {"migrate_to_chat_id": -1_001_400_100_200_i64}});
    let mut out = String::new();
    for step in [
        Step::telegram_error(400, "Bad Request: chat Cliente Exemplo not found", None),
        Step::answer(400, moved.to_string()),
        Step::telegram_error(401, "Unauthorized", None),
        Step::telegram_error(403, "Forbidden: Cliente Exemplo blocked the bot", None),
        Step::telegram_error(404, "Not Found", None),
        Step::telegram_error(409, "Conflict", None),
        Step::answer(302, "").header("location", "/elsewhere"),
    ] {
        fake.next_send(step);
        let refused = send(&channel).await.unwrap_err();
        assert!(refused.is_permanent(), "{refused}");
        out.push_str(&format!("{refused}\n"));
    }
    insta::assert_snapshot!(out);
    assert!(fake.sends().is_empty());
}

#[tokio::test]
async fn an_address_of_another_channel_is_refused() {
    let (fake, channel) = fake().await;
    for foreign in [
        json!(null),
        json!({}),
        json!({"chat_id": "700100200"}),
        json!({"to": "5511999990000"}),
    ] {
        let refused = send_to(&channel, foreign, "oi", LIMIT).await;
        assert!(
            refused.as_ref().is_err_and(Failure::is_permanent),
            "{refused:?}"
        );
    }
    assert!(fake.sends().is_empty());
}

#[tokio::test]
async fn a_success_whose_body_is_too_long_is_one() {
    let (fake, channel) = fake().await;
    fake.next_send(Step::answer(200, "a".repeat(2 * 1024 * 1024)));
    send(&channel).await.unwrap();
}

#[tokio::test]
async fn the_webhook_is_set_with_its_token_and_what_is_read() {
    let (fake, channel) = fake().await;
    let url = "https://recado.example/webhooks/loja-1";
    connect(&channel, url).await.unwrap();
    assert_eq!(
        fake.webhooks()[0].body,
        json!({
            "url": url,
            "secret_token": SECRET_TOKEN,
            "allowed_updates": ["message", "edited_message"],
        })
    );

    let refused = connect(&channel, "http://recado.example/").await;
    assert!(
        refused.as_ref().is_err_and(Failure::is_permanent),
        "{refused:?}"
    );
    assert_eq!(fake.take_faults().len(), 1);
    fake.next_webhook(Step::telegram_error(429, "Too Many Requests", Some(1)));
    let later = connect(&channel, url).await;
    assert!(
        later.as_ref().is_err_and(|failure| !failure.is_permanent()),
        "{later:?}"
    );
}

#[tokio::test]
async fn only_a_kind_whose_provider_can_be_told_is_connected() {
    let url = "https://recado.example/webhooks/loja-1".parse().unwrap();
    let channel = to_webhook("https://shop.example/recado");
    assert!(channel.connect(&url, LIMIT).await.is_none());
}

/// The bot token stands in the URL of each call.
#[tokio::test]
async fn no_error_and_nothing_printed_holds_a_token() {
    let (fake, channel) = fake().await;
    let mut printed = format!("{channel:?}");
    let second = Duration::from_secs(1);
    for step in [
        Step::drop(),
        Step::hang(),
        Step::answer(404, format!("no bot {BOT_TOKEN}")),
        Step::answer(500, format!("no bot {BOT_TOKEN}")),
    ] {
        fake.next_send(step);
        let error = send_to(&channel, chat(), "oi", second).await.unwrap_err();
        printed.push_str(&format!("{error} {error:?}\n"));
    }
    let nobody = to_telegram("http://127.0.0.1:9");
    let unreached = send(&nobody).await.unwrap_err();
    let not_set = connect(&nobody, "https://recado.example/").await;
    printed.push_str(&format!("{unreached:?} {not_set:?}"));
    for secret in [BOT_TOKEN, "AAE_um-token", SECRET_TOKEN] {
        assert!(!printed.contains(secret), "{printed}");
    }
}

#[tokio::test]
async fn another_token_is_found_out() {
    let fake = FakeTelegram::start("7000000002:AAF_outro").await;
    let refused = send(&to_telegram(&fake.base_url())).await;
    assert!(
        refused.as_ref().is_err_and(Failure::is_permanent),
        "{refused:?}"
    );
    assert_eq!(fake.take_faults(), ["no such bot or method"]);
}

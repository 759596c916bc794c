//! Whether a provider takes its channel's token right now.

use channels::AnyChannel;
use http_client::{CheckError, Problem, Url};
use testkit::channels::Step;

use crate::sending::LIMIT;
use crate::support::to_webhook;
use crate::{chatwoot_outbound, telegram_outbound, whatsapp_outbound, whazing_outbound};

async fn found(channel: &AnyChannel) -> Result<(), Problem> {
    found_at(channel, &url()).await
}

async fn found_at(channel: &AnyChannel, url: &Url) -> Result<(), Problem> {
    let found = channel.check(Some(url), LIMIT).await.unwrap();
    found.map_err(|CheckError { problem, detail }| {
        assert!(
            !detail.contains("551") && !detail.contains("segredo"),
            "{detail}"
        );
        problem
    })
}

fn url() -> Url {
    "https://recado.example/webhooks/loja-1".parse().unwrap()
}

#[tokio::test]
async fn whatsapp_reads_its_number() {
    let (fake, channel) = whatsapp_outbound::fake().await;
    assert_eq!(found(&channel).await, Ok(()));
    for (step, problem) in [
        (Step::graph_error(401, 190), Problem::Key),
        (Step::graph_error(403, 10), Problem::Key),
        (Step::graph_error(400, 100), Problem::NotFound),
        (Step::graph_error(400, 368), Problem::Account),
        (Step::graph_error(400, 4), Problem::Busy),
        (Step::graph_error(400, 131_051), Problem::Refused),
        (Step::answer(503, "<html>segredo"), Problem::Busy),
        (Step::drop(), Problem::Unreachable),
    ] {
        fake.next_check(step);
        assert_eq!(found(&channel).await, Err(problem));
    }
}

#[tokio::test]
async fn telegram_tells_whether_its_webhooks_come_here() {
    let (fake, channel) = telegram_outbound::fake().await;
    assert_eq!(found(&channel).await, Err(Problem::NotConnected));
    channel.connect(&url(), LIMIT).await.unwrap().unwrap();
    assert_eq!(found(&channel).await, Ok(()));
    for other in [
        "https://recado.example/webhooks/loja-2",
        "https://other.example/webhooks/loja-1",
    ] {
        let found = found_at(&channel, &other.parse().unwrap()).await;
        assert_eq!(found, Err(Problem::NotConnected));
    }
    for (step, problem) in [
        (
            Step::telegram_error(401, "Unauthorized", None),
            Problem::Key,
        ),
        (Step::telegram_error(404, "Not Found", None), Problem::Key),
        (
            Step::telegram_error(429, "Too Many", Some(3)),
            Problem::Busy,
        ),
        (Step::answer(200, "<html>"), Problem::NotFound),
    ] {
        fake.next_check(step);
        assert_eq!(found(&channel).await, Err(problem));
    }
}

#[tokio::test]
async fn whazing_reads_its_channels_status() {
    let (fake, channel) = whazing_outbound::fake().await;
    assert_eq!(found(&channel).await, Ok(()));
    for (step, problem) in [
        (Step::answer(200, "anything"), None),
        (Step::answer(401, "{}"), Some(Problem::Key)),
        (Step::answer(404, "{}"), Some(Problem::NotFound)),
        (Step::answer(400, "{}"), Some(Problem::Refused)),
    ] {
        fake.next_check(step);
        assert_eq!(found(&channel).await.err(), problem);
    }
}

#[tokio::test]
async fn chatwoot_knows_a_bots_token_by_what_no_bot_may_do() {
    let (fake, channel) = chatwoot_outbound::fake().await;
    assert_eq!(found(&channel).await, Ok(()));
    for (step, problem) in [
        (
            Step::answer(401, r#"{"error": "Invalid Access Token"}"#),
            Problem::Key,
        ),
        // A person's token may list the conversations.
        (Step::answer(200, r#"{"data": {}}"#), Problem::KindOfKey),
        (Step::answer(500, ""), Problem::Busy),
    ] {
        fake.next_list(step);
        assert_eq!(found(&channel).await, Err(problem));
    }
}

#[tokio::test]
async fn a_plain_webhook_has_nothing_to_read() {
    let channel = to_webhook("http://127.0.0.1:1/recado");
    assert_eq!(channel.check(None, LIMIT).await, None);
}

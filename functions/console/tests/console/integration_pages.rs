//! The list of integrations, and what can be done with one.

use std::sync::Arc;
use std::time::Duration;

use conversation::IntegrationId;
use http_client::{Access, Client};
use lambda_http::Body;
use serde_json::json;
use store::WebhookOutcome;
use testkit::channels::FakeTelegram;
use testkit::elevenlabs::{FakeElevenLabs, MP3, Step};

use crate::browser::Browser;
use crate::support::{Bench, INTEGRATION, webhook, with};

const LIST: &str = "/console/integrations";
const EDIT: &str = "/console/integrations/loja-1";
const KEY: &str = "xi-secret";

#[tokio::test]
async fn the_list_says_what_to_do_and_then_how_it_is() {
    let bench = Bench::with_assistant().await;
    let mut browser = Browser::of_admin(&bench).await;
    browser
        .get(LIST)
        .await
        .expect(200)
        .expect_says("There are no integrations yet.");
    bench.put(INTEGRATION, &webhook()).await.expect(201);
    let shown = browser.get(LIST).await.expect(200);
    let shown = shown.expect_says(">Loja<").expect_says("None yet");
    shown.expect_says("Your own, by webhook");

    let loja = IntegrationId::parse("loja-1").unwrap();
    for (outcome, said) in [
        (WebhookOutcome::Verified, "just now"),
        (WebhookOutcome::Refused, "Refused since"),
    ] {
        bench.clock.advance(Duration::from_secs(60));
        bench.console.webhooks.note(&loja, outcome).await.unwrap();
        browser.get(LIST).await.expect_says(said);
    }
}

#[tokio::test]
async fn one_click_disables_and_keeps_all_else() {
    let bench = Bench::with_assistant().await;
    let others = [
        ("/time_zone", json!("America/Manaus")),
        ("/return_after_hours", json!(12)),
    ];
    bench
        .put(INTEGRATION, &with(webhook(), &others))
        .await
        .expect(201);
    let mut browser = Browser::of_admin(&bench).await;
    let before = bench.get(INTEGRATION).await.body;
    let address = format!("{EDIT}/enabled");
    let form = browser.get(LIST).await.form(&address);
    browser.submit(&form).await.expect_see(LIST);
    let shown = browser
        .get(LIST)
        .await
        .expect_says("The integration is disabled.");
    let disabled = with(before.clone(), &[("/enabled", json!(false))]);
    assert_eq!(bench.get(INTEGRATION).await.body, disabled);
    browser.submit(&shown.form(&address)).await.expect_see(LIST);
    assert_eq!(bench.get(INTEGRATION).await.body, before);
}

#[tokio::test]
async fn a_server_whose_name_is_lost_hinders_no_other_change() {
    let mut bench = Bench::with_assistant().await;
    bench.put(INTEGRATION, &webhook()).await.expect(201);
    let console = Arc::get_mut(&mut bench.console).unwrap();
    // It looks up the servers' names.
    console.client = Client::new(Access::PublicHttps).unwrap();
    let mut browser = Browser::of_admin(&bench).await;
    let disable = [("enabled", "false")];
    let disabled = browser.post(&format!("{EDIT}/enabled"), &disable).await;
    disabled.expect_see(LIST);
    let other = with(
        bench.get(INTEGRATION).await.body,
        &[
            ("/assistant/base_url", json!("https://nowhere.invalid/v1")),
            ("/assistant/api_key", json!("sk-1")),
        ],
    );
    let refused = bench.put(INTEGRATION, &other).await;
    refused.expect_refused("invalid", "assistant.base_url");
}

#[tokio::test]
async fn it_is_deleted_after_asking() {
    let bench = Bench::with_integration().await;
    let mut browser = Browser::of_admin(&bench).await;
    let address = format!("{EDIT}/delete");
    let asked = browser.get(&address).await.expect(200);
    let asked = asked.expect_says("Delete Loja 1?");
    let seen = asked.value_of("_version").unwrap();
    let renamed = with(
        bench.get(INTEGRATION).await.body,
        &[("/name", json!("Loja 2"))],
    );
    bench.put(INTEGRATION, &renamed).await.expect(200);
    let asked = browser.post(&address, &[("_version", &seen)]).await;
    let asked = asked.expect(409).expect_says("Delete Loja 2?");
    let seen = asked.value_of("_version").unwrap();
    browser
        .post(&address, &[("_version", &seen)])
        .await
        .expect_see(LIST);
    bench.get(INTEGRATION).await.expect(404);
    browser
        .get(LIST)
        .await
        .expect_says("The integration is deleted.");
    browser.post(&address, &[]).await.expect(404);
}

#[tokio::test]
async fn an_agent_and_an_operator_of_another_see_none_of_it() {
    let bench = Bench::with_integration().await;
    let agent = bench.person("agent", &["loja-1"]).await;
    let mut browser = Browser::of(&bench, &agent.token).await;
    for address in [LIST, "/console/integrations/new", "/console/voices/sample"] {
        browser.get(address).await.expect(404);
    }
    let operator = bench.person("operator", &["loja-2"]).await;
    for person in [agent, operator] {
        let mut browser = Browser::of(&bench, &person.token).await;
        for address in [EDIT.to_owned(), format!("{EDIT}/delete")] {
            browser.get(&address).await.expect(404);
        }
        for part in [
            "",
            "/enabled",
            "/delete",
            "/check",
            "/connect",
            "/voices",
            "/channel-fields",
        ] {
            browser
                .post(&format!("{EDIT}{part}"), &[("enabled", "false")])
                .await
                .expect(404);
        }
    }
    assert_eq!(bench.get(INTEGRATION).await.body["enabled"], true);
}

#[tokio::test]
async fn voices_appear_for_a_key_that_is_typed_and_for_the_stored_one() {
    let bench = Bench::with_assistant().await;
    let fake = FakeElevenLabs::start(KEY).await;
    let url = fake.base_url();
    let mut browser = Browser::of_admin(&bench).await;
    browser.headers.push(("hx-request", "true"));
    let typed = [
        ("reply.api_key", KEY),
        ("reply.base_url", &url),
        ("reply.voice_id", "voice-ana"),
    ];
    let shown = browser.post("/console/voices", &typed).await.expect(200);
    for text in [
        "Rachel",
        "value=\"voice-ana\" checked",
        "Eleven Flash v2.5",
        "no sample",
    ] {
        assert!(shown.html.contains(text), "{text} in {}", shown.html);
    }
    assert!(!shown.html.contains(KEY) && !shown.html.contains("<html"));
    // Said once, instead of all of them.
    let shown = shown.expect_says("voices loaded.</p>");
    assert!(!shown.html.contains("aria-live"));

    let wrong = [("reply.api_key", "xi-other"), ("reply.base_url", &url)];
    let shown = browser.post("/console/voices", &wrong).await.expect(200);
    shown.expect_says("ElevenLabs refuses this key");
    let none = browser.post("/console/voices", &[]).await.expect(200);
    none.expect_says("Fill this in.");

    let reply = json!({
        "format": "voice", "voice_id": "voice-sold", "model_id": "eleven_flash_v2_5",
        "api_key": KEY, "base_url": url,
    });
    bench
        .put(INTEGRATION, &with(webhook(), &[("/reply", reply)]))
        .await
        .expect(201);
    let shown = browser.get(EDIT).await.expect(200);
    let shown = shown.expect_says("hx-trigger=\"load\"");
    let form = shown.form(EDIT);
    let fields: Vec<_> = form.pairs().collect();
    let shown = browser
        .post(&format!("{EDIT}/voices"), &fields)
        .await
        .expect(200);
    let shown = shown.expect_says("The account no longer has this one.");
    shown.expect_says("value=\"voice-sold\" checked");
    fake.next_voices(Step::drop());
    let shown = browser
        .post(&format!("{EDIT}/voices"), &fields)
        .await
        .expect(200);
    let shown = shown.expect_says("Try again. (the connection failed)");
    shown.expect_says("value=\"voice-sold\" checked");
}

#[tokio::test]
async fn only_a_sample_of_the_accounts_own_voices_is_played() {
    let bench = Bench::with_assistant().await;
    let fake = FakeElevenLabs::start(KEY).await;
    fake.have_samples();
    let url = fake.base_url();
    let mut browser = Browser::of_admin(&bench).await;
    let typed = [("reply.api_key", KEY), ("reply.base_url", &url)];
    let shown = browser.post("/console/voices", &typed).await.expect(200);
    let (_, address) = shown.html.split_once("data-play=\"").unwrap();
    let address = address.split_once('"').unwrap().0.replace("&amp;", "&");
    let played = browser.bytes(&address).await;
    assert_eq!(played.headers()["content-type"], "audio/mpeg");
    assert!(matches!(played.body(), Body::Binary(bytes) if bytes == MP3));

    for address in [
        address.replace("mark=", "mark=0"),
        address.replace("samples", "v1"),
        address.split('&').next().unwrap().to_owned(),
        "/console/voices/sample".to_owned(),
    ] {
        browser.get(&address).await.expect(404);
    }
    fake.next_sample(Step::answer(403, "<html>"));
    browser.get(&address).await.expect(502);
}

#[tokio::test]
async fn a_check_says_what_to_do_about_each_part() {
    let bench = Bench::with_integration().await;
    let mut browser = Browser::of_admin(&bench).await;
    let body = with(
        bench.get(INTEGRATION).await.body,
        &[
            ("/assistant/base_url", json!("http://127.0.0.1:1/v1")),
            ("/assistant/api_key", json!("sk-1")),
        ],
    );
    bench.put(INTEGRATION, &body).await.expect(200);
    browser
        .get(EDIT)
        .await
        .expect(200)
        .expect_says("Does it work?");
    let address = format!("{EDIT}/check");
    let whole = browser.post(&address, &[]).await.expect(200);
    let whole = whole.expect_says("<html").expect_says("Check again");
    assert_eq!(whole.value_of("back").as_deref(), Some(EDIT));
    browser.headers.push(("hx-request", "true"));
    let part = browser.post(&address, &[]).await.expect(200);
    for text in [
        "The server did not answer in time",
        "<code>the connection failed</code>",
        "Replies are text.",
        "No webhook has come yet.",
    ] {
        assert!(part.html.contains(text), "{text} in {}", part.html);
    }
    assert!(!part.html.contains("<html"));
}

#[tokio::test]
async fn telegram_is_connected_with_a_button() {
    let bot = "110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsawQ";
    let telegram = FakeTelegram::start(bot).await;
    let bench = Bench::with_assistant().await;
    let channel = json!({
        "kind": "telegram", "bot_token": bot, "secret_token": "s", "base_url": telegram.base_url(),
    });
    bench
        .put(INTEGRATION, &with(webhook(), &[("/channel", channel)]))
        .await
        .expect(201);
    let mut browser = Browser::of_admin(&bench).await;
    browser
        .get(EDIT)
        .await
        .expect(200)
        .expect_says("Connect the webhook");
    browser
        .post(&format!("{EDIT}/connect"), &[])
        .await
        .expect_see(EDIT);
    browser
        .get(EDIT)
        .await
        .expect_says("The provider now sends its webhooks here.");
    assert_eq!(
        telegram.webhooks()[0].body["url"],
        "https://recado.example/webhooks/loja-1"
    );
}

//! The recorded webhooks, and the events for single functions that `docs/BY_HAND.md` tries.

use std::path::Path;

use aws_lambda_events::{apigw::ApiGatewayV2httpRequest, sqs::SqsEvent};
use reqwest::Method;
use serde_json::{Value, json};
use testkit::channels::sign_whatsapp;

use crate::harness::{Answer, HUMAN, LOJA, Trial};

// As the README of the events says.
const INTEGRATION: &str = "loja-1";
const APP_SECRET: &str = "demo-app-secret";
const VERIFY_TOKEN: &str = "demo-verify-token";

fn event<T: serde::de::DeserializeOwned>(name: &str) -> T {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../events/lambda");
    let text = std::fs::read(folder.join(name)).unwrap();
    serde_json::from_slice(&text).unwrap()
}

#[test]
fn the_whatsapp_event_is_signed_with_the_documented_secret() {
    let request: ApiGatewayV2httpRequest = event("ingest-whatsapp.json");
    let body = request.body.unwrap();
    let signature = request.headers["x-hub-signature-256"].to_str().unwrap();
    assert_eq!(signature, sign_whatsapp(APP_SECRET, body.as_bytes()));
    assert_eq!(request.raw_path.as_deref(), Some("/webhooks/loja-1"));
}

#[test]
fn the_responders_events_hold_wake_ups() {
    for (name, queue) in [
        ("responder-wake-up.json", "wake-ups"),
        ("responder-dead-letter.json", "wake-ups-dlq"),
    ] {
        let wake_up = queues::parse_wake_up(&body_of_record(name, queue)).unwrap();
        assert_eq!(wake_up.conversation().integration.as_str(), INTEGRATION);
    }
}

/// The body of an event's one record, which is from that queue.
fn body_of_record(name: &str, queue: &str) -> String {
    let event: SqsEvent = event(name);
    assert_eq!(event.records.len(), 1);
    let record = &event.records[0];
    let arn = record.event_source_arn.as_ref().unwrap();
    assert_eq!(arn.rsplit(':').next(), Some(queue));
    let body = record.body.clone().unwrap();
    let md5 = record.md5_of_body.as_ref().unwrap();
    assert_eq!(*md5, format!("{:x}", md5::compute(&body)));
    body
}

#[tokio::test]
async fn the_transfers_event_holds_a_transfer_of_which_nothing_comes() {
    let body = body_of_record("transfer.json", HUMAN);
    let transfer = queues::parse_human_queue(&body).unwrap();
    assert_eq!(transfer.integration_id().as_str(), INTEGRATION);
    let trial = Trial::start([]).await;
    let settings = trial.whatsapp_settings(0);
    trial.put_integration(INTEGRATION, &settings).await;
    trial.site.send(HUMAN, &body).await;
    trial.transfers(0).await;
    trial.sends(0).await;
}

/// The request in an event, sent through the gateway as if it came from outside.
async fn replay(trial: &Trial, name: &str) -> Answer {
    let event: Value = event(name);
    let method = event["requestContext"]["http"]["method"].as_str().unwrap();
    let path = event["rawPath"].as_str().unwrap();
    let query = event["rawQueryString"].as_str().unwrap();
    let method = Method::from_bytes(method.as_bytes()).unwrap();
    let mut request = trial.site.request(method, &format!("{path}?{query}"));
    for (name, value) in event["headers"].as_object().unwrap() {
        if name != "host" && name != "content-length" {
            request = request.header(name, value.as_str().unwrap());
        }
    }
    let body = event["body"].as_str().unwrap_or_default().to_owned();
    Answer::to(request.body(body)).await
}

#[tokio::test]
async fn with_the_documented_settings_the_events_do_what_the_readme_says() {
    let trial = Trial::start([]).await;
    let mut settings = trial.whatsapp_settings(3_600_000);
    settings["channel"]["app_secret"] = APP_SECRET.into();
    settings["channel"]["verify_token"] = VERIFY_TOKEN.into();
    trial.put_integration(INTEGRATION, &settings).await;

    let verified = replay(&trial, "ingest-verify.json").await;
    assert_eq!(
        (verified.status, verified.body.as_str()),
        (200, "1158201444")
    );
    assert_eq!(
        replay(&trial, "console-list-integrations.json")
            .await
            .status,
        401
    );
    assert_eq!(replay(&trial, "ingest-whatsapp.json").await.status, 200);
    let items = trial.site.conversation_items().await;
    let message = items
        .iter()
        .find(|item| item.sk.starts_with("MSG#"))
        .unwrap();
    assert_eq!(message.body["text"], "meu boleto não chegou");
}

#[tokio::test]
async fn every_recorded_webhook_is_accepted() {
    const PLAIN: &str = "plain";
    let trial = Trial::start([]).await;
    // The stand-in does not hold the recorded files.
    let mut settings = trial.whatsapp_settings(3_600_000);
    settings["hearing"] = json!({"by": "nobody"});
    trial.put_integration(LOJA, &settings).await;
    trial
        .put_integration(PLAIN, &trial.webhook_settings(3_600_000))
        .await;
    for (folder, integration) in [("whatsapp_cloud", LOJA), ("webhook", PLAIN)] {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("../events")
            .join(folder);
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let body = std::fs::read(&path).unwrap();
            let webhook = if integration == LOJA {
                trial.whatsapp_webhook(integration, &body)
            } else {
                trial.plain_webhook(integration, &body)
            };
            let answer = Answer::to(webhook).await;
            assert_eq!(answer.status, 200, "{}: {}", path.display(), answer.body);
        }
    }
}

//! Integrations: what is written, what is shown, and where they may lead.

use http_client::Access;
use serde_json::json;

use crate::support::{
    ASSISTANT, Bench, INTEGRATION, assistant, request, webhook, whatsapp, with, without,
};

#[tokio::test]
async fn an_integration_is_shown_without_its_secrets() {
    let bench = Bench::with_assistant().await;
    let created = bench.put(INTEGRATION, &whatsapp()).await.expect(201);
    insta::assert_snapshot!(created.shown());
    let shown = bench.get(INTEGRATION).await.expect(200);
    assert_eq!((&shown.body, shown.etag()), (&created.body, created.etag()));
}

#[tokio::test]
async fn what_is_left_out_takes_its_default() {
    let bench = Bench::with_assistant().await;
    let created = bench.put(INTEGRATION, &webhook()).await.expect(201);
    insta::assert_snapshot!(created.shown());

    let body = without(whatsapp(), "/channel/base_url");
    let body = without(body, "/reply/base_url");
    let replaced = bench.put(INTEGRATION, &body).await.expect(200);
    assert_eq!(
        replaced.body["channel"]["base_url"],
        "https://graph.facebook.com/v25.0"
    );
    assert_eq!(
        replaced.body["reply"]["base_url"],
        "https://api.elevenlabs.io"
    );
}

#[tokio::test]
async fn what_is_shown_can_be_sent_back() {
    let bench = Bench::with_assistant().await;
    for body in [webhook(), whatsapp()] {
        bench.put(INTEGRATION, &body).await;
        let shown = bench.get(INTEGRATION).await.expect(200);
        let again = bench.put(INTEGRATION, &shown.body).await.expect(200);
        assert_eq!(again.body, shown.body);
        assert_eq!(bench.get(INTEGRATION).await.body, shown.body);
    }
}

#[tokio::test]
async fn the_edges_of_what_is_allowed_are_allowed() {
    let bench = Bench::with_assistant().await;
    for change in [
        ("/interval_ms", json!(0)),
        ("/interval_ms", json!(3_600_000)),
        ("/enabled", json!(false)),
        ("/name", json!("ç".repeat(200))),
        ("/transfer/queue", json!("ç".repeat(256))),
        ("/transfer/message", json!("linha\n\t".repeat(585))),
        ("/reply", json!({})),
        ("/reply", json!({"format": "text", "api_key": null})),
        ("/assistant/api_key", json!("k".repeat(1024))),
    ] {
        let answer = bench.put(INTEGRATION, &with(webhook(), &[change])).await;
        assert!(matches!(answer.status, 200 | 201), "{}", answer.text);
    }
    let long = format!("/console/api/integrations/{}", "a".repeat(64));
    bench.put(&long, &webhook()).await.expect(201);
}

#[tokio::test]
async fn lists_hold_what_get_shows() {
    let bench = Bench::with_assistant().await;
    let empty = bench.get("/console/api/integrations").await.expect(200);
    assert_eq!(empty.body, json!({"integrations": []}));
    let mut expected = Vec::new();
    for (id, body) in [("a-1", webhook()), ("b-2", whatsapp())] {
        let path = format!("/console/api/integrations/{id}");
        bench.put(&path, &body).await.expect(201);
        expected.push(bench.get(&path).await.body);
    }
    let listed = bench.get("/console/api/integrations").await.expect(200);
    assert_eq!(listed.body, json!({"integrations": expected}));
}

/// The event with which a person tries the function by hand.
#[tokio::test]
async fn an_event_of_the_gateway_is_understood() {
    let bench = Bench::new().await;
    let event = include_str!("../../../../events/lambda/console-list-integrations.json");
    let request = lambda_http::request::from_str(event).unwrap();
    let response = bench.answered(request).await;
    assert_eq!(response.status(), 200);
    assert_eq!(response.body().as_ref(), br#"{"integrations":[]}"#);
}

#[tokio::test]
async fn what_is_deleted_is_gone() {
    let bench = Bench::with_assistant().await;
    bench.delete(INTEGRATION).await.expect(404);
    bench.put(INTEGRATION, &webhook()).await.expect(201);
    bench.delete(INTEGRATION).await.expect(204);
    bench.get(INTEGRATION).await.expect(404);
    let listed = bench.get("/console/api/integrations").await;
    assert_eq!(listed.body, json!({"integrations": []}));
}

#[tokio::test]
async fn an_assistant_that_we_do_not_hold_cannot_be_named() {
    let bench = Bench::new().await;
    let body = with(webhook(), &[("/assistant/id", json!("asst_abc123DEF"))]);
    let refused = bench.put(INTEGRATION, &body).await;
    insta::assert_snapshot!(refused.shown());
    bench.get(INTEGRATION).await.expect(404);

    bench
        .put("/console/api/assistants/asst_abc123DEF", &assistant())
        .await
        .expect(201);
    bench.put(INTEGRATION, &body).await.expect(201);
    let other = with(webhook(), &[("/assistant/id", json!("asst_other"))]);
    let refused = bench.put(INTEGRATION, &other).await;
    refused.expect_refused("unknown_assistant", "assistant.id");
    assert_eq!(
        bench.get(INTEGRATION).await.body["assistant"]["id"],
        "asst_abc123DEF"
    );
}

#[tokio::test]
async fn urls_must_be_https_and_public() {
    let bench = Bench::with(Access::PublicHttps).await;
    bench.put(ASSISTANT, &assistant()).await.expect(201);
    let public = with(
        whatsapp(),
        &[
            ("/channel/base_url", json!("https://1.1.1.1/v25.0")),
            ("/assistant/base_url", json!("https://1.1.1.1/v1")),
            ("/reply/base_url", json!("https://[2606:4700:4700::1111]")),
        ],
    );
    bench.put(INTEGRATION, &public).await.expect(201);
    for (pointer, field) in [
        ("/channel/base_url", "channel.base_url"),
        ("/assistant/base_url", "assistant.base_url"),
        ("/reply/base_url", "reply.base_url"),
    ] {
        for url in [
            "http://1.1.1.1/v1",
            "https://127.0.0.1/v1",
            "https://[::ffff:10.0.0.1]/",
            "https://169.254.169.254/latest",
            "https://localhost/",
            "https://name.invalid/",
            "https://me:pw@1.1.1.1/",
            "https://1.1.1.1/v1?api-version=2&api_key=sk-1",
            "1.1.1.1",
        ] {
            let answer = bench
                .put(INTEGRATION, &with(public.clone(), &[(pointer, json!(url))]))
                .await;
            assert!(!answer.text.contains(url), "{}", answer.text);
            answer.expect_refused("invalid", field);
        }
    }
}

/// Servers of models may want one with every call; of chat providers' none does.
#[tokio::test]
async fn a_query_belongs_to_a_models_server_only() {
    let bench = Bench::with(Access::PublicHttps).await;
    bench.put(ASSISTANT, &assistant()).await.expect(201);
    let url = json!("https://1.1.1.1/v1?api-version=2");
    let public = with(
        whatsapp(),
        &[
            ("/channel/base_url", json!("https://1.1.1.1/v25.0")),
            ("/reply/base_url", json!("https://1.1.1.1")),
        ],
    );
    let of_a_model = with(public.clone(), &[("/assistant/base_url", url.clone())]);
    let kept = bench.put(INTEGRATION, &of_a_model).await.expect(201);
    assert_eq!(kept.body["assistant"]["base_url"], url);
    let of_a_channel = with(public, &[("/channel/base_url", url)]);
    let refused = bench.put(INTEGRATION, &of_a_channel).await;
    refused.expect_refused("invalid", "channel.base_url");
}

#[tokio::test]
async fn other_paths_methods_and_bodies_are_told_what_is_wrong() {
    let bench = Bench::new().await;
    let mut told = String::new();
    let long = " ".repeat(1024 * 1024 + 1);
    for (method, path, body) in [
        ("GET", "/console", ""),
        ("GET", "/console/api", ""),
        ("GET", "/console/api/assistants/", ""),
        ("GET", "/console/api/assistants/asst_none", ""),
        ("GET", "/console/api/integrations/none", ""),
        ("GET", "/console/api/integrations/No_Such_Form", ""),
        ("GET", "/console/api/integrations/none/songs", ""),
        ("POST", "/console/api/songs", "{}"),
        ("POST", "/console/api/integrations", "{}"),
        ("PATCH", INTEGRATION, "{}"),
        ("HEAD", ASSISTANT, ""),
        ("PUT", INTEGRATION, "{\n  \"name\": \"Loja,\n}"),
        ("PUT", ASSISTANT, ""),
        ("PUT", ASSISTANT, "[]"),
        ("PUT", "/console/api/assistants/loja", "{}"),
        ("PUT", "/console/api/integrations/Loja_1", "{}"),
        ("PUT", INTEGRATION, &long),
    ] {
        let answer = bench.send(request(method, path), body.into()).await;
        let allow = answer
            .header("allow")
            .map(|allow| format!(" (allow: {allow})"));
        let allow = allow.unwrap_or_default();
        told.push_str(&format!(
            "{method} {path} → {}{allow} {}\n",
            answer.status, answer.text
        ));
    }
    insta::assert_snapshot!(told);
}

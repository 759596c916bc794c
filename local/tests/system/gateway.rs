//! The gateway, over HTTP.

use std::time::Duration;

use local::gateway::{Gateway, Routes};
use reqwest::{Client, Method, RequestBuilder, Response, header};
use serde_json::{Value, json};

use crate::support::{Trial, http_client, until};

/// Two functions behind a gateway.
struct Api {
    gateway: Gateway,
    ingest: Trial,
    console: Trial,
    http: Client,
}

impl Api {
    async fn start() -> Self {
        let named = |name: &'static str| {
            Trial::start(move |settings| {
                settings.name = name.to_owned();
                settings.timeout = Duration::from_secs(2);
                settings.max_environments = 1;
                settings.queue_for = Duration::from_millis(100);
            })
        };
        let (ingest, console) = (named("ingest").await, named("console").await);
        let routes = Routes {
            ingest: ingest.function.clone(),
            console: console.function.clone(),
        };
        Self {
            gateway: Gateway::start(Gateway::listen(0).await.unwrap(), routes).unwrap(),
            ingest,
            console,
            http: http_client(),
        }
    }

    fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let url = format!("{}{path}", self.gateway.url());
        self.http.request(method, url)
    }

    /// Posts a command for the trial function as a webhook.
    async fn command(&self, command: Value) -> Response {
        let request = self.request(Method::POST, "/webhooks/loja-1");
        request.body(command.to_string()).send().await.unwrap()
    }
}

async fn status_and_body(response: Response) -> (u16, String) {
    (response.status().as_u16(), response.text().await.unwrap())
}

/// What the trial function saw of the request.
async fn seen(request: RequestBuilder) -> Value {
    let (status, body) = status_and_body(request.send().await.unwrap()).await;
    assert_eq!(status, 200);
    let answer: Value = serde_json::from_str(&body).unwrap();
    answer["event"].clone()
}

/// The event without the parts that differ from run to run.
fn redacted(mut event: Value) -> Value {
    let context = &mut event["requestContext"];
    assert_eq!(context["requestId"].as_str().unwrap().len(), 36);
    let millis = context["timeEpoch"].as_i64().unwrap();
    let time = jiff::Timestamp::from_millisecond(millis).unwrap();
    assert_eq!(
        context["time"],
        time.strftime("%d/%b/%Y:%H:%M:%S +0000").to_string()
    );
    for name in ["requestId", "time", "timeEpoch"] {
        context[name] = json!(format!("[{name}]"));
    }
    let host = event["headers"]["host"].as_str().unwrap();
    assert!(host.starts_with("127.0.0.1:"));
    event["headers"]["host"] = json!("[host]");
    event
}

#[tokio::test]
async fn a_webhook_is_an_event_of_format_two() {
    let api = Api::start().await;
    let request = api
        .request(Method::POST, "/webhooks/loja-1")
        .header("X-Hub-Signature-256", "sha256=00")
        .header(header::CONTENT_TYPE, "application/json")
        .header(header::USER_AGENT, "facebookexternalua")
        .body(r#"{"text":"olá"}"#);
    insta::assert_json_snapshot!(redacted(seen(request).await));
}

#[tokio::test]
async fn a_query_cookies_repeated_headers_and_an_encoded_path_are_where_aws_puts_them() {
    let api = Api::start().await;
    let path = "/console/api/a%20b/%C3%A7?contact=%2B55&tag=a&tag=b+c&empty=";
    let request = api
        .request(Method::GET, path)
        .header("X-Twice", "one")
        .header("X-Twice", "two")
        .header(header::COOKIE, "a=1; b=2")
        .header(header::COOKIE, "c=3");
    insta::assert_json_snapshot!(redacted(seen(request).await));
}

#[tokio::test]
async fn a_body_that_is_not_text_arrives_in_base64() {
    let api = Api::start().await;
    let request = api.request(Method::PUT, "/webhooks/x");
    let event = seen(request.body(vec![0xff, 0x00])).await;
    assert_eq!(event["body"], "/wA=");
    assert_eq!(event["isBase64Encoded"], true);

    let event = seen(api.request(Method::GET, "/webhooks/x")).await;
    assert_eq!(event.get("body"), None);
    assert_eq!(event["isBase64Encoded"], false);
}

#[tokio::test]
async fn each_path_has_its_function_and_other_paths_have_none() {
    let api = Api::start().await;
    for (path, key) in [
        ("/webhooks/loja-1", "ANY /webhooks/{proxy+}"),
        ("/webhooks/apps/7", "ANY /webhooks/{proxy+}"),
        ("/console", "ANY /console"),
        ("/console/api/assistants", "ANY /console/{proxy+}"),
    ] {
        for method in [Method::GET, Method::POST, Method::DELETE] {
            let event = seen(api.request(method.clone(), path)).await;
            assert_eq!(event["routeKey"], key);
            assert_eq!(event["requestContext"]["http"]["method"], method.as_str());
        }
    }
    assert_eq!(api.ingest.events().len(), 6);
    assert_eq!(api.console.events().len(), 6);

    for path in [
        "/",
        "/webhooks",
        "/webhooks/",
        "/webhooksx/y",
        "/consoles",
        "/console/",
    ] {
        let response = api.request(Method::POST, path).send().await.unwrap();
        let not_found = (404, r#"{"message":"Not Found"}"#.to_owned());
        assert_eq!(status_and_body(response).await, not_found, "{path}");
    }
    assert_eq!(api.ingest.events().len() + api.console.events().len(), 12);
}

#[tokio::test]
async fn the_functions_status_headers_cookies_and_body_reach_the_client() {
    let api = Api::start().await;
    let response = api
        .command(json!({"do": "answer", "value": {
            "statusCode": 429,
            "headers": {"Content-Type": "image/x-none", "ETag": "\"7\"", "Content-Length": "99"},
            "cookies": ["a=1; Secure", "b=2"],
            "body": "/wA=",
            "isBase64Encoded": true,
        }}))
        .await;
    assert_eq!(response.status(), 429);
    let headers = response.headers().clone();
    assert_eq!(headers["content-type"], "image/x-none");
    assert_eq!(headers["etag"], "\"7\"");
    assert_eq!(headers["apigw-requestid"].len(), 36);
    let cookies: Vec<_> = headers.get_all("set-cookie").iter().collect();
    assert_eq!(cookies, ["a=1; Secure", "b=2"]);
    assert_eq!(response.bytes().await.unwrap().as_ref(), [0xff, 0x00]);

    let response = api
        .command(json!({"do": "answer", "value": {"statusCode": 204, "multiValueHeaders": {}}}))
        .await;
    assert_eq!(
        response.headers()["content-type"],
        "text/plain; charset=utf-8"
    );
    assert_eq!(status_and_body(response).await, (204, String::new()));
}

#[tokio::test]
async fn an_answer_without_a_status_is_the_body_itself() {
    let api = Api::start().await;
    for value in [json!({"text": "olá"}), json!("olá"), json!(null)] {
        let command = json!({"do": "answer", "value": value});
        let response = api.command(command).await;
        assert_eq!(response.headers()["content-type"], "application/json");
        assert_eq!(status_and_body(response).await, (200, value.to_string()));
    }
}

#[tokio::test]
async fn a_failing_function_is_an_internal_server_error_and_says_nothing_else() {
    let api = Api::start().await;
    for command in [
        json!({"do": "fail", "message": "the database password is 1234"}),
        json!({"do": "panic"}),
        json!({"do": "exit"}),
        json!({"do": "sleep", "ms": 60_000}),
        json!({"do": "answer", "value": {"statusCode": "abc"}}),
        json!({"do": "answer", "value": {"statusCode": 99}}),
        json!({"do": "answer", "value": {"statusCode": 200, "headers": {"a b": "c"}}}),
        json!({"do": "answer", "value": {"statusCode": 200, "body": "?", "isBase64Encoded": true}}),
    ] {
        let response = api.command(command.clone()).await;
        assert_eq!(response.headers()["content-type"], "application/json");
        let internal = (500, r#"{"message":"Internal Server Error"}"#.to_owned());
        assert_eq!(status_and_body(response).await, internal, "{command}");
    }
}

#[tokio::test]
async fn when_all_processes_are_busy_the_others_get_an_error_and_not_silence() {
    let api = Api::start().await;
    let busy = api.command(json!({"do": "sleep", "ms": 1000}));
    let refused = async {
        until("the first one runs", || !api.ingest.events().is_empty()).await;
        api.command(json!({"do": "echo"})).await
    };
    let (busy, refused) = tokio::join!(busy, refused);
    assert_eq!(
        (busy.status(), refused.status()),
        (200.try_into().unwrap(), 500.try_into().unwrap())
    );
}

#[tokio::test]
async fn requests_that_are_too_large_are_refused() {
    let api = Api::start().await;
    let too_large = (413, r#"{"message":"Request Entity Too Large"}"#.to_owned());
    // More than Lambda accepts, though the gateway would: the function does not see it.
    let response = api.command(json!("x".repeat(7 * 1024 * 1024))).await;
    assert_eq!(status_and_body(response).await, too_large);
    // More than the gateway accepts.
    let response = api.command(json!("x".repeat(10 * 1024 * 1024))).await;
    assert_eq!(status_and_body(response).await, too_large);
    assert!(api.ingest.events().is_empty());
}

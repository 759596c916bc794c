//! Which path and method lead where, letter by letter: what a router may see otherwise.

use lambda_http::Body;
use lambda_http::http::Request;
use serde_json::Value;

use crate::logs::logged;
use crate::openapi::is_api;
use crate::support::{ASSISTANT, Bench, INTEGRATION, TOKEN, assistant, request, webhook};

const MAX_BODY: usize = 1024 * 1024;

/// The headers of which the snapshots do not speak.
const OF_EVERY_ANSWER: [&str; 6] = [
    "cache-control",
    "content-security-policy",
    "content-type",
    "cross-origin-opener-policy",
    "referrer-policy",
    "x-content-type-options",
];

/// What a request is answered, after the route that the log names.
async fn told(bench: &Bench, method: &str, path: &str, body: Body) -> String {
    logged();
    // The gateway's decoded path need not be a URI.
    let request = request(method, "/encoded");
    let answer = bench.send_to(request, path, body).await;
    let line: Value = serde_json::from_str(&logged()).unwrap();
    assert_eq!(line["status"], answer.status, "{method} {path}");
    assert_eq!(line["method"], method, "{path}");
    let headers: String = answer
        .headers
        .iter()
        .filter(|(name, _)| !OF_EVERY_ANSWER.contains(&name.as_str()))
        .map(|(name, value)| format!(" {name}: {}", value.to_str().unwrap()))
        .collect();
    assert_eq!(answer.header("cache-control"), Some("no-store"));
    let kind = match is_api(path) || !path.starts_with("/console") {
        true => "application/json",
        false => "text/html; charset=utf-8",
    };
    let kind = (!answer.text.is_empty()).then_some(kind);
    assert_eq!(answer.header("content-type"), kind);
    let error = &answer.body["error"];
    let told = [&line["route"], &error["code"], &error["field"]];
    let told: Vec<_> = told.iter().filter_map(|it| it.as_str()).collect();
    let (status, told) = (answer.status, told.join(" "));
    format!("{method} {path:?} → {status}{headers} {told}\n")
}

async fn told_of_all(bench: &Bench, methods: &[&str], paths: &[&str]) -> String {
    let mut all = String::new();
    for path in paths {
        for method in methods {
            all.push_str(&told(bench, method, path, Body::Empty).await);
        }
    }
    all
}

async fn bench() -> Bench {
    let bench = Bench::with_assistant().await;
    bench.put(INTEGRATION, &webhook()).await.expect(201);
    bench
}

#[tokio::test]
async fn other_methods_are_told_which_there_are() {
    let bench = bench().await;
    let methods = [
        "HEAD", "OPTIONS", "PATCH", "TRACE", "CONNECT", "PURGE", "get",
    ];
    let paths = [
        ASSISTANT,
        "/console/api/assistants",
        "/console/api/integrations/loja-1/webhook",
        "/console/api/integrations/loja-1/conversations/0f",
        "/console/api/nothing",
        "/console",
    ];
    insta::assert_snapshot!(told_of_all(&bench, &methods, &paths).await);
}

#[tokio::test]
async fn a_stranger_is_told_nothing_whatever_the_method() {
    let bench = bench().await;
    for method in ["HEAD", "OPTIONS", "GET", "PATCH"] {
        for (path, status) in [
            (ASSISTANT, 401),
            ("/console/api/nothing", 401),
            ("/console/api", 401),
            ("/console/api/", 401),
            ("/console/apis", 404),
            ("/console", if method == "GET" { 303 } else { 405 }),
        ] {
            let stranger = Request::builder().method(method).uri(path);
            let answer = bench.send(stranger, Body::Empty).await.expect(status);
            let scheme = (status == 401).then_some("Bearer");
            assert_eq!(answer.header("www-authenticate"), scheme, "{method} {path}");
        }
    }
}

/// Between two slashes, and behind the last, stands an id, if an empty one.
#[tokio::test]
async fn slashes_too_many_or_too_few() {
    let bench = bench().await;
    let paths = [
        "",
        "/",
        "console/api/assistants",
        "//console/api/assistants",
        "/console//api/assistants",
        "/console/api/",
        "/console/api//",
        "/console/api//assistants",
        "/console/api/assistants/",
        "/console/api/assistants//",
        "/console/api/assistants/asst_loja/",
        "/console/api/integrations/",
        "/console/api/integrations//webhook",
        "/console/api/integrations//conversations",
        "/console/api/integrations/loja-1/",
        "/console/api/integrations/loja-1/voices/",
        "/console/api/integrations/loja-1/conversations/",
        "/console/api/integrations//conversations/",
        "/console/api/integrations//conversations//take-over",
        "/console/api/voices/",
    ];
    insta::assert_snapshot!(told_of_all(&bench, &["GET", "PUT", "POST"], &paths).await);
}

/// API Gateway has decoded the path, once; what still looks encoded is meant as it stands.
#[tokio::test]
async fn a_path_is_not_decoded_again() {
    let bench = bench().await;
    let paths = [
        "/console/api/assistants/asst%5Floja",
        "/console/api/assistants/asst%5floja",
        "/console/api/assistants/asst_loja%2Fx",
        "/console/api/assistants/asst_loja%2F",
        "/console/api/assistants/asst_loja/x",
        "/console/api/assistants/%61sst_loja",
        "/console/api/assistants%2Fasst_loja",
        "/console/api%2Fassistants",
        "/console/%61pi/assistants",
        "/console/api/%61ssistants",
        "/console/api/Assistants",
        "/console/api/assistants/%",
        "/console/api/assistants/%zz",
        "/console/api/assistants/%00",
        "/console/api/assistants/\0",
        "/console/api/assistants/%FF",
        "/console/api/assistants/ação ",
        "/console/api/assistants/asst_loja?x=1",
        "/console/api/assistants/asst_loja#x",
        "/console/api/assistants/asst_loja+",
        "/console/api/assistants/{id}",
        "/console/api/assistants/*",
        "/console/api/assistants/.",
        "/console/api/integrations/../assistants",
        "/console/api/./assistants",
    ];
    insta::assert_snapshot!(told_of_all(&bench, &["GET", "PUT"], &paths).await);
}

#[tokio::test]
async fn what_is_named_goes_before_an_id() {
    let bench = bench().await;
    let paths = [
        "/console/api/integrations/loja-1/conversations/release-failed",
        "/console/api/integrations/loja-1/conversations/release-failed/take-over",
        "/console/api/integrations/loja-1/conversations/release-failed/x",
        "/console/api/integrations/loja-1/conversations/release-failed/",
        "/console/api/integrations/loja-1/conversations/release",
        "/console/api/integrations/loja-1/conversations/release-faile",
        "/console/api/integrations/conversations/conversations",
        "/console/api/integrations/voices",
        "/console/api/integrations/loja-1/voice",
    ];
    insta::assert_snapshot!(told_of_all(&bench, &["GET", "POST", "DELETE"], &paths).await);
}

#[tokio::test]
async fn the_query_is_taken_beside_the_path() {
    let bench = bench().await;
    for (path, query, status) in [
        ("/conversations", "", 200),
        ("/conversations", "?", 200),
        ("/conversations", "?owner=assistant", 200),
        ("/conversations", "?owner=nobody", 422),
        ("/conversations", "?contact=%2B55+11&owner=people", 422),
        ("/conversations", "?contact=%2B55+11%2F", 200),
        ("/conversations?owner=people", "", 404),
    ] {
        let path = format!("{INTEGRATION}{path}");
        let request = request("GET", &format!("/encoded{query}"));
        let answer = bench.send_to(request, &path, Body::Empty).await;
        answer.expect(status);
    }
}

#[tokio::test]
async fn a_body_is_measured_behind_the_token_and_before_the_path() {
    let bench = bench().await;
    let long = " ".repeat(MAX_BODY + 1);
    for (method, path, status) in [
        ("PUT", ASSISTANT, 413),
        ("GET", ASSISTANT, 413),
        ("PATCH", ASSISTANT, 413),
        ("HEAD", ASSISTANT, 413),
        ("POST", "/console/api/nothing", 413),
        ("POST", "/console/api", 413),
        ("POST", "/console", 413),
    ] {
        for body in [Body::from(long.as_str()), Body::from(long.as_bytes())] {
            let request = request(method, "/encoded");
            bench.send_to(request, path, body).await.expect(status);
        }
    }
    let stranger = Request::put(ASSISTANT).header("authorization", format!("Bearer x{TOKEN}"));
    bench.send(stranger, long.into()).await.expect(401);

    let mut most = assistant().to_string();
    most.push_str(&" ".repeat(MAX_BODY - most.len()));
    let put = bench.send(request("PUT", ASSISTANT), most.into()).await;
    put.expect(200);
}

#[tokio::test]
async fn an_answer_has_these_headers_and_no_other() {
    let bench = Bench::new().await;
    let mut all = String::new();
    for (method, body) in [
        ("PUT", assistant().to_string()),
        ("PUT", assistant().to_string()),
        ("GET", String::new()),
        ("DELETE", String::new()),
        ("DELETE", String::new()),
    ] {
        all.push_str(&told(&bench, method, ASSISTANT, body.into()).await);
    }
    insta::assert_snapshot!(all);
}

//! The real client against servers on this machine.
#![expect(clippy::unwrap_used, reason = "a helper that fails must fail its test")]

use std::{convert::Infallible, time::Duration};

use axum::{Router, body::Body, http::HeaderMap, response::Redirect, routing};
use bytes::Bytes;
use http_client::{Access, BaseUrl, BodyLimit, Client, HttpError, Response, Url};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
};

const PLENTY: Duration = Duration::from_secs(10);

/// Serves the routes and gives the address.
async fn serve(routes: Router) -> Url {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, routes).await });
    format!("http://{address}/").parse().unwrap()
}

/// Answers each connection with these bytes and closes it.
async fn serve_raw(response: &'static str) -> Url {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((mut connection, _)) = listener.accept().await {
            let asked = connection.read(&mut [0; 4096]).await.unwrap();
            assert!(asked > 0);
            connection.write_all(response.as_bytes()).await.unwrap();
        }
    });
    format!("http://{address}/").parse().unwrap()
}

async fn get(url: &Url) -> Result<Response, HttpError> {
    let client = Client::new(Access::Anywhere).unwrap();
    client.send(client.get(url), BodyLimit::JSON, PLENTY).await
}

#[tokio::test]
async fn a_redirect_is_an_answer_and_is_not_followed() {
    let routes = Router::new()
        .route("/", routing::get(|| async { Redirect::temporary("/next") }))
        .route("/next", routing::get(|| async { "followed" }));
    let response = get(&serve(routes).await).await.unwrap();
    assert_eq!(response.status, 307);
    assert_eq!(response.headers.get("location").unwrap(), "/next");
}

#[tokio::test]
async fn a_post_arrives_with_our_name_and_its_answer_is_whole() {
    let echo = |headers: HeaderMap, body: Bytes| async move {
        let agent = headers
            .get("user-agent")
            .unwrap()
            .to_str()
            .unwrap()
            .to_owned();
        format!("{agent} sent {}", body.len())
    };
    let url = serve(Router::new().route("/", routing::post(echo))).await;
    let client = Client::new(Access::Anywhere).unwrap();
    let request = client.post(&url).body("12345");
    let response = client.send(request, BodyLimit::JSON, PLENTY).await.unwrap();
    let expected = concat!("recado/", env!("CARGO_PKG_VERSION"), " sent 5");
    assert_eq!(response.body, expected.as_bytes());
}

#[tokio::test]
async fn a_body_without_a_length_is_read_up_to_the_limit() {
    let chunked = |chunks: usize| {
        let chunk = || Ok::<_, Infallible>(Bytes::from(vec![b'a'; 64 * 1024]));
        let stream = futures_util::stream::iter((0..chunks).map(move |_| chunk()));
        routing::get(move || async { Body::from_stream(stream) })
    };
    let routes = Router::new()
        .route("/fits", chunked(16))
        .route("/too-long", chunked(17));
    let url = serve(routes).await;
    let fits = get(&url.join("fits").unwrap()).await.unwrap();
    assert_eq!(fits.body.len(), 1024 * 1024);
    let error = get(&url.join("too-long").unwrap()).await.unwrap_err();
    assert!(matches!(
        error,
        HttpError::BodyTooLarge { limit: 1_048_576 }
    ));
    assert!(!error.is_transient());
}

#[tokio::test]
async fn a_response_that_breaks_off_is_a_connection_error() {
    let url = serve_raw("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"cut\":").await;
    let error = get(&url).await.unwrap_err();
    assert!(matches!(error, HttpError::Connection(_)));
    assert!(error.is_transient());
}

#[tokio::test]
async fn of_a_success_only_the_status_is_asked() {
    let hang = || async {
        Body::from_stream(futures_util::stream::pending::<Result<Bytes, Infallible>>())
    };
    let hanging = serve(Router::new().route("/", routing::get(hang))).await;
    let cut = serve_raw("HTTP/1.1 201 Created\r\nContent-Length: 100\r\n\r\n{\"cut\":").await;
    let long = routing::get(|| async { vec![b'a'; 1024 * 1024 + 1] });
    let long = serve(Router::new().route("/", long)).await;
    let client = Client::new(Access::Anywhere).unwrap();
    for (url, status) in [(hanging, 200), (cut, 201), (long, 200)] {
        let sent = client.send_for_status(client.get(&url), BodyLimit::JSON, PLENTY);
        assert_eq!(sent.await.unwrap().status, status);
    }
}

#[tokio::test]
async fn of_a_failure_the_body_is_read_where_it_can_be() {
    let whole =
        serve_raw("HTTP/1.1 503 Busy\r\nRetry-After: 7\r\nContent-Length: 2\r\n\r\n{}").await;
    let cut = serve_raw("HTTP/1.1 503 Busy\r\nRetry-After: 7\r\nContent-Length: 9\r\n\r\n{}").await;
    let client = Client::new(Access::Anywhere).unwrap();
    for (url, body) in [(whole, "{}"), (cut, "")] {
        let sent = client.send_for_status(client.get(&url), BodyLimit::JSON, PLENTY);
        let response = sent.await.unwrap();
        assert_eq!(
            (response.status, &response.body[..]),
            (503, body.as_bytes())
        );
        assert_eq!(response.retry_after(), Some(Duration::from_secs(7)));
    }
}

#[tokio::test]
async fn a_server_that_hangs_within_the_body_is_a_timeout() {
    let stream = futures_util::stream::pending::<Result<Bytes, Infallible>>();
    let hang = routing::get(|| async { Body::from_stream(stream) });
    let url = serve(Router::new().route("/", hang)).await;
    let client = Client::new(Access::Anywhere).unwrap();
    let limit = Duration::from_millis(50);
    let error = client
        .send(client.get(&url), BodyLimit::JSON, limit)
        .await
        .unwrap_err();
    assert!(matches!(error, HttpError::Timeout));
    assert!(error.is_transient());
}

#[tokio::test]
async fn errors_do_not_tell_the_path_or_the_query() {
    let url: Url = "http://127.0.0.1:1/bot-secret/send?token=secret"
        .parse()
        .unwrap();
    let error: anyhow::Error = get(&url).await.unwrap_err().into();
    let told = format!("{error:#} {error:?}");
    assert!(!told.contains("secret"), "{told}");
}

#[tokio::test]
async fn a_request_that_cannot_be_built_is_not_worth_a_retry() {
    let client = Client::new(Access::Anywhere).unwrap();
    let url: Url = "http://127.0.0.1:1/".parse().unwrap();
    let request = client.get(&url).bearer_auth("secret\n");
    let error = client
        .send(request, BodyLimit::JSON, PLENTY)
        .await
        .unwrap_err();
    assert!(matches!(error, HttpError::InvalidRequest(_)));
    assert!(!error.is_transient());
    assert!(!format!("{error:?}").contains("secret"));
}

#[tokio::test]
async fn the_public_client_refuses_this_machine_under_any_name() {
    let reached = serve(Router::new()).await;
    let port = reached.port().unwrap();
    let client = Client::new(Access::PublicHttps).unwrap();
    for (url, scheme) in [
        (format!("http://127.0.0.1:{port}/"), true),
        (format!("https://127.0.0.1:{port}/"), false),
        (format!("https://[::ffff:127.0.0.1]:{port}/"), false),
        (format!("https://localhost:{port}/"), false),
    ] {
        let url = url.parse().unwrap();
        let error = client
            .send(client.get(&url), BodyLimit::JSON, PLENTY)
            .await
            .unwrap_err();
        match error {
            HttpError::ForbiddenScheme => assert!(scheme, "{url}"),
            HttpError::ForbiddenAddress => assert!(!scheme, "{url}"),
            other => panic!("{url}: {other:?}"),
        }
        assert!(!error.is_transient());
    }
}

#[tokio::test]
async fn a_setting_is_checked_as_a_connection_would_be() {
    let local = BaseUrl::parse("http://127.0.0.1:1/", Access::Anywhere).unwrap();
    let public = Client::new(Access::PublicHttps).unwrap();
    let refused = public.check_public(&local).await;
    assert!(matches!(refused, Err(HttpError::ForbiddenScheme)));
    let anywhere = Client::new(Access::Anywhere).unwrap();
    assert!(anywhere.check_public(&local).await.is_ok());
}

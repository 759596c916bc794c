//! Downloads by the real client, from servers on this machine.
#![expect(clippy::unwrap_used, reason = "a helper that fails must fail its test")]

use std::{collections::HashMap, convert::Infallible, time::Duration};

use axum::{
    Router,
    body::Body,
    extract::{Path, Query},
    http::{HeaderMap, StatusCode, header},
    response::Redirect,
    routing,
};
use bytes::Bytes;
use http_client::{Access, BodyLimit, Client, HttpError, Response, Url};
use tokio::net::TcpListener;

const PLENTY: Duration = Duration::from_secs(10);

async fn serve(routes: Router) -> Url {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, routes).await });
    format!("http://{address}/").parse().unwrap()
}

async fn download(url: &Url, most: u64, time_limit: Duration) -> Result<Response, HttpError> {
    let client = Client::new(Access::Anywhere).unwrap();
    let request = client.get(url).bearer_auth("secret").header("x-key", "key");
    client
        .download(request, BodyLimit::bytes(most), time_limit)
        .await
}

async fn get(url: &Url) -> Result<Response, HttpError> {
    download(url, 1024, PLENTY).await
}

/// Says which of our headers came.
async fn tell(headers: HeaderMap) -> String {
    let told = [header::AUTHORIZATION.as_str(), "x-key", "user-agent"];
    let came = told.into_iter().filter(|name| headers.contains_key(*name));
    came.collect::<Vec<_>>().join(" ")
}

/// `/{n}` leads to the end by `n` redirects.
fn countdown() -> Router {
    let count = |Path(left): Path<u32>| async move {
        match left {
            0 => Err("the end"),
            _ => Ok(Redirect::to(&format!("/{}", left - 1))),
        }
    };
    Router::new().route("/{left}", routing::get(count))
}

/// A URL that redirects to another.
fn redirect(from: &Url, to: &Url) -> Url {
    let mut url = from.join("go").unwrap();
    url.query_pairs_mut().append_pair("to", to.as_str());
    url
}

#[tokio::test]
async fn headers_stay_with_their_origin() {
    let go = |Query(query): Query<HashMap<String, String>>| async move {
        Redirect::temporary(&query["to"])
    };
    let routes = Router::new()
        .route("/go", routing::get(go))
        .route("/tell", routing::get(tell));
    let (here, there) = (serve(routes.clone()).await, serve(routes).await);
    let tells = |server: &Url| server.join("tell").unwrap();
    for (url, came) in [
        (tells(&here), "authorization x-key user-agent"),
        (
            redirect(&here, &tells(&here)),
            "authorization x-key user-agent",
        ),
        (redirect(&here, &tells(&there)), "user-agent"),
        // Nor do they come back where a redirect leads back.
        (
            redirect(&here, &redirect(&there, &tells(&here))),
            "user-agent",
        ),
    ] {
        assert_eq!(get(&url).await.unwrap().body, came, "{url}");
    }
}

#[tokio::test]
async fn five_redirects_are_followed_and_no_more() {
    let url = serve(countdown()).await;
    let five = get(&url.join("5").unwrap()).await.unwrap();
    assert_eq!(five.body, "the end");
    let error = get(&url.join("6").unwrap()).await.unwrap_err();
    assert!(matches!(error, HttpError::TooManyRedirects));
    assert!(!error.is_transient());
}

#[tokio::test]
async fn a_circle_and_a_redirect_to_nowhere_are_errors() {
    let routes = Router::new()
        .route(
            "/circle",
            routing::get(|| async { Redirect::to("/circle") }),
        )
        .route("/nowhere", routing::get(|| async { StatusCode::FOUND }))
        .route("/bad", routing::get(|| async { Redirect::to("http://") }));
    let url = serve(routes).await;
    let circle = get(&url.join("circle").unwrap()).await.unwrap_err();
    assert!(matches!(circle, HttpError::TooManyRedirects));
    for path in ["nowhere", "bad"] {
        let error = get(&url.join(path).unwrap()).await.unwrap_err();
        assert!(matches!(error, HttpError::InvalidRedirect), "{error:?}");
        assert!(!error.is_transient());
    }
}

#[tokio::test]
async fn a_file_is_read_up_to_the_limit() {
    let chunk = || Ok::<_, Infallible>(Bytes::from(vec![b'a'; 600]));
    // It never ends, so it is refused only if reading stops at the limit.
    let endless =
        move || async move { Body::from_stream(futures_util::stream::repeat_with(chunk)) };
    let routes = Router::new()
        .route("/fits", routing::get(|| async { vec![b'a'; 1024] }))
        .route("/long", routing::get(|| async { vec![b'a'; 1025] }))
        .route("/endless", routing::get(endless));
    let url = serve(routes).await;
    let fits = get(&url.join("fits").unwrap()).await.unwrap();
    assert_eq!(fits.body.len(), 1024);
    for path in ["long", "endless"] {
        let error = get(&url.join(path).unwrap()).await.unwrap_err();
        assert!(
            matches!(error, HttpError::BodyTooLarge { limit: 1024 }),
            "{path}: {error:?}"
        );
    }
}

#[tokio::test]
async fn a_length_beyond_the_limit_is_refused_without_the_body() {
    let hang = || async {
        let body = futures_util::stream::pending::<Result<Bytes, Infallible>>();
        ([(header::CONTENT_LENGTH, "1025")], Body::from_stream(body))
    };
    let url = serve(Router::new().route("/", routing::get(hang))).await;
    let error = get(&url).await.unwrap_err();
    assert!(matches!(error, HttpError::BodyTooLarge { limit: 1024 }));
}

#[tokio::test]
async fn the_body_of_a_failure_is_left_unread() {
    let gone = || async { (StatusCode::NOT_FOUND, vec![b'a'; 2048]) };
    let url = serve(Router::new().route("/", routing::get(gone))).await;
    let response = get(&url).await.unwrap();
    assert_eq!((response.status, response.body.len()), (404, 0));
}

#[tokio::test]
async fn the_time_limit_is_for_all_of_it() {
    let limit = Duration::from_millis(200);
    let drip = || async {
        let next = |()| async {
            tokio::time::sleep(Duration::from_millis(20)).await;
            Some((Ok::<_, Infallible>(Bytes::from_static(b"a")), ()))
        };
        Body::from_stream(futures_util::stream::unfold((), next))
    };
    let routes = Router::new()
        .route("/drip", routing::get(drip))
        .route("/to-drip", routing::get(|| async { Redirect::to("/drip") }));
    let url = serve(routes).await;
    for path in ["drip", "to-drip"] {
        let error = download(&url.join(path).unwrap(), 1024, limit).await;
        assert!(matches!(error, Err(HttpError::Timeout)), "{path}");
    }
}

#[tokio::test]
async fn the_public_client_does_not_even_begin_here() {
    let url = serve(countdown()).await;
    let client = Client::new(Access::PublicHttps).unwrap();
    let sent = client.download(client.get(&url), BodyLimit::JSON, PLENTY);
    assert!(matches!(sent.await, Err(HttpError::ForbiddenScheme)));
}

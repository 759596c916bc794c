//! Downloads: the one kind of request whose redirects are followed.

use std::{str, time::Duration};

use http::{StatusCode, header};
use reqwest::{Request, RequestBuilder};
use url::Url;

use crate::{BodyLimit, Client, HttpError, Response};

/// The most redirects that are followed. The Fetch standard has 20; a file is one or two away.
const MAX_REDIRECTS: usize = 5;

impl Client {
    /// Sends a GET request and follows up to five redirects, each only to where this client may go,
    /// within `time_limit` for all of it. A redirect to another origin gets none of the request's
    /// headers, so no token. The body of a success is read; that of anything else is left unread,
    /// and is empty.
    pub async fn download(
        &self,
        request: RequestBuilder,
        limit: BodyLimit,
        time_limit: Duration,
    ) -> Result<Response, HttpError> {
        let request = self.checked(request)?;
        tokio::time::timeout(time_limit, self.follow(request, limit))
            .await
            .unwrap_or(Err(HttpError::Timeout))
    }

    async fn follow(&self, request: Request, limit: BodyLimit) -> Result<Response, HttpError> {
        let mut request = request;
        for _ in 0..=MAX_REDIRECTS {
            let (from, headers) = (request.url().clone(), request.headers().clone());
            let response = self.http.execute(request).await?;
            if !is_redirect(response.status()) {
                return match response.status().is_success() {
                    true => Response::read(response, limit).await,
                    false => Ok(Response::without_body(&response)),
                };
            }
            let to = target(&from, &response).ok_or(HttpError::InvalidRedirect)?;
            self.access.check(&to)?;
            let is_same_origin = to.origin() == from.origin();
            request = self.http.get(to).build()?;
            if is_same_origin {
                *request.headers_mut() = headers;
            }
        }
        Err(HttpError::TooManyRedirects)
    }
}

/// Whether a status is one of the redirects that a GET follows
/// (<https://www.rfc-editor.org/rfc/rfc9110#section-15.4>).
fn is_redirect(status: StatusCode) -> bool {
    matches!(status.as_u16(), 301 | 302 | 303 | 307 | 308)
}

fn target(from: &Url, response: &reqwest::Response) -> Option<Url> {
    let location = response.headers().get(header::LOCATION)?;
    from.join(str::from_utf8(location.as_bytes()).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use axum::{Router, extract::State, response::Redirect, routing};
    use tokio::{net::TcpListener, sync::mpsc};

    use super::*;
    use crate::Access;

    /// A client that reaches its first server without a check, and is guarded afterwards.
    fn guarded_after_the_first() -> Client {
        let open = Client::new(Access::Anywhere).unwrap();
        Client {
            access: Access::PublicHttps,
            http: open.http,
        }
    }

    async fn serve(routes: Router) -> Url {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        tokio::spawn(async move { axum::serve(listener, routes).await });
        format!("http://{address}/").parse().unwrap()
    }

    #[tokio::test]
    async fn a_redirect_leads_only_to_where_the_client_may_go() {
        let (asked, mut was_asked) = mpsc::unbounded_channel();
        let private = Router::new()
            .route(
                "/",
                routing::get(
                    |State(asked): State<mpsc::UnboundedSender<()>>| async move {
                        asked.send(()).unwrap();
                    },
                ),
            )
            .with_state(asked);
        let private = serve(private).await;
        let port = private.port().unwrap();
        let client = guarded_after_the_first();
        for (to, scheme) in [
            (private.to_string(), true),
            ("http://files.example/".to_owned(), true),
            ("file:///etc/passwd".to_owned(), true),
            ("/elsewhere".to_owned(), true),
            (format!("https://127.0.0.1:{port}/"), false),
            (format!("https://2130706433:{port}/"), false),
            (format!("https://[::1]:{port}/"), false),
            ("https://localhost/".to_owned(), false),
            (
                "https://169.254.169.254/latest/meta-data/".to_owned(),
                false,
            ),
        ] {
            let location = to.clone();
            let redirect = move || async move { Redirect::temporary(&location) };
            let first = serve(Router::new().route("/", routing::get(redirect))).await;
            let request = client.get(&first).build().unwrap();
            let error = client.follow(request, BodyLimit::JSON).await.unwrap_err();
            match error {
                HttpError::ForbiddenScheme => assert!(scheme, "{to}"),
                HttpError::ForbiddenAddress => assert!(!scheme, "{to}"),
                other => panic!("{to}: {other:?}"),
            }
        }
        assert!(was_asked.try_recv().is_err());
    }
}

//! The client: one for each process, cheap to clone.

use std::{sync::Arc, time::Duration};

use reqwest::{Request, RequestBuilder, redirect};
use rustls::{ClientConfig, RootCertStore, crypto::ring};
use tokio::time::{Instant, timeout_at};
use url::Url;

use crate::{
    Access, HttpError,
    resolver::{self, PublicOnly},
    response::{BodyLimit, Response},
};

/// How long the body of a success is read if nothing depends on it.
const DETAIL_TIME_LIMIT: Duration = Duration::from_secs(2);

/// How long connecting may take, with name resolution and TLS, before it fails as a connection. A
/// request that times out with a longer limit was connected.
pub const CONNECT_TIME_LIMIT: Duration = Duration::from_secs(5);
/// Shorter than the idle limits of the servers we talk to: a connection that they have closed is
/// noticed only by a failed request.
const IDLE_CONNECTION: Duration = Duration::from_secs(30);

/// Why the client could not be built.
#[derive(Debug, thiserror::Error)]
pub enum BuildError {
    /// The TLS stack refuses its configuration.
    #[error("the TLS configuration was refused")]
    Tls(#[from] rustls::Error),
    /// The HTTP client refuses its configuration.
    #[error("the HTTP client's configuration was refused")]
    Http(#[from] reqwest::Error),
}

/// The guarded HTTP client. Clones share one pool of connections.
#[derive(Debug, Clone)]
pub struct Client {
    pub(crate) access: Access,
    pub(crate) http: reqwest::Client,
}

impl Client {
    /// Builds the client: once for each process, for the sake of its pool.
    pub fn new(access: Access) -> Result<Self, BuildError> {
        #[expect(
            clippy::disallowed_methods,
            reason = "this is the guard that others must use"
        )]
        let builder = reqwest::Client::builder()
            .user_agent(concat!("recado/", env!("CARGO_PKG_VERSION")))
            .tls_backend_preconfigured(tls()?)
            .https_only(access == Access::PublicHttps)
            .redirect(redirect::Policy::none())
            .no_proxy()
            .tcp_nodelay(true)
            .connect_timeout(CONNECT_TIME_LIMIT)
            .pool_idle_timeout(IDLE_CONNECTION);
        let builder = match access {
            Access::PublicHttps => builder.dns_resolver(PublicOnly),
            Access::Anywhere => builder,
        };
        let http = builder.build()?;
        Ok(Self { access, http })
    }

    /// Which servers it may talk to.
    pub const fn access(&self) -> Access {
        self.access
    }

    /// Begins a GET request, to be completed and given to [`Self::send`] or [`Self::download`].
    pub fn get(&self, url: &Url) -> RequestBuilder {
        self.http.get(url.clone())
    }

    /// Begins a POST request, to be completed and given to [`Self::send`].
    pub fn post(&self, url: &Url) -> RequestBuilder {
        self.http.post(url.clone())
    }

    /// Begins a PUT request, to be completed and given to [`Self::send`].
    pub fn put(&self, url: &Url) -> RequestBuilder {
        self.http.put(url.clone())
    }

    /// Sends a request and reads the whole response, whatever its status, within `time_limit`.
    pub async fn send(
        &self,
        request: RequestBuilder,
        limit: BodyLimit,
        time_limit: Duration,
    ) -> Result<Response, HttpError> {
        let request = self.checked(request)?;
        let exchange = async {
            let response = self.http.execute(request).await?;
            Response::read(response, limit).await
        };
        tokio::time::timeout(time_limit, exchange)
            .await
            .unwrap_or(Err(HttpError::Timeout))
    }

    /// Sends a request whose success has no answer to read: any 2xx is a success, and its body is
    /// left unread. The body of any other response is read if both limits allow it, and is empty
    /// otherwise.
    pub async fn send_for_status(
        &self,
        request: RequestBuilder,
        limit: BodyLimit,
        time_limit: Duration,
    ) -> Result<Response, HttpError> {
        self.exchange(request, limit, time_limit, None).await
    }

    /// The same, but for a success whose body is useful and not needed: the body is read for at
    /// most two seconds, and is empty if that fails.
    pub async fn send_for_detail(
        &self,
        request: RequestBuilder,
        limit: BodyLimit,
        time_limit: Duration,
    ) -> Result<Response, HttpError> {
        self.exchange(request, limit, time_limit, Some(DETAIL_TIME_LIMIT))
            .await
    }

    async fn exchange(
        &self,
        request: RequestBuilder,
        limit: BodyLimit,
        time_limit: Duration,
        read_success_for: Option<Duration>,
    ) -> Result<Response, HttpError> {
        let deadline = Instant::now() + time_limit;
        let request = self.checked(request)?;
        let executed = timeout_at(deadline, self.http.execute(request)).await;
        let response = executed.map_err(|_| HttpError::Timeout)??;
        let without_body = Response::without_body(&response);
        let read_until = match (response.status().is_success(), read_success_for) {
            (true, None) => return Ok(without_body),
            (true, Some(time)) => deadline.min(Instant::now() + time),
            (false, _) => deadline,
        };
        let read = timeout_at(read_until, Response::read(response, limit)).await;
        Ok(read.ok().and_then(Result::ok).unwrap_or(without_body))
    }

    /// The request, if it goes to where this client may go.
    pub(crate) fn checked(&self, request: RequestBuilder) -> Result<Request, HttpError> {
        let request = request.build()?;
        self.access.check(request.url())?;
        Ok(request)
    }

    /// Whether a URL may be saved as a setting: its form is right, and its host resolves to at
    /// least one address to which this client would connect. A client with [`Access::Anywhere`]
    /// looks only at the scheme.
    pub async fn check_public(&self, url: &impl AsRef<Url>) -> Result<(), HttpError> {
        let url = url.as_ref();
        self.access.check(url)?;
        if let (Access::PublicHttps, Some(name)) = (self.access, url.domain()) {
            resolver::resolve(name).await?;
        }
        Ok(())
    }
}

/// ring and the web PKI's roots: no second crypto stack, and no scan of the system's certificates.
fn tls() -> Result<ClientConfig, rustls::Error> {
    let roots = RootCertStore {
        roots: webpki_roots::TLS_SERVER_ROOTS.to_vec(),
    };
    let mut config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()?
        .with_root_certificates(roots)
        .with_no_client_auth();
    // A configuration of our own must also offer HTTP/2 itself.
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    Ok(config)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_connection_asks_the_guarded_resolver() {
        let client = Client::new(Access::PublicHttps).unwrap();
        #[expect(clippy::disallowed_methods, reason = "without the check before it")]
        let unchecked = client.http.get("https://localhost:1/").send().await;
        let error = HttpError::from(unchecked.unwrap_err());
        assert!(matches!(error, HttpError::ForbiddenAddress), "{error:?}");
    }
}

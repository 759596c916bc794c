//! A server of files that asks for no token: a business's own, or the storage that another redirects
//! to.

use std::net::{Ipv4Addr, SocketAddr};

use axum::{body::Bytes, http::request::Parts};

use super::{
    held::{Held, files_of, open},
    server::Server,
};

const FOLDER: &str = "/files/";

/// A running server. It stops when this is dropped.
pub struct FakeFiles {
    server: Server,
    held: Held,
}

files_of!(FakeFiles);

impl FakeFiles {
    /// For tests: on any port, and strict.
    #[expect(clippy::expect_used, reason = "without a port there is no test")]
    pub async fn start() -> Self {
        let held = Held::default();
        let serves = held.clone();
        let check = move |parts: &Parts, _: &Bytes| open(parts, serves.serve(parts, FOLDER));
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
        let server = Server::start(address, true, check)
            .await
            .expect("a free port on loopback");
        Self { server, held }
    }

    /// Holds a file, and gives its URL.
    pub fn holds(&self, id: &str, bytes: impl Into<Bytes>, mime_type: &'static str) -> String {
        self.held.put(id, bytes, mime_type);
        format!("http://{}{FOLDER}{id}", self.server.address)
    }

    /// What was wrong with the requests so far, and forgets it: for tests that ask wrongly on
    /// purpose.
    pub fn take_faults(&self) -> Vec<String> {
        self.server.take_faults()
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use http_client::{Access, BodyLimit, Client};

    use super::*;
    use crate::channels::{FakeChatwoot, FakeTelegram, FakeWhazing};

    /// What is answered to a GET with these headers.
    async fn status(url: &str, headers: &[(&str, &str)]) -> u16 {
        let client = Client::new(Access::Anywhere).unwrap();
        let get = client.get(&url.parse().unwrap());
        let request = headers
            .iter()
            .fold(get, |get, (name, value)| get.header(*name, *value));
        let sent = client.send(request, BodyLimit::JSON, Duration::from_secs(20));
        sent.await.unwrap().status
    }

    #[tokio::test]
    async fn no_stand_in_serves_a_file_to_a_token_that_it_should_not_have() {
        let files = FakeFiles::start().await;
        let chatwoot = FakeChatwoot::start(1, "token").await;
        let whazing = FakeWhazing::start("token", None).await;
        let url = chatwoot.holds("a.txt", "a", "text/plain");
        for (url, found) in [
            (&files.holds("a.txt", "a", "text/plain"), 200),
            (&url, 302),
            (&url.replace("blobs/redirect", "disk"), 200),
            (&whazing.holds("a.txt", "a", "text/plain"), 200),
        ] {
            assert_eq!(status(url, &[]).await, found, "{url}");
            for header in [
                ("authorization", "Bearer token"),
                ("api_access_token", "token"),
            ] {
                assert!(status(url, &[header]).await >= 400, "{url}");
            }
            assert_eq!(
                status(&url.replace("a.txt", "b.txt"), &[]).await,
                404,
                "{url}"
            );
        }
        assert_eq!(files.take_faults().len(), 3);
        assert_eq!(chatwoot.take_faults().len(), 6);
        assert_eq!(whazing.take_faults().len(), 3);
    }

    #[tokio::test]
    async fn a_bot_gets_only_its_own_files() {
        let telegram = FakeTelegram::start("1:token").await;
        telegram.holds("a.txt", "a", "text/plain");
        let url = |token: &str| format!("{}/file/bot{token}/files/a.txt", telegram.base_url());
        assert_eq!(status(&url("1:token"), &[]).await, 200);
        assert_eq!(status(&url("2:token"), &[]).await, 404);
        assert_eq!(telegram.take_faults(), ["no such file"]);
    }
}

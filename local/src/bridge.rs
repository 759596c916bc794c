//! Lets containers reach this machine. For a container, 127.0.0.1 is the container itself, so
//! services that listen only on loopback are opened at another address of this machine as well.

use std::net::{Ipv4Addr, SocketAddr};

use anyhow::{Context, bail, ensure};
use axum::serve::{Listener, ListenerExt};
use tokio::{
    io::copy_bidirectional,
    net::{TcpListener, TcpStream},
    task::JoinSet,
};
use url::Url;

/// Loopback ports that are open, under the same numbers, at an address that containers reach.
/// They close when this is dropped.
#[derive(Debug)]
pub struct Bridge {
    _ports: JoinSet<()>,
}

impl Bridge {
    /// Opens the ports of these loopback URLs at the address. Everybody who reaches it can use what
    /// listens there. Must be called on a tokio runtime.
    ///
    /// # Errors
    /// If the address is [`Ipv4Addr::LOCALHOST`] or stands for all addresses of the machine, or if
    /// listening there fails.
    pub async fn open(
        address: Ipv4Addr,
        urls: impl IntoIterator<Item = impl AsRef<str>>,
    ) -> anyhow::Result<Self> {
        // The functions go to this address, and loopback has the same ports.
        if address.is_unspecified() || address == Ipv4Addr::LOCALHOST {
            bail!(
                "containers cannot reach this machine at {address}: name one address that it has in their network"
            );
        }
        let mut ports = JoinSet::new();
        for url in urls {
            let inside = loopback(url.as_ref())?;
            let outside = SocketAddr::new(address.into(), inside.port());
            let listener = TcpListener::bind(outside)
                .await
                .with_context(|| format!("cannot listen for containers on {outside}"))?;
            ports.spawn(serve(listener, inside));
        }
        Ok(Self { _ports: ports })
    }
}

/// The text with this machine's loopback URLs replaced by those that containers reach.
pub fn from_containers(text: &str, address: Ipv4Addr) -> String {
    let at = |address| format!("http://{address}:");
    text.replace(&at(Ipv4Addr::LOCALHOST), &at(address))
}

fn loopback(url: &str) -> anyhow::Result<SocketAddr> {
    let addresses = Url::parse(url)?.socket_addrs(|| None)?;
    let address = addresses.first().context("a URL without an address")?;
    ensure!(address.ip() == Ipv4Addr::LOCALHOST, "{url} is not loopback");
    Ok(*address)
}

async fn serve(listener: TcpListener, inside: SocketAddr) {
    // Without it, small answers are held back: see the emulated services' listeners.
    let mut listener = listener.tap_io(without_delay);
    let mut connections = JoinSet::new();
    loop {
        let (connection, _) = listener.accept().await;
        connections.spawn(carry(connection, inside));
        while connections.try_join_next().is_some() {}
    }
}

async fn carry(mut outside: TcpStream, inside: SocketAddr) {
    let carried = async {
        let mut inside = TcpStream::connect(inside).await?;
        without_delay(&mut inside);
        copy_bidirectional(&mut outside, &mut inside).await
    };
    if let Err(error) = carried.await {
        tracing::debug!(%error, "a container's connection broke off");
    }
}

fn without_delay(stream: &mut TcpStream) {
    if let Err(error) = stream.set_nodelay(true) {
        tracing::debug!(%error, "TCP_NODELAY was refused");
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};

    use super::*;

    /// An address at which this machine's services do not listen by themselves.
    const ADDRESS: Ipv4Addr = Ipv4Addr::new(127, 0, 0, 2);

    /// A server that reverses what it gets, and its URL.
    async fn reverser() -> String {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                let mut said = Vec::new();
                stream.read_to_end(&mut said).await.unwrap();
                said.reverse();
                stream.write_all(&said).await.unwrap();
            }
        });
        url
    }

    #[cfg(target_os = "linux")]
    async fn ask(url: &str, text: &str) -> std::io::Result<String> {
        let mut stream = TcpStream::connect(url.strip_prefix("http://").unwrap()).await?;
        stream.write_all(text.as_bytes()).await?;
        stream.shutdown().await?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await?;
        Ok(answer)
    }

    // Elsewhere loopback has no address but 127.0.0.1, unless somebody adds one.
    #[cfg(target_os = "linux")]
    #[tokio::test]
    async fn a_port_is_open_at_the_address_until_the_bridge_is_dropped() {
        let (first, second) = (reverser().await, reverser().await);
        let there = from_containers(&first, ADDRESS);
        assert_ne!(there, first);
        assert!(ask(&there, "mala").await.is_err());

        let bridge = Bridge::open(ADDRESS, [&first, &second]).await.unwrap();
        for url in [&there, &there, &from_containers(&second, ADDRESS)] {
            assert_eq!(ask(url, "mala").await.unwrap(), "alam");
        }
        drop(bridge);
        while ask(&there, "mala").await.is_ok() {
            tokio::task::yield_now().await;
        }
        assert_eq!(ask(&first, "mala").await.unwrap(), "alam");
    }

    #[tokio::test]
    async fn an_address_that_leads_no_container_here_is_refused() {
        let url = reverser().await;
        // The last address is reserved for documentation, so no machine has it (RFC 5737).
        for (address, reason) in [
            (
                [0, 0, 0, 0],
                "containers cannot reach this machine at 0.0.0.0",
            ),
            (
                [127, 0, 0, 1],
                "containers cannot reach this machine at 127.0.0.1",
            ),
            ([192, 0, 2, 1], "cannot listen for containers on 192.0.2.1:"),
        ] {
            let error = Bridge::open(address.into(), [&url]).await.err();
            let error = format!("{:#}", error.unwrap());
            assert!(error.contains(reason), "{error}");
        }
    }

    #[test]
    fn only_loopback_urls_change() {
        for (text, expected) in [
            ("http://127.0.0.1:3001/v1", "http://127.0.0.2:3001/v1"),
            (
                "arn:aws:sqs:us-east-1:000000000000:dead",
                "arn:aws:sqs:us-east-1:000000000000:dead",
            ),
        ] {
            assert_eq!(from_containers(text, ADDRESS), expected);
        }
    }
}

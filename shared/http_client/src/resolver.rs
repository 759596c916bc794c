//! Resolves names at every new connection: a name that was harmless when it was saved may lead
//! elsewhere by now.

use std::net::SocketAddr;

use reqwest::dns::{Addrs, Name, Resolve, Resolving};

use crate::access::is_public;

/// Resolves as the system does, and keeps only public addresses.
pub(crate) struct PublicOnly;

impl Resolve for PublicOnly {
    fn resolve(&self, name: Name) -> Resolving {
        Box::pin(async move {
            let public = resolve(name.as_str()).await?;
            Ok(Box::new(public.into_iter()) as Addrs)
        })
    }
}

/// Why a name led nowhere.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ResolveError {
    #[error("the host's name could not be resolved")]
    Lookup(#[from] std::io::Error),
    #[error("the host has no public address")]
    NotPublic,
}

/// The public addresses of a name, with port 0: the connection sets the port.
pub(crate) async fn resolve(name: &str) -> Result<Vec<SocketAddr>, ResolveError> {
    public_only(tokio::net::lookup_host((name, 0)).await?)
}

fn public_only(found: impl Iterator<Item = SocketAddr>) -> Result<Vec<SocketAddr>, ResolveError> {
    let public: Vec<_> = found.filter(|address| is_public(address.ip())).collect();
    if public.is_empty() {
        return Err(ResolveError::NotPublic);
    }
    Ok(public)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_with_mixed_addresses_keeps_the_public_ones() {
        let found = ["10.0.0.1:0", "1.1.1.1:0", "[::ffff:10.0.0.1]:0"].map(|a| a.parse().unwrap());
        let kept = public_only(found.into_iter()).unwrap();
        assert_eq!(kept, ["1.1.1.1:0".parse().unwrap()]);
    }

    #[test]
    fn a_name_with_no_public_address_fails() {
        let found = ["10.0.0.1:0".parse().unwrap()];
        assert!(public_only(found.into_iter()).is_err());
    }

    #[tokio::test]
    async fn the_machines_own_name_fails() {
        let resolved = resolve("localhost").await;
        assert!(matches!(resolved, Err(ResolveError::NotPublic)));
    }
}

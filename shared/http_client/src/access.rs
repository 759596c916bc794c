//! Where a request may go.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use url::{Host, Url};

use crate::HttpError;

/// Which servers the client may talk to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Only https, only to addresses of the public internet.
    PublicHttps,
    /// Anywhere, including plain http: for local runs and tests (`RECADO_ALLOW_HTTP=1`).
    Anywhere,
}

impl Access {
    /// Checks what a URL shows before its host is resolved. A literal address is checked here,
    /// because a connection to it never asks the resolver.
    pub(crate) fn check(self, url: &Url) -> Result<(), HttpError> {
        match (self, url.scheme()) {
            (_, "https") | (Self::Anywhere, "http") => {}
            _ => return Err(HttpError::ForbiddenScheme),
        }
        let may_go = match url.host() {
            None => false,
            Some(_) if self == Self::Anywhere => true,
            Some(Host::Domain(name)) => !is_localhost(name),
            Some(Host::Ipv4(ip)) => is_public(ip.into()),
            Some(Host::Ipv6(ip)) => is_public(ip.into()),
        };
        may_go.then_some(()).ok_or(HttpError::ForbiddenAddress)
    }
}

fn is_localhost(name: &str) -> bool {
    let name = name.strip_suffix('.').unwrap_or(name);
    name == "localhost" || name.ends_with(".localhost")
}

/// Whether an address belongs to the public internet, according to IANA's special-purpose address
/// registries (RFC 6890 and its successors). A range with a public exception counts as not public
/// as a whole: no API is served from those.
pub(crate) fn is_public(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => is_public_v4(ip),
        IpAddr::V6(ip) => is_public_v6(ip),
    }
}

fn is_public_v4(ip: Ipv4Addr) -> bool {
    !matches!(
        ip.octets(),
        [0, ..]                          // this network
            | [10, ..]                   // private
            | [100, 64..=127, ..]        // carrier-grade NAT
            | [127, ..]                  // loopback
            | [169, 254, ..]             // link-local, and the cloud's metadata service
            | [172, 16..=31, ..]         // private
            | [192, 0, 0 | 2, _]         // protocol assignments, documentation
            | [192, 88, 99, _]           // relays to 6to4
            | [192, 168, ..]             // private
            | [198, 18..=19, ..]         // benchmarking
            | [198, 51, 100, _]          // documentation
            | [203, 0, 113, _]           // documentation
            | [224..=255, ..] // multicast, reserved, broadcast
    )
}

fn is_public_v6(ip: Ipv6Addr) -> bool {
    // Outside 2000::/3 are loopback, link-local and unique local addresses, multicast, and every
    // form that wraps an IPv4 address except 6to4 and Teredo.
    let global_unicast = matches!(ip.segments(), [0x2000..=0x3fff, ..]);
    let special = matches!(
        ip.segments(),
        [0x2001, 0..=0x01ff, ..]         // protocol assignments: Teredo, benchmarking, ORCHID
            | [0x2001, 0x0db8, ..]       // documentation
            | [0x2002, ..]               // 6to4
            | [0x3fff, 0..=0x0fff, ..] // documentation
    );
    global_unicast && !special
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn private_and_special_addresses_are_not_public() {
        for ip in [
            "0.0.0.0",
            "10.1.2.3",
            "100.64.0.1",
            "100.127.255.255",
            "127.0.0.1",
            "169.254.169.254",
            "172.16.0.1",
            "172.31.255.255",
            "192.0.0.8",
            "192.0.2.1",
            "192.88.99.1",
            "192.168.0.1",
            "198.18.0.1",
            "198.19.255.255",
            "198.51.100.1",
            "203.0.113.1",
            "224.0.0.1",
            "240.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "::127.0.0.1",
            "::8.8.8.8",
            "::ffff:127.0.0.1",
            "::ffff:8.8.8.8",
            "64:ff9b::8.8.8.8",
            "64:ff9b:1::1",
            "100::1",
            "2001::1",
            "2001:2::1",
            "2001:20::1",
            "2001:1ff::1",
            "2001:db8::1",
            "2002:7f00:1::",
            "3fff::1",
            "5f00::1",
            "fc00::1",
            "fd00:ec2::254",
            "fe80::1",
            "fec0::1",
            "ff02::1",
        ] {
            assert!(!is_public(ip.parse().unwrap()), "{ip}");
        }
    }

    #[test]
    fn neighbours_of_special_ranges_are_public() {
        for ip in [
            "1.1.1.1",
            "11.0.0.1",
            "100.63.255.255",
            "100.128.0.1",
            "169.253.0.1",
            "172.15.0.1",
            "172.32.0.1",
            "192.0.1.1",
            "192.167.0.1",
            "198.17.0.1",
            "198.20.0.1",
            "223.255.255.255",
            "2001:200::1",
            "2001:4860:4860::8888",
            "2606:4700::1111",
            "3ffe:1000::1",
        ] {
            assert!(is_public(ip.parse().unwrap()), "{ip}");
        }
    }

    #[test]
    fn every_spelling_of_a_private_host_is_refused() {
        for url in [
            "https://127.0.0.1/",
            "https://127.1/",
            "https://2130706433/",
            "https://0x7f000001/",
            "https://0177.0.0.1/",
            "https://127.0.0.1./",
            "https://[::1]/",
            "https://[::ffff:a9fe:a9fe]/",
            "https://localhost/",
            "https://LOCALHOST./",
            "https://api.localhost/",
        ] {
            let refused = Access::PublicHttps.check(&url.parse().unwrap());
            assert!(matches!(refused, Err(HttpError::ForbiddenAddress)), "{url}");
        }
    }

    #[test]
    fn only_https_is_public_and_nothing_else_than_http_is_added_locally() {
        let check = |access: Access, url: &str| access.check(&url.parse().unwrap());
        assert!(check(Access::PublicHttps, "https://api.openai.com/v1").is_ok());
        assert!(check(Access::Anywhere, "http://127.0.0.1:8080/").is_ok());
        for (access, url) in [
            (Access::PublicHttps, "http://api.openai.com/v1"),
            (Access::Anywhere, "ftp://127.0.0.1/"),
            (Access::Anywhere, "file:///etc/passwd"),
        ] {
            let refused = check(access, url);
            assert!(matches!(refused, Err(HttpError::ForbiddenScheme)), "{url}");
        }
    }
}

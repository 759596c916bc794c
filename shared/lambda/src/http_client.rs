//! The one HTTP client behind all clients of AWS.

use aws_sdk_dynamodb::config::SharedHttpClient;
use aws_smithy_http_client::Builder;
use aws_smithy_http_client::tls::{Provider, TlsContext, TrustStore, rustls_provider::CryptoMode};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;

/// TLS by rustls on ring, with the web PKI's roots: reading the system's roots costs milliseconds
/// at every cold start. The roots are loaded when an SDK client is made from this one.
pub(crate) fn https() -> SharedHttpClient {
    let roots = TrustStore::empty().with_pem_certificate(web_pki_roots());
    // In this version building cannot fail; the system's roots would serve as well.
    let context = TlsContext::builder().with_trust_store(roots).build();
    Builder::new()
        .tls_provider(Provider::rustls(CryptoMode::Ring))
        .tls_context(context.unwrap_or_default())
        .build_https()
}

/// For emulators on this machine: without TLS, there are no roots to load.
pub(crate) fn http() -> SharedHttpClient {
    Builder::new().build_http()
}

/// The SDK accepts certificates in PEM only.
fn web_pki_roots() -> Vec<u8> {
    let mut pem = String::new();
    for root in webpki_root_certs::TLS_SERVER_ROOT_CERTS {
        pem.push_str("-----BEGIN CERTIFICATE-----\n");
        BASE64.encode_string(root, &mut pem);
        pem.push_str("\n-----END CERTIFICATE-----\n");
    }
    pem.into_bytes()
}

//! Signing webhooks as the providers do.

use conversation::Timestamp;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use standardwebhooks::{
    HEADER_WEBHOOK_ID, HEADER_WEBHOOK_SIGNATURE, HEADER_WEBHOOK_TIMESTAMP, Webhook,
};

/// The value of `X-Hub-Signature-256` for a body.
#[expect(clippy::expect_used, reason = "HMAC takes keys of any length")]
pub fn sign_whatsapp(app_secret: &str, body: &[u8]) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(app_secret.as_bytes()).expect("a key");
    mac.update(body);
    format!("sha256={}", hex::encode(mac.finalize().into_bytes()))
}

/// The value of `X-Chatwoot-Signature` for a body; `timestamp` is that of `X-Chatwoot-Timestamp`.
#[expect(clippy::expect_used, reason = "HMAC takes keys of any length")]
pub fn sign_chatwoot(secret: &str, timestamp: &str, body: &[u8]) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).expect("a key");
    mac.update(timestamp.as_bytes());
    mac.update(b".");
    mac.update(body);
    format!("sha256={}", hex::encode(mac.finalize().into_bytes()))
}

/// The three headers of Standard Webhooks for a body. `secret` begins with `whsec_`.
#[expect(clippy::expect_used, reason = "a test's own secret and body are valid")]
pub fn sign_webhook(
    secret: &str,
    id: &str,
    now: Timestamp,
    body: &[u8],
) -> [(&'static str, String); 3] {
    let seconds = i64::try_from(now.seconds()).expect("a time in this age");
    let key = Webhook::new(secret).expect("a signing secret");
    let signature = key.sign(id, seconds, body).expect("a body in UTF-8");
    [
        (HEADER_WEBHOOK_ID, id.to_owned()),
        (HEADER_WEBHOOK_TIMESTAMP, seconds.to_string()),
        (HEADER_WEBHOOK_SIGNATURE, signature),
    ]
}

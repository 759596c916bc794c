//! Secrets against KMS.

use std::sync::Arc;
use std::time::Duration;

use crate::support::{Services, TestClock, integration};
use conversation::{ContactName, ConversationId};
use lambda::{Env, FromEnv, KeyConfig};
use secrecy::ExposeSecret;
use settings::SecretValues;
use store::{InboundSecrets, OutboundSecrets, Secrets, SecretsError};

async fn key(services: &Services) -> String {
    match KeyConfig::read(&Env::of_process()) {
        Ok(key) => key.id,
        Err(_) => {
            let made = services.config.kms().create_key().send().await.unwrap();
            made.key_metadata.unwrap().key_id
        }
    }
}

async fn secrets(services: &Services, clock: &TestClock) -> Secrets<TestClock> {
    Secrets::new(services.config.kms(), key(services).await, clock.clone())
}

fn values(path: &str, secret: &str) -> SecretValues {
    SecretValues::from([(path.to_owned(), secret.to_owned().into())])
}

#[tokio::test]
async fn what_was_sealed_opens() {
    let services = Services::start();
    let secrets = secrets(&services, &TestClock::new()).await;
    let loja = integration("loja-1");
    let inbound = InboundSecrets::new([7; 32], values("channel.app_secret", "s3cret"));
    let sealed = secrets.seal_inbound(&loja, &inbound).await.unwrap();
    let opened = secrets.open_inbound(&loja, &sealed).await.unwrap();
    let secret = opened.values["channel.app_secret"].expose_secret();
    assert_eq!(secret, "s3cret");
    let contact = ContactName::parse("Ana").unwrap();
    let id =
        |secrets: &InboundSecrets| ConversationId::derive(&secrets.conversation_key(), &contact);
    assert_eq!(id(&opened), id(&inbound));
    assert_eq!(id(&opened.with_values(SecretValues::new())), id(&inbound));

    let outbound = OutboundSecrets {
        values: values("assistant.api_key", "sk-1"),
    };
    let sealed = secrets.seal_outbound(&loja, &outbound).await.unwrap();
    let opened = secrets.open_outbound(&loja, &sealed).await.unwrap();
    let secret = opened.values["assistant.api_key"].expose_secret();
    assert_eq!(secret, "sk-1");
    let shown = format!("{inbound:?} {opened:?}");
    assert!(!shown.contains("s3cret") && !shown.contains("sk-1") && !shown.contains("7, 7"));
}

#[tokio::test]
async fn a_ciphertext_opens_only_where_it_belongs() {
    let services = Services::start();
    let secrets = secrets(&services, &TestClock::new()).await;
    let (one, other) = (integration("loja-1"), integration("loja-2"));
    let inbound = InboundSecrets::new([7; 32], SecretValues::new());
    let sealed = secrets.seal_inbound(&one, &inbound).await.unwrap();
    secrets.open_inbound(&one, &sealed).await.unwrap();
    let moved = secrets.open_inbound(&other, &sealed).await;
    assert!(matches!(moved, Err(SecretsError::NotOpened)), "{moved:?}");
    // Its plaintext would be valid for the other part.
    let moved = secrets.open_outbound(&one, &sealed).await;
    assert!(matches!(moved, Err(SecretsError::NotOpened)), "{moved:?}");
}

#[tokio::test]
async fn too_much_is_refused_with_its_size() {
    let services = Services::start();
    let secrets = secrets(&services, &TestClock::new()).await;
    let outbound = |length: usize| OutboundSecrets {
        values: values("k", &"x".repeat(length)),
    };
    let room = 4096 - r#"{"values":{"k":""}}"#.len();
    let loja = integration("loja-1");
    secrets.seal_outbound(&loja, &outbound(room)).await.unwrap();
    let refused = secrets.seal_outbound(&loja, &outbound(room + 1)).await;
    assert!(
        matches!(refused, Err(SecretsError::TooLarge { bytes: 4097 })),
        "{refused:?}"
    );
}

#[tokio::test]
async fn what_was_opened_is_kept_for_5_minutes() {
    let services = Services::start();
    let clock = TestClock::new();
    let secrets = secrets(&services, &clock).await;
    let loja = integration("loja-1");
    let sealed = secrets
        .seal_outbound(&loja, &OutboundSecrets::default())
        .await
        .unwrap();
    let first = secrets.open_outbound(&loja, &sealed).await.unwrap();
    clock.advance(Duration::from_secs(299));
    let second = secrets.open_outbound(&loja, &sealed).await.unwrap();
    assert!(Arc::ptr_eq(&first, &second));
    clock.advance(Duration::from_secs(1));
    let third = secrets.open_outbound(&loja, &sealed).await.unwrap();
    assert!(!Arc::ptr_eq(&first, &third));
}

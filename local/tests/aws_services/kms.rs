//! Encryption bound to a context.

use aws_sdk_kms::Client;
use aws_sdk_kms::primitives::Blob;

use crate::{code, fresh};

async fn key(kms: &Client) -> String {
    let created = kms.create_key().send().await.unwrap();
    created.key_metadata().unwrap().key_id().to_owned()
}

async fn encrypt(kms: &Client, key: &str) -> Vec<u8> {
    let encrypt = kms
        .encrypt()
        .key_id(key)
        .plaintext(Blob::new("segredo"))
        .encryption_context("integration", "int_1")
        .encryption_context("part", "inbound");
    encrypt
        .send()
        .await
        .unwrap()
        .ciphertext_blob
        .unwrap()
        .into_inner()
}

fn decrypt(
    kms: &Client,
    blob: Vec<u8>,
    context: &[(&str, &str)],
) -> aws_sdk_kms::operation::decrypt::builders::DecryptFluentBuilder {
    let decrypt = kms.decrypt().ciphertext_blob(Blob::new(blob));
    let add =
        |decrypt: aws_sdk_kms::operation::decrypt::builders::DecryptFluentBuilder,
         (name, value): &(&str, &str)| decrypt.encryption_context(*name, *value);
    context.iter().fold(decrypt, add)
}

#[tokio::test]
async fn what_was_encrypted_is_decrypted_with_the_same_context_in_any_order() {
    let aws = fresh();
    let kms = &aws.clients.kms;
    let key = key(kms).await;
    let blob = encrypt(kms, &key).await;

    for context in [
        [("integration", "int_1"), ("part", "inbound")],
        [("part", "inbound"), ("integration", "int_1")],
    ] {
        let opened = decrypt(kms, blob.clone(), &context).send().await.unwrap();
        assert_eq!(opened.plaintext.unwrap().into_inner(), b"segredo");
        assert!(opened.key_id.unwrap().ends_with(&key));
    }
    assert_ne!(
        encrypt(kms, &key).await,
        blob,
        "each ciphertext has a nonce of its own"
    );
}

#[tokio::test]
async fn another_context_opens_nothing() {
    let aws = fresh();
    let kms = &aws.clients.kms;
    let blob = encrypt(kms, &key(kms).await).await;

    for context in [
        vec![],
        vec![("integration", "int_1")],
        vec![("integration", "int_2"), ("part", "inbound")],
        vec![("integration", "int_1"), ("part", "outbound")],
        vec![("integration", "int_1"), ("part", "inbound"), ("more", "x")],
    ] {
        let refused = decrypt(kms, blob.clone(), &context)
            .send()
            .await
            .unwrap_err();
        assert!(
            refused
                .into_service_error()
                .is_invalid_ciphertext_exception(),
            "{context:?}"
        );
    }
}

#[tokio::test]
async fn a_changed_ciphertext_opens_nothing() {
    let aws = fresh();
    let kms = &aws.clients.kms;
    let blob = encrypt(kms, &key(kms).await).await;
    let context = [("integration", "int_1"), ("part", "inbound")];

    for position in 0..blob.len() {
        let mut changed = blob.clone();
        changed[position] ^= 1;
        let refused = decrypt(kms, changed, &context).send().await.unwrap_err();
        assert!(
            refused
                .into_service_error()
                .is_invalid_ciphertext_exception(),
            "{position}"
        );
    }
    let refused = decrypt(kms, blob[..20].to_vec(), &context)
        .send()
        .await
        .unwrap_err();
    assert!(
        refused
            .into_service_error()
            .is_invalid_ciphertext_exception()
    );
}

#[tokio::test]
async fn a_plaintext_has_at_most_4096_bytes() {
    let aws = fresh();
    let kms = &aws.clients.kms;
    let key = key(kms).await;
    let encrypt = |bytes: usize| {
        kms.encrypt()
            .key_id(&key)
            .plaintext(Blob::new(vec![0; bytes]))
            .send()
    };

    assert_eq!(code(encrypt(4097).await), "ValidationException");
    let blob = encrypt(4096)
        .await
        .unwrap()
        .ciphertext_blob
        .unwrap()
        .into_inner();
    let opened = decrypt(kms, blob, &[]).send().await.unwrap();
    assert_eq!(opened.plaintext.unwrap().into_inner().len(), 4096);
}

#[tokio::test]
async fn a_key_is_known_by_its_id_its_alias_and_their_arns() {
    let aws = fresh();
    let kms = &aws.clients.kms;
    let key = key(kms).await;
    let describe = |name: String| kms.describe_key().key_id(name).send();

    let missing = describe("alias/recado".to_owned()).await.unwrap_err();
    assert!(missing.into_service_error().is_not_found_exception());
    kms.create_alias()
        .alias_name("alias/recado")
        .target_key_id(&key)
        .send()
        .await
        .unwrap();
    let again = kms
        .create_alias()
        .alias_name("alias/recado")
        .target_key_id(&key)
        .send()
        .await;
    assert!(
        again
            .unwrap_err()
            .into_service_error()
            .is_already_exists_exception()
    );

    let prefix = "arn:aws:kms:us-east-1:000000000000:";
    for name in [
        key.clone(),
        format!("{prefix}key/{key}"),
        "alias/recado".to_owned(),
        format!("{prefix}alias/recado"),
    ] {
        let described = describe(name).await.unwrap().key_metadata.unwrap();
        assert_eq!(described.key_id(), key);
        assert!(described.enabled());
    }
}

#[tokio::test]
async fn a_ciphertext_is_decrypted_by_its_own_key_only() {
    let aws = fresh();
    let kms = &aws.clients.kms;
    let (ours, other) = (key(kms).await, key(kms).await);
    let blob = encrypt(kms, &ours).await;
    let context = [("integration", "int_1"), ("part", "inbound")];

    let refused = decrypt(kms, blob.clone(), &context)
        .key_id(other)
        .send()
        .await
        .unwrap_err();
    assert!(refused.into_service_error().is_incorrect_key_exception());
    decrypt(kms, blob, &context)
        .key_id(ours)
        .send()
        .await
        .unwrap();
    let unknown = kms
        .encrypt()
        .key_id("unknown")
        .plaintext(Blob::new("x"))
        .send()
        .await;
    assert!(
        unknown
            .unwrap_err()
            .into_service_error()
            .is_not_found_exception()
    );
}

#[cfg(unix)]
#[test]
fn the_master_key_is_for_its_owner_only() {
    use std::os::unix::fs::PermissionsExt as _;

    let aws = fresh();

    let metadata = std::fs::metadata(aws.folder.path().join("master.key")).unwrap();
    assert_eq!(metadata.permissions().mode() & 0o777, 0o600);
}

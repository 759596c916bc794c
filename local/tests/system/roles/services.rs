//! The key, the queues and the secret.

use aws_sdk_dynamodb::types::AttributeValue;
use aws_sdk_kms::primitives::Blob;

use super::{AUDIO, Account, code, refused};

#[tokio::test]
async fn the_key_opens_for_a_function_what_was_sealed_for_it() {
    let account = Account::new().await;
    let key = &account.system.resources().key_id;
    let seal = |role: &str, part: &str| {
        let encrypt = account.of(role).kms.encrypt().key_id(key);
        let encrypt = encrypt.encryption_context("part", part);
        encrypt.plaintext(Blob::new("a secret")).send()
    };
    let sealed = seal("console", "inbound")
        .await
        .unwrap()
        .ciphertext_blob
        .unwrap();
    let open = |role: &str, key: Option<&String>| {
        let decrypt = account.of(role).kms.decrypt().set_key_id(key.cloned());
        let decrypt = decrypt.encryption_context("part", "inbound");
        decrypt.ciphertext_blob(sealed.clone()).send()
    };
    open("ingest", Some(key)).await.unwrap();
    open("ingest", None).await.unwrap();
    for key in [Some(key), None] {
        assert_eq!(code(open("responder", key).await), "AccessDeniedException");
    }
    assert_eq!(
        code(seal("ingest", "inbound").await),
        "AccessDeniedException"
    );
    assert_eq!(
        code(seal("console", "another").await),
        "AccessDeniedException"
    );
}

#[tokio::test]
async fn a_function_sends_to_the_queues_of_its_role_and_takes_from_its_own() {
    let account = Account::new().await;
    let resources = account.system.resources();
    let send = |role: &str, url: &str| {
        let send = account.of(role).sqs.send_message().queue_url(url);
        send.message_body("oi").send()
    };
    send("transfer", &resources.human_dlq.url).await.unwrap();
    let (code, message) = refused(send("ingest", &resources.human_dlq.url).await);
    assert_eq!(code, "AccessDenied");
    assert!(
        message.contains("sqs:SendMessage on resource: arn:aws:sqs"),
        "{message}"
    );
    let take = account.of("transfer").sqs.receive_message();
    let (code, _) = refused(take.queue_url(&resources.wake_ups.url).send().await);
    assert_eq!(code, "AccessDenied");
}

#[tokio::test]
async fn what_is_sealed_with_the_key_needs_the_key_as_well() {
    let account = Account::new().await;
    let resources = account.system.resources();
    account.without("ingest", "Queues");
    let send = account.of("ingest").sqs.send_message();
    let send = send.queue_url(&resources.wake_ups.url).message_body("oi");
    let (code, message) = refused(send.send().await);
    assert_eq!(code, "KMS.AccessDeniedException");
    assert!(
        message.contains("kms:GenerateDataKey on resource: arn:aws:kms"),
        "{message}"
    );
    account.without("ingest", "Table");
    let get = account
        .of("ingest")
        .dynamodb
        .get_item()
        .table_name("recado");
    let key = AttributeValue::S("a".to_owned());
    let get = get.key("pk", key.clone()).key("sk", key);
    assert!(refused(get.send().await).1.contains("kms:Decrypt"));
    account.without("console", "OpenAdminToken");
    let get = account.of("console").secrets_manager.get_secret_value();
    let get = get.secret_id(&resources.admin_token_secret);
    assert!(refused(get.send().await).1.contains("kms:Decrypt"));
    account.without("responder", "SealAndOpenAudio");
    let put = account.of("responder").s3.put_object().key(AUDIO);
    let put = put.bucket(&resources.audio_bucket).send();
    assert!(refused(put.await).1.contains("kms:GenerateDataKey"));
}

#[tokio::test]
async fn a_secret_is_read_by_the_function_whose_role_names_it() {
    let account = Account::new().await;
    let secret = &account.system.resources().admin_token_secret;
    let get = |role: &str| {
        let get = account.of(role).secrets_manager.get_secret_value();
        get.secret_id(secret).send()
    };
    get("console").await.unwrap();
    assert_eq!(code(get("responder").await), "AccessDeniedException");
}

#[tokio::test]
async fn a_stranger_is_refused_everywhere_and_the_account_nowhere() {
    let account = Account::new().await;
    let (stranger, owner) = (account.of("stranger"), account.system.clients());
    let tables = stranger.dynamodb.list_tables().send().await;
    assert_eq!(code(tables), "UnrecognizedClientException");
    let queue = stranger
        .sqs
        .get_queue_url()
        .queue_name("wake-ups")
        .send()
        .await;
    assert_eq!(code(queue), "InvalidClientTokenId");
    let keys = stranger
        .kms
        .describe_key()
        .key_id("alias/recado")
        .send()
        .await;
    assert_eq!(code(keys), "UnrecognizedClientException");
    let bucket = &account.system.resources().audio_bucket;
    let listed = stranger.s3.list_objects_v2().bucket(bucket).send().await;
    assert_eq!(code(listed), "InvalidAccessKeyId");
    owner.dynamodb.list_tables().send().await.unwrap();
    owner
        .s3
        .list_objects_v2()
        .bucket(bucket)
        .send()
        .await
        .unwrap();
}

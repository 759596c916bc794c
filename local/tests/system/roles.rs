//! The emulated services, asked by the access keys of the functions' roles.

use std::time::Duration;

use aws_sdk_dynamodb::types::{AttributeValue, Delete, KeysAndAttributes, Put, TransactWriteItem};
use aws_sdk_kms::primitives::Blob;
use aws_sdk_s3::presigning::PresigningConfig;
use aws_sdk_sqs::error::{ProvideErrorMetadata, SdkError};
use local::{clients::Clients, system::System};
use tempfile::TempDir;

use crate::support::{bin_dir, http_client};

const AUDIO: &str = "audio/loja/1/0.ogg";

/// A system with the trial function in the place of each function.
struct Account {
    system: System,
    _folders: [TempDir; 2],
}

impl Account {
    async fn new() -> Self {
        let (data, binaries) = (tempfile::tempdir().unwrap(), bin_dir().await);
        let system = System::start(local::system::Options {
            bin_dir: Some(binaries.path().to_owned()),
            ..local::system::Options::new(data.path())
        });
        Self {
            system: system.await.unwrap(),
            _folders: [data, binaries],
        }
    }

    /// What the holder of an access key asks with.
    fn of(&self, access_key_id: &str) -> Clients {
        Clients::of(self.system.aws().endpoints(), access_key_id)
    }

    fn put(&self, pk: &str) -> Put {
        let put = Put::builder().table_name(&self.system.resources().table);
        let text = |text: &str| AttributeValue::S(text.to_owned());
        put.item("pk", text(pk))
            .item("sk", text("STATE"))
            .build()
            .unwrap()
    }
}

/// The code and the message of an error.
fn refused<T, E>(answer: Result<T, SdkError<E>>) -> (String, String)
where
    T: std::fmt::Debug,
    E: ProvideErrorMetadata + std::fmt::Debug,
{
    let error = answer.unwrap_err();
    let text = |text: Option<&str>| text.unwrap_or_default().to_owned();
    (text(error.code()), text(error.message()))
}

fn code<T, E>(answer: Result<T, SdkError<E>>) -> String
where
    T: std::fmt::Debug,
    E: ProvideErrorMetadata + std::fmt::Debug,
{
    refused(answer).0
}

#[tokio::test]
async fn a_function_writes_under_the_keys_of_its_role_and_no_others_also_in_a_transaction() {
    let account = Account::new().await;
    let ingest = account.of("ingest").dynamodb;
    let put = |pk: &str| {
        let put = account.put(pk);
        let request = ingest.put_item().table_name(put.table_name());
        request.set_item(Some(put.item().clone())).send()
    };
    put("CONV#loja#1").await.unwrap();
    put("ALIAS#loja#Maria").await.unwrap();
    let (code, message) = refused(put("INTEGRATION#loja").await);
    assert_eq!(code, "AccessDeniedException");
    assert_eq!(
        message,
        "User: arn:aws:sts::000000000000:assumed-role/IngestRole/ingest is not authorized to \
         perform: dynamodb:PutItem on resource: \
         arn:aws:dynamodb:us-east-1:000000000000:table/recado because no identity-based policy \
         allows the dynamodb:PutItem action"
    );

    let transaction = |second: TransactWriteItem| {
        let first = TransactWriteItem::builder().put(account.put("CONV#loja#2"));
        let request = ingest.transact_write_items().transact_items(first.build());
        request.transact_items(second).send()
    };
    let item = TransactWriteItem::builder();
    transaction(item.clone().put(account.put("CONV#loja#3")).build())
        .await
        .unwrap();
    let foreign = item.clone().put(account.put("VOICE#loja")).build();
    assert!(
        refused(transaction(foreign).await)
            .1
            .contains("dynamodb:PutItem")
    );
    let key = AttributeValue::S("CONV#loja#3".to_owned());
    let delete = Delete::builder()
        .table_name("recado")
        .key("pk", key.clone());
    let delete = item.delete(delete.key("sk", key).build().unwrap()).build();
    assert!(
        refused(transaction(delete).await)
            .1
            .contains("dynamodb:DeleteItem")
    );
}

#[tokio::test]
async fn what_reads_many_items_is_allowed_as_itself() {
    let account = Account::new().await;
    let key = AttributeValue::S("a".to_owned());
    let keys = KeysAndAttributes::builder();
    let keys = keys.keys([("pk".to_owned(), key.clone()), ("sk".to_owned(), key)].into());
    let keys = keys.build().unwrap();
    let batch = |role| {
        let get = account.of(role).dynamodb.batch_get_item();
        get.request_items("recado", keys.clone()).send()
    };
    batch("ingest").await.unwrap();
    assert!(
        refused(batch("responder").await)
            .1
            .contains("dynamodb:BatchGetItem")
    );
    let query = |role, index: Option<&str>| {
        let query = account.of(role).dynamodb.query().table_name("recado");
        let name = if index.is_some() { "list_pk" } else { "pk" };
        let query = query.key_condition_expression(format!("{name} = :pk"));
        let query = query.expression_attribute_values(":pk", AttributeValue::S("a".to_owned()));
        query.set_index_name(index.map(str::to_owned)).send()
    };
    query("responder", None).await.unwrap();
    query("console", Some("by_list")).await.unwrap();
    let (_, message) = refused(query("responder", Some("by_list")).await);
    assert!(message.contains("table/recado/index/by_list"), "{message}");
    assert!(
        refused(query("transfer", None).await)
            .1
            .contains("dynamodb:Query")
    );
    let scan = account.of("console").dynamodb.scan().table_name("recado");
    assert_eq!(code(scan.send().await), "AccessDeniedException");
    let tables = account.of("console").dynamodb.list_tables();
    assert_eq!(code(tables.send().await), "AccessDeniedException");
}

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
    let (access, resources) = (account.system.aws().access(), account.system.resources());
    let without = |role: &str, sid: &str| {
        let statements = access.statements().into_iter();
        let mut found = statements.filter(|of| of.role == role && of.sid == sid);
        access.withdraw(Some(found.next().unwrap()));
    };
    without("ingest", "Queues");
    let send = account.of("ingest").sqs.send_message();
    let send = send.queue_url(&resources.wake_ups.url).message_body("oi");
    let (code, message) = refused(send.send().await);
    assert_eq!(code, "KMS.AccessDeniedException");
    assert!(
        message.contains("kms:GenerateDataKey on resource: arn:aws:kms"),
        "{message}"
    );
    without("ingest", "Table");
    let get = account
        .of("ingest")
        .dynamodb
        .get_item()
        .table_name("recado");
    let key = AttributeValue::S("a".to_owned());
    let get = get.key("pk", key.clone()).key("sk", key);
    assert!(refused(get.send().await).1.contains("kms:Decrypt"));
    without("console", "OpenAdminToken");
    let get = account.of("console").secrets_manager.get_secret_value();
    let get = get.secret_id(&resources.admin_token_secret);
    assert!(refused(get.send().await).1.contains("kms:Decrypt"));
    without("responder", "SealAndOpenAudio");
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
async fn audio_is_kept_found_and_erased_by_whose_role_says_so() {
    let account = Account::new().await;
    let bucket = &account.system.resources().audio_bucket;
    let (responder, console) = (account.of("responder").s3, account.of("console").s3);
    let get = |s3: &aws_sdk_s3::Client| s3.get_object().bucket(bucket).key(AUDIO).send();
    // Whoever may list is told that it is missing.
    assert_eq!(code(get(&responder).await), "NoSuchKey");
    assert_eq!(code(get(&console).await), "AccessDenied");
    let put = |key: &str| responder.put_object().bucket(bucket).key(key).send();
    put(AUDIO).await.unwrap();
    assert_eq!(code(put("elsewhere/0.ogg").await), "AccessDenied");
    get(&responder).await.unwrap();
    assert_eq!(code(get(&console).await), "AccessDenied");

    let list = |prefix: Option<&str>| {
        let list = console.list_objects_v2().bucket(bucket);
        list.set_prefix(prefix.map(str::to_owned)).send()
    };
    assert_eq!(list(Some("audio/loja/")).await.unwrap().contents().len(), 1);
    for other in [None, Some(""), Some("elsewhere/")] {
        assert_eq!(code(list(other).await), "AccessDenied", "{other:?}");
    }
    let delete = |s3: &aws_sdk_s3::Client, key: &str| {
        let object = aws_sdk_s3::types::ObjectIdentifier::builder()
            .key(key)
            .build();
        let delete = aws_sdk_s3::types::Delete::builder()
            .objects(object.unwrap())
            .build();
        s3.delete_objects()
            .bucket(bucket)
            .delete(delete.unwrap())
            .send()
    };
    assert_eq!(code(delete(&responder, AUDIO).await), "AccessDenied");
    assert_eq!(
        code(delete(&console, "elsewhere/0.ogg").await),
        "AccessDenied"
    );
    delete(&console, AUDIO).await.unwrap();
}

#[tokio::test]
async fn a_link_opens_by_the_right_of_who_signed_it() {
    let account = Account::new().await;
    let bucket = &account.system.resources().audio_bucket;
    let put = account
        .of("responder")
        .s3
        .put_object()
        .bucket(bucket)
        .key(AUDIO);
    put.body(b"OggS".to_vec().into()).send().await.unwrap();
    for (role, status) in [("responder", 200), ("console", 403), ("stranger", 403)] {
        let get = account.of(role).s3.get_object().bucket(bucket).key(AUDIO);
        let minute = PresigningConfig::expires_in(Duration::from_secs(60)).unwrap();
        let link = get.presigned(minute).await.unwrap();
        let answer = http_client().get(link.uri()).send().await.unwrap();
        assert_eq!(answer.status().as_u16(), status, "{role}");
    }
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

//! Audio, and the links to it.

use std::time::Duration;

use aws_sdk_s3::Client;
use aws_sdk_s3::presigning::PresigningConfig;
use aws_sdk_s3::types::{CompletedMultipartUpload, CompletedPart, Delete, ObjectIdentifier};

use super::{AUDIO, Account, code, refused};
use crate::support::http_client;

#[tokio::test]
async fn audio_is_kept_found_and_erased_by_whose_role_says_so() {
    let account = Account::new().await;
    let bucket = &account.system.resources().audio_bucket;
    let (responder, console) = (account.of("responder").s3, account.of("console").s3);
    let get = |s3: &Client| s3.get_object().bucket(bucket).key(AUDIO).send();
    let transfer = account.of("transfer").s3;
    assert_eq!(code(get(&transfer).await), "AccessDenied");
    // Only a caller with the right to list is told that it is missing.
    assert_eq!(code(get(&responder).await), "NoSuchKey");
    account.without("responder", "LearnThatAudioIsMissing");
    assert_eq!(code(get(&responder).await), "AccessDenied");
    let put = |key: &str| responder.put_object().bucket(bucket).key(key).send();
    put(AUDIO).await.unwrap();
    assert_eq!(code(put("elsewhere/0.ogg").await), "AccessDenied");
    for reader in [&responder, &console] {
        get(reader).await.unwrap();
    }
    assert_eq!(code(get(&transfer).await), "AccessDenied");

    let list = |prefix: Option<&str>| {
        let list = console.list_objects_v2().bucket(bucket);
        list.set_prefix(prefix.map(str::to_owned)).send()
    };
    assert_eq!(list(Some("audio/loja/")).await.unwrap().contents().len(), 1);
    // A caller that plays a voice names no prefix, and may learn that it is missing.
    for other in [Some(""), Some("elsewhere/")] {
        assert_eq!(code(list(other).await), "AccessDenied", "{other:?}");
    }
    let delete = |s3: &Client, key: &str| {
        let object = ObjectIdentifier::builder().key(key).build();
        let delete = Delete::builder().objects(object.unwrap()).build();
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
async fn what_is_sent_in_parts_is_asked_about_by_the_names_that_iam_has() {
    let account = Account::new().await;
    let bucket = &account.system.resources().audio_bucket;
    let (responder, console) = (account.of("responder").s3, account.of("console").s3);
    let begin = |s3: &Client| {
        let begin = s3.create_multipart_upload();
        begin.bucket(bucket).key(AUDIO).send()
    };
    let (_, message) = refused(begin(&console).await);
    assert!(message.contains("perform: s3:PutObject on"), "{message}");
    let id = begin(&responder).await.unwrap().upload_id.unwrap();
    let part = || {
        let part = responder.upload_part().bucket(bucket).key(AUDIO);
        let part = part.upload_id(&id).part_number(1);
        part.body(b"OggS".to_vec().into()).send()
    };
    let tag = part().await.unwrap().e_tag.unwrap();
    let parts = responder.list_parts().bucket(bucket).key(AUDIO);
    let (_, message) = refused(parts.upload_id(&id).send().await);
    assert!(message.contains("s3:ListMultipartUploadParts"), "{message}");
    let uploads = responder.list_multipart_uploads().bucket(bucket);
    let (_, message) = refused(uploads.send().await);
    assert!(
        message.contains("s3:ListBucketMultipartUploads"),
        "{message}"
    );
    let abort = responder.abort_multipart_upload().bucket(bucket).key(AUDIO);
    let (_, message) = refused(abort.upload_id(&id).send().await);
    assert!(message.contains("s3:AbortMultipartUpload"), "{message}");

    let done = CompletedPart::builder().part_number(1).e_tag(tag).build();
    let done = CompletedMultipartUpload::builder().parts(done).build();
    let complete = responder.complete_multipart_upload().bucket(bucket);
    let complete = complete.key(AUDIO).upload_id(&id).multipart_upload(done);
    complete.send().await.unwrap();
    account.without("responder", "SealAndOpenAudio");
    let (_, message) = refused(part().await);
    assert!(message.contains("perform: kms:Decrypt on"), "{message}");
}

#[tokio::test]
async fn who_copies_may_read_the_one_and_write_the_other() {
    let account = Account::new().await;
    let bucket = &account.system.resources().audio_bucket;
    let (owner, responder) = (&account.system.clients().s3, account.of("responder").s3);
    for key in [AUDIO, "elsewhere/0.ogg"] {
        let put = owner.put_object().bucket(bucket).key(key);
        put.body(b"OggS".to_vec().into()).send().await.unwrap();
    }
    let copy = |from: &str, to: &str| {
        let copy = responder.copy_object().bucket(bucket).key(to);
        copy.copy_source(format!("{bucket}/{from}")).send()
    };
    copy(AUDIO, "audio/loja/1/1.ogg").await.unwrap();
    let (_, message) = refused(copy("elsewhere/0.ogg", AUDIO).await);
    assert!(message.contains("perform: s3:GetObject on"), "{message}");
    let (_, message) = refused(copy(AUDIO, "elsewhere/1.ogg").await);
    assert!(message.contains("perform: s3:PutObject on"), "{message}");
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
    for (role, status) in [
        ("responder", 200),
        ("console", 200),
        ("transfer", 403),
        ("stranger", 403),
    ] {
        let get = account.of(role).s3.get_object().bucket(bucket).key(AUDIO);
        let minute = PresigningConfig::expires_in(Duration::from_secs(60)).unwrap();
        let link = get.presigned(minute).await.unwrap();
        let answer = http_client().get(link.uri()).send().await.unwrap();
        assert_eq!(answer.status().as_u16(), status, "{role}");
    }
}

//! Audio, and the links to it.

use std::time::Duration;

use aws_sdk_s3::Client;
use aws_sdk_s3::presigning::PresigningConfig;
use aws_sdk_s3::types::{Delete, ObjectIdentifier};

use super::{AUDIO, Account, code};
use crate::support::http_client;

#[tokio::test]
async fn audio_is_kept_found_and_erased_by_whose_role_says_so() {
    let account = Account::new().await;
    let bucket = &account.system.resources().audio_bucket;
    let (responder, console) = (account.of("responder").s3, account.of("console").s3);
    let get = |s3: &Client| s3.get_object().bucket(bucket).key(AUDIO).send();
    assert_eq!(code(get(&console).await), "AccessDenied");
    // Only who may list is told that it is missing.
    assert_eq!(code(get(&responder).await), "NoSuchKey");
    account.without("responder", "LearnThatAudioIsMissing");
    assert_eq!(code(get(&responder).await), "AccessDenied");
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

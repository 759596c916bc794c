//! Objects, and links to them that are signed and expire.

use std::time::{Duration, SystemTime};

use aws_sdk_s3::Client;
use aws_sdk_s3::config::Credentials;
use aws_sdk_s3::operation::get_object::GetObjectError;
use aws_sdk_s3::presigning::PresigningConfig;
use aws_sdk_s3::primitives::ByteStream;
use aws_sdk_s3::types::{Delete, ObjectIdentifier};
use http_client::{Access, BodyLimit, Response};
use url::Url;

use crate::{code, fresh};

pub(crate) const BUCKET: &str = "recado-audio";
pub(crate) const KEY: &str = "audio/loja-1/0/0.ogg";
pub(crate) const OGG: &str = "audio/ogg; codecs=opus";
const DAY: Duration = Duration::from_secs(24 * 3600);

pub(crate) async fn bucket(s3: &Client) {
    s3.create_bucket().bucket(BUCKET).send().await.unwrap();
}

pub(crate) async fn put(s3: &Client, key: &str, bytes: &[u8]) {
    let body = ByteStream::from(bytes.to_vec());
    let put = s3.put_object().bucket(BUCKET).key(key).content_type(OGG);
    put.body(body).send().await.unwrap();
}

pub(crate) async fn get(s3: &Client, key: &str) -> Result<Vec<u8>, GetObjectError> {
    let got = s3.get_object().bucket(BUCKET).key(key).send().await;
    let got = got.map_err(|error| error.into_service_error())?;
    Ok(got.body.collect().await.unwrap().to_vec())
}

fn with_credentials(s3: &Client, secret: &str, token: Option<&str>) -> Client {
    let token = token.map(str::to_owned);
    let credentials = Credentials::new("test", secret, token, None, "test");
    let config = s3.config().to_builder();
    Client::from_conf(config.credentials_provider(credentials).build())
}

#[expect(
    clippy::disallowed_methods,
    reason = "the emulator compares links with the machine's own clock"
)]
fn now() -> SystemTime {
    SystemTime::now()
}

/// A link that is valid for a day from `start` on.
async fn link(s3: &Client, start: SystemTime) -> Url {
    let signing = PresigningConfig::builder()
        .start_time(start)
        .expires_in(DAY);
    let get = s3.get_object().bucket(BUCKET).key(KEY);
    let signed = get.presigned(signing.build().unwrap()).await.unwrap();
    assert_eq!(signed.headers().count(), 0, "who follows a link sends none");
    signed.uri().parse().unwrap()
}

async fn open(link: &Url) -> Response {
    let client = http_client::Client::new(Access::Anywhere).unwrap();
    let time = Duration::from_secs(10);
    let request = client.get(link);
    client.send(request, BodyLimit::JSON, time).await.unwrap()
}

/// The error code of a link that is not valid.
async fn refused(link: &Url) -> (u16, String) {
    let response = open(link).await;
    let body = String::from_utf8_lossy(&response.body).into_owned();
    let code = body.split_once("<Code>").unwrap().1;
    let code = code.split_once("</Code>").unwrap().0;
    (response.status, code.to_owned())
}

#[tokio::test]
async fn what_was_put_is_got_and_put_again() {
    let aws = fresh();
    let s3 = &aws.clients.s3;
    bucket(s3).await;

    put(s3, KEY, b"first").await;
    assert_eq!(get(s3, KEY).await.unwrap(), b"first");
    put(s3, KEY, b"second").await;
    assert_eq!(get(s3, KEY).await.unwrap(), b"second");

    let head = s3.head_object().bucket(BUCKET).key(KEY);
    let head = head.send().await.unwrap();
    assert_eq!(head.content_type(), Some(OGG));
    assert_eq!(head.content_length(), Some(6));
}

#[tokio::test]
async fn what_is_not_there_is_not_found() {
    let aws = fresh();
    let s3 = &aws.clients.s3;
    let head = s3.head_bucket().bucket(BUCKET).send().await.unwrap_err();
    assert!(head.into_service_error().is_not_found());
    bucket(s3).await;

    assert!(get(s3, KEY).await.unwrap_err().is_no_such_key());
}

#[tokio::test]
async fn a_list_has_what_begins_with_its_prefix_page_by_page() {
    let aws = fresh();
    let s3 = &aws.clients.s3;
    bucket(s3).await;
    for key in ["a/1-1/0", "a/1-1/1", "a/1-12/0", "a/12-1/0", "b/1-1/0"] {
        put(s3, key, b"x").await;
    }

    let list = s3.list_objects_v2().bucket(BUCKET).prefix("a/1-");
    let mut pages = list.max_keys(2).into_paginator().send();
    let mut found = Vec::new();
    while let Some(page) = pages.next().await {
        let page = page.unwrap();
        let keys = page.contents().iter().map(|object| object.key().unwrap());
        found.push(keys.map(str::to_owned).collect::<Vec<_>>());
    }

    assert_eq!(found, [vec!["a/1-1/0", "a/1-1/1"], vec!["a/1-12/0"]]);
}

#[tokio::test]
async fn several_are_deleted_at_once_and_a_missing_one_is_no_error() {
    let aws = fresh();
    let s3 = &aws.clients.s3;
    bucket(s3).await;
    for key in ["a/0", "a/1", "a/2"] {
        put(s3, key, b"x").await;
    }

    let keys = ["a/0", "a/1", "a/9"].map(|key| ObjectIdentifier::builder().key(key).build());
    let objects = keys.into_iter().collect::<Result<Vec<_>, _>>().unwrap();
    let delete = Delete::builder().set_objects(Some(objects)).quiet(true);
    let delete = s3.delete_objects().delete(delete.build().unwrap());
    let deleted = delete.bucket(BUCKET).send().await.unwrap();

    assert!(deleted.errors().is_empty());
    let left = s3.list_objects_v2().bucket(BUCKET).send().await.unwrap();
    let left: Vec<_> = left.contents().iter().map(|o| o.key().unwrap()).collect();
    assert_eq!(left, ["a/2"]);
}

#[tokio::test]
async fn a_link_opens_with_nothing_but_itself() {
    let aws = fresh();
    let s3 = &aws.clients.s3;
    bucket(s3).await;
    put(s3, KEY, b"OggS").await;

    let opened = open(&link(s3, now()).await).await;

    assert_eq!((opened.status, &opened.body[..]), (200, &b"OggS"[..]));
    assert_eq!(opened.headers["content-type"], OGG);
}

/// Like a function's credentials.
#[tokio::test]
async fn a_link_opens_also_when_a_session_has_signed_it() {
    let aws = fresh();
    let s3 = with_credentials(&aws.clients.s3, "test", Some("a session's token"));
    bucket(&s3).await;
    put(&s3, KEY, b"OggS").await;

    let link = link(&s3, now()).await;

    assert!(link.as_str().contains("X-Amz-Security-Token=a%20session"));
    assert_eq!(open(&link).await.status, 200);
}

#[tokio::test]
async fn a_link_is_refused_when_it_has_expired_or_is_not_valid_yet() {
    let aws = fresh();
    let s3 = &aws.clients.s3;
    bucket(s3).await;
    put(s3, KEY, b"OggS").await;
    let (minute, day) = (Duration::from_secs(60), DAY);

    let nearly = link(s3, now() - day + minute).await;
    assert_eq!(open(&nearly).await.status, 200);

    let expired = link(s3, now() - day - minute).await;
    assert_eq!(refused(&expired).await, (403, "AccessDenied".to_owned()));
    let early = link(s3, now() + day).await;
    let expected = (403, "RequestTimeTooSkewed".to_owned());
    assert_eq!(refused(&early).await, expected);
}

#[tokio::test]
async fn a_link_that_was_changed_is_refused() {
    let aws = fresh();
    let s3 = &aws.clients.s3;
    bucket(s3).await;
    put(s3, KEY, b"OggS").await;
    put(s3, "audio/loja-2/0/0.ogg", b"OggS").await;
    let link = link(s3, now()).await;
    let changed = |from: &str, to: &str| {
        let changed = link.as_str().replace(from, to);
        assert_ne!(changed, link.as_str());
        changed.parse::<Url>().unwrap()
    };

    for changed in [
        changed("/loja-1/", "/loja-2/"),
        changed("X-Amz-Expires=86400", "X-Amz-Expires=604800"),
        changed("X-Amz-Signature=", "X-Amz-Signature=0"),
    ] {
        assert_ne!(open(&changed).await.status, 200, "{changed}");
    }
    let mut bare = link.clone();
    bare.set_query(None);
    assert_eq!(refused(&bare).await, (403, "AccessDenied".to_owned()));
}

#[tokio::test]
async fn a_request_under_another_secret_is_refused() {
    let aws = fresh();
    bucket(&aws.clients.s3).await;
    let guessing = with_credentials(&aws.clients.s3, "guessed", None);

    let get = guessing.get_object();
    let refused = get.bucket(BUCKET).key(KEY).send().await;

    assert_eq!(code(refused), "SignatureDoesNotMatch");
}

//! The storage of audio.

use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use aws_sdk_s3::Client;
use aws_sdk_s3::config::interceptors::BeforeDeserializationInterceptorContextMut;
use aws_sdk_s3::config::{ConfigBag, Credentials, Intercept, RuntimeComponents};
use aws_sdk_s3::error::BoxError;
use aws_sdk_s3::primitives::SdkBody;
use bytes::Bytes;
use conversation::ports::Clock;
use conversation::{ConversationId, ConversationRef, IntegrationId, Seq};
use futures_util::{TryStreamExt, stream};
use http_client::{Access, BodyLimit, Response};
use lambda::{SystemClock, error_chain};
use speech::{AudioError, AudioFormat, AudioStore, SpokenAudio};

use crate::bucket::Bucket;
use crate::common::PLENTY;

use AudioFormat::{Mp3, OggOpus};

const DAY: Duration = Duration::from_secs(24 * 3600);
const MINUTE: Duration = Duration::from_secs(60);
const OGG: Bytes = Bytes::from_static(b"OggS");
const MP3: Bytes = Bytes::from_static(b"ID3\x04");

fn conversation(integration: &str, digit: &str) -> ConversationRef {
    ConversationRef {
        integration: IntegrationId::parse(integration).unwrap(),
        id: ConversationId::parse(&digit.repeat(32)).unwrap(),
    }
}

fn spoken(format: AudioFormat, audio: Bytes) -> SpokenAudio {
    SpokenAudio {
        audio,
        format,
        character_cost: Some(21),
    }
}

fn loja() -> ConversationRef {
    conversation("loja-1", "a")
}

async fn fetch(link: &str) -> Response {
    let client = http_client::Client::new(Access::Anywhere).unwrap();
    let request = client.get(&link.parse().unwrap());
    let fetched = client.send(request, BodyLimit::AUDIO, PLENTY).await;
    fetched.unwrap()
}

#[tokio::test]
async fn what_was_kept_of_a_part_is_found_with_its_format() {
    let bucket = Bucket::new().await;
    let audio = bucket.audio();
    let of = loja();
    let (loja, turn) = (&of.integration, of.turn_id(Seq(7)));

    audio
        .keep(loja, &turn, 0, spoken(OggOpus, OGG))
        .await
        .unwrap();
    audio.keep(loja, &turn, 1, spoken(Mp3, MP3)).await.unwrap();

    let found = audio.find(loja, &turn, 0).await.unwrap();
    assert_eq!(found, Some(spoken(OggOpus, OGG)));
    let found = audio.find(loja, &turn, 1).await.unwrap();
    assert_eq!(found, Some(spoken(Mp3, MP3)));
    let expected = ["0.ogg", "1.mp3"].map(|name| format!("audio/loja-1/{turn}/{name}"));
    assert_eq!(bucket.keys().await, expected);
    bucket.delete().await;
}

#[tokio::test]
async fn nothing_of_another_part_or_turn_or_integration_is_found() {
    let bucket = Bucket::new().await;
    let audio = bucket.audio();
    let of = loja();
    let (loja, turn) = (&of.integration, of.turn_id(Seq(7)));
    let other = IntegrationId::parse("loja-2").unwrap();

    audio
        .keep(loja, &turn, 1, spoken(OggOpus, OGG))
        .await
        .unwrap();

    assert_eq!(audio.find(loja, &turn, 0).await.unwrap(), None);
    let another_turn = of.turn_id(Seq(71));
    assert_eq!(audio.find(loja, &another_turn, 1).await.unwrap(), None);
    assert_eq!(audio.find(&other, &turn, 1).await.unwrap(), None);
    bucket.delete().await;
}

#[tokio::test]
async fn a_part_that_is_kept_again_takes_the_first_ones_place() {
    let bucket = Bucket::new().await;
    let audio = bucket.audio();
    let of = loja();
    let (loja, turn) = (&of.integration, of.turn_id(Seq(7)));
    let again = Bytes::from_static(b"OggS again");

    audio
        .keep(loja, &turn, 0, spoken(OggOpus, OGG))
        .await
        .unwrap();
    let keep = audio.keep(loja, &turn, 0, spoken(OggOpus, again.clone()));
    keep.await.unwrap();

    let found = audio.find(loja, &turn, 0).await.unwrap();
    assert_eq!(found, Some(spoken(OggOpus, again)));
    bucket.delete().await;
}

#[tokio::test]
async fn a_link_leads_to_the_audio_as_what_it_is() {
    let bucket = Bucket::new().await;
    let audio = bucket.audio();
    let of = loja();
    let (loja, turn) = (&of.integration, of.turn_id(Seq(7)));
    for (part, format, bytes) in [(0, OggOpus, OGG), (1, Mp3, MP3)] {
        let keep = audio.keep(loja, &turn, part, spoken(format, bytes.clone()));
        keep.await.unwrap();

        let link = audio.link(loja, &turn, part, format).await.unwrap();

        let fetched = fetch(&link).await;
        assert_eq!((fetched.status, fetched.body), (200, bytes));
        assert_eq!(fetched.headers["content-type"], format.mime_type());
    }
    bucket.delete().await;
}

#[tokio::test]
async fn a_link_opens_for_a_day_and_no_longer() {
    let bucket = Bucket::new().await;
    let of = loja();
    let (loja, turn) = (&of.integration, of.turn_id(Seq(7)));
    let keep = bucket.audio();
    let keep = keep.keep(loja, &turn, 0, spoken(OggOpus, OGG));
    keep.await.unwrap();
    let now = SystemClock.now();

    for (age, status) in [(DAY - MINUTE, 200), (DAY + MINUTE, 403)] {
        let then = bucket.audio_at(now.minus(age));
        let link = then.link(loja, &turn, 0, OggOpus).await.unwrap();
        assert_eq!(fetch(&link).await.status, status, "after {age:?}");
    }
    bucket.delete().await;
}

#[tokio::test]
async fn erasing_a_conversation_erases_every_page_of_its_audio_and_no_other() {
    let bucket = Bucket::new().await;
    let audio = bucket.audio();
    let of = loja();
    let others = [conversation("loja-1", "b"), conversation("loja-2", "a")];
    let kept = others.each_ref().map(|of| (of, 1));
    // One more than a page of the list and a request to delete hold.
    let mine = (0..1001).map(|turn| (&of, turn));
    stream::iter(mine.chain(kept).map(Ok))
        .try_for_each_concurrent(16, async |(of, turn)| {
            let turn = of.turn_id(Seq(turn));
            audio
                .keep(&of.integration, &turn, 0, spoken(OggOpus, OGG))
                .await
        })
        .await
        .unwrap();

    audio.erase_conversation(&of).await.unwrap();

    let left = others.map(|of| {
        format!(
            "audio/{}/{}/0.ogg",
            of.integration.as_str(),
            of.turn_id(Seq(1))
        )
    });
    assert_eq!(bucket.keys().await, left);
    // If nothing is there, it is also done.
    audio.erase_conversation(&of).await.unwrap();
    bucket.delete().await;
}

/// Replaces the second answer, the one to the deletion after a list, by the answer of S3 when it
/// refuses a part of it: 200, and the errors.
#[derive(Debug, Default)]
struct KeepsSome {
    answers: AtomicU32,
}

impl Intercept for KeepsSome {
    fn name(&self) -> &'static str {
        "KeepsSome"
    }

    fn modify_before_deserialization(
        &self,
        context: &mut BeforeDeserializationInterceptorContextMut<'_>,
        _: &RuntimeComponents,
        _: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        if self.answers.fetch_add(1, Ordering::SeqCst) == 1 {
            let error = "<Error><Key>audio/0.ogg</Key><Code>SlowDown</Code></Error>";
            let body = format!("<DeleteResult>{error}{error}</DeleteResult>");
            *context.response_mut().body_mut() = SdkBody::from(body);
        }
        Ok(())
    }
}

#[tokio::test]
async fn what_was_not_deleted_is_an_error() {
    let bucket = Bucket::new().await;
    let of = loja();
    let keep = bucket.audio();
    let turn = of.turn_id(Seq(7));
    let keep = keep.keep(&of.integration, &turn, 0, spoken(OggOpus, OGG));
    keep.await.unwrap();
    let config = bucket
        .client
        .config()
        .to_builder()
        .interceptor(KeepsSome::default());
    let client = Client::from_conf(config.build());
    let audio = AudioStore::new(client, bucket.name.clone(), SystemClock);

    let error = audio.erase_conversation(&of).await.unwrap_err();

    assert!(matches!(&error, AudioError::NotDeleted { objects: 2, code } if code == "SlowDown"));
    bucket.delete().await;
}

#[tokio::test]
async fn a_refusal_is_an_error_that_says_why() {
    let bucket = Bucket::new().await;
    let of = loja();
    let credentials = Credentials::new("test", "guessed", None, None, "test");
    let config = bucket.client.config().to_builder();
    let config = config.credentials_provider(credentials).build();
    let client = Client::from_conf(config);
    let audio = AudioStore::new(client, bucket.name.clone(), SystemClock);

    let turn = of.turn_id(Seq(7));
    let find = audio.find(&of.integration, &turn, 0).await.unwrap_err();
    let keep = audio
        .keep(&of.integration, &turn, 0, spoken(OggOpus, OGG))
        .await;
    let erase = audio.erase_conversation(&of).await.unwrap_err();

    for error in [find, keep.unwrap_err(), erase] {
        let shown = error_chain(&error);
        assert!(
            shown.starts_with("S3 failed: ") && shown.contains("SignatureDoesNotMatch"),
            "{shown}"
        );
    }
    bucket.delete().await;
}

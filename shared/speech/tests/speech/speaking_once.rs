//! One integration's voice: spoken once, kept, and found.

use std::marker::PhantomData;

use aws_sdk_s3::Client;
use aws_sdk_s3::config::interceptors::BeforeSerializationInterceptorContextRef;
use aws_sdk_s3::config::{ConfigBag, Intercept};
use aws_sdk_s3::error::BoxError;
use aws_sdk_s3::operation::get_object::GetObjectInput;
use aws_sdk_s3::operation::put_object::PutObjectInput;
use conversation::IntegrationId;
use conversation::ports::{Failure, Line, Synthesis, Voice, VoiceError};
use speech::{Speaker, script};
use testkit::{
    TestClock,
    elevenlabs::{FakeElevenLabs, MP3, OGG, Step},
};

use crate::bucket::Bucket;
use crate::common::{KEY, PLENTY, speech};

const TURN: &str = "0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f-7";

fn speaker(fake: &FakeElevenLabs, bucket: &Bucket) -> Speaker<TestClock> {
    Speaker {
        speech: speech(fake, KEY),
        store: bucket.audio(),
        integration: IntegrationId::parse("loja-1").unwrap(),
        voice_id: "voice-ana".to_owned(),
        model_id: "eleven_flash_v2_5".to_owned(),
        language_code: Some("pt".to_owned()),
        voice_settings: None,
    }
}

fn line(index: usize) -> Line<'static> {
    Line {
        turn_id: TURN,
        index,
        text: "Chega amanhã.",
        before: Some("Seu pedido saiu."),
        after: None,
    }
}

#[tokio::test]
async fn a_part_is_spoken_once_and_then_found() {
    let (fake, bucket) = (FakeElevenLabs::start(KEY).await, Bucket::new().await);
    let speaker = speaker(&fake, &bucket);
    let first = speaker.speak(line(1), PLENTY).await.unwrap();
    assert_eq!(first.character_cost, Some(13));
    assert!(first.audio.bytes == OGG && first.audio.is_voice_note);
    assert_eq!(first.audio.mime_type, "audio/ogg; codecs=opus");
    assert_eq!(first.audio.file_name, "1.ogg");
    let key = format!("audio/loja-1/{TURN}/1.ogg");
    assert!(first.audio.link.contains(&key), "{}", first.audio.link);
    assert_eq!(bucket.keys().await, [key]);

    let again = speaker.speak(line(1), PLENTY).await.unwrap();
    assert!(again == first);
    let asked = fake.asked();
    assert_eq!(asked.len(), 1);
    assert_eq!(asked[0].body["previous_text"], "Seu pedido saiu.");
    assert_eq!(asked[0].body["language_code"], "pt");
    bucket.delete().await;
}

#[tokio::test]
async fn where_there_are_no_voice_notes_mp3_is_asked_for() {
    let bucket = Bucket::new().await;
    for (n, refusal) in [
        Step::validation_error(),
        Step::older_error(403, "only_for_creator+"),
        Step::answer(200, b"RIFF\x24\0\0\0WAVE".to_vec()),
    ]
    .into_iter()
    .enumerate()
    {
        let fake = FakeElevenLabs::start(KEY).await;
        fake.next_speech(refusal);
        let speaker = speaker(&fake, &bucket);
        let spoken = speaker.speak(line(n), PLENTY).await;
        let audio = spoken.unwrap().audio;
        assert!(audio.bytes == MP3 && !audio.is_voice_note);
        assert_eq!(audio.file_name, format!("{n}.mp3"));
        assert_eq!(fake.asked().len(), 2);
        let found = speaker.speak(line(n), PLENTY).await;
        assert!(found.unwrap().audio == audio);
    }
    bucket.delete().await;
}

#[tokio::test]
async fn mp3_helps_neither_a_key_nor_a_quota_nor_a_voice() {
    let bucket = Bucket::new().await;
    for (status, code) in [
        (401, "invalid_api_key"),
        (401, "quota_exceeded"),
        (404, "voice_not_found"),
        (400, "max_character_limit_exceeded"),
    ] {
        let fake = FakeElevenLabs::start(KEY).await;
        fake.next_speech(Step::older_error(status, code));
        let spoken = speaker(&fake, &bucket).speak(line(0), PLENTY).await;
        let detail = format!("HTTP {status} {code}");
        let expected = VoiceError::Failed {
            failure: Failure::permanent(detail),
            paid_for: false,
        };
        assert_eq!(spoken, Err(expected));
        assert_eq!(fake.asked().len(), 1);
    }
    assert!(bucket.keys().await.is_empty());
    bucket.delete().await;
}

#[tokio::test]
async fn audio_that_nobody_knows_is_paid_for() {
    let (fake, bucket) = (FakeElevenLabs::start(KEY).await, Bucket::new().await);
    let unknown = || Step::answer(200, b"RIFF\x24\0\0\0WAVE".to_vec());
    for then in [unknown(), Step::older_error(401, "quota_exceeded")] {
        fake.next_speech(unknown());
        fake.next_speech(then);
        let spoken = speaker(&fake, &bucket).speak(line(0), PLENTY).await;
        let Err(VoiceError::Failed { failure, paid_for }) = spoken else {
            panic!("{spoken:?}");
        };
        assert!(failure.is_permanent() && paid_for, "{failure}");
    }
    bucket.delete().await;
}

#[tokio::test]
async fn a_model_that_refuses_neighbours_is_told_of_none() {
    let (fake, bucket) = (FakeElevenLabs::start(KEY).await, Bucket::new().await);
    let speaker = Speaker {
        model_id: "eleven_v3".to_owned(),
        ..speaker(&fake, &bucket)
    };
    speaker.speak(line(0), PLENTY).await.unwrap();
    assert!(fake.asked()[0].body.get("previous_text").is_none());
    bucket.delete().await;
}

#[tokio::test]
async fn audio_too_large_for_a_voice_note_is_plain_audio() {
    let (fake, bucket) = (FakeElevenLabs::start(KEY).await, Bucket::new().await);
    for (index, length, is_voice_note) in [(0, 512 * 1024, true), (1, 512 * 1024 + 1, false)] {
        let mut audio = OGG.to_vec();
        audio.resize(length, 0);
        fake.next_speech(Step::answer(200, audio));
        let spoken = speaker(&fake, &bucket).speak(line(index), PLENTY).await;
        assert_eq!(spoken.unwrap().audio.is_voice_note, is_voice_note);
    }
    bucket.delete().await;
}

/// S3 answers neither of these.
#[derive(Debug)]
struct Refuses<Input>(PhantomData<Input>);

impl<Input: std::fmt::Debug + Send + Sync + 'static> Intercept for Refuses<Input> {
    fn name(&self) -> &'static str {
        "Refuses"
    }

    fn read_before_execution(
        &self,
        context: &BeforeSerializationInterceptorContextRef<'_>,
        _: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        match context.input().downcast_ref::<Input>() {
            Some(_) => Err("refused".into()),
            None => Ok(()),
        }
    }
}

fn refusing<Input: std::fmt::Debug + Send + Sync + 'static>(
    fake: &FakeElevenLabs,
    bucket: &Bucket,
) -> Speaker<TestClock> {
    let config = bucket.client.config().to_builder();
    let config = config.interceptor(Refuses::<Input>(PhantomData));
    let client = Client::from_conf(config.build());
    Speaker {
        store: bucket.audio_by(client),
        ..speaker(fake, bucket)
    }
}

#[tokio::test]
async fn what_may_be_there_is_not_paid_for_again() {
    let (fake, bucket) = (FakeElevenLabs::start(KEY).await, Bucket::new().await);
    let speaker = refusing::<GetObjectInput>(&fake, &bucket);
    let spoken = speaker.speak(line(0), PLENTY).await;
    assert_eq!(cost_of_storage_error(spoken), None);
    assert!(fake.asked().is_empty());
    bucket.delete().await;
}

#[tokio::test]
async fn what_is_paid_for_and_cannot_be_kept_tells_what_it_cost() {
    let (fake, bucket) = (FakeElevenLabs::start(KEY).await, Bucket::new().await);
    let speaker = refusing::<PutObjectInput>(&fake, &bucket);
    let spoken = speaker.speak(line(0), PLENTY).await;
    assert_eq!(cost_of_storage_error(spoken), Some(13));
    bucket.delete().await;
}

fn cost_of_storage_error(spoken: Result<Synthesis, VoiceError>) -> Option<u64> {
    match spoken {
        Err(VoiceError::Storage { character_cost, .. }) => character_cost,
        spoken => unreachable!("{spoken:?}"),
    }
}

#[test]
fn an_answer_is_cut_for_the_ear_and_for_the_eye() {
    let answer = "**Saiu!** Veja https://loja.example/p/1 com o código `ABC-1234`.";
    let script = script(answer, "eleven_flash_v2_5");
    assert_eq!(script.spoken, ["Saiu! Veja com o código ABC-1234."]);
    assert_eq!(script.to_copy, ["https://loja.example/p/1", "ABC-1234"]);
}

#[test]
fn only_a_model_that_acts_is_given_tags() {
    let spoken = |model| script("[risos] Saiu!", model).spoken;
    assert_eq!(spoken("eleven_multilingual_v2"), ["Saiu!"]);
    assert_eq!(spoken("eleven_v3"), ["[risos] Saiu!"]);
}

//! What is asked, and what is accepted as audio.

use serde_json::json;
use settings::VoiceSettings;
use speech::{AudioFormat, Problem, Request};
use testkit::elevenlabs::{FakeElevenLabs, MP3, OGG, Step};

use crate::common::{KEY, PLENTY, permanent, request, speech, spoken, transient};

#[tokio::test]
async fn a_text_becomes_a_voice_note_or_plain_audio() {
    let fake = FakeElevenLabs::start(KEY).await;
    for (format, audio, mime_type, extension) in [
        (AudioFormat::OggOpus, OGG, "audio/ogg; codecs=opus", "ogg"),
        (AudioFormat::Mp3, MP3, "audio/mpeg", "mp3"),
    ] {
        let spoken = speech(&fake, KEY).speak(&request(format), PLENTY).await;
        let spoken = spoken.unwrap();
        assert!(spoken.audio == audio, "{format:?}");
        assert_eq!(spoken.character_cost, Some(21));
        assert_eq!(spoken.format.mime_type(), mime_type);
        assert_eq!(spoken.format.extension(), extension);
    }
}

#[tokio::test]
async fn only_what_is_set_is_asked() {
    let fake = FakeElevenLabs::start(KEY).await;
    let least = request(AudioFormat::OggOpus);
    let most = Request {
        format: AudioFormat::Mp3,
        language_code: Some("pt"),
        voice_settings: Some(VoiceSettings {
            stability: Some(0.5.try_into().unwrap()),
            similarity_boost: Some(0.75.try_into().unwrap()),
            style: Some(0.0.try_into().unwrap()),
            use_speaker_boost: Some(true),
            speed: Some(1.1.try_into().unwrap()),
        }),
        previous_text: Some("Olá, Ana!"),
        next_text: Some("Chega amanhã."),
        ..least
    };
    for request in [&least, &most] {
        speech(&fake, KEY).speak(request, PLENTY).await.unwrap();
    }
    let asked = fake.asked();
    let formats: Vec<_> = asked.iter().map(|asked| &*asked.output_format).collect();
    assert_eq!(formats, ["opus_48000_32", "mp3_44100_64"]);
    assert!(asked.iter().all(|asked| asked.voice_id == "voice-ana"));
    assert_eq!(
        asked[0].body,
        json!({"text": "Seu pedido saiu hoje.", "model_id": "eleven_flash_v2_5"})
    );
    insta::assert_json_snapshot!(asked[1].body);
}

#[tokio::test]
async fn a_voices_id_cannot_leave_its_place() {
    let fake = FakeElevenLabs::start(KEY).await;
    let request = Request {
        voice_id: "../voices?a=b",
        ..request(AudioFormat::OggOpus)
    };
    let spoken = speech(&fake, KEY).speak(&request, PLENTY).await;
    let expected = permanent(Problem::Voice, "HTTP 404 voice_not_found");
    assert_eq!(spoken, Err(expected));
}

#[tokio::test]
async fn what_it_costs_is_known_when_the_server_says_so() {
    for (step, cost) in [
        (Step::answer(200, OGG), None),
        (
            Step::answer(200, OGG).header("character-cost", "12"),
            Some(12),
        ),
        (
            Step::answer(200, OGG).header("x-character-cost", "7"),
            Some(7),
        ),
        (
            Step::answer(200, OGG).header("character-cost", "many"),
            None,
        ),
    ] {
        assert_eq!(spoken(step).await.unwrap().character_cost, cost);
    }
}

#[tokio::test]
async fn a_page_a_document_or_a_line_is_no_audio_and_worth_a_retry() {
    for body in [
        "<html>Bad gateway</html>",
        "\n<!doctype html>",
        "{\"detail\": {}}",
        "[]",
        "upstream connect error\r\n",
    ] {
        let expected = transient("the answer is a text and not audio");
        assert_eq!(spoken(Step::answer(200, body)).await, Err(expected));
    }
    let expected = transient("the answer is empty");
    assert_eq!(spoken(Step::answer(200, "")).await, Err(expected));
}

#[tokio::test]
async fn audio_of_another_format_is_not_what_was_asked() {
    let vorbis = [&OGG[..28], b"\x01vorbis"].concat();
    for audio in [vorbis, b"RIFF\x24\0\0\0WAVE".to_vec()] {
        let expected = permanent(Problem::Format, "the answer is not audio/ogg; codecs=opus");
        assert_eq!(spoken(Step::answer(200, audio)).await, Err(expected));
    }
}

#[tokio::test]
async fn what_is_paid_for_is_taken_as_what_it_is() {
    let spoken = spoken(Step::answer(200, MP3)).await.unwrap();
    assert_eq!(spoken.format, AudioFormat::Mp3);
}

#[tokio::test]
async fn neither_the_key_nor_the_audio_is_shown() {
    let fake = FakeElevenLabs::start(KEY).await;
    let speech = speech(&fake, KEY);
    assert!(!format!("{speech:?}").contains(KEY));
    let spoken = speech.speak(&request(AudioFormat::OggOpus), PLENTY).await;
    let shown = format!("{:?}", spoken.unwrap());
    let bytes = OGG.len();
    assert_eq!(
        shown,
        format!(
            "SpokenAudio {{ audio_bytes: {bytes}, format: OggOpus, character_cost: Some(21) }}"
        )
    );
}

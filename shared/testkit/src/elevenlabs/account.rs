//! What the stand-in's account has.

use serde_json::{Value, json};

/// The longest text of a model that can speak.
pub(super) const MAX_CHARACTERS: usize = 10_000;
const SPEAKING: [(&str, &str); 3] = [
    ("eleven_multilingual_v2", "Eleven Multilingual v2"),
    ("eleven_flash_v2_5", "Eleven Flash v2.5"),
    ("eleven_v3", "Eleven v3"),
];

/// The voice with that number, with a sample below `samples`: three have names, and then come as many others as needed.
pub(super) fn voice(number: usize, samples: &str) -> Value {
    let id = voice_id(number);
    let preview = format!("{samples}/{id}.mp3");
    let (name, category) = match number {
        0 => ("Rachel".to_owned(), "premade"),
        1 => ("Ana".to_owned(), "professional"),
        2 => ("Voz da loja".to_owned(), "cloned"),
        _ => (format!("Voz {number}"), "generated"),
    };
    // The language is in one of two places; a voice of one's own has neither a language nor a
    // preview.
    let (labels, languages, preview) = match number {
        1 => {
            let verified = json!([{"language": "pt", "model_id": "eleven_multilingual_v2"}]);
            (json!({"gender": "female"}), verified, Some(preview))
        }
        2 => (json!({}), Value::Null, None),
        _ => (json!({"language": "en"}), Value::Null, Some(preview)),
    };
    json!({
        "voice_id": id, "name": name, "category": category, "samples": null, "labels": labels,
        "verified_languages": languages, "preview_url": preview,
        "available_for_tiers": [], "high_quality_base_model_ids": [],
        "is_owner": false, "is_legacy": false,
    })
}

fn voice_id(number: usize) -> String {
    match number {
        0 => "21m00Tcm4TlvDq8ikWAM".to_owned(),
        1 => "voice-ana".to_owned(),
        2 => "voice-loja".to_owned(),
        _ => format!("voice-{number}"),
    }
}

/// Whether the account has a voice of this id.
pub(super) fn has_voice(voices: usize, id: &str) -> bool {
    (0..voices).any(|number| voice_id(number) == id)
}

/// Whether there is a model of this id that can speak.
pub(super) fn speaks(id: &str) -> bool {
    SPEAKING.iter().any(|(model, _)| *model == id)
}

/// Whether there is a model of this id that writes down what it hears.
pub(super) fn listens(id: &str) -> bool {
    id == "scribe_v2"
}

/// A page of `size` voices, from `start` on.
pub(super) fn page(voices: usize, samples: &str, start: usize, size: usize) -> Value {
    let end = voices.min(start + size);
    let more = end < voices;
    json!({
        "voices": (start..end).map(|nth| voice(nth, samples)).collect::<Vec<_>>(),
        "has_more": more, "total_count": voices,
        "next_page_token": more.then(|| end.to_string()),
    })
}

pub(super) fn all_voices(voices: usize, samples: &str) -> Value {
    json!({"voices": (0..voices).map(|nth| voice(nth, samples)).collect::<Vec<_>>()})
}

/// Those that speak, and one that does not.
pub(super) fn models() -> Value {
    let silent = model("eleven_english_sts_v2", "Eleven English v2", false);
    let speaking = SPEAKING.iter().map(|(id, name)| model(id, name, true));
    json!([silent].into_iter().chain(speaking).collect::<Vec<_>>())
}

fn model(id: &str, name: &str, speaks: bool) -> Value {
    json!({
        "model_id": id, "name": name, "description": "of the fake",
        "can_do_text_to_speech": speaks, "can_do_voice_conversion": !speaks,
        "can_be_finetuned": false, "can_use_style": true, "can_use_speaker_boost": true,
        "serves_pro_voices": false, "token_cost_factor": 1.0, "requires_alpha_access": false,
        "max_characters_request_free_user": 2500,
        "max_characters_request_subscribed_user": 5000,
        "maximum_text_length_per_request": MAX_CHARACTERS,
        "languages": [
            {"language_id": "en", "name": "English"},
            {"language_id": "pt", "name": "Portuguese"},
        ],
        "model_rates": {"character_cost_multiplier": 1.0}, "concurrency_group": "standard",
    })
}

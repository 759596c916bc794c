//! What the real API would refuse, and what Recado must never send to it.

use std::collections::HashMap;

use axum::{
    body::Bytes,
    http::{Method, header, request::Parts},
};
use serde_json::Value;

use super::{Asked, Shared, account, step};
use crate::Heard;

/// Where the stand-in has samples of its voices, if it has them itself.
pub(super) const SAMPLES: &str = "/samples";

/// A call of the API, or of a sample.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Call {
    Speak,
    Listen,
    Voices,
    OlderVoices,
    Models,
    Sample,
}

/// A request that passed.
pub(super) enum Fit {
    Speak(Asked),
    Listen(Heard),
    Voices { start: usize, size: usize },
    OlderVoices,
    Models,
    Sample,
}

impl Fit {
    pub(super) const fn call(&self) -> Call {
        match self {
            Self::Speak(_) => Call::Speak,
            Self::Listen(_) => Call::Listen,
            Self::Voices { .. } => Call::Voices,
            Self::OlderVoices => Call::OlderVoices,
            Self::Models => Call::Models,
            Self::Sample => Call::Sample,
        }
    }
}

/// Why a request is refused.
pub(super) struct Unfit {
    pub(super) status: u16,
    pub(super) answer: Value,
    /// None if the API's refusal is part of its contract.
    pub(super) fault: Option<String>,
}

fn fault(message: impl Into<String>) -> Unfit {
    Unfit {
        status: 400,
        answer: step::error("validation_error", "invalid_parameters"),
        fault: Some(message.into()),
    }
}

fn refusal(status: u16, kind: &str, code: &str) -> Unfit {
    Unfit {
        status,
        answer: step::error(kind, code),
        fault: None,
    }
}

fn require(holds: bool, message: &str) -> Result<(), Unfit> {
    holds.then_some(()).ok_or_else(|| fault(message))
}

pub(super) fn request(shared: &Shared, parts: &Parts, body: &Bytes) -> Result<Fit, Unfit> {
    let header = |name: &str| {
        parts
            .headers
            .get(name)
            .and_then(|value| value.to_str().ok())
    };
    // Samples are for everybody.
    if parts.method == Method::GET && parts.uri.path().starts_with(SAMPLES) {
        return Ok(Fit::Sample);
    }
    let key = header("xi-api-key").unwrap_or_default();
    require(!key.is_empty(), "xi-api-key: none")?;
    if key != shared.key {
        return Err(refusal(401, "authentication_error", "invalid_api_key"));
    }
    let query = query(parts);
    let path: Vec<_> = parts.uri.path().split('/').skip(1).collect();
    match (&parts.method, &path[..]) {
        (&Method::POST, ["v1", "text-to-speech", voice_id]) => {
            let json = header(header::CONTENT_TYPE.as_str()) == Some("application/json");
            require(json, "content-type: not JSON")?;
            speak(shared, voice_id, query, body).map(Fit::Speak)
        }
        (&Method::POST, ["v1", "speech-to-text"]) => listen(parts, body).map(Fit::Listen),
        (&Method::GET, ["v2", "voices"]) => page(&query),
        (&Method::GET, ["v1", "voices"]) => Ok(Fit::OlderVoices),
        (&Method::GET, ["v1", "models"]) => Ok(Fit::Models),
        (method, _) => Err(fault(format!(
            "{method} {} is not served",
            parts.uri.path()
        ))),
    }
}

/// None of the values that Recado sends needs an escape.
fn query(parts: &Parts) -> HashMap<String, String> {
    let pairs = parts.uri.query().unwrap_or_default().split('&');
    let pairs = pairs.filter_map(|pair| pair.split_once('='));
    pairs
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect()
}

fn page(query: &HashMap<String, String>) -> Result<Fit, Unfit> {
    let number = |name: &str| query.get(name).map(|value| value.parse::<usize>());
    let size = match number("page_size") {
        Some(Ok(size @ 1..=100)) => size,
        _ => return Err(fault("page_size: must be 1 to 100")),
    };
    match number("next_page_token") {
        None => Ok(Fit::Voices { start: 0, size }),
        Some(Ok(start)) => Ok(Fit::Voices { start, size }),
        Some(Err(_)) => Err(fault("next_page_token: not one that was given")),
    }
}

fn listen(parts: &Parts, body: &Bytes) -> Result<Heard, Unfit> {
    /// Every field that Recado may send beside the file: anything else is our mistake.
    const FIELDS: [&str; 4] = [
        "diarize",
        "model_id",
        "tag_audio_events",
        "timestamps_granularity",
    ];
    let heard = Heard::read(parts, body, &FIELDS).map_err(fault)?;
    let listens = account::listens(heard.text("model_id"));
    require(listens, "model_id: no model that listens")?;
    for (name, value) in [
        ("diarize", "false"),
        ("tag_audio_events", "false"),
        ("timestamps_granularity", "none"),
    ] {
        require(
            heard.text(name) == value,
            &format!("{name}: must be {value}"),
        )?;
    }
    Ok(heard)
}

fn speak(
    shared: &Shared,
    voice_id: &str,
    mut query: HashMap<String, String>,
    body: &[u8],
) -> Result<Asked, Unfit> {
    /// Every field that Recado may send: anything else is our mistake.
    const FIELDS: [&str; 6] = [
        "language_code",
        "model_id",
        "next_text",
        "previous_text",
        "text",
        "voice_settings",
    ];
    let output_format = query.remove("output_format").unwrap_or_default();
    let known = output_format.starts_with("opus_") || output_format.starts_with("mp3_");
    require(
        known && query.is_empty(),
        "query: only an output_format of opus or mp3",
    )?;
    let body: Value =
        serde_json::from_slice(body).map_err(|error| fault(format!("body: not JSON: {error}")))?;
    let fields = body
        .as_object()
        .ok_or_else(|| fault("body: not an object"))?;
    if let Some(name) = fields.keys().find(|name| !FIELDS.contains(&name.as_str())) {
        return Err(fault(format!("{name}: not a field that Recado sends")));
    }
    let field = |name| fields.get(name).and_then(Value::as_str).unwrap_or_default();
    let text = field("text");
    require(!text.trim().is_empty(), "text: there is nothing to say")?;
    let speaks = account::speaks(field("model_id"));
    require(speaks, "model_id: no model that speaks")?;
    let has_neighbours = ["previous_text", "next_text"]
        .iter()
        .any(|name| fields.contains_key(*name));
    if has_neighbours && field("model_id").starts_with("eleven_v3") {
        return Err(refusal(400, "validation_error", "unsupported_model"));
    }
    if text.chars().count() > account::MAX_CHARACTERS {
        return Err(refusal(
            400,
            "validation_error",
            "max_character_limit_exceeded",
        ));
    }
    if !account::has_voice(shared.voices, voice_id) {
        return Err(refusal(404, "not_found", "voice_not_found"));
    }
    Ok(Asked {
        voice_id: voice_id.to_owned(),
        output_format,
        body,
    })
}

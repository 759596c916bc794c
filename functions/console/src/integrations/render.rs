//! An integration as it is shown, fit to be sent back.

use channels::Field;
use serde_json::{Map, Value, json};
use store::{Channel, Integration, Reply};

use super::desk;
use crate::secret_input::shown_as_set;

pub(super) fn integration(settings: &Integration) -> Value {
    let secret = |path: &str| match settings.secrets_set.contains(path) {
        true => shown_as_set(),
        false => Value::Null,
    };
    let reply = match &settings.reply {
        Reply::Text => json!({"format": "text"}),
        Reply::Voice(voice) => json!({
            "format": "voice",
            "voice_id": voice.voice_id,
            "model_id": voice.model_id,
            "api_key": secret("reply.api_key"),
            "base_url": voice.base_url,
            "when": voice.when,
            "language_code": voice.language_code,
            "voice_settings": voice.voice_settings,
            "max_reply_characters": voice.max_reply_characters,
            "max_day_characters": voice.max_day_characters,
        }),
    };
    let channel = &settings.channel;
    let fields = channels::kind(&channel.kind).map_or(&[][..], |kind| kind.fields);
    let channel = section("channel", channel, fields, secret);
    let desk = settings.desk.as_ref().map(|desk| {
        let fields = desk::fields(&desk.kind).unwrap_or_default();
        section("desk", desk, fields, secret)
    });
    let desk_in_use = desk::in_use(&settings.channel, settings.desk.as_ref());
    json!({
        "id": settings.id,
        "name": settings.name,
        "enabled": settings.enabled,
        "channel": channel,
        "assistant": {
            "id": settings.assistant.id,
            "api_key": secret("assistant.api_key"),
            "base_url": settings.assistant.base_url,
        },
        "interval_ms": settings.interval_ms,
        "transfer": settings.transfer,
        "reply": reply,
        "desk": desk,
        "desk_in_use": desk_in_use,
        "hours": settings.hours,
        "phrases": settings.phrases,
        "return_after_hours": settings.return_after_hours,
        "release_keyword": settings.release_keyword,
        "answer_on_release": settings.answer_on_release,
        "return_on_recovery": settings.return_on_recovery,
        "answer_when_enabled": settings.answer_when_enabled,
        "max_replies_per_hour": settings.max_replies_per_hour,
    })
}

/// `path` is that of the section in the settings.
fn section(
    path: &str,
    of: &Channel,
    fields: &[Field],
    secret: impl Fn(&str) -> Value,
) -> Map<String, Value> {
    let values = of.values.iter();
    let mut shown: Map<_, _> = values
        .map(|(name, value)| (name.clone(), json!(value)))
        .collect();
    shown.insert("kind".to_owned(), json!(of.kind));
    for field in fields.iter().filter(|field| field.secret.is_some()) {
        let path = format!("{path}.{}", field.name);
        shown.insert(field.name.to_owned(), secret(&path));
    }
    shown
}

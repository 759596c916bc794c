//! An integration as it is shown, fit to be sent back.

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
        Reply::Voice {
            voice_id,
            model_id,
            base_url,
        } => json!({
            "format": "voice",
            "voice_id": voice_id,
            "model_id": model_id,
            "api_key": secret("reply.api_key"),
            "base_url": base_url,
        }),
    };
    let desk = settings.desk.as_ref().map(|desk| desk_apart(desk, secret));
    let desk_in_use = desk::in_use(&settings.channel, settings.desk.as_ref());
    json!({
        "id": settings.id,
        "name": settings.name,
        "enabled": settings.enabled,
        "channel": channel(&settings.channel, secret),
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
    })
}

fn channel(channel: &Channel, secret: impl Fn(&str) -> Value) -> Map<String, Value> {
    let mut shown = kind_and_values(channel);
    let fields = channels::kind(&channel.kind).map_or(&[][..], |kind| kind.fields);
    for field in fields.iter().filter(|field| field.secret.is_some()) {
        let path = format!("channel.{}", field.name);
        shown.insert(field.name.to_owned(), secret(&path));
    }
    shown
}

fn desk_apart(desk: &Channel, secret: impl Fn(&str) -> Value) -> Map<String, Value> {
    let mut shown = kind_and_values(desk);
    if desk.kind == desk::WEBHOOK {
        let path = "desk.signing_secret";
        shown.insert("signing_secret".to_owned(), secret(path));
    }
    shown
}

fn kind_and_values(channel: &Channel) -> Map<String, Value> {
    let values = channel.values.iter();
    let mut shown: Map<_, _> = values
        .map(|(name, value)| (name.clone(), json!(value)))
        .collect();
    shown.insert("kind".to_owned(), json!(channel.kind));
    shown
}

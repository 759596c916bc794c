//! An integration as it is shown, fit to be sent back.

use serde_json::{Map, Value, json};
use store::{Channel, Integration, Reply};

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
    })
}

fn channel(channel: &Channel, secret: impl Fn(&str) -> Value) -> Map<String, Value> {
    let values = channel.values.iter();
    let mut shown: Map<_, _> = values
        .map(|(name, value)| (name.clone(), json!(value)))
        .collect();
    shown.insert("kind".to_owned(), json!(channel.kind));
    let fields = channels::kind(&channel.kind).map_or(&[][..], |kind| kind.fields);
    for field in fields.iter().filter(|field| field.secret.is_some()) {
        let path = format!("channel.{}", field.name);
        shown.insert(field.name.to_owned(), secret(&path));
    }
    shown
}

//! An integration as it is shown, fit to be sent back.

use channels::Field;
use serde_json::{Map, Value, json};
use settings::{Channel, Integration, Secret};

use super::desk;

pub(super) fn integration(settings: &Integration) -> Value {
    let secret = |path: &str| match settings.secrets_set.contains(path) {
        true => json!(Secret::Stored),
        false => Value::Null,
    };
    let channel = &settings.channel;
    let fields = channels::kind(&channel.kind).map_or(&[][..], |kind| kind.fields);
    let channel = section("channel", channel, fields, secret);
    let desk = settings.desk.as_ref().map(|desk| {
        let fields = desk::fields(&desk.kind).unwrap_or_default();
        section("desk", desk, fields, secret)
    });
    let mut shown = json!(settings);
    if let Value::Object(shown) = &mut shown {
        shown.remove("secrets_set");
        let in_use = desk::in_use(&settings.channel, settings.desk.as_ref());
        shown.insert("desk_in_use".to_owned(), json!(in_use));
        shown.insert("channel".to_owned(), json!(channel));
        shown.insert("desk".to_owned(), json!(desk));
    }
    shown
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

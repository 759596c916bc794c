//! What an integration's item holds.

use serde_json::{Value, json};
use settings::Integration;

/// The content of an integration's item.
#[derive(Debug, Clone, PartialEq)]
pub struct IntegrationRecord {
    /// The settings that may be shown.
    pub settings: Integration,
    /// The secrets.
    pub secrets: SealedSecrets,
}

/// An integration's secrets as KMS ciphertexts, bound to the integration and their part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SealedSecrets {
    /// The secrets that verify a webhook, and the conversation key.
    pub inbound: Ciphertext,
    /// API keys and tokens.
    pub outbound: Ciphertext,
}

/// A ciphertext of KMS.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Ciphertext(pub Vec<u8>);

impl std::fmt::Debug for Ciphertext {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Ciphertext({} bytes)", self.0.len())
    }
}

/// Formats 1 and 2 kept the values of a channel and of a desk apart from their kind, and the places of the
/// secrets in a list.
pub(super) fn upgraded(mut settings: Value) -> Value {
    for section in ["channel", "desk"] {
        let Some(Value::Object(fields)) = settings.get_mut(section) else {
            continue;
        };
        if let Some(Value::Object(values)) = fields.remove("values") {
            fields.extend(values);
        }
    }
    let secrets = settings.get_mut("secrets_set").map(Value::take);
    for path in secrets.iter().flat_map(|paths| paths.as_array()).flatten() {
        let place = path.as_str().and_then(|path| path.split_once('.'));
        let section = place.and_then(|(section, _)| settings.get_mut(section));
        if let (Some((_, field)), Some(Value::Object(section))) = (place, section) {
            section.insert(field.to_owned(), json!({"set": true}));
        }
    }
    settings
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_older_desk_and_its_secret_come_into_their_places() {
        let old = json!({
            "channel": {"kind": "whazing", "values": {"base_url": "b", "bot_queue": "9"}},
            "desk": {"kind": "webhook", "values": {"url": "u"}},
            "reply": {"format": "text"},
            "secrets_set": ["channel.token", "channel.webhook_token", "desk.signing_secret"],
        });
        let set = json!({"set": true});
        let expected = json!({
            "channel": {
                "kind": "whazing", "base_url": "b", "bot_queue": "9", "token": set, "webhook_token": set,
            },
            "desk": {"kind": "webhook", "url": "u", "signing_secret": set},
            "reply": {"format": "text"},
            "secrets_set": null,
        });
        assert_eq!(upgraded(old), expected);
        for desk in [json!(null), json!({"kind": "none"})] {
            let old = json!({"desk": desk, "secrets_set": ["assistant.api_key"]});
            assert_eq!(upgraded(old)["desk"], desk);
        }
    }
}

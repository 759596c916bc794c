//! The policy of the smallest settings.

use conversation::{HistoryLimit, Policy};
use serde_json::json;
use settings::Integration;

/// The policy of an integration that sets only what it must: people's queue is `4`, and the
/// customer is told "Vou chamar uma pessoa." The assistant sees 20 turns of 1,000 characters
/// together.
pub fn policy() -> Policy {
    let settings = json!({
        "id": "loja-1",
        "name": "Loja 1",
        "channel": {
            "kind": "webhook", "reply_url": "https://loja.example/", "signing_secret": {"set": true},
        },
        "assistant": {"id": "asst_loja", "api_key": {"set": true}},
        "transfer": {"queue": "4", "message": "Vou chamar uma pessoa."},
    });
    let settings = serde_json::from_value::<Integration>(settings);
    let settings = settings.unwrap_or_else(|error| unreachable!("{error}"));
    Policy {
        history: HistoryLimit {
            turns: 20,
            chars: 1_000,
        },
        ..settings.policy(None)
    }
}

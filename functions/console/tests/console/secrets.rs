//! Secrets go in and do not come out.

use std::sync::Arc;

use conversation::IntegrationId;
use secrecy::ExposeSecret;
use serde_json::{Value, json};
use settings::SecretValues;
use store::{InboundSecrets, IntegrationRecord, OutboundSecrets};

use crate::support::{Bench, INTEGRATION, webhook, whatsapp, with, without};

const WRITTEN: [&str; 7] = [
    "EAAG-secret",
    "app-secret",
    "verify-secret",
    "sk-secret",
    "xi-secret",
    "whsec_MDEy",
    "new-secret",
];

async fn opened(bench: &Bench) -> (IntegrationRecord, Arc<InboundSecrets>, Arc<OutboundSecrets>) {
    let id = IntegrationId::parse("loja-1").unwrap();
    let stored = bench
        .console
        .settings
        .integration(&id)
        .await
        .unwrap()
        .unwrap();
    let record = stored.value;
    let (inbound, outbound) = (&record.secrets.inbound, &record.secrets.outbound);
    let inbound = bench
        .console
        .secrets
        .open_inbound(&id, inbound)
        .await
        .unwrap();
    let outbound = bench
        .console
        .secrets
        .open_outbound(&id, outbound)
        .await
        .unwrap();
    (record, inbound, outbound)
}

fn shown(values: &SecretValues) -> Vec<(&str, &str)> {
    values
        .iter()
        .map(|(path, secret)| (path.as_str(), secret.expose_secret()))
        .collect()
}

#[tokio::test]
async fn each_secret_is_sealed_where_it_is_needed() {
    let bench = Bench::with_assistant().await;
    bench.put(INTEGRATION, &whatsapp()).await.expect(201);
    let (_, inbound, outbound) = opened(&bench).await;
    let inbound = shown(&inbound.values);
    assert_eq!(
        inbound,
        [
            ("channel.app_secret", "app-secret"),
            ("channel.verify_token", "verify-secret")
        ]
    );
    assert_eq!(
        shown(&outbound.values),
        [
            ("assistant.api_key", "sk-secret"),
            ("channel.access_token", "EAAG-secret"),
            ("reply.api_key", "xi-secret")
        ]
    );

    bench.put(INTEGRATION, &webhook()).await.expect(200);
    let (_, inbound, outbound) = opened(&bench).await;
    let both = (
        "channel.signing_secret",
        webhook()["channel"]["signing_secret"].clone(),
    );
    assert_eq!(shown(&inbound.values), [(both.0, both.1.as_str().unwrap())]);
    assert_eq!(
        shown(&outbound.values),
        [
            ("assistant.api_key", "sk-secret"),
            (both.0, both.1.as_str().unwrap())
        ]
    );
}

#[tokio::test]
async fn a_secret_is_kept_replaced_or_removed() {
    let bench = Bench::with_assistant().await;
    bench.put(INTEGRATION, &whatsapp()).await.expect(201);

    let mut back = bench.get(INTEGRATION).await.body;
    back["channel"]["app_secret"] = json!("new-secret");
    back["reply"] = json!({"format": "text", "api_key": null});
    let answer = bench.put(INTEGRATION, &back).await.expect(200);
    assert_eq!(answer.body["channel"]["access_token"], json!({"set": true}));
    let in_text = json!({"format": "text", "balloons": null});
    assert_eq!(answer.body["reply"], in_text);
    let (record, inbound, outbound) = opened(&bench).await;
    assert_eq!(
        shown(&inbound.values),
        [
            ("channel.app_secret", "new-secret"),
            ("channel.verify_token", "verify-secret")
        ]
    );
    assert_eq!(
        shown(&outbound.values),
        [
            ("assistant.api_key", "sk-secret"),
            ("channel.access_token", "EAAG-secret")
        ]
    );
    assert!(record.settings.reply.is_text());

    let voice = with(
        back,
        &[(
            "/reply",
            json!({"format": "voice", "voice_id": "v", "model_id": "m", "api_key": {"set": true}}),
        )],
    );
    let none = bench.put(INTEGRATION, &voice).await;
    none.expect_refused("secret_not_set", "reply.api_key");
}

#[tokio::test]
async fn a_required_secret_cannot_be_left_out_or_removed() {
    let bench = Bench::with_assistant().await;
    bench.put(INTEGRATION, &whatsapp()).await.expect(201);
    let shown = bench.get(INTEGRATION).await.body;
    for (pointer, field) in [
        ("/channel/access_token", "channel.access_token"),
        ("/channel/app_secret", "channel.app_secret"),
        ("/channel/verify_token", "channel.verify_token"),
        ("/assistant/api_key", "assistant.api_key"),
        ("/reply/api_key", "reply.api_key"),
    ] {
        let removed = with(shown.clone(), &[(pointer, Value::Null)]);
        for body in [removed, without(shown.clone(), pointer)] {
            let answer = bench.put(INTEGRATION, &body).await;
            answer.expect_refused("required", field);
        }
    }
}

#[tokio::test]
async fn the_conversation_key_is_made_once() {
    let bench = Bench::with_assistant().await;
    let conversation_of = async |bench: &Bench| {
        let contact = conversation::ContactName::parse("5511999990000").unwrap();
        let (_, inbound, _) = opened(bench).await;
        conversation::ConversationId::derive(&inbound.conversation_key(), &contact)
    };
    bench.put(INTEGRATION, &whatsapp()).await.expect(201);
    let first = conversation_of(&bench).await;
    bench.put(INTEGRATION, &webhook()).await.expect(200);
    assert_eq!(conversation_of(&bench).await, first);
    let shown = bench.get(INTEGRATION).await.body;
    bench.put(INTEGRATION, &shown).await.expect(200);
    assert_eq!(conversation_of(&bench).await, first);

    bench.delete(INTEGRATION).await.expect(204);
    bench.put(INTEGRATION, &whatsapp()).await.expect(201);
    assert_ne!(conversation_of(&bench).await, first);
}

#[tokio::test]
async fn no_answer_no_item_and_no_log_line_shows_a_secret() {
    let bench = Bench::with_assistant().await;
    let mut seen = String::new();
    let voice_without_model = without(whatsapp(), "/reply/model_id");
    let refused = with(whatsapp(), &[("/assistant/id", json!("asst_none"))]);
    let bad_form = with(
        webhook(),
        &[("/channel/signing_secret", json!("new-secret"))],
    );
    let replaced = with(whatsapp(), &[("/channel/app_secret", json!("new-secret"))]);
    for body in [
        voice_without_model,
        refused,
        bad_form,
        whatsapp(),
        replaced,
        webhook(),
    ] {
        seen.push_str(&bench.put(INTEGRATION, &body).await.text);
        seen.push_str(&bench.get(INTEGRATION).await.text);
        seen.push_str(&bench.get("/console/api/integrations").await.text);
        seen.push_str(&bench.raw_items().await);
    }
    let half = json!({"name": "L", "channel": {"app_secret": "new-secret"}}).to_string();
    let torn = half.trim_end_matches('}').to_owned();
    let request = crate::support::request("PUT", INTEGRATION);
    seen.push_str(&bench.send(request, torn.into()).await.expect(400).text);
    seen.push_str(&crate::logs::logged());
    assert!(
        seen.contains("https://shop.example/recado"),
        "the items were looked at"
    );
    for secret in WRITTEN {
        assert!(!seen.contains(secret), "{secret}");
    }
}

//! What must not be found: keys and tokens anywhere; and, in logs, anything of the customer's.

use base64::{Engine, engine::general_purpose::STANDARD_NO_PAD};
use reqwest::Method;
use serde_json::{Value, json};
use testkit::{
    channels::{self, WhatsappBody, webhook_message},
    elevenlabs,
    openai::Step,
};

use crate::harness::{
    ACCESS_TOKEN, API_KEY, APP_SECRET, Answer, DEAD_TRANSFERS, Found, LOJA, MARIA, PHONE_NUMBER_ID,
    SIGNING_SECRET, Trial, VERIFY_TOKEN, VOICE_KEY, accepted, assert_nowhere, assert_somewhere,
    files, forms, holds, now, within,
};

const SLOW: &str = "devagar";
const PLAIN: &str = "plain";
const AN_HOUR_MS: u64 = 3_600_000;
const QUESTION: &str = "meu boleto de novembro sumiu";
const ANSWER: &str = "Reenviei o boleto agora mesmo.";
const WISH: &str = "quero falar com a gerente";

/// A bit of everything: failures that quote the customer and the key, an answer, a transfer, a
/// wake-up that stays in its queue, and refused webhooks.
async fn eventful() -> Trial {
    let quoting = json!({"error": {"message": format!("{API_KEY} {QUESTION}"), "code": API_KEY}});
    let trial = Trial::start([
        Step::raw(500, quoting.to_string()),
        Step::text(ANSWER),
        Step::text(ANSWER),
        Step::transfer("pediu", WISH),
    ])
    .await;
    trial.put_whatsapp_voice().await;
    // ElevenLabs' error quotes the text that was to be spoken.
    let refused = elevenlabs::Step::error(400, "invalid_request", "quota_exceeded");
    trial.elevenlabs.next_speech(refused);
    trial
        .put_integration(SLOW, &trial.whatsapp_settings(AN_HOUR_MS))
        .await;
    trial
        .put_integration(PLAIN, &trial.webhook_settings(AN_HOUR_MS))
        .await;
    trial.says("m-1", QUESTION).await;
    trial.sends(1).await;
    // WhatsApp's error names the customer.
    trial
        .whatsapp
        .next_send(channels::Step::graph_error(500, 131_000));
    trial.says("m-2", QUESTION).await;
    trial.sends(2).await;
    assert_eq!(trial.whatsapp.voices().len(), 1);
    trial.says("m-3", WISH).await;
    trial.settled().await;
    // The queue need not keep a trace of an entry that was worked. Nothing takes this one.
    trial
        .site
        .send(DEAD_TRANSFERS, r#"{"type": "transfer_v1"}"#)
        .await;

    let body = WhatsappBody::new(PHONE_NUMBER_ID)
        .text(MARIA, "m-4", now(), QUESTION)
        .bytes();
    accepted(trial.whatsapp_webhook(SLOW, &body)).await;
    let message = webhook_message("5511999990000", "m-5", now(), QUESTION);
    accepted(trial.plain_webhook(PLAIN, &message)).await;
    for (integration, body) in [(LOJA, &body[1..]), (PLAIN, &message[1..])] {
        let forged = Answer::to(trial.webhook_to(integration, body)).await;
        assert_eq!(forged.status, 401);
        let cut = if integration == LOJA {
            trial.whatsapp_webhook(integration, body)
        } else {
            trial.plain_webhook(integration, body)
        };
        assert_eq!(Answer::to(cut).await.status, 400);
    }
    trial
}

/// What the console says, even when it refuses settings full of secrets.
async fn console_answers(trial: &Trial) -> Vec<Found> {
    let mut wrong = trial.whatsapp_settings(0);
    wrong["interval_ms"] = API_KEY.into();
    let wrong_path = format!("integrations/{LOJA}");
    let calls = [
        (Method::GET, "integrations", Value::Null),
        (Method::GET, "integrations/loja", Value::Null),
        (Method::GET, "integrations/plain", Value::Null),
        (Method::GET, "assistants", Value::Null),
        (Method::PUT, &wrong_path, wrong),
    ];
    let mut answers = Vec::new();
    for (method, path, body) in calls {
        let answer = trial.site.console(method, path, &body).await;
        answers.push((path.into(), answer.body.into_bytes()));
    }
    answers
}

#[test]
fn base64_of_what_holds_a_secret_is_known() {
    for around in ["", "a", "ab", "abc"] {
        let encoded = STANDARD_NO_PAD.encode(format!("{around}{API_KEY}{around}"));
        let place = ("place".into(), encoded.into_bytes());
        assert!(
            forms(API_KEY).iter().any(|form| holds(&place, form)),
            "{around}"
        );
    }
}

#[tokio::test]
async fn secrets_are_found_nowhere_and_the_customer_in_no_log() {
    let trial = eventful().await;
    let token = trial.site.token().to_owned();
    let told = within(trial.receiver.wait_for_transfers(1)).await;
    let told = told.into_iter();
    let mut places: Vec<Found> = told
        .map(|taken| ("transfer".into(), taken.body.to_string().into_bytes()))
        .collect();
    places.extend(console_answers(&trial).await);
    let data = trial.stop();
    places.extend(files(data.path()));
    // The search covers the table, the queues, the entry and the settings.
    for text in [QUESTION, "wake_up_v2", "transfer_v1", r#""set":true"#] {
        assert_somewhere(text, &places);
    }
    let signing_key = SIGNING_SECRET.strip_prefix("whsec_").unwrap();
    for secret in [
        ACCESS_TOKEN,
        APP_SECRET,
        VERIFY_TOKEN,
        API_KEY,
        VOICE_KEY,
        signing_key,
        &token,
    ] {
        assert_nowhere(secret, &places);
    }

    // Whoever has a signed link hears the answer.
    assert_nowhere("X-Amz-Signature", &places);

    let logs = files(&data.path().join("logs"));
    assert_somewhere("WebhooksRefused", &logs);
    assert_somewhere("a run failed for now", &logs);
    for text in [
        QUESTION,
        ANSWER,
        WISH,
        MARIA.name,
        "Cliente",
        "5511999990000",
    ] {
        assert_nowhere(text, &logs);
    }
}

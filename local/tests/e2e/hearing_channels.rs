//! A recording on each channel that is not WhatsApp's own.

use serde_json::{Value, json};
use testkit::{
    channels::TelegramUpdate,
    files::{VOICE_MESSAGE, VOICE_MESSAGE_TEXT},
    openai::Step,
};

use crate::harness::{CONTACT, JOANA, MARIA_AT_CHATWOOT, Trial, changed, now, user, within};

const OGG: &str = "audio/ogg";

/// The assistant was told what is said in a recording of that kind, which was heard once.
fn assert_told(trial: &Trial, kind: &str) {
    let said = format!("[the customer sent {kind}. What is said in it:]\n{VOICE_MESSAGE_TEXT}");
    assert_eq!(trial.prompts(), [[user(&said)]]);
    let heard = trial.openai.heard();
    assert_eq!(heard.len(), 1);
    assert_eq!(heard[0].bytes, VOICE_MESSAGE);
}

fn hears(trial: &Trial) {
    let words = Step::transcript(VOICE_MESSAGE_TEXT);
    trial.openai.next_transcript(words);
}

#[tokio::test]
async fn on_telegram() {
    let trial = Trial::start([Step::text("Olá!")]).await;
    let telegram = trial.put_on_telegram(trial.whatsapp_settings(0)).await;
    hears(&trial);
    telegram.holds("AwACAgEAAxkBAAIB", VOICE_MESSAGE, OGG);
    let voice = json!({"voice": {
        "duration": 3, "mime_type": OGG, "file_id": "AwACAgEAAxkBAAIB",
        "file_unique_id": "AgADkwAD", "file_size": VOICE_MESSAGE.len(),
    }});
    let update = TelegramUpdate::message(JOANA, 1, now(), voice);
    trial.telegram_tells(&update).await;
    within(telegram.wait_for_sends(1)).await;
    trial.settled().await;
    assert_told(&trial, "a voice message");
}

#[tokio::test]
async fn on_chatwoot() {
    let trial = Trial::at_chatwoot([Step::text("Olá!")]).await;
    hears(&trial);
    let link = trial.chatwoot.holds("voz", VOICE_MESSAGE, OGG);
    let mut said = trial.chatwoot.customer_says(MARIA_AT_CHATWOOT, "oi", now());
    for webhook in &mut said {
        webhook.body = changed(&webhook.body, |body| {
            body["content"] = Value::Null;
            body["attachments"] = json!([{
                "id": 55, "file_type": "audio", "data_url": link,
                "file_size": VOICE_MESSAGE.len(),
            }]);
        });
    }
    trial.chatwoot_tells(said).await;
    trial.settled().await;
    assert_told(&trial, "an audio file");
}

#[tokio::test]
async fn on_whazing() {
    let trial = Trial::at_whazing([Step::text("Olá!")]).await;
    hears(&trial);
    let link = trial.whazing.holds("voz.ogg", VOICE_MESSAGE, OGG);
    let bodies = trial.whazing.customer_says(CONTACT, "oi", now());
    let bodies = bodies.iter().map(|body| {
        changed(body, |body| {
            if body.get("messageBody").is_some() && body.get("Type").is_none() {
                body["messageBody"] = json!("");
                body["mediaType"] = json!("ptt");
                body["mediaUrl"] = json!(link);
            }
        })
    });
    trial.whazing_tells(bodies.collect()).await;
    trial.settled().await;
    assert_told(&trial, "a voice message");
}

//! What customers say in recordings, on WhatsApp.

use serde_json::{Value, json};
use testkit::{
    channels::{self, WhatsappBody},
    elevenlabs,
    files::{VOICE_MESSAGE, VOICE_MESSAGE_TEXT},
    openai::{FakeOpenAi, Step},
};

use crate::harness::{
    CONTACT, LOJA, MARIA, PHONE_NUMBER_ID, Trial, accepted, now, prompt, until, user,
};

const MEDIA: &str = "1003383421387256";

impl Trial {
    /// [`MARIA`] sends a voice message.
    async fn speaks(&self, id: &str) {
        let audio = json!({"id": MEDIA, "mime_type": "audio/ogg; codecs=opus", "voice": true});
        let content = json!({"type": "audio", "audio": audio});
        let body = WhatsappBody::new(PHONE_NUMBER_ID).message(MARIA, id, now(), content);
        accepted(self.whatsapp_webhook(LOJA, &body.bytes())).await;
    }

    fn holds_the_voice_message(&self) {
        self.whatsapp.holds(MEDIA, VOICE_MESSAGE, "audio/ogg");
    }

    /// What is heard in the recordings of the conversation, message by message.
    async fn heard(&self) -> Vec<Value> {
        let conversation = self.conversation(LOJA, CONTACT).await;
        let lines = conversation["transcript"].as_array().unwrap().iter();
        let recordings = lines.filter(|line| line.get("attachments").is_some());
        recordings
            .map(|line| line["attachments"][0]["heard"].clone())
            .collect()
    }

    /// Waits until the only recording is heard.
    async fn is_heard(&self) {
        until("the recording is heard", async || {
            self.heard().await.iter().any(|heard| !heard.is_null())
        })
        .await;
    }

    /// What the first turn heard, and for how many milliseconds it waited for that.
    async fn hearing(&self) -> (Value, u64) {
        let conversation = self.conversation(LOJA, CONTACT).await;
        let turn = &conversation["trail"][0];
        let waited = turn["took"]["hear_ms"].as_u64().unwrap();
        (turn["heard"].clone(), waited)
    }
}

/// The voice message as the assistant reads it.
fn said() -> String {
    format!("[the customer sent a voice message. What is said in it:]\n{VOICE_MESSAGE_TEXT}")
}

fn unheard(why: &str) -> String {
    format!("[the customer sent a voice message. It could not be heard: {why}]")
}

#[tokio::test]
async fn a_voice_message_among_texts_is_heard_before_the_interval_is_over() {
    let trial = Trial::whatsapp(5000, [Step::text("Olá!")]).await;
    trial.holds_the_voice_message();
    trial
        .openai
        .next_transcript(Step::transcript(VOICE_MESSAGE_TEXT));
    trial.says("m-1", "oi").await;
    trial.speaks("m-2").await;
    trial.says("m-3", "obrigada").await;
    trial.is_heard().await;
    assert!(trial.openai.requests().is_empty(), "it is answered already");
    trial.sends(1).await;
    assert_eq!(trial.whatsapp.texts(), ["Olá!"]);
    let batch = prompt([user("oi"), user(&said()), user("obrigada")]);
    assert_eq!(trial.prompts(), [batch]);
    let heard = trial.openai.heard();
    assert_eq!(heard.len(), 1);
    assert_eq!(heard[0].bytes, VOICE_MESSAGE);
    let words = json!({"outcome": "words", "words": VOICE_MESSAGE_TEXT});
    assert_eq!(trial.heard().await, [words]);
    let heard = json!({"recordings": 1, "seconds": 3, "model": "gpt-transcribe", "unheard": []});
    assert_eq!(trial.hearing().await, (heard, 0));
}

#[tokio::test]
async fn a_run_that_has_no_interval_hears_once_what_it_answers() {
    let trial = Trial::whatsapp(0, [Step::text("Sim, das 9h às 13h.")]).await;
    trial.holds_the_voice_message();
    trial
        .openai
        .next_transcript(Step::transcript(VOICE_MESSAGE_TEXT));
    trial.speaks("m-1").await;
    trial.sends(1).await;
    assert_eq!(trial.prompts(), [[user(&said())]]);
    assert_eq!(trial.openai.heard().len(), 1);
}

#[tokio::test]
async fn a_kill_after_a_recording_is_heard_loses_nothing_of_it() {
    let mut trial = Trial::in_a_process([Step::text("Olá!")]).await;
    trial.put_whatsapp(5000).await;
    trial.holds_the_voice_message();
    trial
        .openai
        .next_transcript(Step::transcript(VOICE_MESSAGE_TEXT));
    trial.speaks("m-1").await;
    trial.is_heard().await;
    trial.kill_and_restart().await;
    trial.sends(1).await;
    assert_eq!(trial.prompts(), [[user(&said())]]);
    assert_eq!(trial.openai.heard().len(), 1);
}

#[tokio::test]
async fn a_kill_while_a_recording_is_heard_costs_nobody_an_answer() {
    let mut trial = Trial::in_a_process([Step::text("Pode escrever?")]).await;
    trial.put_whatsapp(5000).await;
    trial.holds_the_voice_message();
    trial.openai.next_transcript(Step::hang());
    trial.speaks("m-1").await;
    until("OpenAI hears", async || !trial.openai.heard().is_empty()).await;
    trial.kill_and_restart().await;
    trial.sends(1).await;
    // Who held the recording is gone, and may have been charged for it.
    assert_eq!(trial.prompts(), [[user(&unheard("it took too long"))]]);
    assert_eq!(trial.openai.heard().len(), 1);
}

#[tokio::test]
async fn a_recording_that_is_gone_is_answered_all_the_same() {
    let trial = Trial::whatsapp(5000, [Step::text("Pode escrever?")]).await;
    trial.holds_the_voice_message();
    // While the window waits, and once more in the run: some channels have a file only later.
    for _ in 0..2 {
        let gone = channels::Step::graph_error(404, 100);
        trial.whatsapp.next_lookup(gone);
    }
    trial.speaks("m-1").await;
    trial.sends(1).await;
    let told = unheard("it is not there any more");
    assert_eq!(trial.prompts(), [[user(&told)]]);
    let unheard = json!({"outcome": "unheard", "because": "gone"});
    assert_eq!(trial.heard().await, [unheard]);
    let heard = json!({"recordings": 0, "seconds": 0, "model": null, "unheard": ["gone"]});
    assert_eq!(trial.hearing().await.0, heard);
}

#[tokio::test]
async fn a_server_that_cannot_hear_is_asked_once_and_the_customer_answered() {
    let trial = Trial::whatsapp(0, [Step::text("Pode escrever?")]).await;
    trial.holds_the_voice_message();
    let unknown = Step::error(404, "invalid_request_error", Some("model_not_found"));
    trial.openai.next_transcript(unknown);
    trial.speaks("m-1").await;
    trial.sends(1).await;
    assert_eq!(trial.prompts(), [[user(&unheard("something failed"))]]);
    assert_eq!(trial.openai.heard().len(), 1);
    let failed = json!({"outcome": "unheard", "because": "failed"});
    assert_eq!(trial.heard().await, [failed]);
}

#[tokio::test]
async fn elevenlabs_hears_and_the_assistants_server_does_not() {
    let trial = Trial::start([Step::text("Olá!")]).await;
    let mut settings = trial.in_a_voice(trial.whatsapp_settings(0));
    settings["hearing"] = json!({"by": "elevenlabs"});
    settings["reply"]["max_day_characters"] = json!(0);
    trial.put_integration(LOJA, &settings).await;
    trial.holds_the_voice_message();
    let words = elevenlabs::Step::transcript(VOICE_MESSAGE_TEXT);
    trial.elevenlabs.next_transcript(words);
    trial.speaks("m-1").await;
    trial.sends(1).await;
    assert_eq!(trial.prompts(), [[user(&said())]]);
    assert_eq!(trial.elevenlabs.heard().len(), 1);
    assert!(trial.openai.heard().is_empty());
}

#[tokio::test]
async fn another_server_hears_under_a_key_of_its_own() {
    let trial = Trial::start([Step::text("Olá!")]).await;
    let ears = FakeOpenAi::start([]).await;
    ears.next_transcript(Step::transcript(VOICE_MESSAGE_TEXT));
    let mut settings = trial.whatsapp_settings(0);
    let server = json!({"base_url": ears.base_url(), "api_key": "sk-ears"});
    settings["hearing"] = json!({"server": server});
    trial.put_integration(LOJA, &settings).await;
    trial.holds_the_voice_message();
    trial.speaks("m-1").await;
    trial.sends(1).await;
    assert_eq!(trial.prompts(), [[user(&said())]]);
    assert_eq!(ears.heard().len(), 1);
    assert!(trial.openai.heard().is_empty());
}

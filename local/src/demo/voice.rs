//! A voice message that is heard, and the answer in a voice.

use std::time::Instant;

use anyhow::Context;
use secrecy::{ExposeSecret, SecretString};
use serde_json::{Value, json};

use super::{Story, customer::SPEAKS, elapsed, print_quoted, within};
use crate::stand_ins::ELEVENLABS_API_KEY;

/// The model that is picked if the account has it.
const MODEL: &str = "eleven_multilingual_v2";

impl Story<'_> {
    pub(super) async fn a_voice_is_answered_in_a_voice(&self, id: &str) -> anyhow::Result<()> {
        println!("\n6. The customer sends a voice message: it is heard, and answered in a voice.");
        let began = Instant::now();
        let before = self.system.audio_files()?;
        self.post(SPEAKS, began).await?;
        println!("   Waiting for the interval…");
        let note = within(self.stand_ins.wait_for_voice_to(&self.contact)).await;
        let note = note.context("WhatsApp was given no voice")?;
        println!(
            "   {} WhatsApp is given a voice note of {} bytes. Hear it:",
            elapsed(began),
            note.len()
        );
        let mut new = self.system.audio_files()?.into_iter();
        let file = new.find(|file| {
            !before.contains(file) && std::fs::read(file).is_ok_and(|bytes| bytes == note)
        });
        let file = file.context("the voice note is not kept")?;
        println!("     {}", file.display());
        let heard = self.words_heard(id).await?;
        println!("   The console shows what was said in the customer's voice message:");
        print_quoted(&heard);
        Ok(())
    }

    /// The first voice that the key can use, and a model that can speak; for customers who send a
    /// voice.
    pub(super) async fn picked_voice(&self, key: Option<&SecretString>) -> anyhow::Result<Value> {
        let stand_in = self.stand_ins.elevenlabs();
        let (api_key, base_url) = match key {
            Some(key) => (key.expose_secret(), settings::ELEVENLABS_URL),
            None => (ELEVENLABS_API_KEY, stand_in.as_str()),
        };
        let account = json!({"api_key": api_key, "base_url": base_url});
        let voices = self.ask("voices", &account).await?;
        let models = self.ask("voice-models", &account).await?;
        let first = |list: &Value, name: &str, wanted: &str, id: &str| {
            let entries = list.get(name)?.as_array()?;
            let ids = || entries.iter().filter_map(|entry| entry.get(id)?.as_str());
            let id = ids().find(|id| *id == wanted).or_else(|| ids().next());
            id.map(str::to_owned)
        };
        let voice_id = first(&voices, "voices", "", "voice_id").context("no voice")?;
        let model_id = first(&models, "models", MODEL, "model_id").context("no model")?;
        println!("Of what its key can use is picked: voice {voice_id}, model {model_id}.");
        Ok(json!({
            "format": "voice", "when": "mirror", "voice_id": voice_id, "model_id": model_id,
            "api_key": api_key, "base_url": base_url,
        }))
    }
}

//! Replies in a voice, and the storage of their audio.

use serde_json::{Value, json};

use super::{LOJA, Trial};

/// ElevenLabs' key.
pub(crate) const VOICE_KEY: &str = "xi-e2eVoiceKeyW4nHc8";
/// Where audio is kept.
const BUCKET: &str = "recado-audio";

/// An object of the bucket.
#[derive(Debug)]
pub(crate) struct Kept {
    pub(crate) key: String,
    pub(crate) content_type: String,
    pub(crate) bytes: Vec<u8>,
}

impl Trial {
    /// The same settings, with replies in a voice.
    pub(crate) fn in_a_voice(&self, mut settings: Value) -> Value {
        settings["reply"] = json!({
            "format": "voice",
            "voice_id": "voice-ana",
            "model_id": "eleven_flash_v2_5",
            "api_key": VOICE_KEY,
            "base_url": self.elevenlabs.base_url(),
        });
        settings
    }

    /// [`LOJA`] on WhatsApp, in a voice.
    pub(crate) async fn put_whatsapp_voice(&self) {
        let settings = self.in_a_voice(self.whatsapp_settings(0));
        self.put_integration(LOJA, &settings).await;
    }

    /// Everything in the bucket, by its key.
    pub(crate) async fn kept(&self) -> Vec<Kept> {
        let s3 = &self.site.clients().s3;
        let listed = s3.list_objects_v2().bucket(BUCKET).send().await.unwrap();
        let mut kept = Vec::new();
        for object in listed.contents() {
            let key = object.key().unwrap().to_owned();
            let got = s3
                .get_object()
                .bucket(BUCKET)
                .key(&key)
                .send()
                .await
                .unwrap();
            kept.push(Kept {
                key,
                content_type: got.content_type().unwrap().to_owned(),
                bytes: got.body.collect().await.unwrap().to_vec(),
            });
        }
        kept
    }

    /// Puts a file in place of the bucket, so that nothing can be stored.
    pub(crate) fn lose_bucket(&self) {
        let bucket = self.data.path().join("aws/s3").join(BUCKET);
        std::fs::remove_dir_all(&bucket).unwrap();
        std::fs::write(bucket, "no bucket").unwrap();
    }

    /// What the trail says of the voice, turn by turn; `null` for a turn that was to be text.
    pub(crate) async fn voices(&self, contact: &str) -> Vec<Value> {
        let conversation = self.conversation(LOJA, contact).await;
        let trail = conversation["trail"].as_array().unwrap().iter();
        trail.map(|turn| turn["voice"].clone()).collect()
    }
}

//! The storage of audio: a private bucket of S3, in which nothing grows old.

mod erase;
mod error;
mod keys;

use std::collections::HashMap;
use std::time::{Duration, UNIX_EPOCH};

use aws_sdk_s3::Client;
use aws_sdk_s3::operation::get_object::GetObjectError;
use aws_sdk_s3::operation::get_object::builders::GetObjectFluentBuilder;
use aws_sdk_s3::presigning::PresigningConfig;
use aws_sdk_s3::primitives::ByteStream;
use bytes::Bytes;
use conversation::IntegrationId;
use conversation::ports::Clock;

use crate::{AudioFormat, SpokenAudio};

pub use error::AudioError;

/// How long a link is valid. A turn is over after ten minutes of attempts, but the provider that
/// got the link may fetch the audio hours later.
const LINK_LIFETIME: Duration = Duration::from_secs(24 * 3600);

/// In the order in which they are tried: nearly everything is spoken in the first one.
const FORMATS: [AudioFormat; 2] = [AudioFormat::OggOpus, AudioFormat::Mp3];

/// The metadata field with an object's cost.
const CHARACTER_COST: &str = "character-cost";

/// The audio of all integrations, in S3.
#[derive(Debug, Clone)]
pub struct AudioStore<C> {
    client: Client,
    bucket: String,
    clock: C,
}

impl<C: Clock> AudioStore<C> {
    /// In the bucket named `bucket`. Links count their time from what `clock` says.
    pub const fn new(client: Client, bucket: String, clock: C) -> Self {
        Self {
            client,
            bucket,
            clock,
        }
    }

    /// The stored audio of one part of a turn's reply.
    pub async fn find(
        &self,
        integration: &IntegrationId,
        turn_id: &str,
        part: usize,
    ) -> Result<Option<SpokenAudio>, AudioError> {
        for format in FORMATS {
            let key = keys::audio(integration, turn_id, part, format);
            if let Some((audio, character_cost)) = self.read(key).await? {
                return Ok(Some(SpokenAudio {
                    audio,
                    format,
                    character_cost,
                }));
            }
        }
        Ok(None)
    }

    /// Stores a part, replacing what was stored of it in this format.
    pub async fn keep(
        &self,
        integration: &IntegrationId,
        turn_id: &str,
        part: usize,
        spoken: SpokenAudio,
    ) -> Result<(), AudioError> {
        let cost = spoken.character_cost.map(|cost| cost.to_string());
        let metadata = cost.map(|cost| HashMap::from([(CHARACTER_COST.to_owned(), cost)]));
        let put = self.client.put_object().bucket(&self.bucket);
        put.key(keys::audio(integration, turn_id, part, spoken.format))
            .content_type(spoken.format.mime_type())
            .set_metadata(metadata)
            .body(ByteStream::from(spoken.audio))
            .send()
            .await?;
        Ok(())
    }

    /// A URL at which anybody can fetch a part for a day, or until the credentials that sign it
    /// end, which on Lambda may be sooner. It is made without asking S3, so the part need not
    /// exist.
    pub async fn link(
        &self,
        integration: &IntegrationId,
        turn_id: &str,
        part: usize,
        format: AudioFormat,
    ) -> Result<String, AudioError> {
        let since_epoch = Duration::from_millis(self.clock.now().millis());
        let signing = PresigningConfig::builder()
            .start_time(UNIX_EPOCH + since_epoch)
            .expires_in(LINK_LIFETIME);
        let signing = signing.build().map_err(AudioError::aws)?;
        let get = self.get(keys::audio(integration, turn_id, part, format));
        Ok(get.presigned(signing).await?.uri().to_owned())
    }

    /// An object, and its cost.
    async fn read(&self, key: String) -> Result<Option<(Bytes, Option<u64>)>, AudioError> {
        match self.get(key).send().await {
            Ok(found) => {
                let metadata = found.metadata.unwrap_or_default();
                let cost = metadata.get(CHARACTER_COST);
                let cost = cost.and_then(|cost| cost.parse().ok());
                let audio = found.body.collect().await.map_err(AudioError::aws)?;
                Ok(Some((audio.into_bytes(), cost)))
            }
            Err(error)
                if error
                    .as_service_error()
                    .is_some_and(GetObjectError::is_no_such_key) =>
            {
                Ok(None)
            }
            Err(error) => Err(error.into()),
        }
    }

    fn get(&self, key: String) -> GetObjectFluentBuilder {
        self.client.get_object().bucket(&self.bucket).key(key)
    }
}

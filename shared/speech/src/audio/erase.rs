//! Erases the audio of a conversation.

use aws_sdk_s3::types::{Delete, Object, ObjectIdentifier};
use conversation::ConversationRef;
use conversation::ports::Clock;

use super::{AudioError, AudioStore, keys};

impl<C: Clock> AudioStore<C> {
    /// Erases the audio of every turn of a conversation. If it fails it can be called again, and
    /// continues where it ended. Audio that is stored meanwhile may stay until its time is over.
    pub async fn erase_conversation(&self, of: &ConversationRef) -> Result<(), AudioError> {
        let list = self.client.list_objects_v2().bucket(&self.bucket);
        let list = list.prefix(keys::of_conversation(of));
        let mut pages = list.into_paginator().send();
        while let Some(page) = pages.next().await {
            self.delete(page?.contents.unwrap_or_default()).await?;
        }
        Ok(())
    }

    /// Deletes the objects of one page. A page holds no more than one request takes: 1000.
    /// <https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObjects.html>
    async fn delete(&self, page: Vec<Object>) -> Result<(), AudioError> {
        let keys = page.into_iter().filter_map(|object| object.key);
        let objects = keys.map(|key| ObjectIdentifier::builder().key(key).build());
        let objects = objects
            .collect::<Result<Vec<_>, _>>()
            .map_err(AudioError::aws)?;
        if objects.is_empty() {
            return Ok(());
        }
        // Quiet: the answer names only the objects that were not deleted.
        let delete = Delete::builder().set_objects(Some(objects)).quiet(true);
        let request = self.client.delete_objects().bucket(&self.bucket);
        let request = request.delete(delete.build().map_err(AudioError::aws)?);
        let kept = request.send().await?.errors.unwrap_or_default();
        let objects = kept.len();
        match kept.into_iter().next() {
            None => Ok(()),
            Some(first) => Err(AudioError::NotDeleted {
                objects,
                code: first.code.unwrap_or_default(),
            }),
        }
    }
}

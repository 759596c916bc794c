//! The access tokens of the console.

mod stored;
mod token;

use std::sync::Arc;
use std::time::Duration;

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::operation::update_item::UpdateItemError;
use aws_sdk_dynamodb::types::ReturnValue;
use conversation::ports::Clock;

use crate::cache::Cache;
use crate::item::{self, Item};
use crate::keys::{self, Key};
use crate::{StoreError, listed};

use stored::{HASH, LAST_USED_AT};
use token::Hash;

pub(crate) use stored::decode;
pub use token::{AccessToken, AccessTokenId, Grant, InvalidTokenId, NewAccessToken};

/// How long a token is believed after it was read, and so opens doors after it was revoked.
const MAX_AGE: Duration = Duration::from_secs(5);
/// How often it is noted at most that a token was used, so that not every request writes.
const USE_NOTED_EVERY: Duration = Duration::from_secs(5 * 60);

/// The access tokens, in DynamoDB, read through a cache of this process. It does not remember that a
/// token does not exist.
#[derive(Debug)]
pub struct AccessTokens<C> {
    client: Client,
    table: String,
    clock: C,
    known: Cache<AccessTokenId, (Hash, Arc<AccessToken>)>,
}

impl<C: Clock> AccessTokens<C> {
    /// On the table named `table`.
    pub fn new(client: Client, table: String, clock: C) -> Self {
        let known = Cache::new(MAX_AGE);
        Self {
            client,
            table,
            clock,
            known,
        }
    }

    /// Makes a token of 256 random bits.
    pub async fn make(
        &self,
        bits: [u8; 32],
        name: &str,
        grant: Grant,
    ) -> Result<NewAccessToken, StoreError> {
        let text = token::text(bits);
        let hash = Hash::of(&text).ok_or(StoreError::Request("a token has not its own form"))?;
        let token = AccessToken {
            id: hash.id(),
            name: name.to_owned(),
            grant,
            created_at: self.clock.now(),
            last_used_at: None,
        };
        let item = stored::encode(&token, hash)?;
        let request = self.client.put_item().table_name(&self.table);
        request.set_item(Some(item)).send().await?;
        Ok(NewAccessToken {
            token,
            text: text.into(),
        })
    }

    /// The token with this text, unless there is none, or it was revoked more than 5 s ago. That it is
    /// used now is noted.
    pub async fn find(&self, text: &str) -> Result<Option<Arc<AccessToken>>, StoreError> {
        let Some(hash) = Hash::of(text) else {
            return Ok(None);
        };
        let id = hash.id();
        // Before it is read: it may be revoked right after.
        let now = self.clock.now();
        let known = self.known.get(&id, now, MAX_AGE);
        if let Some((_, token)) = known.filter(|(known, _)| *known == hash) {
            return Ok(Some(token));
        }
        let Some(item) = self.get(keys::access_token(&id)).await? else {
            return Ok(None);
        };
        if item::read_text(&item, HASH)? != hash.0 {
            return Ok(None);
        }
        let token = Arc::new(decode(&item)?);
        if !self.note_use(&token).await {
            return Ok(None);
        }
        self.known.put(id, now, (hash, Arc::clone(&token)));
        Ok(Some(token))
    }

    /// All tokens, the oldest first. A new one may take a moment to appear.
    pub async fn list(&self) -> Result<Vec<AccessToken>, StoreError> {
        let items = listed::all(&self.client, &self.table, &self.clock, keys::ACCESS_TOKENS);
        items.await?.iter().map(decode).collect()
    }

    /// Revokes a token: at once in this process, and after 5 s at most in others. False if there was none.
    pub async fn revoke(&self, id: &AccessTokenId) -> Result<bool, StoreError> {
        let request = self
            .client
            .delete_item()
            .table_name(&self.table)
            .set_key(Some(keys::access_token(id).attributes()))
            .return_values(ReturnValue::AllOld);
        let deleted = request.send().await?;
        self.known.remove(id);
        Ok(deleted.attributes.is_some_and(|item| !item.is_empty()))
    }

    /// Notes that a token is used now. False if it was revoked meanwhile. A use that cannot be noted is
    /// a use all the same.
    pub async fn note_use(&self, token: &AccessToken) -> bool {
        let now = self.clock.now();
        let noted = token.last_used_at;
        if noted.is_some_and(|at| now.since(at) < USE_NOTED_EVERY) {
            return true;
        }
        let request = self
            .client
            .update_item()
            .table_name(&self.table)
            .set_key(Some(keys::access_token(&token.id).attributes()))
            .update_expression("SET #last_used_at = :now")
            .condition_expression("attribute_exists(pk)")
            .expression_attribute_names("#last_used_at", LAST_USED_AT)
            .expression_attribute_values(":now", item::number(now.millis()));
        match request
            .send()
            .await
            .map_err(|error| error.into_service_error())
        {
            Ok(_) => true,
            Err(UpdateItemError::ConditionalCheckFailedException(_)) => false,
            Err(error) => {
                let error = StoreError::aws(error);
                tracing::warn!(%error, "the use of an access token was not noted");
                true
            }
        }
    }

    async fn get(&self, key: Key) -> Result<Option<Item>, StoreError> {
        let request = self.client.get_item().table_name(&self.table);
        let request = request.set_key(Some(key.attributes()));
        Ok(request.consistent_read(true).send().await?.item)
    }
}

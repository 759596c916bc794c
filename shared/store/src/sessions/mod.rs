//! Who is signed in to the console's pages.

mod holder;
mod limit;
mod links;
mod secret;

use std::sync::Arc;
use std::time::Duration;

use aws_sdk_dynamodb::Client;
use conversation::ports::Clock;
use serde::{Deserialize, Serialize};

use crate::access_tokens::decode;
use crate::batch_get::batch_get;
use crate::cache::Cache;
use crate::{StoreError, item, keys};

pub use holder::{Holder, SignedIn};
pub use limit::Attempt;
pub(crate) use secret::Hash;

/// How long somebody stays signed in.
pub const SESSION_TIME: Duration = Duration::from_secs(12 * 3600);
/// How long a session is believed after it was read, and so opens doors after it was ended elsewhere.
const MAX_AGE: Duration = Duration::from_secs(5);

/// The sessions, the one-time links that begin them, and the count of failed sign-ins, in DynamoDB.
/// Only hashes of their secrets are kept.
#[derive(Debug)]
pub struct Sessions<C> {
    client: Client,
    table: String,
    clock: C,
    known: Cache<Hash, SignedIn>,
}

#[derive(Serialize, Deserialize)]
struct Body {
    holder: Holder,
}

impl<C: Clock> Sessions<C> {
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

    /// Begins a session of `holder` and gives its id, which only the browser keeps.
    pub async fn begin(&self, bits: [u8; 32], holder: Holder) -> Result<String, StoreError> {
        let id = secret::text(bits);
        let mut item = item::new(keys::session(&Hash::of(&id)));
        item::set_body(&mut item, &Body { holder })?;
        item::expires(&mut item, self.clock.now().plus(SESSION_TIME));
        let request = self.client.put_item().table_name(&self.table);
        request.set_item(Some(item)).send().await?;
        Ok(id)
    }

    /// Who has the session; none if it ended, or if its access token was revoked, each more than 5 s
    /// ago. `holder` is whom it was begun for: one request reads the session and the access token.
    pub async fn find(&self, id: &str, holder: &Holder) -> Result<Option<SignedIn>, StoreError> {
        let hash = Hash::of(id);
        // Before it is read: it may be ended right after.
        let now = self.clock.now();
        if let Some(known) = self.known.get(&hash, now, MAX_AGE) {
            return Ok(Some(known));
        }
        let session = keys::session(&hash);
        let token = holder.access_token().map(keys::access_token);
        let wanted = [session.clone()].into_iter().chain(token.clone());
        let found = batch_get(&self.client, &self.table, &self.clock, wanted).await?;
        let Some(body) = found.get(&session).filter(|it| item::is_alive(it, now)) else {
            return Ok(None);
        };
        if item::body::<Body>(body)?.holder != *holder {
            return Ok(None);
        }
        let signed_in = match token {
            None => SignedIn::AdminToken,
            Some(token) => match found.get(&token) {
                None => return Ok(None),
                Some(token) => SignedIn::AccessToken(Arc::new(decode(token)?)),
            },
        };
        self.known.put(hash, now, signed_in.clone());
        Ok(Some(signed_in))
    }

    /// Ends a session: at once in this process, and after 5 s at most in others.
    pub async fn end(&self, id: &str) -> Result<(), StoreError> {
        let hash = Hash::of(id);
        let request = self.client.delete_item().table_name(&self.table);
        let request = request.set_key(Some(keys::session(&hash).attributes()));
        request.send().await?;
        self.known.remove(&hash);
        Ok(())
    }
}

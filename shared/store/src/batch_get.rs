//! Strongly consistent reads of many items at once.

use std::collections::{HashMap, HashSet};
use std::time::Duration;

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::types::KeysAndAttributes;
use conversation::ports::Clock;
use futures_util::future::try_join_all;

use crate::StoreError;
use crate::item::{Item, Unreadable};
use crate::keys::Key;
use crate::schema::PK;

/// The most keys in one request.
const MAX_KEYS: usize = 100;
/// How often keys that DynamoDB did not process are asked for again.
const ATTEMPTS: u32 = 6;
/// The pause before a repeat, which doubles each time.
const PAUSE: Duration = Duration::from_millis(20);

/// The items that exist, by their keys, read in requests side by side. A key may be in `keys` more than
/// once.
pub(crate) async fn batch_get(
    client: &Client,
    table: &str,
    clock: &impl Clock,
    keys: impl IntoIterator<Item = Key>,
) -> Result<HashMap<Key, Item>, StoreError> {
    let distinct: HashSet<_> = keys.into_iter().collect();
    let distinct: Vec<_> = distinct.into_iter().collect();
    let chunks = distinct.chunks(MAX_KEYS);
    let chunks = chunks.map(|chunk| get_chunk(client, table, clock, chunk));
    let found = try_join_all(chunks).await?;
    Ok(found.into_iter().flatten().collect())
}

async fn get_chunk(
    client: &Client,
    table: &str,
    clock: &impl Clock,
    chunk: &[Key],
) -> Result<HashMap<Key, Item>, StoreError> {
    let mut found = HashMap::new();
    let keys = chunk.iter().cloned().map(Key::attributes).collect();
    let wanted = KeysAndAttributes::builder().set_keys(Some(keys));
    let mut wanted = Some(wanted.consistent_read(true).build()?);
    for attempt in 0..ATTEMPTS {
        let Some(keys) = wanted.take() else { break };
        if attempt > 0 {
            let pause = PAUSE.saturating_mul(1 << attempt);
            clock.sleep_until(clock.now().plus(pause)).await;
        }
        let request = client.batch_get_item().request_items(table, keys);
        let answer = request.send().await?;
        for item in answer.responses.unwrap_or_default().into_values().flatten() {
            let key = Key::of(&item).ok_or(Unreadable::Attribute(PK))?;
            found.insert(key, item);
        }
        let left = answer
            .unprocessed_keys
            .and_then(|mut left| left.remove(table));
        wanted = left.filter(|left| !left.keys().is_empty());
    }
    match wanted {
        Some(_) => Err(StoreError::Busy),
        None => Ok(found),
    }
}

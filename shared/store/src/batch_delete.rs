//! Deletes of many items at once.

use std::time::Duration;

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::types::{DeleteRequest, WriteRequest};
use conversation::ports::Clock;

use crate::StoreError;
use crate::keys::Key;

/// The most items in one request.
const MAX_ITEMS: usize = 25;
/// How often items that DynamoDB did not process are sent again.
const ATTEMPTS: u32 = 6;
/// The pause before a repeat, which doubles each time.
const PAUSE: Duration = Duration::from_millis(20);

/// Deletes the items, in no order and not as a transaction.
pub(crate) async fn batch_delete(
    client: &Client,
    table: &str,
    clock: &impl Clock,
    keys: Vec<Key>,
) -> Result<(), StoreError> {
    for chunk in keys.chunks(MAX_ITEMS) {
        let deletes = chunk.iter().cloned().map(delete);
        let mut wanted = deletes.collect::<Result<Vec<_>, _>>()?;
        for attempt in 0..ATTEMPTS {
            if attempt > 0 {
                let pause = PAUSE.saturating_mul(1 << attempt);
                clock.sleep_until(clock.now().plus(pause)).await;
            }
            let request = client.batch_write_item().request_items(table, wanted);
            let left = request.send().await?.unprocessed_items;
            let left = left.and_then(|mut left| left.remove(table));
            wanted = left.unwrap_or_default();
            if wanted.is_empty() {
                break;
            }
        }
        if !wanted.is_empty() {
            return Err(StoreError::Busy);
        }
    }
    Ok(())
}

fn delete(key: Key) -> Result<WriteRequest, StoreError> {
    let delete = DeleteRequest::builder().set_key(Some(key.attributes()));
    let delete = delete.build()?;
    Ok(WriteRequest::builder().delete_request(delete).build())
}

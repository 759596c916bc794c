//! Links that sign in once.

use std::time::Duration;

use aws_sdk_dynamodb::types::ReturnValue;
use conversation::ports::Clock;

use super::Sessions;
use super::secret::{self, Hash};
use crate::{StoreError, item, keys};

/// How long a link can be opened.
const LINK_TIME: Duration = Duration::from_secs(24 * 3600);

impl<C: Clock> Sessions<C> {
    /// Makes a link that signs in one browser as an admin, within a day, and gives its secret part.
    pub async fn make_link(&self, bits: [u8; 32]) -> Result<String, StoreError> {
        let link = secret::text(bits);
        let mut item = item::new(keys::sign_in_link(&Hash::of(&link)));
        item::expires(&mut item, self.clock.now().plus(LINK_TIME));
        let request = self.client.put_item().table_name(&self.table);
        request.set_item(Some(item)).send().await?;
        Ok(link)
    }

    /// Uses a link up. False if there is none, or if it was used already.
    pub async fn take_link(&self, link: &str) -> Result<bool, StoreError> {
        let request = self
            .client
            .delete_item()
            .table_name(&self.table)
            .set_key(Some(keys::sign_in_link(&Hash::of(link)).attributes()))
            .return_values(ReturnValue::AllOld);
        let taken = request.send().await?.attributes;
        let now = self.clock.now();
        Ok(taken.is_some_and(|item| !item.is_empty() && item::is_alive(&item, now)))
    }
}

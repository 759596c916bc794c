//! The prices of the models: one item for the whole installation.

use conversation::ports::Clock;
use settings::Prices;

use super::{SettingsError, SettingsTable, Stored, version};
use crate::item::{self, VERSION};
use crate::transact::{self, put_new, put_over};
use crate::{StoreError, keys};

impl<C: Clock> SettingsTable<C> {
    /// The prices; none if nobody has written any.
    pub async fn prices(&self) -> Result<Option<Stored<Prices>>, StoreError> {
        let item = self.get(keys::prices()).await?;
        let stored = item.map(|item| {
            Ok(Stored {
                value: item::body(&item)?,
                version: version(&item)?,
            })
        });
        stored.transpose()
    }

    /// Stores prices over those with the version `replaced`, or the first. Gives their version.
    pub async fn put_prices(
        &self,
        prices: &Prices,
        replaced: Option<u64>,
    ) -> Result<u64, SettingsError> {
        let version = self.next_version(replaced);
        let mut item = item::new(keys::prices());
        item::set_body(&mut item, prices)?;
        item.insert(VERSION.to_owned(), item::number(version));
        let put = match replaced {
            None => put_new(&self.table, item, self.clock.now()),
            Some(replaced) => put_over(&self.table, item, replaced),
        };
        let put = put.map_err(StoreError::from)?;
        transact::write(&self.client, vec![put]).await?;
        Ok(version)
    }
}

//! Recently read values.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use conversation::Timestamp;

/// Values by key, each with the time at which it was put.
#[derive(Debug)]
pub(crate) struct Cache<K, V> {
    keep: Duration,
    entries: Mutex<HashMap<K, (Timestamp, V)>>,
}

impl<K: Eq + Hash, V: Clone> Cache<K, V> {
    /// A cache that forgets what is older than `keep`.
    pub(crate) fn new(keep: Duration) -> Self {
        let entries = Mutex::default();
        Self { keep, entries }
    }

    /// The value that was put under `key` less than `age` ago, but never one older than the cache
    /// keeps.
    pub(crate) fn get(&self, key: &K, now: Timestamp, age: Duration) -> Option<V> {
        let entries = self.entries();
        let (at, value) = entries.get(key)?;
        (now.since(*at) < age.min(self.keep)).then(|| value.clone())
    }

    pub(crate) fn put(&self, key: K, now: Timestamp, value: V) {
        let mut entries = self.entries();
        // So that the cache never grows beyond what is asked for within that time.
        entries.retain(|_, (at, _)| now.since(*at) < self.keep);
        entries.insert(key, (now, value));
    }

    pub(crate) fn remove(&self, key: &K) {
        self.entries().remove(key);
    }

    /// A panic leaves no entry half written.
    fn entries(&self) -> MutexGuard<'_, HashMap<K, (Timestamp, V)>> {
        self.entries.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    #[test]
    fn an_old_value_is_not_given_and_not_kept() {
        let cache = Cache::new(SECOND * 10);
        let start = Timestamp::from_millis(1_000_000);
        cache.put("a", start, 1);
        assert_eq!(
            cache.get(&"a", start.plus(SECOND * 9), SECOND * 60),
            Some(1)
        );
        assert_eq!(cache.get(&"a", start.plus(SECOND * 9), SECOND), None);
        assert_eq!(cache.get(&"a", start.plus(SECOND * 10), SECOND * 60), None);
        cache.put("b", start.plus(SECOND * 10), 2);
        assert_eq!(cache.entries().len(), 1);
    }
}

//! Files that were uploaded, until a message names them.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use crate::channels::form::File;

/// By their ids.
#[derive(Clone, Default)]
pub(super) struct Media(Arc<Mutex<HashMap<String, File>>>);

impl Media {
    pub(super) fn put(&self, id: &str, file: File) {
        self.lock().insert(id.to_owned(), file);
    }

    pub(super) fn get(&self, id: &str) -> Option<File> {
        self.lock().get(id).cloned()
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<String, File>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

//! The file in which the emulated SQS, KMS and Secrets Manager keep their state.

use std::fs::OpenOptions;
use std::io;
use std::ops::Bound;
use std::path::Path;

use anyhow::Context;
use redb::backends::FileBackend;
use redb::{BackendError, Database, StorageBackend, WriteTransaction};

use super::json::ServiceError;

/// Opens the database, and creates it if it is missing. It is locked until it is dropped.
pub(super) fn open(path: &Path) -> anyhow::Result<Database> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    let open = || -> anyhow::Result<Database> {
        let backend = UnsyncedFile(FileBackend::new(options.open(path)?)?);
        Ok(Database::builder().create_with_backend(backend)?)
    };
    open().with_context(|| format!("cannot open {}", path.display()))
}

/// Does `work` in one transaction: all of it, or nothing if it fails.
pub(super) fn write<T>(
    database: &Database,
    work: impl FnOnce(&WriteTransaction) -> Result<T, ServiceError>,
) -> Result<T, ServiceError> {
    let transaction = database.begin_write()?;
    let result = work(&transaction)?;
    transaction.commit()?;
    Ok(result)
}

macro_rules! internal {
    ($($error:ty),*) => {$(
        impl From<$error> for ServiceError {
            fn from(error: $error) -> Self {
                Self::internal(error)
            }
        }
    )*};
}

internal!(
    redb::TransactionError,
    redb::TableError,
    redb::StorageError,
    redb::CommitError,
    serde_json::Error
);

/// A file that is written through to the operating system but never forced to the disk: it survives
/// the death of the process, and a commit takes microseconds, not milliseconds.
#[derive(Debug)]
struct UnsyncedFile(FileBackend);

impl StorageBackend for UnsyncedFile {
    fn len(&self) -> io::Result<u64> {
        self.0.len()
    }

    fn read(&self, offset: u64, out: &mut [u8]) -> io::Result<()> {
        self.0.read(offset, out)
    }

    fn set_len(&self, len: u64) -> io::Result<()> {
        self.0.set_len(len)
    }

    fn sync_data(&self) -> io::Result<()> {
        Ok(())
    }

    fn write(&self, offset: u64, data: &[u8]) -> io::Result<()> {
        self.0.write(offset, data)
    }

    fn close(&self) -> io::Result<()> {
        self.0.close()
    }

    fn try_lock_range(&self, start: Bound<u64>, end: Bound<u64>) -> Result<bool, BackendError> {
        self.0.try_lock_range(start, end)
    }

    fn unlock_range(&self, start: Bound<u64>, end: Bound<u64>) -> Result<(), BackendError> {
        self.0.unlock_range(start, end)
    }
}

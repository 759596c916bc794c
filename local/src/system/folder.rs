//! The data folder, which one system uses at a time.

use std::{
    fs::{self, File, TryLockError},
    io,
    path::{Path, PathBuf},
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context, bail};

/// The folder, locked until this is dropped. The system releases the lock when our process ends,
/// however it ends.
pub(super) struct Folder {
    path: PathBuf,
    _lock: File,
}

/// How long a system that ends may keep the lock: a process that it had just begun has it too, until it runs
/// its own program.
const RELEASE: Duration = Duration::from_secs(1);
const PAUSE: Duration = Duration::from_millis(20);

fn take(lock: &File, path: &Path) -> anyhow::Result<()> {
    let shown = path.display();
    let began = Instant::now();
    loop {
        match lock.try_lock() {
            Ok(()) => return Ok(()),
            Err(TryLockError::WouldBlock) if began.elapsed() < RELEASE => thread::sleep(PAUSE),
            Err(TryLockError::WouldBlock) => bail!(
                "another local system uses the data folder {shown}: stop it, or name another folder"
            ),
            Err(TryLockError::Error(error)) => {
                return Err(error).with_context(|| format!("cannot lock the folder {shown}"));
            }
        }
    }
}

impl Folder {
    /// Takes the folder. A `fresh` one loses the data of an earlier system, and nothing else in it.
    pub(super) fn open(path: &Path, fresh: bool) -> anyhow::Result<Self> {
        let shown = path.display();
        fs::create_dir_all(path).with_context(|| format!("cannot make the folder {shown}"))?;
        let path = path.canonicalize()?;
        let lock = File::create(path.join("lock"))
            .with_context(|| format!("cannot write in the folder {shown}"))?;
        take(&lock, &path)?;
        let folder = Self { path, _lock: lock };
        if fresh {
            remove(&folder.aws())?;
            remove(&folder.logs())?;
        }
        Ok(folder)
    }

    /// The data of the emulated services.
    pub(super) fn aws(&self) -> PathBuf {
        self.path.join("aws")
    }

    /// The audio files in a bucket of the emulated S3: a folder for each integration, with one for
    /// each turn in it.
    pub(super) fn audio_files(&self, bucket: &str) -> io::Result<Vec<PathBuf>> {
        let mut paths = vec![self.aws().join("s3").join(bucket).join("audio")];
        for _ in ["integrations", "turns", "files"] {
            let mut below = Vec::new();
            for folder in paths.iter().filter(|path| path.is_dir()) {
                for entry in fs::read_dir(folder)? {
                    below.push(entry?.path());
                }
            }
            paths = below;
        }
        Ok(paths)
    }

    /// The functions' environment variables, for running one by hand.
    pub(super) fn variables(&self) -> PathBuf {
        self.path.join("functions.env")
    }

    /// The files that run the functions in containers.
    pub(super) fn sam(&self) -> PathBuf {
        self.path.join("sam")
    }

    /// Removes what an earlier system left there, since nothing listens at its addresses now.
    pub(super) fn remove_sam(&self) -> anyhow::Result<()> {
        remove(&self.sam())
    }

    /// The functions' logs.
    pub(super) fn logs(&self) -> PathBuf {
        self.path.join("logs")
    }
}

fn remove(folder: &Path) -> anyhow::Result<()> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            Err(error).with_context(|| format!("cannot empty {}", folder.display()))
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_has_one_user_at_a_time() {
        let parent = tempfile::tempdir().unwrap();
        let path = parent.path().join("data");
        let first = Folder::open(&path, false).unwrap();
        let error = Folder::open(&path, true).err().unwrap();
        assert!(
            error.to_string().contains("another local system"),
            "{error}"
        );
        drop(first);
        Folder::open(&path, false).unwrap();
    }

    #[test]
    fn a_fresh_folder_keeps_what_is_not_ours() {
        let parent = tempfile::tempdir().unwrap();
        let path = parent.path();
        for name in ["aws", "logs", "photos"] {
            fs::create_dir(path.join(name)).unwrap();
            fs::write(path.join(name).join("file"), "x").unwrap();
        }
        drop(Folder::open(path, false).unwrap());
        assert!(path.join("aws/file").exists() && path.join("logs/file").exists());
        drop(Folder::open(path, true).unwrap());
        assert!(!path.join("aws").exists() && !path.join("logs").exists());
        assert!(path.join("photos/file").exists());
    }
}

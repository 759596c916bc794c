//! Copies what a function writes to its standard output and error into our log and into its file.

use std::{
    fs::{self, File},
    io::{self, Write},
    path::Path,
    sync::{Arc, Mutex, PoisonError},
};

use tokio::io::{AsyncBufReadExt, AsyncRead, BufReader};

/// A function's log. All its environments write to the same file.
pub(super) struct Log {
    name: String,
    file: Mutex<File>,
}

impl Log {
    /// Appends to `<folder>/<name>.log`.
    pub(super) fn open(folder: &Path, name: &str) -> io::Result<Self> {
        fs::create_dir_all(folder)?;
        let file = File::options()
            .append(true)
            .create(true)
            .open(folder.join(format!("{name}.log")))?;
        Ok(Self {
            name: name.to_owned(),
            file: Mutex::new(file),
        })
    }

    /// Copies the stream line by line until it ends.
    pub(super) fn follow(self: &Arc<Self>, stream: impl AsyncRead + Unpin + Send + 'static) {
        let log = Arc::clone(self);
        tokio::spawn(async move {
            let mut reader = BufReader::new(stream);
            let mut line = Vec::new();
            loop {
                line.clear();
                match reader.read_until(b'\n', &mut line).await {
                    Ok(0) => break,
                    Ok(_) => log.write(&line),
                    Err(error) => {
                        tracing::warn!(function = log.name, %error, "its output was lost");
                        break;
                    }
                }
            }
        });
    }

    fn write(&self, line: &[u8]) {
        let mut line = line.trim_ascii_end().to_vec();
        tracing::info!("{} | {}", self.name, String::from_utf8_lossy(&line));
        line.push(b'\n');
        let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        if let Err(error) = file.write_all(&line) {
            tracing::warn!(function = self.name, %error, "its log file was not written");
        }
    }
}

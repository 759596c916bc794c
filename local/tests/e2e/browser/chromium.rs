//! Which Chromium is used, and how it is started.

use std::{env, path::PathBuf, time::Duration};

use chromiumoxide::{Browser, BrowserConfig};
use futures_util::StreamExt;
use tempfile::TempDir;
use tokio::task::JoinHandle;

const NAMES: [&str; 4] = ["chromium", "chromium-browser", "google-chrome", "chrome"];
const REQUIRED: &str = "required";

/// A running Chromium with a profile of its own.
pub(super) struct Chromium {
    pub(super) browser: Browser,
    _events: JoinHandle<()>,
    _profile: TempDir,
}

impl Chromium {
    /// None if there is no Chromium, and none is required.
    pub(super) async fn start() -> Option<Self> {
        #[expect(
            clippy::disallowed_methods,
            reason = "how a person, or the checks, ask for it"
        )]
        let wanted = env::var("RECADO_CHROMIUM").unwrap_or_default();
        let program = match wanted.as_str() {
            "" | REQUIRED => found(),
            path => Some(path.into()),
        };
        let Some(program) = program else {
            assert_ne!(wanted, REQUIRED, "there is no Chromium");
            println!("There is no Chromium: the pages were not looked at.");
            return None;
        };
        let profile = tempfile::tempdir().unwrap();
        let config = BrowserConfig::builder()
            .chrome_executable(program)
            .user_data_dir(profile.path())
            .launch_timeout(Duration::from_secs(120))
            .request_timeout(Duration::from_secs(120))
            .viewport(None)
            // A container's root has no sandbox; these pages are our own.
            .no_sandbox()
            .arg("disable-dev-shm-usage");
        let (browser, mut events) = Browser::launch(config.build().unwrap()).await.unwrap();
        let events = tokio::spawn(async move { while events.next().await.is_some() {} });
        Some(Self {
            browser,
            _events: events,
            _profile: profile,
        })
    }
}

fn found() -> Option<PathBuf> {
    let path = env::var_os("PATH")?;
    let mut files = env::split_paths(&path).flat_map(|folder| NAMES.map(|name| folder.join(name)));
    files.find(|file| file.is_file())
}

//! A page on a screen, used as a person does: by what stands on it.

use std::{
    sync::atomic::{AtomicU64, Ordering},
    time::Duration,
};

use chromiumoxide::{
    Page,
    cdp::browser_protocol::{
        emulation::{MediaFeature, SetDeviceMetricsOverrideParams},
        page::{EventJavascriptDialogOpening, HandleJavaScriptDialogParams},
    },
    element::Element,
};
use futures_util::StreamExt;
use serde::de::DeserializeOwned;

use super::{chromium::Chromium, typing::labelled};
use crate::harness::{Trial, until};

/// Collects what a page must never do, and notes when another page is asked for.
const WATCH: &str = "
    window.problems = [];
    document.addEventListener('securitypolicyviolation', (event) =>
        problems.push(`${event.violatedDirective} ${event.blockedURI} ${event.sample}`));
    window.addEventListener('error', (event) => problems.push(event.message));
    window.addEventListener('unhandledrejection', (event) => problems.push(`${event.reason}`));
    window.addEventListener('beforeunload', () => window.leaving = true);
    window.addEventListener('submit', (event) => window.leaving ||= !event.defaultPrevented);
";

/// Everything that can be read.
const TEXT: &str = "document.body.innerText";

/// Between two looks at a page, and how long one looks.
const PAUSE: Duration = Duration::from_millis(50);
const PATIENCE: Duration = Duration::from_secs(120);

/// Answers each question whether a page may be left with yes.
async fn leave_what_is_not_saved(page: &Page) {
    let asked = page.event_listener::<EventJavascriptDialogOpening>();
    let mut asked = asked.await.unwrap();
    let page = page.clone();
    tokio::spawn(async move {
        while asked.next().await.is_some() {
            drop(page.execute(HandleJavaScriptDialogParams::new(true)).await);
        }
    });
}

/// A browser's only page.
pub(crate) struct Screen {
    pub(super) page: Page,
    url: String,
    pictures: AtomicU64,
    _chromium: Chromium,
}

impl Screen {
    /// At the console's start, signed in as an admin by the link that is printed. None without a
    /// Chromium.
    pub(crate) async fn signed_in(trial: &Trial) -> Option<Self> {
        let screen = Self::open(trial).await?;
        let link = trial.system().sign_in_link().await.unwrap();
        screen.page.goto(link).await.unwrap();
        screen.settled().await;
        Some(screen)
    }

    /// At an empty page. None without a Chromium.
    pub(crate) async fn open(trial: &Trial) -> Option<Self> {
        let chromium = Chromium::start().await?;
        let page = chromium.browser.new_page("about:blank").await.unwrap();
        page.evaluate_on_new_document(WATCH.to_owned())
            .await
            .unwrap();
        page.emulate_timezone(
            chromiumoxide::cdp::browser_protocol::emulation::SetTimezoneOverrideParams::new(
                "America/Sao_Paulo",
            ),
        )
        .await
        .unwrap();
        leave_what_is_not_saved(&page).await;
        let screen = Self {
            page,
            url: trial.site.url().to_owned(),
            pictures: AtomicU64::default(),
            _chromium: chromium,
        };
        screen.shape(1440, false).await;
        Some(screen)
    }

    pub(crate) async fn go(&self, path: &str) {
        self.page.goto(format!("{}{path}", self.url)).await.unwrap();
        self.settled().await;
    }

    /// The path and the query of the page.
    pub(crate) async fn address(&self) -> String {
        self.value("location.pathname + location.search").await
    }

    /// What JavaScript says.
    pub(crate) async fn value<T: DeserializeOwned>(&self, script: &str) -> T {
        let mut value = None;
        // While one page leads to another, there is nothing to ask.
        until(&format!("{script} can be asked"), async || {
            value = self.page.evaluate_expression(script).await.ok();
            value.is_some()
        })
        .await;
        value.unwrap().into_value().unwrap()
    }

    /// Everything that can be read.
    pub(crate) async fn text(&self) -> String {
        self.value(TEXT).await
    }

    /// Waits until something can be read.
    pub(crate) async fn sees(&self, text: &str) {
        let seen = async {
            while !self.text().await.contains(text) {
                tokio::time::sleep(PAUSE).await;
            }
        };
        if tokio::time::timeout(PATIENCE, seen).await.is_err() {
            panic!("{text:?} is not in {}", self.text().await);
        }
    }

    pub(crate) async fn sees_no(&self, text: &str) {
        let all = self.text().await;
        assert!(!all.contains(text), "{text:?} in {all}");
    }

    /// Chooses from the list with this label.
    pub(crate) async fn choose(&self, label: &str, option: &str) {
        let list = self.found(&labelled(label)).await;
        let choose = format!(
            "function() {{
                const option = [...this.options].find((it) => it.text.trim() === {option:?});
                this.value = option.value;
                this.dispatchEvent(new Event('input', {{bubbles: true}}));
                this.dispatchEvent(new Event('change', {{bubbles: true}}));
            }}"
        );
        list.call_js_fn(choose, false).await.unwrap();
    }

    /// Presses the first button, link, box or summary with this name.
    pub(crate) async fn press(&self, name: &str) {
        let named = format!("normalize-space()={name:?} or @aria-label={name:?}");
        let path = format!(
            "//main//*[self::button or self::a or self::summary or self::label][{named}] | //header//*[self::button or self::a][{named}]"
        );
        // What changes by itself may be replaced just before it is pressed.
        until(&format!("{name:?} can be pressed"), async || {
            let element = self.found(&path).await;
            self.clicked(&element).await
        })
        .await;
        self.settled().await;
    }

    pub(super) async fn found(&self, path: &str) -> Element {
        let mut found = None;
        until(&format!("the page has {path}"), async || {
            found = self.page.find_xpath(path).await.ok();
            found.is_some()
        })
        .await;
        found.unwrap()
    }

    /// Waits until the page and its scripts are there, and no other page is asked for.
    pub(crate) async fn settled(&self) {
        until("the page is loaded", async || {
            let state = self.page.evaluate_expression(
                "document.readyState === 'complete' && location.href !== 'about:blank' && !window.leaving",
            );
            state.await.is_ok_and(|is| is.into_value().unwrap_or(false))
        })
        .await;
    }

    /// As wide as a device, in the system's colours.
    pub(crate) async fn shape(&self, width: i64, dark: bool) {
        let metrics = SetDeviceMetricsOverrideParams::new(width, 900, 1.0, width < 500);
        self.page.execute(metrics).await.unwrap();
        let scheme = if dark { "dark" } else { "light" };
        let feature = MediaFeature::new("prefers-color-scheme", scheme);
        self.page
            .emulate_media_features(vec![feature])
            .await
            .unwrap();
    }

    /// A number for the next picture of this screen.
    pub(super) fn next_picture(&self) -> u64 {
        self.pictures.fetch_add(1, Ordering::Relaxed)
    }
}

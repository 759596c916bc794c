//! What every page must be: usable by everybody, on every screen, in both colours.

use std::{env, fs, path::Path};

use chromiumoxide::{
    cdp::{browser_protocol::page::CaptureScreenshotFormat, js_protocol::runtime::EvaluateParams},
    page::ScreenshotParams,
};

use super::Screen;

/// Every rule of the Web Content Accessibility Guidelines up to 2.2 AA that axe-core knows.
const RUN: &str = "axe.run(document, {
    runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
}).then((found) => found.violations.flatMap((rule) =>
    rule.nodes.map((node) => `${rule.id}: ${node.html} ${node.failureSummary}`)))";

impl Screen {
    /// Checks the page as it is, narrow and wide, light and dark, and takes a picture of each.
    pub(crate) async fn check(&self, name: &str) {
        for (width, dark) in [(390, false), (390, true), (1440, true), (1440, false)] {
            self.shape(width, dark).await;
            let named = format!("{name}-{width}-{}", if dark { "dark" } else { "light" });
            self.take_picture(&named).await;
            let wider: i64 = self
                .value("document.documentElement.scrollWidth - innerWidth")
                .await;
            assert!(wider <= 0, "{named} is {wider} px wider than the screen");
            let found = self.axe().await;
            assert!(found.is_empty(), "{named}: {found:#?}");
        }
        let problems: Vec<String> = self.value("window.problems").await;
        assert!(problems.is_empty(), "{name}: {problems:#?}");
    }

    async fn axe(&self) -> Vec<String> {
        #[expect(
            clippy::disallowed_methods,
            reason = "how a person, or the checks, ask for it"
        )]
        let Ok(file) = env::var("RECADO_AXE") else {
            return Vec::new();
        };
        let has_axe: bool = self.value("'axe' in window").await;
        if !has_axe {
            let script = fs::read_to_string(file).unwrap();
            self.page.evaluate_expression(script).await.unwrap();
        }
        let run = EvaluateParams::builder()
            .expression(RUN)
            .await_promise(true)
            .return_by_value(true);
        let found = self
            .page
            .evaluate_expression(run.build().unwrap())
            .await
            .unwrap();
        found.into_value().unwrap()
    }

    async fn take_picture(&self, name: &str) {
        #[expect(
            clippy::disallowed_methods,
            reason = "how a person, or the checks, ask for it"
        )]
        let Ok(folder) = env::var("RECADO_SCREENSHOTS") else {
            return;
        };
        let whole = ScreenshotParams::builder()
            .format(CaptureScreenshotFormat::Png)
            .full_page(true);
        let file = Path::new(&folder).join(format!("{name}-{}.png", self.next_picture()));
        self.page
            .save_screenshot(whole.build(), file)
            .await
            .unwrap();
    }
}

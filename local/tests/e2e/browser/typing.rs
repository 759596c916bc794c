//! Typing into the fields of a page, and clicking on what stands on it.

use chromiumoxide::{cdp::browser_protocol::input::InsertTextParams, element::Element};

use super::Screen;
use crate::harness::until;

impl Screen {
    /// Types into the field with this label, in place of what it holds.
    pub(crate) async fn fill(&self, label: &str, text: &str) {
        self.type_into(&labelled(label), text).await;
    }

    /// The same for the field that the API knows by this path.
    pub(crate) async fn fill_named(&self, name: &str, text: &str) {
        self.type_into(&format!("//*[@name={name:?}]"), text).await;
    }

    async fn type_into(&self, path: &str, text: &str) {
        until(&format!("{path} takes {text:?}"), async || {
            let field = self.found(path).await;
            self.clicked(&field).await && self.typed(&field, text).await.is_ok_and(|typed| typed)
        })
        .await;
    }

    /// Whether the field now holds the text.
    async fn typed(&self, field: &Element, text: &str) -> chromiumoxide::error::Result<bool> {
        let select = "function() { this.select?.(); return document.activeElement === this }";
        if field.call_js_fn(select, false).await?.result.value != Some(true.into()) {
            return Ok(false);
        }
        self.page.execute(InsertTextParams::new(text)).await?;
        let value = field.call_js_fn("function() { return this.value }", false);
        Ok(value.await?.result.value == Some(text.into()))
    }

    /// Clicks in the middle of an element, and says whether the element was still there.
    pub(super) async fn clicked(&self, element: &Element) -> bool {
        let watch = "function() {
            window.clicked = false;
            this.addEventListener('click', () => window.clicked = true, {capture: true, once: true});
        }";
        if element.call_js_fn(watch, false).await.is_err() || element.click().await.is_err() {
            return false;
        }
        // A click that led to another page left no mark there.
        let missed = self.page.evaluate_expression("window.clicked === false");
        let missed = missed.await.and_then(|is| Ok(is.into_value::<bool>()?));
        !missed.unwrap_or(false)
    }
}

/// Where the control with this label is.
pub(super) fn labelled(label: &str) -> String {
    format!(
        "//*[@id=//label[normalize-space()={label:?}]/@for] | //label[normalize-space()={label:?}]//input | //*[@aria-label={label:?}]"
    )
}

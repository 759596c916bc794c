//! What differs between two texts, line by line.

use maud::{Markup, html};
use similar::{ChangeTag, TextDiff};

use crate::pages::View;

/// How many lines stand around what differs.
const AROUND: usize = 2;

/// The lines that went and the lines that came. A sign tells them apart, not the colour alone.
pub(super) fn lines(view: &View, before: &str, after: &str) -> Markup {
    let texts = &view.texts().assistants;
    let diff = TextDiff::from_lines(before, after);
    html! {
        div class="diff code" {
            @for (nth, group) in diff.grouped_ops(AROUND).iter().enumerate() {
                @if nth > 0 { p class="help" { "…" } }
                @for change in group.iter().flat_map(|op| diff.iter_changes(op)) {
                    @let line = change.value().trim_end_matches('\n');
                    @match change.tag() {
                        ChangeTag::Equal => p { "\u{a0} " (line) },
                        ChangeTag::Delete => p { del { span class="unseen" { (texts.went) } "− " (line) } },
                        ChangeTag::Insert => p { ins { span class="unseen" { (texts.came) } "+ " (line) } },
                    }
                }
            }
        }
    }
}

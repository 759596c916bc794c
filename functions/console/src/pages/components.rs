//! Parts that many pages have.

use conversation::Timestamp;
use maud::{Markup, html};

use super::View;

/// An instant, as how long ago it was; its title has the exact time.
pub(crate) fn when(view: &View, at: Timestamp) -> Markup {
    let exact = view.language.date_time(at, &view.zone);
    html! {
        time datetime=(at) title=(exact) { (view.language.ago(at, view.now, &view.zone)) }
    }
}

/// A table under its headings, which scrolls by itself where it is wider than the screen.
pub(crate) fn table(label: &str, headings: &Markup, rows: &Markup) -> Markup {
    html! {
        div class="scroll" role="region" tabindex="0" aria-label=(label) {
            table {
                thead { tr { (headings) } }
                tbody { (rows) }
            }
        }
    }
}

/// What stands where there is nothing yet: what that means, and what to do next.
pub(crate) fn empty(said: &str, next: &Markup) -> Markup {
    html! {
        div class="empty stack" {
            p { (said) }
            (next)
        }
    }
}

/// What a script shows where a part of the page could not be loaded, within what has `data-part`.
pub(crate) fn not_loaded(view: &View) -> Markup {
    html! {
        p class="mistake" role="alert" hidden data-not-loaded { (view.texts().common.not_loaded) }
    }
}

/// The options of a list, of values with their names. A chosen value that is none of them is kept.
pub(crate) fn options(all: &[(&str, &str)], chosen: &str) -> Markup {
    let is_unknown = !chosen.is_empty() && all.iter().all(|(value, _)| *value != chosen);
    html! {
        @for (value, name) in all {
            option value=(value) selected[*value == chosen] { (name) }
        }
        @if is_unknown { option value=(chosen) selected { (chosen) } }
    }
}

/// The mistake in a field, under the id that [`described_by`] names.
pub(crate) fn mistake(field: &str, said: Option<&str>) -> Markup {
    html! {
        @if let Some(said) = said {
            p id=(format!("{field}-mistake")) class="mistake" { (said) }
        }
    }
}

/// The ids of what describes a field: its help, and its mistake if there is one.
pub(crate) fn described_by(field: &str, mistake: Option<&str>) -> String {
    match mistake {
        None => format!("{field}-help"),
        Some(_) => format!("{field}-mistake {field}-help"),
    }
}

/// A text to copy, with its button.
pub(crate) fn copyable(view: &View, id: &str, label: &str, text: &str) -> Markup {
    let common = &view.texts().common;
    html! {
        div class="field" {
            label for=(id) { (label) }
            div class="cluster" {
                input id=(id) type="text" value=(text) readonly class="code grow";
                button class="button secondary" type="button" data-copy=(id)
                    data-copied=(common.copied) { (common.copy) }
            }
        }
    }
}

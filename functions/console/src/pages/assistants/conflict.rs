//! What somebody else saved while a form was open.

use maud::{Markup, html};
use store::AssistantVersion;

use super::values::{NAMES, Values};
use super::{address, diff};
use crate::pages::View;

/// What the form was made from, as far as it is still kept, and what is stored now.
pub(super) struct Conflict {
    pub(super) base: Option<Values>,
    pub(super) now: AssistantVersion<settings::Assistant>,
}

impl Conflict {
    pub(super) fn shown(&self, view: &View, yours: &Values) -> Markup {
        let texts = &view.texts().conflicts;
        let now = Values::of(view.language, &self.now.assistant);
        // Without what it was, everything that is not as it was typed may be theirs.
        let base = self.base.as_ref().unwrap_or(yours);
        let changed = NAMES.iter().filter(|name| base.get(name) != now.get(name));
        let who = self.now.saved.as_ref().map(|saved| &saved.by);
        html! {
            div class="warning stack" role="alert" {
                h2 class="small" { (view.texts().assistants.changed_meanwhile) }
                p { (texts.lead) }
                @if let Some(who) = who { p { (view.texts().assistants.saved_by) ": " (super::history::name(view, who)) } }
                dl class="changes" {
                    @for name in changed {
                        dt { ((view.texts().assistants.field)(name)) }
                        dd {
                            @match *name {
                                "instructions" => (diff::lines(view, base.get(name), now.get(name))),
                                _ => {
                                    del { (shown(view, base.get(name))) } " → " ins { (shown(view, now.get(name))) }
                                }
                            }
                        }
                    }
                }
                p {
                    a class="button secondary" href=(address(self.now.assistant.id.as_str())) {
                        (texts.take_theirs)
                    }
                }
            }
        }
    }
}

fn shown<'t>(view: &View, text: &'t str) -> &'t str {
    match text {
        "" => view.texts().conflicts.nothing,
        text => text,
    }
}

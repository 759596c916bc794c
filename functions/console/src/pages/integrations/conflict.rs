//! What somebody else saved while a form was open.

use std::collections::BTreeSet;

use maud::{Markup, html};
use serde_json::Value;

use super::Ground;
use super::setting::Setting;
use super::values::{BASE, Values};
use crate::pages::{Fields, View};

pub(super) struct Conflict {
    base: Values,
    now: Values,
    /// By the fields' names, without those of the form's own.
    changed: BTreeSet<String>,
}

impl Conflict {
    /// Compares what the form was made from with what is stored now. Secrets cannot be compared.
    pub(super) fn of(fields: &Fields, now: &Ground) -> Self {
        let base = serde_json::from_str::<Value>(fields.text(BASE)).unwrap_or_default();
        let (base, now) = (Values::of(&base), now.values());
        let names = base.names().chain(now.names());
        let changed = names.filter(|name| base.get(name) != now.get(name));
        let changed = changed.map(str::to_owned).collect();
        Self { base, now, changed }
    }

    pub(super) fn shown(&self, view: &View, ground: &Ground, yours: &Values) -> Markup {
        let texts = &view.texts().conflicts;
        html! {
            div class="warning stack" role="alert" {
                @if ground.settings().is_none() {
                    p { (texts.gone) }
                } @else {
                    h2 class="small" { (texts.title) }
                    p { (texts.lead) }
                    @if self.changed.is_empty() {
                        p { (texts.only_secrets) }
                    } @else {
                        (self.table(view, yours))
                    }
                    p { a class="button secondary" href=(ground.address()) { (texts.take_theirs) } }
                }
            }
        }
    }

    fn table(&self, view: &View, yours: &Values) -> Markup {
        let texts = &view.texts().conflicts;
        let value = |text: &str| match text {
            "" => html! { span class="help" { (texts.nothing) } },
            text => html! { span class="kept" { (text) } },
        };
        html! {
            div class="scroll" role="region" tabindex="0" aria-label=(texts.title) {
                table {
                    thead { tr {
                        th scope="col" { (texts.setting) }
                        th scope="col" { (texts.before) }
                        th scope="col" { (texts.now) }
                        th scope="col" { (texts.yours) }
                    } }
                    tbody {
                        @for name in &self.changed {
                            tr {
                                th scope="row" { (self.label(view, name)) }
                                td { (value(self.base.get(name))) }
                                td { (value(self.now.get(name))) }
                                td { (value(yours.get(name))) }
                            }
                        }
                    }
                }
            }
        }
    }

    fn label(&self, view: &View, name: &str) -> String {
        let texts = &view.texts().integration_form;
        match name {
            super::values::HOURS => texts.hours.to_owned(),
            super::values::PHRASES => texts.phrases.to_owned(),
            name => {
                let kind = self.now.kind().or(self.base.kind());
                let setting = Setting::at(name, kind).filter(|it| it.path() == name);
                setting.map_or(name.to_owned(), |it| (texts.of)(it).label.to_owned())
            }
        }
    }
}

//! What somebody else saved while a form was open.

use std::collections::BTreeSet;

use maud::{Markup, html};
use settings::{Detail, HeardBy};

use super::Ground;
use super::schema::{Form, Shape};
use super::setting::{Kind, Setting};
use super::values::{DEFAULT, HOURS, PHRASES, Values};
use crate::pages::{Fields, View, components};
use crate::texts::IntegrationForm;

pub(super) struct Conflict {
    base: Values,
    now: Values,
    /// By the fields' names, without those of the form's own.
    changed: BTreeSet<String>,
}

impl Conflict {
    /// Compares what the form was made from with what is stored now. Secrets cannot be compared.
    pub(super) fn of(fields: &Fields, now: &Ground) -> Self {
        let (base, now) = (Values::base(fields), now.values());
        // The format follows from the voice.
        let names = base.names().chain(now.names());
        let names = names.filter(|name| *name != "reply.format");
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
        let value = |name: &str, text: &str| match said(&view.texts().integration_form, name, text)
        {
            "" => html! { span class="help" { (texts.nothing) } },
            text => html! { span class="kept" { (text) } },
        };
        html! {
            (components::table(
                texts.title,
                &html! {
                    th scope="col" { (texts.setting) }
                    th scope="col" { (texts.before) }
                    th scope="col" { (texts.now) }
                    th scope="col" { (texts.yours) }
                },
                &html! {
                    @for name in &self.changed {
                        tr {
                            th scope="row" { (self.label(view, name)) }
                            td { (value(name, self.base.get(name))) }
                            td { (value(name, self.now.get(name))) }
                            td { (value(name, yours.get(name))) }
                        }
                    }
                },
            ))
        }
    }

    fn label(&self, view: &View, name: &str) -> String {
        let texts = &view.texts().integration_form;
        match name {
            HOURS => texts.hours.to_owned(),
            PHRASES => texts.phrases.to_owned(),
            name => {
                let kind = self.now.kind().or(self.base.kind());
                let setting = Setting::at(name, kind).filter(|it| it.path() == name);
                setting.map_or(name.to_owned(), |it| (texts.of)(it).label.to_owned())
            }
        }
    }
}

/// A value as the form says it.
fn said<'t>(texts: &'static IntegrationForm, name: &str, text: &'t str) -> &'t str {
    let setting = Setting::at(name, None).filter(|it| it.path() == name);
    let is_flag = || Shape::at(name).is_some_and(|shape| shape.form() == Form::Flag);
    match (name, setting, text) {
        (HOURS, _, "") => texts.hours_always,
        (HOURS, ..) => texts.hours_own,
        (PHRASES, _, "") => texts.phrases_none,
        (PHRASES, _, DEFAULT) => texts.phrases_default,
        (PHRASES, ..) => texts.phrases_own,
        (_, Some(Setting::Channel), kind) => Kind::of(kind).map_or(kind, texts.kind),
        (_, Some(setting @ (Setting::Voice | Setting::Desk | Setting::Wait)), "")
        | (_, Some(setting @ Setting::Desk), "none" | "webhook")
        | (_, Some(setting @ Setting::Wait), "quiet")
        | (_, Some(setting @ Setting::VoiceWhen), "always" | "mirror") => {
            (texts.option)(setting, text)
        }
        (_, Some(setting @ Setting::HeardBy), _) if HeardBy::NAMES.contains(&text) => {
            (texts.option)(setting, text)
        }
        (_, Some(setting @ Setting::Detail), _) if Detail::NAMES.contains(&text) => {
            (texts.option)(setting, text)
        }
        (_, Some(setting), "true" | "false") if is_flag() => (texts.option)(setting, text),
        (_, _, text) => text,
    }
}

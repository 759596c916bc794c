//! People: where they work and when, who gets a person at once, and how a conversation comes back.

use maud::{Markup, html};

use super::channel::generate;
use super::inputs::Form;
use super::setting::Setting;
use super::values::{DEFAULT, HOURS, OWN, PHRASES};

/// Zones to choose from; any other can be written.
const ZONES: [&str; 17] = [
    "America/Sao_Paulo",
    "America/Manaus",
    "America/Cuiaba",
    "America/Campo_Grande",
    "America/Fortaleza",
    "America/Recife",
    "America/Belem",
    "America/Rio_Branco",
    "America/Noronha",
    "America/Argentina/Buenos_Aires",
    "America/Santiago",
    "America/Bogota",
    "America/Mexico_City",
    "America/New_York",
    "Europe/Lisbon",
    "Europe/Madrid",
    "UTC",
];

const WEEK: [Setting; 7] = [
    Setting::Monday,
    Setting::Tuesday,
    Setting::Wednesday,
    Setting::Thursday,
    Setting::Friday,
    Setting::Saturday,
    Setting::Sunday,
];

pub(super) fn fields(form: &Form<'_>) -> Markup {
    html! {
        (desk(form))
        (hours(form))
        (phrases(form))
        h3 { (form.texts.way_back) }
        div class="pairs" {
            (form.field(Setting::ReturnAfter))
            (form.field(Setting::ReleaseKeyword))
            (form.field(Setting::AnswerOnRelease))
            (form.field(Setting::ReturnOnRecovery))
        }
    }
}

fn desk(form: &Form<'_>) -> Markup {
    html! {
        (form.options(Setting::Desk, &["", "none", "webhook"]))
        div class="stack only-chosen" {
            (form.field(Setting::DeskUrl))
            (form.secret(Setting::DeskSecret, &generate(form, Setting::DeskSecret, "whsec")))
        }
    }
}

fn hours(form: &Form<'_>) -> Markup {
    let texts = form.texts;
    let choices = [("", texts.hours_always), (OWN, texts.hours_own)];
    html! {
        (radios(form, HOURS, texts.hours, &choices))
        div class="stack only-chosen" {
            div class="pairs" { @for day in WEEK { (form.field(day)) } }
            (zone(form, Setting::HoursZone, None))
            (form.field(Setting::HoursMessage))
        }
    }
}

/// A time zone; `usual` until somebody writes one, or none.
pub(super) fn zone(form: &Form<'_>, setting: Setting, usual: Option<&str>) -> Markup {
    let path = setting.path();
    let shown = form.values.written(path).or(usual);
    let list = format!("{path}-zones");
    html! {
        div class="field" {
            label for=(path) { (form.words(setting).label) }
            input id=(path) name=(path) type="text" list=(list) autocomplete="off"
                value=(shown.unwrap_or_default())
                aria-describedby=[form.described_by(setting, false)]
                aria-invalid=[form.invalid(setting)];
            datalist id=(list) { @for zone in ZONES { option value=(zone) {} } }
            (form.below(setting, None))
        }
    }
}

fn phrases(form: &Form<'_>) -> Markup {
    let texts = form.texts;
    let choices = [
        ("", texts.phrases_none),
        (DEFAULT, texts.phrases_default),
        (OWN, texts.phrases_own),
    ];
    html! {
        (radios(form, PHRASES, texts.phrases, &choices))
        div class="only-chosen" { (form.field(Setting::Phrases)) }
    }
}

fn radios(form: &Form<'_>, name: &str, legend: &str, choices: &[(&str, &str)]) -> Markup {
    let chosen = form.values.get(name);
    html! {
        fieldset {
            legend { (legend) }
            @for (value, said) in choices {
                label class="choice" {
                    input type="radio" name=(name) value=(value) checked[chosen == *value];
                    span { (said) }
                }
            }
        }
    }
}

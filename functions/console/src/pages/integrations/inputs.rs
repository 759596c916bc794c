//! The form's controls, each made of its setting's schema.

use maud::{Markup, html};
use serde_json::Value;

use super::schema::{Form as ReadAs, Shape};
use super::setting::Setting;
use super::values::Values;
use crate::pages::View;
use crate::pages::components::options as options_of;
use crate::refused::Refused;
use crate::texts::{IntegrationForm, Words};

/// A form as it is shown.
pub(super) struct Form<'f> {
    pub(super) view: &'f View,
    pub(super) texts: &'static IntegrationForm,
    pub(super) values: &'f Values,
    refused: Option<(Option<Setting>, String)>,
}

impl<'f> Form<'f> {
    pub(super) fn new(view: &'f View, values: &'f Values, refused: Option<&Refused>) -> Self {
        let refused = refused.map(|refused| {
            let field = refused.field.as_deref();
            let setting = field.and_then(|field| Setting::at(field, values.kind()));
            (setting, view.texts().refusals.of(&refused.reason))
        });
        Self {
            view,
            texts: &view.texts().integration_form,
            values,
            refused,
        }
    }

    /// What is wrong, with a link to where.
    pub(super) fn summary(&self) -> Markup {
        html! {
            @if let Some((setting, said)) = &self.refused {
                div class="problem stack tight" role="alert" {
                    h2 class="small" { (self.texts.not_saved) }
                    @match setting {
                        Some(setting) => p {
                            (self.texts.elsewhere) " "
                            a href=(format!("#{}", setting.path())) { (self.words(*setting).label) }
                            ". " (said)
                        },
                        None => p { (said) },
                    }
                }
            }
        }
    }

    pub(super) fn words(&self, setting: Setting) -> Words {
        (self.texts.of)(setting)
    }

    /// The control that fits the setting's schema.
    pub(super) fn field(&self, setting: Setting) -> Markup {
        let shape = Shape::of(setting);
        let form = shape.as_ref().map_or(ReadAs::Text, Shape::form);
        match form {
            _ if shape.as_ref().is_some_and(Shape::is_secret) => self.secret(setting, &html! {}),
            ReadAs::Flag => self.flag(setting),
            ReadAs::Number => self.number(setting, shape.as_ref()),
            ReadAs::Lines => self.lines(setting, 4),
            ReadAs::Json => self.lines(setting, 12),
            ReadAs::Text if Setting::is_prose(setting.path()) => self.lines(setting, 3),
            ReadAs::Text | ReadAs::Times => self.text(setting, shape.as_ref()),
        }
    }

    fn text(&self, setting: Setting, shape: Option<&Shape>) -> Markup {
        let path = setting.path();
        let default = shape.and_then(Shape::default).and_then(Value::as_str);
        self.around(setting, default.map(str::to_owned), &html! {
            input id=(path) name=(path) type="text" value=(self.values.get(path)) autocomplete="off"
                maxlength=[bound(shape, "maxLength")]
                required[is_required(setting)]
                aria-describedby=[self.described_by(setting, default.is_some())]
                aria-invalid=[self.invalid(setting)];
        })
    }

    fn number(&self, setting: Setting, shape: Option<&Shape>) -> Markup {
        let path = setting.path();
        let default = shape.and_then(Shape::default).map(ToString::to_string);
        let step = shape
            .and_then(|shape| shape.key("type"))
            .and_then(Value::as_str);
        let has_default = default.is_some();
        // A browser that refuses a hidden value keeps the form from being sent, and shows no reason.
        let checked = shape.filter(|_| !may_be_hidden(setting));
        let is_whole = checked.is_some() && step != Some("number");
        self.around(setting, default, &html! {
            input id=(path) name=(path) type="number" value=(self.values.get(path)) autocomplete="off"
                min=[bound(checked, "minimum")] max=[bound(checked, "maximum")]
                step=(if is_whole { "1" } else { "any" })
                aria-describedby=[self.described_by(setting, has_default)]
                aria-invalid=[self.invalid(setting)];
        })
    }

    fn lines(&self, setting: Setting, rows: u8) -> Markup {
        let path = setting.path();
        let text = self.values.get(path);
        self.around(
            setting,
            None,
            &html! {
                textarea id=(path) name=(path) rows=(rows) required[is_required(setting)]
                    maxlength=[bound(Shape::of(setting).as_ref(), "maxLength")]
                    aria-describedby=[self.described_by(setting, false)]
                    aria-invalid=[self.invalid(setting)] {
                        // A browser takes the first line break for none of the text.
                        @if text.starts_with('\n') { "\n" }
                        (text)
                    }
            },
        )
    }

    fn flag(&self, setting: Setting) -> Markup {
        let path = setting.path();
        html! {
            div class="field" {
                // A box that is not ticked sends nothing.
                input type="hidden" name=(path) value="false";
                label class="choice" {
                    input id=(path) type="checkbox" name=(path) value="true"
                        checked[self.values.is_on(path)]
                        aria-describedby=[self.described_by(setting, false)];
                    span { (self.words(setting).label) }
                }
                (self.below(setting, None))
            }
        }
    }

    /// A list to choose from, of values with their names.
    pub(super) fn choice(&self, setting: Setting, options: &[(&str, &str)]) -> Markup {
        let path = setting.path();
        self.around(
            setting,
            None,
            &html! {
                select id=(path) name=(path) required[is_required(setting)]
                    aria-describedby=[self.described_by(setting, false)]
                    aria-invalid=[self.invalid(setting)] {
                    (options_of(options, self.values.get(path)))
                }
            },
        )
    }

    /// The same of values whose names are among the texts.
    pub(super) fn options(&self, setting: Setting, values: &[&str]) -> Markup {
        let named = values
            .iter()
            .map(|value| (*value, (self.texts.option)(setting, value)));
        self.choice(setting, &named.collect::<Vec<_>>())
    }

    /// A secret, which is never shown. `beside` stands beside it.
    pub(super) fn secret(&self, setting: Setting, beside: &Markup) -> Markup {
        let path = setting.path();
        let is_stored = self.values.stored.contains(path);
        let again = self.values.typed.contains(path);
        let state = format!("{path}-state");
        let described = self.described_by(setting, false).into_iter();
        let described = described.chain((is_stored || again).then(|| state.clone()));
        let described = described.collect::<Vec<_>>().join(" ");
        html! {
            div class="field" {
                label for=(path) { (self.words(setting).label) }
                @if again {
                    p id=(state) class="mistake" { (self.texts.type_again) }
                } @else if is_stored {
                    p id=(state) class="help" { span class="badge good" { "✓" } " " (self.texts.secret_stored) }
                }
                div class="cluster" {
                    input id=(path) name=(path) type="password" class="grow code" autocomplete="new-password"
                        spellcheck="false"
                        required[is_required(setting) && !is_stored]
                        aria-describedby=[(!described.is_empty()).then_some(described)]
                        aria-invalid=[self.invalid(setting)];
                    (beside)
                }
                (self.below(setting, None))
            }
        }
    }

    fn around(&self, setting: Setting, default: Option<String>, control: &Markup) -> Markup {
        html! {
            div class="field" {
                label for=(setting.path()) { (self.words(setting).label) }
                (control)
                (self.below(setting, default))
            }
        }
    }

    /// The mistake and the help of a field.
    pub(super) fn below(&self, setting: Setting, default: Option<String>) -> Markup {
        let help = self.words(setting).help;
        let default = default.map(|default| (self.texts.default_is)(&default));
        html! {
            @if let Some(said) = self.mistake(setting) {
                p id=(format!("{}-mistake", setting.path())) class="mistake" { (said) }
            }
            @if !help.is_empty() || default.is_some() {
                p id=(format!("{}-help", setting.path())) class="help" {
                    (help)
                    @if let Some(default) = default { " " (default) }
                }
            }
        }
    }

    fn mistake(&self, setting: Setting) -> Option<&str> {
        let (of, said) = self.refused.as_ref()?;
        (*of == Some(setting)).then_some(said)
    }

    pub(super) fn invalid(&self, setting: Setting) -> Option<&'static str> {
        self.mistake(setting).map(|_| "true")
    }

    pub(super) fn described_by(&self, setting: Setting, has_default: bool) -> Option<String> {
        let path = setting.path();
        let mistake = self.mistake(setting).map(|_| format!("{path}-mistake"));
        let helps = has_default || !self.words(setting).help.is_empty();
        let ids = mistake
            .into_iter()
            .chain(helps.then(|| format!("{path}-help")));
        let ids = ids.collect::<Vec<_>>().join(" ");
        (!ids.is_empty()).then_some(ids)
    }
}

/// Whether a form without it cannot be saved, whatever else is chosen.
fn is_required(setting: Setting) -> bool {
    let section = setting.path().split('.').next().unwrap_or_default();
    // Recado makes one.
    let made = setting == Setting::TelegramSecret;
    !made
        && matches!(section, "name" | "channel" | "assistant" | "transfer")
        && Shape::is_required(setting)
}

/// Whether another field's choice shows it.
const fn may_be_hidden(setting: Setting) -> bool {
    use Setting::{LongestPause, LongestWait, MostBalloons, Quiet};
    matches!(setting, Quiet | LongestWait | MostBalloons | LongestPause)
}

fn bound(shape: Option<&Shape>, name: &str) -> Option<String> {
    shape?.key(name).map(ToString::to_string)
}

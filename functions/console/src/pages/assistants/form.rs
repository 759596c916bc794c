//! The form of an assistant.

use maud::{Markup, html};
use serde_json::{Map, Value};
use settings::{Integration, Prices, Runtime};

use super::conflict::Conflict;
use super::transfer;
use super::values::{CHOICES, NAMES, Values};
use super::{LIST, address, list};
use crate::pages::View;
use crate::pages::components::options;
use crate::refused::Refused;

/// The version that the form was made from.
pub(super) const VERSION: &str = "version";
/// The id of the assistant that the form is of.
pub(super) const OF: &str = "of";

/// The fields that are always in sight; the others are the limits.
const MAIN: [&str; 4] = ["name", "model", "runtime", "instructions"];

/// A form as it is shown.
pub(super) struct Form<'f> {
    pub(super) view: &'f View,
    /// The id and the version that is stored; none of a new one.
    pub(super) stored: Option<(&'f str, u64)>,
    /// What was written as the id of a new one.
    pub(super) id: &'f str,
    pub(super) values: &'f Values,
    /// The integrations that use it.
    pub(super) users: &'f [&'f Integration],
    pub(super) prices: &'f Prices,
    pub(super) refused: Option<&'f Refused>,
    pub(super) conflict: Option<&'f Conflict>,
    /// Whether it holds what is not stored.
    pub(super) changed: bool,
    /// Whether the reader may save it.
    pub(super) may_change: bool,
}

impl Form<'_> {
    pub(super) fn shown(&self) -> Markup {
        let texts = &self.view.texts().assistants;
        let conflict = self.conflict;
        // A draft is shown under another address.
        let action = match self.stored {
            Some((id, _)) => address(id),
            None => format!("{LIST}/new"),
        };
        html! {
            @if let Some(conflict) = conflict { (conflict.shown(self.view, self.values)) }
            (self.summary())
            form method="post" action=(action) class="stack" data-unsaved=(if self.changed { "changed" } else { "" }) {
                (self.view.form_token())
                @if let Some((id, version)) = self.stored {
                    input type="hidden" name=(OF) value=(id);
                    input type="hidden" name=(VERSION) value=(version);
                }
                @if !self.may_change { p class="warning" { (texts.only_read) } }
                section class="card stack" {
                    div class="pairs" {
                        (self.text("name", &html! {}))
                        @if self.stored.is_none() { (self.id_field()) }
                        (self.model())
                        (self.runtime())
                    }
                    (self.instructions())
                    (self.transfer())
                }
                details class="card" open[self.is_wrong_in_limits()] {
                    summary { (texts.limits) }
                    div class="pairs" {
                        (self.number("max_output_tokens", ("16", "32768")))
                        (self.decimal("temperature"))
                        @for (name, of) in CHOICES { (self.choice(name, of)) }
                        (self.number("history_turns", ("0", "100")))
                        (self.number("history_chars", ("1000", "200000")))
                        (self.lines("vector_store_ids"))
                    }
                }
                div class="save cluster" {
                    button class="button" type="submit" disabled[!self.may_change] {
                        (if conflict.is_some() { self.view.texts().conflicts.save_over } else { texts.save })
                    }
                    @if let Some((id, _)) = self.stored {
                        a href=(format!("{}/versions", address(id))) { (texts.history) }
                        a href=(format!("{LIST}/new?copy={id}")) { (texts.copy) }
                        @if self.may_change {
                            a href=(format!("{}/delete", address(id))) { (texts.delete) }
                        }
                    } @else {
                        a class="button secondary" href=(LIST) { (self.view.texts().common.cancel) }
                    }
                }
            }
            @if self.stored.is_none() { (list::old_ids(self.view)) }
        }
    }

    fn summary(&self) -> Markup {
        let texts = &self.view.texts().assistants;
        html! {
            @if let Some(refused) = self.refused {
                div class="problem stack tight" role="alert" {
                    h2 class="small" { (self.view.texts().integration_form.not_saved) }
                    p {
                        @if let Some(field) = refused.field.as_deref() {
                            a href=(format!("#{}", base(field))) { ((texts.field)(base(field))) } ". "
                        }
                        (self.view.texts().refusals.of(&refused.reason))
                    }
                }
            }
        }
    }

    fn id_field(&self) -> Markup {
        self.around(
            "id",
            &html! {
                input id="id" name="id" value=(self.id) maxlength="64" class="code" autocomplete="off"
                    placeholder="asst_loja" aria-describedby=(self.described_by("id"))
                    aria-invalid=[self.invalid("id")];
            },
        )
    }

    fn model(&self) -> Markup {
        self.text(
            "model",
            &html! {
                datalist id="models" {
                    @for priced in &self.prices.models { option value=(priced.model.as_str()) {} }
                }
            },
        )
    }

    fn instructions(&self) -> Markup {
        let texts = &self.view.texts().assistants;
        let text = self.values.get("instructions");
        let prices = self.prices.models.iter().map(|priced| {
            let input = String::from(priced.input)
                .parse::<f64>()
                .unwrap_or_default();
            (priced.model.as_str().to_owned(), Value::from(input))
        });
        let prices = Value::Object(prices.collect::<Map<_, _>>());
        self.around("instructions", &html! {
            textarea id="instructions" name="instructions" rows="18" maxlength="90000"
                aria-describedby="instructions-count instructions-help" aria-invalid=[self.invalid("instructions")]
                data-count="instructions-count" data-words=(texts.count) data-cost=(texts.cost)
                data-prices=(prices.to_string()) { (text) }
            p id="instructions-count" class="help" { (count(self.view, text)) }
        })
    }

    fn transfer(&self) -> Markup {
        let texts = &self.view.texts().assistants;
        html! {
            @if !transfer::is_told(self.values.get("instructions"), self.users) {
                div class="warning stack tight" {
                    p { (texts.transfer_missing) }
                    p class="kept help" { (transfer::instruction(self.view, self.users)) }
                    div {
                        button class="button secondary" type="submit" formaction=(format!("{LIST}/draft")) formnovalidate {
                            (texts.transfer_add)
                        }
                    }
                }
            }
        }
    }

    fn text(&self, name: &str, beside: &Markup) -> Markup {
        let list = (name == "model").then_some("models");
        self.around(name, &html! {
            input id=(name) name=(name) value=(self.values.get(name)) required maxlength="200" list=[list]
                autocomplete="off" aria-describedby=(self.described_by(name)) aria-invalid=[self.invalid(name)];
            (beside)
        })
    }

    fn number(&self, name: &str, (least, most): (&str, &str)) -> Markup {
        self.around(name, &html! {
            input id=(name) name=(name) type="number" min=(least) max=(most) value=(self.values.get(name))
                aria-describedby=(self.described_by(name)) aria-invalid=[self.invalid(name)];
        })
    }

    fn decimal(&self, name: &str) -> Markup {
        self.around(name, &html! {
            input id=(name) name=(name) inputmode="decimal" autocomplete="off" value=(self.values.get(name))
                aria-describedby=(self.described_by(name)) aria-invalid=[self.invalid(name)];
        })
    }

    /// One of the API's own names, or none.
    fn choice(&self, name: &str, names: &[&str]) -> Markup {
        let not_set = ("", self.view.texts().assistants.not_set);
        let names = names.iter().map(|of| (*of, *of));
        let all: Vec<_> = std::iter::once(not_set).chain(names).collect();
        self.select(name, &all)
    }

    fn runtime(&self) -> Markup {
        let shown = self.view.texts().assistants.runtime;
        let names = Runtime::NAMES.iter().map(|name| (*name, shown(name)));
        self.select("runtime", &names.collect::<Vec<_>>())
    }

    /// One of these values, each with what is shown for it.
    fn select(&self, name: &str, all: &[(&str, &str)]) -> Markup {
        self.around(
            name,
            &html! {
                select id=(name) name=(name) aria-describedby=(self.described_by(name))
                    aria-invalid=[self.invalid(name)] {
                    (options(all, self.values.get(name)))
                }
            },
        )
    }

    fn lines(&self, name: &str) -> Markup {
        self.around(name, &html! {
            textarea id=(name) name=(name) rows="2" class="code" aria-describedby=(self.described_by(name))
                aria-invalid=[self.invalid(name)] { (self.values.get(name)) }
        })
    }

    fn around(&self, name: &str, control: &Markup) -> Markup {
        let texts = &self.view.texts().assistants;
        html! {
            div class="field" {
                label for=(name) { ((texts.field)(name)) }
                (control)
                @if let Some(said) = self.mistake(name) {
                    p id=(format!("{name}-mistake")) class="mistake" { (said) }
                }
                p id=(format!("{name}-help")) class="help" { ((texts.help)(name)) }
            }
        }
    }

    fn mistake(&self, name: &str) -> Option<String> {
        let refused = self.refused?;
        let is_here = refused.field.as_deref().map(base) == Some(name);
        is_here.then(|| self.view.texts().refusals.of(&refused.reason))
    }

    fn invalid(&self, name: &str) -> Option<&'static str> {
        self.mistake(name).map(|_| "true")
    }

    fn described_by(&self, name: &str) -> String {
        match self.mistake(name) {
            Some(_) => format!("{name}-mistake {name}-help"),
            None => format!("{name}-help"),
        }
    }

    fn is_wrong_in_limits(&self) -> bool {
        let mut limits = NAMES.iter().filter(|name| !MAIN.contains(name));
        limits.any(|name| self.mistake(name).is_some())
    }
}

/// The field of a path within it.
fn base(path: &str) -> &str {
    path.split(['[', '.']).next().unwrap_or(path)
}

/// How long the instructions are, as the script says it of what is typed.
fn count(view: &View, text: &str) -> String {
    const CHARACTERS_A_TOKEN: usize = 4;
    let characters = text.chars().count();
    let tokens = characters.div_ceil(CHARACTERS_A_TOKEN);
    let number = |number: usize| view.language.number(number as u64);
    let words = view.texts().assistants.count;
    words
        .replace("{characters}", &number(characters))
        .replace("{tokens}", &number(tokens))
}

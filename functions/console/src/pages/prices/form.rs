//! The form of the prices.

use maud::{Markup, html};
use settings::Prices;

use super::lists::{Line, List, MODEL};
use super::{Mistake, VERSION, Written};
use crate::pages::{View, components};
use crate::refused::Refused;

/// How many lines there are for new models.
const NEW: usize = 3;

pub(super) fn form(
    view: &View,
    written: &Written,
    version: u64,
    mistake: Option<&Mistake>,
) -> Markup {
    let texts = &view.texts().prices;
    let refused = match mistake {
        Some(Mistake::Refused(refused)) => Some(refused),
        Some(Mistake::Changed(_)) | None => None,
    };
    html! {
        p { a href="/console/figures" { (texts.back) } }
        h1 { (texts.title) }
        p class="lead" { (texts.lead) }
        @if let Some(Mistake::Changed(stored)) = mistake { (changed(view, stored)) }
        @if let Some(refused) = refused {
            @let to = refused.field.as_deref().unwrap_or_default();
            p class="problem" role="alert" { a href=(format!("#{to}")) { (view.texts().refusals.of(&refused.reason)) } }
        }
        form method="post" class="card stack" data-unsaved=(if mistake.is_some() { "changed" } else { "" }) {
            (view.form_token())
            input type="hidden" name=(VERSION) value=(version);
            p class="help" { (texts.hint) }
            @for (list, lines) in List::ALL.into_iter().zip(written) {
                (table(view, list, lines, refused))
            }
            div class="cluster" { button class="button" type="submit" { (texts.save) } }
        }
    }
}

/// What somebody else wrote meanwhile.
fn changed(view: &View, stored: &Prices) -> Markup {
    let texts = &view.texts().prices;
    html! {
        div class="problem stack" role="alert" {
            p { (texts.changed) }
            @for (list, title) in [(List::Models, texts.models), (List::Hearing, texts.hearing)] {
                p { (title) }
                ul {
                    @for line in list.stored(view.language, stored) {
                        @if let Some((model, prices)) = line.split_first() {
                            li { (model) ": " (prices.join(" · ")) }
                        }
                    }
                }
            }
        }
    }
}

fn table(view: &View, list: List, lines: &[Line], refused: Option<&Refused>) -> Markup {
    let texts = &view.texts().prices;
    let (title, unit, labels) = match list {
        List::Models => {
            let labels = vec![texts.model, texts.input, texts.cached, texts.output];
            (texts.models, texts.tokens_unit, labels)
        }
        List::Hearing => (
            texts.hearing,
            texts.minute_unit,
            vec![texts.model, texts.minute],
        ),
    };
    let empty = list.begun(String::new());
    let new = std::iter::repeat_n(&empty, if refused.is_none() { NEW } else { 0 });
    let help = help(list);
    html! {
        h2 id=(list.name()) { (title) }
        p id=(help) class="help" { (unit) }
        div class="scroll" {
            table class="inputs" aria-labelledby=(list.name()) {
                thead { tr { @for label in &labels { th scope="col" { (label) } } } }
                tbody {
                    @for (nth, line) in lines.iter().chain(new).enumerate() {
                        tr {
                            @for ((column, label), text) in list.columns().iter().zip(&labels).zip(line) {
                                td {
                                    (input(view, &list.field(nth, column), (title, label, nth), text, refused, &help))
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn help(list: List) -> String {
    format!("{}-help", list.name())
}

fn input(
    view: &View,
    name: &str,
    (list, label, nth): (&str, &str, usize),
    text: &str,
    refused: Option<&Refused>,
    help: &str,
) -> Markup {
    let texts = &view.texts().prices;
    let refused = refused.filter(|it| it.field.as_deref() == Some(name));
    let said = refused.map(|refused| view.texts().refusals.of(&refused.reason));
    let said = said.as_deref();
    let decimal = (!name.ends_with(MODEL)).then_some("decimal");
    html! {
        input id=(name) name=(name) value=(text) inputmode=[decimal] autocomplete="off" maxlength="200"
            aria-label=((texts.nth)(list, label, nth + 1)) aria-invalid=[said.map(|_| "true")]
            aria-describedby=(match said {
                None => help.to_owned(),
                Some(_) => format!("{name}-mistake {help}"),
            });
        (components::mistake(name, said))
    }
}

//! What the models cost.

use std::sync::Arc;

use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use axum::response::Response;
use maud::{Markup, html};
use serde_json::{Map, Value, json};
use settings::Prices;
use store::Did;
use url::form_urlencoded;

use super::components;
use super::{Fields, Notice, View};
use crate::error::ApiError;
use crate::permission::Permission;
use crate::refused::Refused;
use crate::router::Part;
use crate::texts::Language;
use crate::{Console, prices};

const PATH: &str = "/console/prices";
/// The columns, by their names in the API.
const COLUMNS: [&str; 4] = ["model", "input", "cached", "output"];
/// The version that the form was made from.
const VERSION: &str = "version";
/// How many lines there are for new models.
const NEW: usize = 3;

pub(super) fn parts() -> Vec<Part> {
    vec![Part::at(PATH).page(show, Permission::Admins).form(
        save,
        Permission::Admins,
        Some(Did::SavePrices),
    )]
}

/// A line of the form, as it was written.
type Line = [String; 4];

async fn show(
    State(console): State<Arc<Console>>,
    view: View,
    RawQuery(query): RawQuery,
) -> Result<Response, ApiError> {
    let stored = prices::stored(&console).await?;
    let mut lines = lines(view.language, &stored.value);
    let query = query.unwrap_or_default();
    let wanted = form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == "model");
    if let Some((_, model)) = wanted.filter(|(_, model)| stored.value.of(model).is_none()) {
        lines.push([
            model.into_owned(),
            String::new(),
            String::new(),
            String::new(),
        ]);
    }
    let body = form(&view, &lines, stored.version, None);
    Ok(view.page(view.texts().prices.title, &body))
}

async fn save(
    State(console): State<Arc<Console>>,
    view: View,
    fields: Fields,
) -> Result<Response, ApiError> {
    let lines = written(&fields);
    let stored = prices::stored(&console).await?;
    let version = stored.version;
    let read = Prices::read(body(view.language, &lines)).map_err(Refused::from);
    let again = |status, version: u64, mistake: &Mistake| {
        let body = form(&view, &lines, version, Some(mistake));
        Ok(view.page_as(status, view.texts().prices.title, &body))
    };
    let read = match read {
        Ok(read) => read,
        Err(refused) => {
            let mistake = Mistake::Refused(in_the_form(&lines, refused));
            // Whoever mends a mistake has not seen what was saved meanwhile.
            let sent = fields.text(VERSION).parse().unwrap_or_default();
            return again(StatusCode::UNPROCESSABLE_ENTITY, sent, &mistake);
        }
    };
    if fields.text(VERSION) != version.to_string() {
        let mistake = Mistake::Changed(stored.value);
        return again(StatusCode::CONFLICT, version, &mistake);
    }
    match prices::save(&console, &read, (version > 0).then_some(version)).await {
        Ok(_) => Ok(view.see(PATH, Notice::PricesSaved)),
        // Somebody wrote them since they were read above.
        Err(ApiError::Conflict) => {
            let stored = prices::stored(&console).await?;
            let mistake = Mistake::Changed(stored.value);
            let body = form(&view, &lines, stored.version, Some(&mistake));
            Ok(view.page_as(StatusCode::CONFLICT, view.texts().prices.title, &body))
        }
        Err(error) => Err(error),
    }
}

/// Why the form is shown again.
enum Mistake {
    Refused(Refused),
    /// Somebody else has written these meanwhile.
    Changed(Prices),
}

/// What is stored, as its lines.
fn lines(language: Language, prices: &Prices) -> Vec<Line> {
    let price = |price: settings::Price| language.decimal(&String::from(price));
    let lines = prices.models.iter().map(|of| {
        [
            of.model.as_str().to_owned(),
            price(of.input),
            price(of.cached),
            price(of.output),
        ]
    });
    lines.collect()
}

fn written(fields: &Fields) -> Vec<Line> {
    let line = |nth: usize| {
        let is_there = fields.get(&field(nth, "model")).is_some();
        is_there.then(|| COLUMNS.map(|column| fields.text(&field(nth, column)).trim().to_owned()))
    };
    (0..).map_while(line).collect()
}

fn field(nth: usize, column: &str) -> String {
    format!("models[{nth}].{column}")
}

fn is_filled(line: &Line) -> bool {
    line.iter().any(|text| !text.is_empty())
}

/// The API's body. A decimal comma is a point there.
fn body(language: Language, lines: &[Line]) -> Value {
    let models = lines.iter().filter(|line| is_filled(line)).map(|line| {
        let fields = COLUMNS.iter().zip(line).map(|(column, text)| {
            let value = match *column {
                "model" => text.clone(),
                _ => language.with_point(text),
            };
            ((*column).to_owned(), Value::String(value))
        });
        Value::Object(fields.collect::<Map<_, _>>())
    });
    json!({"models": models.collect::<Vec<_>>()})
}

/// The refusal with the number of the line in the form: there, empty lines count too.
fn in_the_form(lines: &[Line], mut refused: Refused) -> Refused {
    let field_there = refused.field.as_deref().and_then(|field| {
        let (nth, column) = field.strip_prefix("models[")?.split_once("].")?;
        let filled = lines.iter().enumerate().filter(|(_, line)| is_filled(line));
        let (nth, _) = filled.clone().nth(nth.parse().ok()?)?;
        Some(self::field(nth, column))
    });
    refused.field = field_there.or(refused.field);
    refused
}

fn form(view: &View, lines: &[Line], version: u64, mistake: Option<&Mistake>) -> Markup {
    let texts = &view.texts().prices;
    let refused = match mistake {
        Some(Mistake::Refused(refused)) => Some(refused),
        Some(Mistake::Changed(_)) | None => None,
    };
    let labels = [texts.model, texts.input, texts.cached, texts.output];
    let empty = Line::default();
    let new = std::iter::repeat_n(&empty, if refused.is_none() { NEW } else { 0 });
    html! {
        p { a href="/console/figures" { (texts.back) } }
        h1 { (texts.title) }
        p class="lead" { (texts.lead) }
        @if let Some(Mistake::Changed(stored)) = mistake {
            div class="problem stack" role="alert" {
                p { (texts.changed) }
                ul {
                    @for [model, input, cached, output] in self::lines(view.language, stored) {
                        li { (model) ": " (input) " · " (cached) " · " (output) }
                    }
                }
            }
        }
        @if let Some(refused) = refused {
            @let to = refused.field.as_deref().unwrap_or_default();
            p class="problem" role="alert" { a href=(format!("#{to}")) { (view.texts().refusals.of(&refused.reason)) } }
        }
        form method="post" class="card stack" data-unsaved=(if mistake.is_some() { "changed" } else { "" }) {
            (view.form_token())
            input type="hidden" name=(VERSION) value=(version);
            p id="prices-help" class="help" { (texts.unit) ". " (texts.hint) }
            div class="scroll" {
                table class="inputs" {
                    thead { tr { @for label in labels { th scope="col" { (label) } } } }
                    tbody {
                        @for (nth, line) in lines.iter().chain(new).enumerate() {
                            tr {
                                @for ((column, label), text) in COLUMNS.iter().zip(labels).zip(line) {
                                    td { (input(view, (nth, column), label, text, refused)) }
                                }
                            }
                        }
                    }
                }
            }
            div class="cluster" { button class="button" type="submit" { (texts.save) } }
        }
    }
}

fn input(
    view: &View,
    (nth, column): (usize, &str),
    label: &str,
    text: &str,
    refused: Option<&Refused>,
) -> Markup {
    let texts = &view.texts().prices;
    let name = field(nth, column);
    let refused = refused.filter(|it| it.field.as_deref() == Some(name.as_str()));
    let said = refused.map(|refused| view.texts().refusals.of(&refused.reason));
    let said = said.as_deref();
    let decimal = (column != "model").then_some("decimal");
    html! {
        input id=(name) name=(name) value=(text) inputmode=[decimal] autocomplete="off" maxlength="200"
            aria-label=((texts.nth)(label, nth + 1)) aria-invalid=[said.map(|_| "true")]
            aria-describedby=(match said {
                None => "prices-help".to_owned(),
                Some(_) => format!("{name}-mistake prices-help"),
            });
        (components::mistake(&name, said))
    }
}

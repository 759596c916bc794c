//! The lists of prices, as the lines of a form.

use serde_json::{Map, Value};
use settings::{Price, Prices};

use crate::pages::Fields;
use crate::refused::Refused;
use crate::texts::Language;

/// The name of the column that is no price.
pub(super) const MODEL: &str = "model";

/// A list of the API's body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum List {
    Models,
    Hearing,
}

/// A line of a list, as it was written: a text for each column.
pub(super) type Line = Vec<String>;

impl List {
    pub(super) const ALL: [Self; 2] = [Self::Models, Self::Hearing];

    /// The name in the API.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Models => "models",
            Self::Hearing => "hearing",
        }
    }

    /// The columns, by their names in the API.
    pub(super) const fn columns(self) -> &'static [&'static str] {
        match self {
            Self::Models => &[MODEL, "input", "cached", "output"],
            Self::Hearing => &[MODEL, "minute"],
        }
    }

    /// The name of a column of a line.
    pub(super) fn field(self, nth: usize, column: &str) -> String {
        format!("{}[{nth}].{column}", self.name())
    }

    /// What is stored.
    pub(super) fn stored(self, language: Language, prices: &Prices) -> Vec<Line> {
        let shown = |price: Price| language.decimal(&String::from(price));
        match self {
            Self::Models => {
                let models = prices.models.iter();
                let lines = models.map(|of| {
                    let prices = [of.input, of.cached, of.output].map(shown);
                    [vec![of.model.as_str().to_owned()], prices.to_vec()].concat()
                });
                lines.collect()
            }
            Self::Hearing => {
                let hearing = prices.hearing.iter();
                let lines = hearing.map(|of| vec![of.model.as_str().to_owned(), shown(of.minute)]);
                lines.collect()
            }
        }
    }

    /// A line of which only the model is filled.
    pub(super) fn begun(self, model: String) -> Line {
        let mut line = vec![model];
        line.resize(self.columns().len(), String::new());
        line
    }

    /// What was written in a form.
    pub(super) fn written(self, fields: &Fields) -> Vec<Line> {
        let line = |nth: usize| {
            let written = |column: &&str| fields.text(&self.field(nth, column)).trim().to_owned();
            let is_there = fields.get(&self.field(nth, MODEL)).is_some();
            is_there.then(|| self.columns().iter().map(written).collect())
        };
        (0..).map_while(line).collect()
    }

    /// The list in the API's body. A decimal comma is a point there.
    pub(super) fn body(self, language: Language, lines: &[Line]) -> Value {
        let lines = lines.iter().filter(|line| is_filled(line)).map(|line| {
            let fields = self.columns().iter().zip(line).map(|(column, text)| {
                let value = match *column {
                    MODEL => text.clone(),
                    _ => language.with_point(text),
                };
                ((*column).to_owned(), Value::String(value))
            });
            Value::Object(fields.collect::<Map<_, _>>())
        });
        lines.collect()
    }

    /// The refusal with the number of the line in the form, if it is of this list: there, empty lines
    /// count too.
    pub(super) fn in_the_form(self, lines: &[Line], refused: &mut Refused) {
        let field_there = refused.field.as_deref().and_then(|field| {
            let of_line = field.strip_prefix(self.name())?.strip_prefix('[')?;
            let (nth, column) = of_line.split_once("].")?;
            let mut filled = lines.iter().enumerate().filter(|(_, line)| is_filled(line));
            let (nth, _) = filled.nth(nth.parse().ok()?)?;
            Some(self.field(nth, column))
        });
        refused.field = field_there.or(refused.field.take());
    }
}

fn is_filled(line: &Line) -> bool {
    line.iter().any(|text| !text.is_empty())
}

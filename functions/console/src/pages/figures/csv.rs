//! The tables as CSV (RFC 4180), for a spreadsheet.

use std::sync::Arc;

use axum::Extension;
use axum::extract::{RawQuery, State};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use conversation::{Counter, Reason};
use maud::{Markup, html};
use url::form_urlencoded;

use super::{PATH, Shown, today};
use crate::error::ApiError;
use crate::figures::dollars;
use crate::figures::filter::Filter;
use crate::figures::read::{self, Period};
use crate::figures::summary::{Summary, cost_of_hearing};
use crate::identity::Identity;
use crate::pages::View;
use crate::query;
use crate::texts::Language;
use crate::{Console, prices};

/// A table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Block {
    Days,
    Transfers,
    Failures,
    Models,
}

impl Block {
    const ALL: [Self; 4] = [Self::Days, Self::Transfers, Self::Failures, Self::Models];

    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Days => "days",
            Self::Transfers => "transfers",
            Self::Failures => "failures",
            Self::Models => "models",
        }
    }
}

/// The link to a table.
pub(super) fn link(shown: &Shown<'_>, block: Block, title: &str) -> Markup {
    let texts = &shown.view.texts().figures;
    let mut query = form_urlencoded::Serializer::new(shown.filter.query());
    query.append_pair("block", block.name());
    html! {
        a href=(format!("{PATH}/csv?{}", query.finish())) aria-label=((texts.csv_of)(title)) download {
            (texts.csv)
        }
    }
}

pub(super) async fn show(
    State(console): State<Arc<Console>>,
    Extension(identity): Extension<Identity>,
    view: View,
    RawQuery(query): RawQuery,
) -> Result<Response, ApiError> {
    let query = query.unwrap_or_default();
    let names = ["block", "from", "to", "integration"];
    let [block, from, to, integration] = query::values(&query, names)?;
    let block = Block::ALL
        .into_iter()
        .find(|it| Some(it.name()) == block.as_deref());
    let block = block.ok_or(ApiError::NotFound)?;
    let filter = Filter::of([from, to, integration], today(&view))?;
    let (period, prices) = tokio::try_join!(
        read::period(&console, &identity, &filter),
        prices::current(&console),
    )?;
    let total = period.total();
    let rows = match block {
        Block::Days => days(&view, &period),
        Block::Transfers => reasons(&view, total.figures.transfers()),
        Block::Failures => reasons(&view, total.figures.failures()),
        Block::Models => {
            let texts = &view.texts().figures;
            let shown = |micro_dollars: Option<u128>| match micro_dollars {
                Some(cost) => view.language.decimal(&dollars(cost)),
                None => texts.no_price.to_owned(),
            };
            let mut rows = vec![header(&[
                texts.model,
                texts.answers,
                texts.input,
                texts.cached_tokens,
                texts.output,
                "USD",
                texts.heard_seconds,
            ])];
            rows.extend(total.figures.models().map(|model| {
                let tokens = total.figures.tokens(model);
                let counts = [
                    total.get(&Counter::Answers(model.to_owned())),
                    tokens.input_tokens,
                    tokens.cached_tokens,
                    tokens.output_tokens,
                ];
                let mut row = vec![model.to_owned()];
                row.extend(counts.map(|count| count.to_string()));
                row.extend([shown(total.cost_of(model, &prices)), String::new()]);
                row
            }));
            rows.extend(total.figures.heard().map(|(model, seconds)| {
                let cost = shown(cost_of_hearing(seconds, model, &prices));
                let mut row = vec![model.to_owned()];
                // It has no answers and no tokens.
                row.extend(vec![String::new(); 4]);
                row.extend([cost, seconds.to_string()]);
                row
            }));
            rows
        }
    };
    // A table that lacks something says so, and where.
    let missing = period.unreadable.iter().map(|(integration, day)| {
        let texts = &view.texts().figures;
        vec![
            day.to_string(),
            integration.as_str().to_owned(),
            texts.not_known.to_owned(),
        ]
    });
    let text = written(view.language, rows.into_iter().chain(missing));
    let name = format!(
        "attachment; filename=\"recado-{}-{}-{}.csv\"",
        block.name(),
        filter.from,
        filter.to
    );
    let headers = [
        (
            CONTENT_TYPE,
            "text/csv; charset=utf-8; header=present".to_owned(),
        ),
        (CONTENT_DISPOSITION, name),
    ];
    Ok((headers, text).into_response())
}

fn header(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

fn days(view: &View, period: &Period) -> Vec<Vec<String>> {
    let texts = &view.texts().figures;
    let mut rows = vec![header(&[
        texts.day,
        texts.conversations,
        texts.without_people,
        texts.replies,
        texts.transfers,
        texts.taken_over,
        texts.failures,
        texts.spoken,
        texts.heard_seconds,
    ])];
    for (day, conversations) in &period.days {
        if !period.knows(*day) {
            continue;
        }
        let of_day: Summary = conversations.iter().map(|(_, figures)| figures).collect();
        let counts = [
            of_day.conversations,
            of_day.without_people,
            of_day.get(&Counter::Replies),
            of_day.transfers(),
            of_day.get(&Counter::TakenOver),
            of_day.failures(),
            of_day.get(&Counter::SpokenCharacters),
            of_day.figures.heard_seconds(),
        ];
        let mut row = vec![day.to_string()];
        row.extend(counts.map(|count| count.to_string()));
        rows.push(row);
    }
    rows
}

fn reasons(view: &View, reasons: impl Iterator<Item = (Reason, u64)>) -> Vec<Vec<String>> {
    let texts = &view.texts().figures;
    let mut rows = vec![header(&[texts.reason, texts.count])];
    rows.extend(
        reasons
            .map(|(reason, count)| vec![(texts.reason_name)(reason).to_owned(), count.to_string()]),
    );
    rows
}

/// The rows, after the mark by which a spreadsheet knows that it is UTF-8. Where a comma is in the
/// decimals, a spreadsheet expects semicolons between the cells.
fn written(language: Language, rows: impl Iterator<Item = Vec<String>>) -> String {
    let separator = match language {
        Language::Portuguese => ";",
        Language::English => ",",
    };
    let lines = rows.map(|row| {
        let cells: Vec<_> = row.iter().map(|cell| quoted(cell)).collect();
        cells.join(separator) + "\r\n"
    });
    format!("\u{feff}{}", lines.collect::<String>())
}

/// A cell that no spreadsheet takes for a formula.
/// <https://owasp.org/www-community/attacks/CSV_Injection>
fn quoted(cell: &str) -> String {
    let is_formula = cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']);
    let mark = if is_formula { "'" } else { "" };
    format!("\"{mark}{}\"", cell.replace('"', "\"\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_is_never_a_formula() {
        for (cell, written) in [
            ("gpt-6", "\"gpt-6\""),
            ("=HYPERLINK(\"x\")", "\"'=HYPERLINK(\"\"x\"\")\""),
            ("@SUM(A1)", "\"'@SUM(A1)\""),
            ("-1+2", "\"'-1+2\""),
            ("a,b\nc", "\"a,b\nc\""),
        ] {
            assert_eq!(quoted(cell), written);
        }
    }

    #[test]
    fn cells_are_separated_as_a_spreadsheet_of_the_language_expects() {
        for (language, text) in [
            (Language::English, "\u{feff}\"a\",\"1\"\r\n"),
            (Language::Portuguese, "\u{feff}\"a\";\"1\"\r\n"),
        ] {
            let rows = [vec!["a".to_owned(), "1".to_owned()]];
            assert_eq!(written(language, rows.into_iter()), text);
        }
    }
}

//! The figures, what is behind each, and their tables as CSV.

mod behind;
mod blocks;
mod chart;
mod csv;
mod filter;
mod tiles;

use std::sync::Arc;

use axum::Extension;
use axum::extract::{RawQuery, State};
use axum::response::Response;
use conversation::{Date, IntegrationId};
use jiff::tz::TimeZone;
use maud::{Markup, html};
use settings::Prices;

use super::View;
use super::components::empty;
use crate::error::ApiError;
use crate::figures::figure::Figure;
use crate::figures::filter::Filter;
use crate::figures::read::{self, Period};
use crate::figures::summary::{Cost, Summary};
use crate::identity::Identity;
use crate::permission::Permission;
use crate::router::Part;
use crate::{Console, integrations, prices};

const PATH: &str = "/console/figures";

pub(super) fn parts() -> Vec<Part> {
    vec![
        Part::at(PATH).page(show, Permission::Settings),
        Part::at("/console/figures/behind").page(behind::show, Permission::Settings),
        Part::at("/console/figures/csv").page(csv::show, Permission::Settings),
    ]
}

/// Everything that the page shows.
struct Shown<'a> {
    view: &'a View,
    filter: &'a Filter,
    now: &'a Period,
    /// Of all days together.
    total: Summary,
    /// Those of the period before; none if not all of them are known.
    before: Option<Summary>,
    prices: &'a Prices,
}

async fn show(
    State(console): State<Arc<Console>>,
    Extension(identity): Extension<Identity>,
    view: View,
    RawQuery(query): RawQuery,
) -> Result<Response, ApiError> {
    let filter = Filter::parse(&query.unwrap_or_default(), today(&view))?;
    let (integrations, prices, (now, before)) = tokio::try_join!(
        integrations::seen(&console, &identity),
        prices::current(&console),
        read::with_the_days_before(&console, &identity, &filter),
    )?;
    let shown = Shown {
        view: &view,
        filter: &filter,
        total: now.total(),
        before: before.unreadable.is_empty().then(|| before.total()),
        now: &now,
        prices: &prices,
    };
    let texts = &view.texts().figures;
    let integrations: Vec<_> = integrations
        .iter()
        .map(|stored| &stored.value.settings)
        .collect();
    let days = [filter.from, filter.to].map(|day| view.language.day(day));
    let body = html! {
        h1 { (texts.title) }
        (filter::form(&view, &filter, &integrations, today(&view)))
        p class="lead" { ((texts.period)(&days[0], &days[1])) }
        (missing(&view, &now.unreadable))
        @if shown.before.is_none() { p class="warning" { (texts.unreadable_before) } }
        @if shown.total.conversations > 0 || !shown.is_whole() {
            (tiles::all(&shown))
            (chart::by_day(&shown))
            (blocks::all(&shown))
        } @else {
            (empty(texts.empty, &html! { p { (texts.empty_hint) } }))
            @if shown.before.as_ref().is_some_and(|before| before.conversations > 0) {
                (tiles::all(&shown))
            }
        }
    };
    Ok(view.page(texts.title, &body))
}

/// What could not be read, so that it does not look like nothing.
fn missing(view: &View, unreadable: &[(IntegrationId, Date)]) -> Markup {
    let texts = &view.texts().figures;
    html! {
        @if !unreadable.is_empty() {
            div class="problem stack" role="alert" {
                p { (texts.unreadable) }
                ul {
                    @for (integration, day) in unreadable {
                        li { ((texts.unreadable_day)(integration.as_str(), &view.language.day(*day))) }
                    }
                }
            }
        }
    }
}

impl Shown<'_> {
    /// The address of what is behind a figure.
    fn behind(&self, figure: &Figure) -> String {
        behind::address(figure, self.filter)
    }

    /// A count, which is at least that if not all is known.
    fn count(&self, count: u64) -> String {
        let count = self.view.language.number(count);
        match self.is_whole() {
            true => count,
            false => format!("≥ {count}"),
        }
    }

    /// What all models cost. A sum of nothing that has a price is no price.
    fn cost(&self, cost: &Cost) -> String {
        let language = self.view.language;
        if !cost.is_priced && !cost.unpriced.is_empty() {
            return self.view.texts().figures.no_price.to_owned();
        }
        let dollars = language.dollars(cost.micro_dollars);
        match self.is_whole() {
            true => dollars,
            false => format!("≥ {dollars}"),
        }
    }

    fn is_whole(&self) -> bool {
        self.now.unreadable.is_empty()
    }
}

/// The last day that has begun for the reader, or in UTC: there, days begin and end for integrations
/// without a time zone.
fn today(view: &View) -> Date {
    let millis = i64::try_from(view.now.millis()).unwrap_or(i64::MAX);
    let now = jiff::Timestamp::from_millisecond(millis).unwrap_or(jiff::Timestamp::MAX);
    let zones = [view.zone.clone(), TimeZone::UTC];
    let days = zones.map(|zone| now.to_zoned(zone).date());
    days.into_iter().max().unwrap_or_default()
}

//! The conversations behind a figure.

use std::sync::Arc;

use axum::Extension;
use axum::extract::{RawQuery, State};
use axum::response::Response;
use conversation::Reason;
use maud::{Markup, html};
use url::form_urlencoded;

use super::{PATH, today};
use crate::Console;
use crate::error::ApiError;
use crate::figures::behind::{self, Asked, Case};
use crate::figures::figure::Figure;
use crate::figures::filter::Filter;
use crate::identity::Identity;
use crate::pages::View;
use crate::pages::components::{self, empty};
use crate::pages::conversations::called;

/// The address of the page.
pub(super) fn address(figure: &Figure, filter: &Filter) -> String {
    page(figure, filter, 0)
}

fn page(figure: &Figure, filter: &Filter, first: usize) -> String {
    let mut query = form_urlencoded::Serializer::new(filter.query());
    query.append_pair("figure", &figure.to_string());
    if first > 0 {
        query.append_pair("cursor", &first.to_string());
    }
    format!("{PATH}/behind?{}", query.finish())
}

pub(super) async fn show(
    State(console): State<Arc<Console>>,
    Extension(identity): Extension<Identity>,
    view: View,
    RawQuery(query): RawQuery,
) -> Result<Response, ApiError> {
    let asked = Asked::parse(&query.unwrap_or_default(), today(&view))?;
    let found = behind::page(&console, &identity, &asked).await?;
    let texts = &view.texts().figures;
    let Asked { figure, filter, .. } = &asked;
    let title = (texts.behind)(&name(&view, figure));
    let days = [filter.from, filter.to].map(|day| view.language.day(day));
    let [conversations, sum] =
        [found.conversations as u64, found.sum].map(|count| view.language.number(count));
    let body = html! {
        p { a href=(format!("{PATH}?{}", filter.query())) { (texts.back) } }
        h1 { (title) }
        p class="lead" { ((texts.period)(&days[0], &days[1])) }
        (super::missing(&view, &found.unreadable))
        @if found.cases.is_empty() {
            @if found.unreadable.is_empty() { (empty(texts.behind_empty, &html! {})) }
        } @else {
            p { ((texts.behind_all)(&conversations, &sum)) }
            (table(&view, &title, &found.cases))
        }
        @if let Some(next) = found.next {
            p { a class="button secondary" href=(page(figure, filter, next)) { (texts.next) } }
        }
    };
    Ok(view.page(&title, &body))
}

fn table(view: &View, title: &str, cases: &[Case]) -> Markup {
    let texts = &view.texts().figures;
    html! {
        (components::table(
            title,
            &html! {
                th scope="col" { (texts.conversation) }
                th scope="col" { (texts.integration) }
                th scope="col" class="number" { (texts.adds) }
            },
            &html! {
                @for case in cases {
                    tr {
                        th scope="row" { (link(view, case)) }
                        td { code { (case.conversation.integration.as_str()) } }
                        td class="number" { (view.language.number(case.adds)) }
                    }
                }
            },
        ))
    }
}

fn link(view: &View, case: &Case) -> Markup {
    let [integration, id] = [
        case.conversation.integration.as_str(),
        case.conversation.id.as_str(),
    ];
    html! {
        @match &case.state {
            None => {
                code { (id) } " "
                span class="badge" { (view.texts().figures.gone) }
            }
            Some(Err(_)) => {
                code { (id) } " "
                span class="badge bad" { (view.texts().figures.not_readable) }
            }
            Some(Ok(state)) => {
                a href=(format!("/console/integrations/{integration}/conversations/{id}")) {
                    (called(view, state))
                }
            }
        }
    }
}

/// A figure in words.
fn name(view: &View, figure: &Figure) -> String {
    let texts = &view.texts().figures;
    let of_reason = |name: &str, reason: &Option<Reason>| match reason {
        None => name.to_owned(),
        Some(reason) => format!("{name}: {}", (texts.reason_name)(*reason)),
    };
    match figure {
        Figure::Conversations => texts.conversations.to_owned(),
        Figure::WithoutPeople => texts.without_people.to_owned(),
        Figure::Replies => texts.replies.to_owned(),
        Figure::Transfers(reason) => of_reason(texts.transfers, reason),
        Figure::TakenOver => texts.taken_over.to_owned(),
        Figure::Failures(reason) => of_reason(texts.failures, reason),
        Figure::HeardSeconds => texts.heard_seconds.to_owned(),
        Figure::SpokenCharacters => texts.spoken.to_owned(),
        Figure::Answers(None) => texts.answers.to_owned(),
        Figure::Answers(Some(model)) => format!("{}: {model}", texts.answers),
    }
}

//! The tables: transfers and failures by reason, tokens and cost by model.

use conversation::{Counter, Reason};
use maud::{Markup, html};
use url::form_urlencoded;

use super::{Shown, csv};
use crate::figures::figure::Figure;
use crate::figures::summary::{Cost, cost_of_hearing};
use crate::identity::Role;

pub(super) fn all(shown: &Shown<'_>) -> Markup {
    let texts = &shown.view.texts().figures;
    let figures = &shown.total.figures;
    html! {
        div class="halves" {
            (reasons(shown, csv::Block::Transfers, texts.by_reason, figures.transfers().collect()))
            (reasons(shown, csv::Block::Failures, texts.why_failed, figures.failures().collect()))
        }
        (models(shown))
    }
}

fn reasons(
    shown: &Shown<'_>,
    block: csv::Block,
    title: &str,
    mut reasons: Vec<(Reason, u64)>,
) -> Markup {
    let texts = &shown.view.texts().figures;
    reasons.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    let behind = |reason| match block {
        csv::Block::Failures => Figure::Failures(Some(reason)),
        _ => Figure::Transfers(Some(reason)),
    };
    let id = block.name();
    html! {
        section class="card stack" aria-labelledby=(id) {
            div class="between" { h2 id=(id) { (title) } (csv::link(shown, block, title)) }
            @if reasons.is_empty() {
                p { (if shown.is_whole() { texts.none } else { texts.not_known }) }
            } @else {
                table {
                    thead {
                        tr { th scope="col" { (texts.reason) } th scope="col" class="number" { (texts.count) } }
                    }
                    tbody {
                        @for (reason, count) in reasons {
                            tr {
                                th scope="row" { ((texts.reason_name)(reason)) }
                                td class="number" {
                                    a href=(shown.behind(&behind(reason))) { (shown.count(count)) }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn models(shown: &Shown<'_>) -> Markup {
    let texts = &shown.view.texts().figures;
    let is_admin = shown.view.role() == Some(Role::Admin);
    let figures = &shown.total.figures;
    let models: Vec<_> = figures.models().collect();
    let cost = shown.total.cost(shown.prices);
    html! {
        section class="card stack" aria-labelledby="models" {
            div class="between" {
                h2 id="models" { (texts.by_model) }
                (csv::link(shown, csv::Block::Models, texts.by_model))
            }
            @if models.is_empty() && figures.heard().next().is_none() {
                p { (if shown.is_whole() { texts.none } else { texts.not_known }) }
            } @else {
                div class="scroll" role="region" tabindex="0" aria-label=((texts.table_of)(texts.by_model)) {
                    table class="models" {
                        thead {
                            tr {
                                th scope="col" { (texts.model) }
                                @for name in [
                                    texts.answers, texts.input, texts.cached_tokens, texts.output, texts.cost,
                                ] {
                                    th scope="col" class="number" { (name) }
                                }
                            }
                        }
                        tbody {
                            @for model in models { (row(shown, model, is_admin)) }
                            @for (model, seconds) in shown.total.figures.heard() {
                                (heard(shown, model, seconds, is_admin))
                            }
                        }
                        tfoot { (sum(shown, &cost)) }
                    }
                }
                @if !cost.unpriced.is_empty() {
                    p class="help" { (texts.total) " " ((texts.lacks_prices)(&cost.unpriced)) }
                }
            }
            @if is_admin { p { a href="/console/prices" { (texts.prices) } } }
        }
    }
}

fn row(shown: &Shown<'_>, model: &str, is_admin: bool) -> Markup {
    let tokens = shown.total.figures.tokens(model);
    let answers = shown.total.get(&Counter::Answers(model.to_owned()));
    html! {
        tr {
            th scope="row" { (model) }
            td class="number" {
                a href=(shown.behind(&Figure::Answers(Some(model.to_owned())))) { (shown.count(answers)) }
            }
            @for count in [tokens.input_tokens, tokens.cached_tokens, tokens.output_tokens] {
                td class="number" { (shown.count(count)) }
            }
            (cost_of(shown, ("models", model), shown.total.cost_of(model, shown.prices), is_admin))
        }
    }
}

/// A model that hears has no tokens.
fn heard(shown: &Shown<'_>, model: &str, seconds: u64, is_admin: bool) -> Markup {
    let (texts, language) = (&shown.view.texts().figures, shown.view.language);
    let played = language.play_time(seconds.saturating_mul(1000));
    let cost = cost_of_hearing(seconds, model, shown.prices);
    html! {
        tr {
            th scope="row" { (model) }
            td class="number" colspan="4" { (texts.heard) ": " (played) }
            (cost_of(shown, ("hearing", model), cost, is_admin))
        }
    }
}

fn cost_of(
    shown: &Shown<'_>,
    (list, model): (&str, &str),
    cost: Option<u128>,
    is_admin: bool,
) -> Markup {
    let (texts, language) = (&shown.view.texts().figures, shown.view.language);
    html! {
        td class="number" {
            @match cost {
                Some(cost) if shown.is_whole() => { (language.dollars(cost)) }
                Some(cost) => { "≥ " (language.dollars(cost)) }
                None if is_admin => { a href=(price_of(list, model)) { (texts.no_price) } }
                None => { (texts.no_price) }
            }
        }
    }
}

/// The sum of all models.
fn sum(shown: &Shown<'_>, cost: &Cost) -> Markup {
    let texts = &shown.view.texts().figures;
    let tokens = shown.total.tokens();
    html! {
        tr {
            th scope="row" { (texts.total) }
            @for count in [
                shown.total.answers(), tokens.input_tokens, tokens.cached_tokens, tokens.output_tokens,
            ] {
                td class="number" { (shown.count(count)) }
            }
            td class="number" {
                (shown.cost(cost))
            }
        }
    }
}

/// Where a model's price is written.
fn price_of(list: &str, model: &str) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.append_pair(list, model);
    format!("/console/prices?{}", query.finish())
}

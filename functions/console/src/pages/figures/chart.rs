//! The days, as bars and as a table.

use conversation::{Counter, Date};
use maud::{Markup, html};

use super::{Shown, behind, csv};
use crate::figures::figure::Figure;
use crate::figures::summary::Summary;
use crate::pages::components;

/// The height of the highest bar, and the width of each.
const HEIGHT: u64 = 1000;
const WIDTH: u64 = 80;
/// From one bar to the next.
const STEP: u64 = 100;

pub(super) fn by_day(shown: &Shown<'_>) -> Markup {
    let texts = &shown.view.texts().figures;
    let days = days(shown);
    let most = days
        .iter()
        .map(|(_, of_day)| of_day.as_ref().map_or(0, |it| it.conversations))
        .max();
    let ends = [shown.filter.from, shown.filter.to].map(|day| shown.view.language.day_of_year(day));
    html! {
        section class="card stack" aria-labelledby="by-day" {
            div class="between" {
                h2 id="by-day" { (texts.by_day) }
                (csv::link(shown, csv::Block::Days, texts.by_day))
            }
            figure class="chart" {
                p class="help" aria-hidden="true" { (shown.view.language.number(most.unwrap_or_default())) }
                (bars(shown, &days, most.unwrap_or_default().max(1)))
                div class="between help" aria-hidden="true" {
                    span { (ends[0]) } span { (ends[1]) }
                }
                figcaption class="cluster help" {
                    span { span class="swatch alone" {} (texts.without_people) }
                    span { span class="swatch others" {} (texts.with_people) }
                    @if !shown.is_whole() { span { span class="swatch unknown" {} (texts.not_known) } }
                }
            }
            details {
                summary { (texts.as_table) }
                (table(shown, &days))
            }
        }
    }
}

/// Each day; none where something could not be read.
fn days(shown: &Shown<'_>) -> Vec<(Date, Option<Summary>)> {
    let days = shown.now.days.iter().map(|(day, conversations)| {
        let known = shown.now.knows(*day);
        let summary = || conversations.iter().map(|(_, figures)| figures).collect();
        (*day, known.then(summary))
    });
    days.collect()
}

fn bars(shown: &Shown<'_>, days: &[(Date, Option<Summary>)], most: u64) -> Markup {
    let texts = &shown.view.texts().figures;
    let width = STEP * days.len() as u64;
    let height = |count: u64| count * HEIGHT / most;
    html! {
        svg viewBox=(format!("0 0 {width} {HEIGHT}")) preserveAspectRatio="none" role="img"
            aria-label=(texts.by_day_help) {
            @for (nth, (day, of_day)) in (0..).zip(days) {
                @let x = nth * STEP + (STEP - WIDTH) / 2;
                @match of_day {
                    None => {
                        rect class="unknown" x=(x) y="0" width=(WIDTH) height=(HEIGHT) {
                            title { (shown.view.language.day(*day)) ": " (texts.not_known) }
                        }
                    }
                    Some(of_day) => {
                        @let (all, alone) = (height(of_day.conversations), height(of_day.without_people));
                        g {
                            title {
                                (shown.view.language.day(*day)) ": "
                                (shown.view.language.number(of_day.conversations))
                            }
                            rect class="others" x=(x) y=(HEIGHT - all) width=(WIDTH) height=(all - alone) {}
                            rect class="alone" x=(x) y=(HEIGHT - alone) width=(WIDTH) height=(alone) {}
                        }
                    }
                }
            }
        }
    }
}

/// A column of the table: its heading, the figure behind it, and its number for a day.
type Column<'a> = (&'a str, Figure, fn(&Summary) -> u64);

fn table(shown: &Shown<'_>, days: &[(Date, Option<Summary>)]) -> Markup {
    let texts = &shown.view.texts().figures;
    let columns: [Column<'_>; 6] = [
        (texts.conversations, Figure::Conversations, |it| {
            it.conversations
        }),
        (texts.without_people, Figure::WithoutPeople, |it| {
            it.without_people
        }),
        (texts.replies, Figure::Replies, |it| {
            it.get(&Counter::Replies)
        }),
        (texts.transfers, Figure::Transfers(None), Summary::transfers),
        (texts.taken_over, Figure::TakenOver, |it| {
            it.get(&Counter::TakenOver)
        }),
        (texts.failures, Figure::Failures(None), Summary::failures),
    ];
    html! {
        (components::table(
            &(texts.table_of)(texts.by_day),
            &html! {
                th scope="col" { (texts.day) }
                @for (name, ..) in &columns { th scope="col" class="number" { (name) } }
            },
            &html! {
                @for (day, of_day) in days {
                    tr {
                        th scope="row" { time datetime=(day) { (shown.view.language.day(*day)) } }
                        @for (_, figure, count) in &columns {
                            td class="number" {
                                @match of_day {
                                    None => { (texts.not_known) }
                                    Some(of_day) => {
                                        a href=(behind::address(figure, &shown.filter.on(*day))) {
                                            (shown.view.language.number(count(of_day)))
                                        }
                                    }
                                }
                            }
                        }
                    }
                }
            },
        ))
    }
}

//! The figures of the whole period, each beside that of the period before.

use conversation::Counter;
use maud::{Markup, html};

use super::Shown;
use crate::figures::figure::Figure;
use crate::figures::summary::{Summary, cost_of_hearing};

/// One figure.
struct Tile<'a> {
    name: &'a str,
    value: String,
    /// The figure whose conversations are shown.
    behind: Figure,
    /// What is said beside it.
    more: Vec<String>,
    /// That of the period before.
    before: Option<String>,
}

pub(super) fn all(shown: &Shown<'_>) -> Markup {
    let texts = &shown.view.texts().figures;
    let tiles = [
        conversations(shown),
        replies(shown),
        without_people(shown),
        count(
            shown,
            texts.transfers,
            Figure::Transfers(None),
            Summary::transfers,
        ),
        count(shown, texts.taken_over, Figure::TakenOver, |it| {
            it.get(&Counter::TakenOver)
        }),
        count(
            shown,
            texts.failures,
            Figure::Failures(None),
            Summary::failures,
        ),
        late(shown),
        cost(shown),
        spoken(shown),
        heard(shown),
        cached(shown),
    ];
    html! {
        ul class="tiles" {
            @for tile in &tiles { (one(shown, tile)) }
        }
    }
}

fn one(shown: &Shown<'_>, tile: &Tile<'_>) -> Markup {
    let texts = &shown.view.texts().figures;
    html! {
        li class="card" {
            h2 class="small" { (tile.name) }
            p class="value" {
                a href=(shown.behind(&tile.behind)) aria-label=(format!("{}: {}", tile.name, tile.value)) {
                    (tile.value)
                }
            }
            @for more in &tile.more { p class="help" { (more) } }
            @if let Some(before) = &tile.before { p class="help" { ((texts.before)(before)) } }
        }
    }
}

fn count<'a>(
    shown: &Shown<'a>,
    name: &'a str,
    behind: Figure,
    of: impl Fn(&Summary) -> u64,
) -> Tile<'a> {
    let before = shown.before.as_ref().map(&of);
    Tile {
        name,
        value: shown.count(of(&shown.total)),
        behind,
        more: Vec::new(),
        before: before.map(|before| shown.view.language.number(before)),
    }
}

fn conversations<'a>(shown: &Shown<'a>) -> Tile<'a> {
    let texts = &shown.view.texts().figures;
    count(shown, texts.conversations, Figure::Conversations, |it| {
        it.conversations
    })
}

fn replies<'a>(shown: &Shown<'a>) -> Tile<'a> {
    let texts = &shown.view.texts().figures;
    let messages = shown.count(shown.total.get(&Counter::Messages));
    Tile {
        more: vec![(texts.messages_answered)(&messages)],
        ..count(shown, texts.replies, Figure::Replies, |it| {
            it.get(&Counter::Replies)
        })
    }
}

fn without_people<'a>(shown: &Shown<'a>) -> Tile<'a> {
    let (texts, language) = (&shown.view.texts().figures, shown.view.language);
    let share = |of: &Summary| language.share(of.without_people, of.conversations);
    let [part, whole] =
        [shown.total.without_people, shown.total.conversations].map(|count| shown.count(count));
    Tile {
        name: texts.without_people,
        value: known(shown, share(&shown.total)),
        behind: Figure::WithoutPeople,
        more: vec![(texts.without_people_help)(&part, &whole)],
        before: shown.before.as_ref().and_then(share),
    }
}

fn late<'a>(shown: &Shown<'a>) -> Tile<'a> {
    let (texts, language) = (&shown.view.texts().figures, shown.view.language);
    let late = |of: &Summary, percent| {
        let late = of.figures.lateness(percent)?;
        Some(language.duration(late))
    };
    let most = late(&shown.total, 95).map(|most| (texts.late_most)(&most));
    Tile {
        name: texts.late,
        value: known(
            shown,
            late(&shown.total, 50).map(|late| format!("≤ {late}")),
        ),
        behind: Figure::Replies,
        more: most
            .into_iter()
            .chain([texts.late_help.to_owned()])
            .collect(),
        before: shown.before.as_ref().and_then(|before| late(before, 50)),
    }
}

fn cost<'a>(shown: &Shown<'a>) -> Tile<'a> {
    let (texts, language) = (&shown.view.texts().figures, shown.view.language);
    let cost = shown.total.cost(shown.prices);
    let value = shown.cost(&cost);
    let mut more = Vec::new();
    if !cost.unpriced.is_empty() {
        more.push((texts.lacks_prices)(&cost.unpriced));
    } else if let Some(each) = cost
        .micro_dollars
        .checked_div(shown.total.conversations.into())
        && shown.is_whole()
    {
        more.push((texts.cost_each)(&language.dollars(each)));
    }
    let before = shown
        .before
        .as_ref()
        .map(|before| before.cost(shown.prices));
    let before = before.filter(|before| before.unpriced.is_empty());
    Tile {
        name: texts.cost,
        value,
        behind: Figure::Answers(None),
        more,
        before: before.map(|before| language.dollars(before.micro_dollars)),
    }
}

fn spoken<'a>(shown: &Shown<'a>) -> Tile<'a> {
    let texts = &shown.view.texts().figures;
    let cost = shown.count(shown.total.get(&Counter::CharacterCost));
    Tile {
        more: vec![(texts.spoken_cost)(&cost)],
        ..count(shown, texts.spoken, Figure::SpokenCharacters, |it| {
            it.get(&Counter::SpokenCharacters)
        })
    }
}

fn heard<'a>(shown: &Shown<'a>) -> Tile<'a> {
    let (texts, language) = (&shown.view.texts().figures, shown.view.language);
    let played = |of: &Summary| language.play_time(of.figures.heard_seconds().saturating_mul(1000));
    let models = shown.total.figures.heard();
    Tile {
        name: texts.heard,
        value: known(shown, Some(played(&shown.total))),
        behind: Figure::HeardSeconds,
        more: models
            .filter_map(|(model, seconds)| {
                let cost = cost_of_hearing(seconds, model, shown.prices)?;
                Some(format!("{model}: {}", language.dollars(cost)))
            })
            .collect(),
        before: shown.before.as_ref().map(played),
    }
}

fn cached<'a>(shown: &Shown<'a>) -> Tile<'a> {
    let (texts, language) = (&shown.view.texts().figures, shown.view.language);
    let share = |of: &Summary| {
        let tokens = of.tokens();
        language.share(tokens.cached_tokens, tokens.input_tokens)
    };
    let input = shown.total.tokens().input_tokens;
    Tile {
        name: texts.cached,
        value: known(shown, share(&shown.total)),
        behind: Figure::Answers(None),
        more: vec![(texts.cached_help)(&shown.count(input))],
        before: shown.before.as_ref().and_then(share),
    }
}

/// What can be said only if all of it is known; none if there was nothing.
fn known(shown: &Shown<'_>, value: Option<String>) -> String {
    let texts = &shown.view.texts().figures;
    match value {
        _ if !shown.is_whole() => texts.not_known.to_owned(),
        Some(value) => value,
        None => texts.none.to_owned(),
    }
}

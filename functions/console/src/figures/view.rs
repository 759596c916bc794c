//! Figures as the API shows them.

use std::collections::BTreeMap;

use conversation::{Counter, Date, Figures, IntegrationId, Reason};
use schemars::JsonSchema;
use serde::Serialize;
use settings::Prices;

use super::behind::{Behind, Case};
use super::filter::Filter;
use super::read::Period;
use super::summary::{Cost, Summary, cost_of_hearing};

/// The figures of a period.
#[derive(Serialize, JsonSchema)]
pub(super) struct Report {
    /// The first day.
    from: String,
    /// The last day.
    to: String,
    total: Shown,
    /// Those of as many days just before.
    before: Shown,
    /// Each day; one without anything has zeros.
    days: Vec<Day>,
    /// What could not be read, and is missing above. Nobody knows whether anything happened there.
    unreadable: Vec<Unreadable>,
}

#[derive(Serialize, JsonSchema)]
#[schemars(inline)]
struct Day {
    day: String,
    /// False if some of it could not be read; see `unreadable`.
    is_whole: bool,
    #[serde(flatten)]
    figures: Shown,
}

#[derive(Serialize, JsonSchema)]
#[schemars(inline)]
struct Unreadable {
    integration: String,
    day: String,
}

/// Figures of some conversations.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Figures")]
struct Shown {
    /// How many conversations there were.
    conversations: u64,
    /// Of these, how many the assistant answered, and no person had to.
    without_people: u64,
    /// Turns that were answered.
    replies: u64,
    /// The customers' messages that these replies answered.
    messages: u64,
    /// Transfers by reason.
    transfers: BTreeMap<String, u64>,
    /// How often people took a conversation themselves.
    taken_over: u64,
    /// Turns that failed, by reason.
    failures: BTreeMap<String, u64>,
    /// The lateness that half of the replies did not exceed, in milliseconds; null without replies.
    late_p50_ms: Option<u64>,
    /// The same of 95 in a hundred.
    late_p95_ms: Option<u64>,
    /// Characters that customers got as a voice.
    spoken_characters: u64,
    /// What speaking took from the account's quota, in characters.
    character_cost: u64,
    models: Vec<Model>,
    /// The recordings that were heard, by model.
    hearing: Vec<Hearing>,
    cost: Dollars,
}

/// What one model was asked for.
#[derive(Serialize, JsonSchema)]
#[schemars(inline)]
struct Model {
    model: String,
    answers: u64,
    input_tokens: u64,
    cached_tokens: u64,
    output_tokens: u64,
    /// In US dollars; null if the model has no price.
    cost: Option<String>,
}

/// What one model heard.
#[derive(Serialize, JsonSchema)]
#[schemars(inline)]
struct Hearing {
    model: String,
    /// How many seconds of recordings were paid for, or may have been.
    seconds: u64,
    /// In US dollars; null if the model has no price.
    cost: Option<String>,
}

/// What all models cost.
#[derive(Serialize, JsonSchema)]
#[schemars(inline)]
struct Dollars {
    /// In US dollars, of the models that have a price.
    usd: String,
    /// The models that have none, so that their cost is missing.
    unpriced: Vec<String>,
}

impl Unreadable {
    fn new((integration, day): &(IntegrationId, Date)) -> Self {
        Self {
            integration: integration.as_str().to_owned(),
            day: day.to_string(),
        }
    }
}

impl Report {
    pub(super) fn new(filter: &Filter, now: &Period, before: &Period, prices: &Prices) -> Self {
        let days = now.days.iter().map(|(day, conversations)| {
            let summary = conversations.iter().map(|(_, figures)| figures).collect();
            Day {
                day: day.to_string(),
                is_whole: now.knows(*day),
                figures: Shown::new(&summary, prices),
            }
        });
        let unreadable = before.unreadable.iter().chain(&now.unreadable);
        Self {
            from: filter.from.to_string(),
            to: filter.to.to_string(),
            total: Shown::new(&now.total(), prices),
            before: Shown::new(&before.total(), prices),
            days: days.collect(),
            unreadable: unreadable.map(Unreadable::new).collect(),
        }
    }
}

impl Shown {
    fn new(summary: &Summary, prices: &Prices) -> Self {
        let figures = &summary.figures;
        let late = |percent| {
            let late = figures.lateness(percent)?;
            u64::try_from(late.as_millis()).ok()
        };
        let Cost {
            micro_dollars,
            unpriced,
            ..
        } = summary.cost(prices);
        Self {
            conversations: summary.conversations,
            without_people: summary.without_people,
            replies: summary.get(&Counter::Replies),
            messages: summary.get(&Counter::Messages),
            transfers: by_name(figures.transfers()),
            taken_over: summary.get(&Counter::TakenOver),
            failures: by_name(figures.failures()),
            late_p50_ms: late(50),
            late_p95_ms: late(95),
            spoken_characters: summary.get(&Counter::SpokenCharacters),
            character_cost: summary.get(&Counter::CharacterCost),
            models: models(figures, summary, prices),
            hearing: hearing(figures, prices),
            cost: Dollars {
                usd: dollars(micro_dollars),
                unpriced,
            },
        }
    }
}

fn models(figures: &Figures, summary: &Summary, prices: &Prices) -> Vec<Model> {
    let models = figures.models().map(|model| {
        let tokens = figures.tokens(model);
        Model {
            model: model.to_owned(),
            answers: figures.get(&Counter::Answers(model.to_owned())),
            input_tokens: tokens.input_tokens,
            cached_tokens: tokens.cached_tokens,
            output_tokens: tokens.output_tokens,
            cost: summary.cost_of(model, prices).map(dollars),
        }
    });
    models.collect()
}

fn hearing(figures: &Figures, prices: &Prices) -> Vec<Hearing> {
    let heard = figures.heard().map(|(model, seconds)| Hearing {
        model: model.to_owned(),
        seconds,
        cost: cost_of_hearing(seconds, model, prices).map(dollars),
    });
    heard.collect()
}

fn by_name(reasons: impl Iterator<Item = (Reason, u64)>) -> BTreeMap<String, u64> {
    reasons
        .map(|(reason, count)| (reason.name(), count))
        .collect()
}

/// An amount with all of its six decimals.
pub(crate) fn dollars(micro_dollars: u128) -> String {
    format!(
        "{}.{:06}",
        micro_dollars / 1_000_000,
        micro_dollars % 1_000_000
    )
}

/// The conversations behind a figure.
#[derive(Serialize, JsonSchema)]
#[schemars(inline)]
pub(super) struct Cases {
    /// Those that add most first.
    conversations: Vec<CaseView>,
    /// What all of them add, on all pages.
    sum: u64,
    /// What could not be read, so that conversations may be missing.
    unreadable: Vec<Unreadable>,
    next_cursor: Option<String>,
}

#[derive(Serialize, JsonSchema)]
#[schemars(inline)]
struct CaseView {
    integration: String,
    conversation: String,
    /// What it adds to the figure.
    adds: u64,
    /// False if it has been erased, or has expired.
    exists: bool,
}

impl Cases {
    pub(super) fn new(behind: Behind) -> Self {
        let cases = behind.cases.into_iter().map(|case: Case| CaseView {
            integration: case.conversation.integration.as_str().to_owned(),
            conversation: case.conversation.id.as_str().to_owned(),
            adds: case.adds,
            exists: case.state.is_some(),
        });
        Self {
            conversations: cases.collect(),
            sum: behind.sum,
            unreadable: behind.unreadable.iter().map(Unreadable::new).collect(),
            next_cursor: behind.next.map(|next| next.to_string()),
        }
    }
}

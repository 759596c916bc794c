//! What the figures of some conversations say together.

use conversation::{Counter, Figures, Usage};
use settings::Prices;

/// How many millionths a micro-dollar has.
const PARTS: u128 = 1_000_000;

/// The figures of some conversations together.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Summary {
    pub(crate) conversations: u64,
    /// Of these, how many the assistant answered and no person had to.
    pub(crate) without_people: u64,
    pub(crate) figures: Figures,
}

/// What the assistant's answers cost, and hearing.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Cost {
    /// Of all models that have a price, in micro-dollars, rounded.
    pub(crate) micro_dollars: u128,
    /// Whether any model has a price.
    pub(crate) is_priced: bool,
    /// The models without a price, whose cost is missing here.
    pub(crate) unpriced: Vec<String>,
}

impl<'f> FromIterator<&'f Figures> for Summary {
    fn from_iter<T: IntoIterator<Item = &'f Figures>>(conversations: T) -> Self {
        let mut summary = Self::default();
        for figures in conversations {
            summary.conversations += 1;
            summary.without_people += u64::from(figures.ended_without_people());
            summary.figures.add(figures);
        }
        summary
    }
}

impl Summary {
    pub(crate) fn get(&self, counter: &Counter) -> u64 {
        self.figures.get(counter)
    }

    pub(crate) fn transfers(&self) -> u64 {
        self.figures.transfers().map(|(_, count)| count).sum()
    }

    pub(crate) fn failures(&self) -> u64 {
        self.figures.failures().map(|(_, count)| count).sum()
    }

    /// The answers of all models.
    pub(crate) fn answers(&self) -> u64 {
        let models = self.figures.models();
        let answers = models.map(|model| self.get(&Counter::Answers(model.to_owned())));
        answers.sum()
    }

    /// The tokens of all models.
    pub(crate) fn tokens(&self) -> Usage {
        let models = self.figures.models();
        models.fold(Usage::default(), |sum, model| {
            let tokens = self.figures.tokens(model);
            Usage {
                input_tokens: sum.input_tokens + tokens.input_tokens,
                cached_tokens: sum.cached_tokens + tokens.cached_tokens,
                output_tokens: sum.output_tokens + tokens.output_tokens,
            }
        })
    }

    pub(crate) fn cost(&self, prices: &Prices) -> Cost {
        let models = self.figures.models().map(|model| {
            let prices = prices.of(model);
            (model, prices.map(|prices| prices.cost(&self.figures)))
        });
        let heard = self.figures.heard();
        let heard = heard.map(|(model, seconds)| (model, prices.cost_of_hearing(model, seconds)));
        let (mut sum, mut is_priced, mut unpriced) = (0, false, Vec::new());
        for (model, parts) in models.chain(heard) {
            match parts {
                Some(parts) => {
                    is_priced = true;
                    sum += parts;
                }
                None if unpriced.iter().any(|known| known == model) => {}
                None => unpriced.push(model.to_owned()),
            }
        }
        Cost {
            micro_dollars: rounded(sum),
            is_priced,
            unpriced,
        }
    }

    /// What one model cost, in micro-dollars; none if it has no price.
    pub(crate) fn cost_of(&self, model: &str, prices: &Prices) -> Option<u128> {
        let prices = prices.of(model)?;
        Some(rounded(prices.cost(&self.figures)))
    }
}

/// What hearing so many seconds cost, in micro-dollars; none if the model has no price.
pub(crate) fn cost_of_hearing(seconds: u64, model: &str, prices: &Prices) -> Option<u128> {
    prices.cost_of_hearing(model, seconds).map(rounded)
}

/// What one answer cost, in micro-dollars; none if its model has no price.
pub(crate) fn cost_of_answer(usage: Usage, model: &str, prices: &Prices) -> Option<u128> {
    Some(rounded(prices.of(model)?.cost_of(usage)))
}

const fn rounded(parts: u128) -> u128 {
    (parts + PARTS / 2) / PARTS
}

#[cfg(test)]
mod tests {
    use conversation::Reason;
    use serde_json::json;

    use super::*;

    fn answered(model: &str, tokens: u64) -> Figures {
        Figures::from_iter([
            (Counter::Replies, 1),
            (Counter::Answers(model.to_owned()), 1),
            (Counter::InputTokens(model.to_owned()), tokens),
        ])
    }

    #[test]
    fn a_conversation_without_people_is_one_that_only_the_assistant_answered() {
        let mut transferred = answered("m", 1);
        transferred.count(Counter::HandedOver(Reason::Requested), 1);
        let mut taken = answered("m", 1);
        taken.count(Counter::TakenOver, 1);
        let failed = Figures::from_iter([(Counter::HandedOver(Reason::AssistantFailed), 1)]);
        let mut failed_again = failed.clone();
        failed_again.count(Counter::HandedOver(Reason::StillFailing), 2);
        let all = [answered("m", 1), transferred, taken, failed, failed_again];
        let summary: Summary = all.iter().collect();
        assert_eq!((summary.conversations, summary.without_people), (5, 1));
        assert_eq!((summary.transfers(), summary.failures()), (3, 4));
    }

    #[test]
    fn a_cost_names_the_models_that_it_lacks() {
        let prices = json!({"models": [
            {"model": "m", "input": "0.15", "cached": "0.15", "output": "0.15"},
        ], "hearing": [{"model": "h", "minute": "0.5"}]});
        let prices = Prices::read(prices).unwrap();
        let heard =
            |model: &str| Figures::from_iter([(Counter::HeardSeconds(model.to_owned()), 90)]);
        let all = [
            answered("m", 10_000_003),
            answered("other", 5),
            heard("h"),
            heard("deaf"),
        ];
        let summary: Summary = all.iter().collect();
        let expected = Cost {
            micro_dollars: 1_500_000 + 750_000,
            is_priced: true,
            unpriced: vec!["other".to_owned(), "deaf".to_owned()],
        };
        assert_eq!(summary.cost(&prices), expected);
        let unknown: Summary = [heard("deaf")].iter().collect();
        assert!(!unknown.cost(&prices).is_priced);
        assert_eq!(summary.cost_of("m", &prices), Some(1_500_000));
        assert_eq!(summary.cost_of("other", &prices), None);
    }
}

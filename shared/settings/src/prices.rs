//! What the models cost, as an admin wrote it.

use std::collections::BTreeSet;

use conversation::{Figures, Usage};
use fields::{Carried, Filled, Invalid, Reason, inline_schema, pattern, read};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// The most models that have prices.
const MOST: usize = 100;
/// How many micro-dollars a dollar has.
const MICRO: u64 = 1_000_000;
/// The most that a million tokens may cost, in dollars.
const MOST_DOLLARS: u64 = 1_000_000;

/// The prices of the models. There are none until an admin writes them.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
pub struct Prices {
    /// The models that answer. No model is there twice.
    #[schemars(length(max = MOST))]
    pub models: Vec<ModelPrices>,
    /// The models that hear recordings. No model is there twice.
    #[schemars(length(max = MOST))]
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub hearing: Vec<HearingPrice>,
}

/// The prices of one model.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ModelPrices {
    /// The model's name, as assistants name it.
    pub model: Filled<200>,
    /// A million tokens that it reads.
    pub input: Price,
    /// A million tokens that it reads from its provider's cache.
    pub cached: Price,
    /// A million tokens that it writes.
    pub output: Price,
}

/// The price of a model that hears.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct HearingPrice {
    /// The model's name, as integrations name it, such as `gpt-transcribe`.
    pub model: Filled<200>,
    /// A minute of a recording, in US dollars.
    pub minute: Price,
}

/// US dollars, for a million tokens or for a minute, with at most six decimals; in JSON, a string such as `"0.15"`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Price {
    micro_dollars: u64,
}

inline_schema!([] Price, _generator => pattern(r"^[0-9]{1,7}(\.[0-9]{1,6})?$"));

impl Prices {
    /// Reads what a person wrote.
    pub fn read(body: Value) -> Result<Self, Invalid> {
        let prices: Self = read(body)?;
        once("models", prices.models.iter().map(|of| &of.model))?;
        once("hearing", prices.hearing.iter().map(|of| &of.model))?;
        Ok(prices)
    }

    /// The prices of a model, if it has any.
    pub fn of(&self, model: &str) -> Option<&ModelPrices> {
        self.models.iter().find(|of| of.model.as_str() == model)
    }

    /// What it costs if a model hears so many seconds, in millionths of a micro-dollar; none if it has
    /// no price.
    pub fn cost_of_hearing(&self, model: &str, seconds: u64) -> Option<u128> {
        let mut hearing = self.hearing.iter();
        let price = hearing.find(|of| of.model.as_str() == model)?.minute;
        let a_minute = u128::from(price.micro_dollars) * u128::from(MICRO);
        Some(u128::from(seconds) * a_minute / 60)
    }
}

/// Checks a list: that there are not too many models, and none of them twice.
fn once<'m>(
    list: &str,
    models: impl ExactSizeIterator<Item = &'m Filled<200>>,
) -> Result<(), Invalid> {
    if models.len() > MOST {
        return Err(Invalid::value(list, Reason::TooManyEntries(MOST)));
    }
    let mut met = BTreeSet::new();
    let mut models = models;
    match models.position(|model| !met.insert(model.as_str())) {
        None => Ok(()),
        Some(index) => {
            let path = format!("{list}[{index}].model");
            Err(Invalid::value(path, Reason::PricedTwice))
        }
    }
}

impl ModelPrices {
    /// What these figures of the model cost, in millionths of a micro-dollar.
    pub fn cost(&self, figures: &Figures) -> u128 {
        self.cost_of(figures.tokens(self.model.as_str()))
    }

    /// What these tokens cost, in the same.
    pub fn cost_of(&self, tokens: Usage) -> u128 {
        let fresh = tokens.input_tokens.saturating_sub(tokens.cached_tokens);
        [
            (fresh, self.input),
            (tokens.cached_tokens, self.cached),
            (tokens.output_tokens, self.output),
        ]
        .into_iter()
        .map(|(tokens, price)| u128::from(tokens) * u128::from(price.micro_dollars))
        .sum()
    }
}

impl TryFrom<String> for Price {
    type Error = Carried;

    fn try_from(text: String) -> Result<Self, Carried> {
        let parsed = || {
            let (dollars, decimals) = text.split_once('.').unwrap_or((text.as_str(), "0"));
            let is_number = |digits: &str| {
                !digits.is_empty() && digits.bytes().all(|digit| digit.is_ascii_digit())
            };
            if !is_number(dollars) || !is_number(decimals) || decimals.len() > 6 {
                return None;
            }
            let dollars: u64 = dollars.parse().ok()?;
            let decimals: u64 = format!("{decimals:0<6}").parse().ok()?;
            let micro_dollars = dollars.checked_mul(MICRO)?.checked_add(decimals)?;
            (micro_dollars <= MOST_DOLLARS * MICRO).then_some(Self { micro_dollars })
        };
        parsed().ok_or_else(|| Reason::Price.into())
    }
}

impl From<Price> for String {
    fn from(price: Price) -> Self {
        let (dollars, decimals) = (price.micro_dollars / MICRO, price.micro_dollars % MICRO);
        let decimals = format!("{decimals:06}");
        match decimals.trim_end_matches('0') {
            "" => dollars.to_string(),
            decimals => format!("{dollars}.{decimals}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use conversation::Counter;
    use serde_json::json;

    use super::*;

    fn price(text: &str) -> Result<Price, Carried> {
        Price::try_from(text.to_owned())
    }

    #[test]
    fn a_price_is_exact() {
        for (text, micro_dollars, again) in [
            ("0.15", 150_000, "0.15"),
            ("2", 2_000_000, "2"),
            ("2.50", 2_500_000, "2.5"),
            ("0.000001", 1, "0.000001"),
            ("1000000", 1_000_000_000_000, "1000000"),
        ] {
            let price = price(text).unwrap();
            assert_eq!(price, Price { micro_dollars }, "{text}");
            assert_eq!(String::from(price), again);
        }
        for text in [
            "",
            ".5",
            "1.",
            "1,5",
            "-1",
            "1e3",
            "0.0000001",
            "1000001",
            "１",
        ] {
            assert!(price(text).is_err(), "{text}");
        }
    }

    #[test]
    fn cached_tokens_have_a_price_of_their_own() {
        let prices = json!({"models": [
            {"model": "m", "input": "0.15", "cached": "0.075", "output": "0.6"},
        ]});
        let prices = Prices::read(prices).unwrap();
        let m = || "m".to_owned();
        let figures = Figures::from_iter([
            (Counter::InputTokens(m()), 1_000_000),
            (Counter::CachedTokens(m()), 400_000),
            (Counter::OutputTokens(m()), 10),
        ]);
        let cost = prices.of("m").unwrap().cost(&figures);
        assert_eq!(cost, 600_000 * 150_000 + 400_000 * 75_000 + 10 * 600_000);
        assert!(prices.of("n").is_none());
    }

    #[test]
    fn hearing_has_a_price_for_each_minute() {
        let prices = json!({"models": [], "hearing": [{"model": "h", "minute": "0.0045"}]});
        let prices = Prices::read(prices).unwrap();
        assert_eq!(prices.cost_of_hearing("h", 90), Some(6_750_000_000));
        assert_eq!(prices.cost_of_hearing("other", 90), None);
    }

    #[test]
    fn a_model_has_its_prices_once() {
        let m = json!({"model": "m", "input": "1", "cached": "1", "output": "1"});
        let twice = Prices::read(json!({"models": [m.clone(), m]})).unwrap_err();
        assert_eq!(twice.path, "models[1].model");
        let hearing = json!({"model": "h", "minute": "1"});
        let twice = json!({"models": [], "hearing": [hearing.clone(), hearing]});
        assert_eq!(Prices::read(twice).unwrap_err().path, "hearing[1].model");
        let wrong = json!({"models": [{"model": "m", "input": 1, "cached": "1", "output": "1"}]});
        assert_eq!(Prices::read(wrong).unwrap_err().path, "models[0].input");
    }
}

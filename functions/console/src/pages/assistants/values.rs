//! What the form holds, and the API's body that it stands for.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};
use settings::{Assistant, ReasoningEffort, ServiceTier, Verbosity};

use crate::pages::Fields;
use crate::texts::Language;

/// The fields, by their names in the API, in the order of the form.
pub(super) const NAMES: [&str; 12] = [
    "name",
    "model",
    "runtime",
    "instructions",
    "max_output_tokens",
    "temperature",
    "reasoning_effort",
    "verbosity",
    "service_tier",
    "history_turns",
    "history_chars",
    "vector_store_ids",
];

/// The fields that are one of the API's own names, with these, or none.
pub(super) const CHOICES: [(&str, &[&str]); 3] = [
    ("reasoning_effort", ReasoningEffort::NAMES),
    ("verbosity", Verbosity::NAMES),
    ("service_tier", ServiceTier::NAMES),
];

/// The texts of the form's fields.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Values(BTreeMap<&'static str, String>);

impl Values {
    /// Those of an assistant that is stored.
    pub(super) fn of(language: Language, assistant: &Assistant) -> Self {
        let fields = json!(assistant);
        let texts = NAMES.map(|name| {
            let value = fields.get(name).unwrap_or(&Value::Null);
            (name, text(language, value))
        });
        Self(texts.into())
    }

    /// What somebody wrote.
    pub(super) fn written(fields: &Fields) -> Self {
        let texts = NAMES.map(|name| (name, fields.text(name).to_owned()));
        Self(texts.into())
    }

    pub(super) fn get(&self, name: &str) -> &str {
        self.0.get(name).map_or("", String::as_str)
    }

    pub(super) fn set(&mut self, name: &'static str, text: String) {
        self.0.insert(name, text);
    }

    /// The API's body. What is no number is refused there.
    pub(super) fn body(&self, language: Language) -> Map<String, Value> {
        let mut body = Map::new();
        for name in NAMES {
            let text = self.get(name).trim();
            let value = match name {
                "name" | "model" => text.into(),
                "instructions" => self.get(name).into(),
                "vector_store_ids" => {
                    let ids = text.lines().map(str::trim).filter(|id| !id.is_empty());
                    ids.collect()
                }
                _ if text.is_empty() => continue,
                "runtime" => text.into(),
                _ if CHOICES.iter().any(|(choice, _)| *choice == name) => text.into(),
                _ => {
                    let number = language.with_point(text);
                    serde_json::from_str(&number).unwrap_or(Value::String(number))
                }
            };
            body.insert(name.to_owned(), value);
        }
        body
    }
}

fn text(language: Language, value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Array(lines) => {
            let lines = lines.iter().filter_map(Value::as_str);
            lines.collect::<Vec<_>>().join("\n")
        }
        Value::Number(number) => language.decimal(&number.to_string()),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_stored_comes_back_as_it_was() {
        let stored = json!({
            "id": "asst_loja", "name": "Loja", "runtime": "chat_completions", "model": "gpt-6-luna",
            "instructions": "Olá.\n\nAtenda.", "temperature": 0.5, "max_output_tokens": null,
            "reasoning_effort": "none", "verbosity": null, "service_tier": "flex",
            "history_turns": 0, "history_chars": 24000, "vector_store_ids": ["vs_1", "vs_2"],
        });
        let assistant: Assistant = serde_json::from_value(stored.clone()).unwrap();
        for language in Language::ALL {
            let values = Values::of(*language, &assistant);
            let mut body = values.body(*language);
            body.insert("id".to_owned(), "asst_loja".into());
            let again: Assistant = serde_json::from_value(body.into()).unwrap();
            assert_eq!(again, assistant);
        }
        let written = Values::of(Language::Portuguese, &assistant);
        assert_eq!(written.get("temperature"), "0,5");
    }
}

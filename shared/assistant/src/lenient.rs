//! Lenient reading: compatible servers bend the API's description. What cannot be read of a
//! response is skipped, and the rest, which was paid for, is not lost.

use serde::Deserialize;
use serde::de::{DeserializeOwned, Deserializer};
use serde_json::Value;

/// None for anything that is not a `T`.
pub(crate) fn maybe<'de, D, T>(deserializer: D) -> Result<Option<T>, D::Error>
where
    D: Deserializer<'de>,
    T: DeserializeOwned,
{
    Ok(serde_json::from_value(Value::deserialize(deserializer)?).ok())
}

/// The elements of a list that are a `T`.
pub(crate) fn each<'de, D, T>(deserializer: D) -> Result<Vec<T>, D::Error>
where
    D: Deserializer<'de>,
    T: DeserializeOwned,
{
    let values = Vec::<Value>::deserialize(deserializer)?;
    Ok(readable(values))
}

/// The elements of `values` that are a `T`.
pub(crate) fn readable<T: DeserializeOwned>(values: Vec<Value>) -> Vec<T> {
    let read = values.into_iter().map(serde_json::from_value);
    read.filter_map(Result::ok).collect()
}

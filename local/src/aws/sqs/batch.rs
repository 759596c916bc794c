//! What the batch operations have in common: up to ten entries, each with its own outcome.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::errors;
use crate::aws::json::{Reply, ServiceError};

/// The most entries in one batch.
const MAX_ENTRIES: usize = 10;

/// A batch of requests.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct BatchRequest<T> {
    pub(super) queue_url: Option<String>,
    #[serde(default = "Vec::new")]
    pub(super) entries: Vec<Entry<T>>,
}

/// One of them, with an id that identifies its outcome.
#[derive(Deserialize)]
pub(super) struct Entry<T> {
    #[serde(rename = "Id")]
    pub(super) id: String,
    #[serde(flatten)]
    pub(super) request: T,
}

#[derive(Serialize)]
struct Succeeded {
    #[serde(rename = "Id")]
    id: String,
    #[serde(flatten)]
    outcome: Value,
}

impl<T> BatchRequest<T> {
    /// Refuses a batch that is wrong as a whole; otherwise does `work` for each entry and sorts the
    /// outcomes.
    pub(super) fn each(self, mut work: impl FnMut(T) -> Reply) -> Reply {
        check(self.entries.iter().map(|entry| entry.id.as_str()))?;
        let (mut successful, mut failed) = (Vec::new(), Vec::new());
        for Entry { id, request } in self.entries {
            match work(request) {
                Ok(outcome) => successful.push(Succeeded { id, outcome }),
                Err(error) => failed.push(json!({
                    "Id": id,
                    "Code": error.code(),
                    "Message": error.message(),
                    "SenderFault": true,
                })),
            }
        }
        Ok(json!({ "Successful": successful, "Failed": failed }))
    }
}

fn check<'a>(ids: impl Iterator<Item = &'a str> + Clone) -> Result<(), ServiceError> {
    let count = ids.clone().count();
    let known = |character: char| character.is_ascii_alphanumeric() || "-_".contains(character);
    let valid = |id: &str| (1..=80).contains(&id.len()) && id.chars().all(known);
    if count == 0 {
        Err(errors::empty_batch())
    } else if count > MAX_ENTRIES {
        Err(errors::too_many_entries())
    } else if ids.clone().collect::<BTreeSet<_>>().len() < count {
        Err(errors::ids_not_distinct())
    } else if !ids.clone().all(valid) {
        Err(errors::invalid_id())
    } else {
        Ok(())
    }
}

//! Which messages of a batch a function has not dealt with.

use std::collections::BTreeSet;

use serde::Deserialize;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct BatchResponse {
    #[serde(default)]
    batch_item_failures: Option<Vec<Failure>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Failure {
    item_identifier: String,
}

/// The failed ones among `sent`, by message id. No answer, or an answer without failures, means
/// that all are done. An answer that cannot be read, or that names a message which was not sent,
/// means that none is.
pub(super) fn failed<'a>(response: &[u8], sent: &BTreeSet<&'a str>) -> BTreeSet<&'a str> {
    match named(response) {
        Some(named) if named.iter().all(|id| sent.contains(id.as_str())) => sent
            .iter()
            .copied()
            .filter(|id| named.contains(*id))
            .collect(),
        _ => {
            tracing::warn!("an invalid batch response: the whole batch counts as failed");
            sent.clone()
        }
    }
}

fn named(response: &[u8]) -> Option<BTreeSet<String>> {
    let response: Option<BatchResponse> = serde_json::from_slice(response).ok()?;
    let failures = response.and_then(|response| response.batch_item_failures);
    Some(
        failures
            .unwrap_or_default()
            .into_iter()
            .map(|failure| failure.item_identifier)
            .collect(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn failed_of_two(response: &str) -> Vec<&'static str> {
        let sent = BTreeSet::from(["one", "two"]);
        failed(response.as_bytes(), &sent).into_iter().collect()
    }

    #[test]
    fn an_empty_answer_means_that_all_is_done() {
        for response in [
            "null",
            "{}",
            r#"{"batchItemFailures": null}"#,
            r#"{"batchItemFailures": []}"#,
        ] {
            assert!(failed_of_two(response).is_empty(), "{response}");
        }
    }

    #[test]
    fn the_named_messages_have_failed_and_no_other() {
        let response = r#"{"batchItemFailures": [{"itemIdentifier": "two"}]}"#;
        assert_eq!(failed_of_two(response), ["two"]);
    }

    #[test]
    fn an_answer_that_cannot_be_followed_fails_the_whole_batch() {
        for response in [
            "",
            "not JSON",
            r#""done""#,
            r#"{"batchItemFailures": [{"itemIdentifier": ""}]}"#,
            r#"{"batchItemFailures": [{"itemIdentifier": null}]}"#,
            r#"{"batchItemFailures": [{"id": "two"}]}"#,
            r#"{"batchItemFailures": [{"itemIdentifier": "two"}, {"itemIdentifier": "three"}]}"#,
        ] {
            assert_eq!(failed_of_two(response), ["one", "two"], "{response}");
        }
    }
}

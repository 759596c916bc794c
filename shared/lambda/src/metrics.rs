//! Metrics in CloudWatch's embedded metric format: a JSON object at the root of a line, which
//! CloudWatch itself reads from the log.
//! <https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html>
//!
//! We write it by hand, because the `metrique` crate, which can also write it, brings some thirty
//! crates (histograms, sinks, threads of its own) into every function.

use std::io::Write;

use conversation::Timestamp;
use serde_json::{Map, Value, json};

use crate::error_chain;

/// The CloudWatch namespace of our metrics.
pub const NAMESPACE: &str = "Recado";

/// One measured value.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Metric {
    /// Its name, in `PascalCase`.
    pub name: &'static str,
    /// Its unit.
    pub unit: Unit,
    /// The value.
    pub value: f64,
}

impl Metric {
    /// A number of things.
    pub const fn count(name: &'static str, value: f64) -> Self {
        let unit = Unit::Count;
        Self { name, unit, value }
    }

    /// A time in milliseconds.
    pub const fn millis(name: &'static str, value: f64) -> Self {
        let unit = Unit::Milliseconds;
        Self { name, unit, value }
    }
}

/// The unit of a metric.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// Things.
    Count,
    /// Milliseconds.
    Milliseconds,
}

impl Unit {
    const fn name(self) -> &'static str {
        match self {
            Self::Count => "Count",
            Self::Milliseconds => "Milliseconds",
        }
    }
}

/// Writes metrics of the function named `function`, at most 100. The `fields` can be searched for
/// and make no metric of their own (ids, never texts or names of people). A failure to write is
/// only logged.
pub fn emit(at: Timestamp, function: &str, metrics: &[Metric], fields: &[(&str, &str)]) {
    let mut line = line(at, function, metrics, fields).to_string();
    line.push('\n');
    // In one piece, so that no other log line gets in between.
    if let Err(error) = std::io::stdout().write_all(line.as_bytes()) {
        tracing::warn!(error = error_chain(&error), "metrics were not written");
    }
}

fn line(at: Timestamp, function: &str, metrics: &[Metric], fields: &[(&str, &str)]) -> Value {
    let definitions: Vec<_> = metrics
        .iter()
        .map(|metric| json!({"Name": metric.name, "Unit": metric.unit.name()}))
        .collect();
    let mut line: Map<String, Value> = fields
        .iter()
        .map(|(name, value)| ((*name).to_owned(), json!(value)))
        .collect();
    line.extend(
        metrics
            .iter()
            .map(|metric| (metric.name.to_owned(), json!(metric.value))),
    );
    line.insert("function".to_owned(), json!(function));
    let directive = json!({
        "Namespace": NAMESPACE,
        "Dimensions": [["function"]],
        "Metrics": definitions,
    });
    let aws = json!({"Timestamp": at.millis(), "CloudWatchMetrics": [directive]});
    line.insert("_aws".to_owned(), aws);
    Value::Object(line)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_follows_the_specification() {
        let at = Timestamp::from_millis(1_795_435_217_250);
        let metrics = [
            Metric::count("Answered", 1.0),
            Metric::millis("RunMillis", 843.0),
        ];
        let fields = [("integration_id", "loja-1")];
        let expected = json!({
            "_aws": {
                "Timestamp": 1_795_435_217_250_u64,
                "CloudWatchMetrics": [{
                    "Namespace": "Recado",
                    "Dimensions": [["function"]],
                    "Metrics": [
                        {"Name": "Answered", "Unit": "Count"},
                        {"Name": "RunMillis", "Unit": "Milliseconds"},
                    ],
                }],
            },
            "function": "responder",
            "integration_id": "loja-1",
            "Answered": 1.0,
            "RunMillis": 843.0,
        });
        assert_eq!(line(at, "responder", &metrics, &fields), expected);
    }
}

//! What the template says of a function or a queue, so that it is the same here.

use std::str::FromStr;

use anyhow::Context;

const TEMPLATE: &str = include_str!("../../../template.yaml");

/// The value of the key in the resource's declaration.
///
/// # Errors
/// When there is no such resource or key, or the value is another kind of thing.
pub(super) fn declared<T: FromStr>(resource: &str, key: &str) -> anyhow::Result<T> {
    let value = all_declared(resource, key).next();
    let value = value.with_context(|| format!("the template gives {resource} no {key}"))?;
    let read = value.parse().ok();
    read.with_context(|| format!("{key} of {resource} in the template is {value}"))
}

/// Every value of the key in the resource's declaration, in their order.
pub(super) fn all_declared(resource: &str, key: &str) -> impl Iterator<Item = &'static str> {
    let declaration = TEMPLATE.split_once(&format!("\n  {resource}:\n"));
    let (_, declaration) = declaration.unwrap_or_default();
    declaration
        .lines()
        .take_while(|line| line.is_empty() || line.starts_with("    "))
        .filter_map(|line| line.trim_start().split_once(": "))
        .filter_map(move |(name, value)| (name == key).then_some(value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_read_from_the_resource_that_was_asked_for_and_from_no_other() {
        assert_eq!(declared::<u32>("Responder", "Timeout").unwrap(), 90);
        assert_eq!(declared::<u32>("Transfer", "Timeout").unwrap(), 60);
        for (resource, key) in [
            ("Nobody", "Timeout"),
            ("WakeUps", "Timeout"),
            ("Responder", "Runtime"),
            ("Responder", "CodeUri"),
        ] {
            assert!(declared::<u32>(resource, key).is_err(), "{resource} {key}");
        }
    }
}

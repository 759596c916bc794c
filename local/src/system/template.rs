//! Reads the template's resources, so that they are the same here.

use std::{str::FromStr, sync::LazyLock};

use anyhow::{Context, anyhow, bail, ensure};
use saphyr::{LoadableYamlNode, Scalar, Yaml};
use serde_json::{Map, Value};

/// The parsed template. Aliases are followed as it is read.
static TEMPLATE: LazyLock<Result<Vec<Yaml<'static>>, saphyr::ScanError>> =
    LazyLock::new(|| Yaml::load_from_str(include_str!("../../../template.yaml")));

/// The declarations of all resources, with their logical ids.
///
/// # Errors
/// If the template cannot be read.
pub(super) fn resources() -> anyhow::Result<Vec<(&'static str, &'static Yaml<'static>)>> {
    let documents = TEMPLATE.as_ref().map_err(|error| anyhow!(error.clone()))?;
    let template = documents.first().context("an empty template")?;
    let resources = template.as_mapping_get("Resources");
    let resources = resources
        .and_then(Yaml::as_mapping)
        .context("no resources")?;
    let named = resources
        .iter()
        .filter_map(|(id, of)| Some((id.as_str()?, of)));
    Ok(named.collect())
}

/// The declaration of one resource.
///
/// # Errors
/// If there is none.
pub(super) fn resource(id: &str) -> anyhow::Result<&'static Yaml<'static>> {
    let found = resources()?.into_iter().find(|(name, _)| *name == id);
    let (_, declaration) = found.with_context(|| format!("the template has no {id}"))?;
    Ok(declaration)
}

/// The value of the key in the resource's declaration, at any depth.
///
/// # Errors
/// If there is no such resource or key, or the value is of another kind.
pub(super) fn declared<T: FromStr>(id: &str, key: &str) -> anyhow::Result<T> {
    let value = all_declared(id, key)?.into_iter().next();
    let value = value.with_context(|| format!("the template gives {id} no {key}"))?;
    let read = value.parse().ok();
    read.with_context(|| format!("{key} of {id} in the template is {value}"))
}

/// Every value of the key in the resource's declaration, in order.
///
/// # Errors
/// If there is no such resource.
pub(super) fn all_declared(id: &str, key: &str) -> anyhow::Result<Vec<String>> {
    let values = below(resource(id)?, key).into_iter();
    Ok(values.filter_map(text).collect())
}

/// The first value of the key in a node or below it.
pub(super) fn find<'a>(node: &'a Yaml<'static>, key: &str) -> Option<&'a Yaml<'static>> {
    below(node, key).into_iter().next()
}

/// Every value of the key in a node and below it, in order.
fn below<'a>(node: &'a Yaml<'static>, key: &str) -> Vec<&'a Yaml<'static>> {
    match node {
        Yaml::Mapping(mapping) => {
            let values = mapping.iter().flat_map(|(name, value)| {
                let own = (name.as_str() == Some(key)).then_some(value);
                own.into_iter().chain(below(value, key))
            });
            values.collect()
        }
        Yaml::Sequence(values) => values.iter().flat_map(|value| below(value, key)).collect(),
        Yaml::Tagged(_, node) => below(node, key),
        _ => Vec::new(),
    }
}

/// A scalar as it could stand in the template.
fn text(node: &Yaml<'static>) -> Option<String> {
    match node {
        Yaml::Value(Scalar::String(text)) => Some(text.to_string()),
        Yaml::Value(Scalar::Integer(number)) => Some(number.to_string()),
        Yaml::Value(Scalar::Boolean(truth)) => Some(truth.to_string()),
        _ => None,
    }
}

/// A node as JSON, with its intrinsic functions replaced by their values: those that `looked_up`
/// gives for `Id`, `Id.Attribute` or `AWS::Parameter`.
///
/// # Errors
/// If it holds another intrinsic function, or something that cannot be looked up.
pub(super) fn resolved(
    node: &Yaml<'static>,
    looked_up: &impl Fn(&str) -> anyhow::Result<String>,
) -> anyhow::Result<Value> {
    Ok(match node {
        Yaml::Mapping(mapping) => {
            let mut object = Map::new();
            for (key, value) in mapping {
                let key = key.as_str().context("a key that is no text")?;
                ensure!(!key.starts_with("Fn::"), "{key}");
                object.insert(key.to_owned(), resolved(value, looked_up)?);
            }
            Value::Object(object)
        }
        Yaml::Sequence(values) => {
            let values = values.iter().map(|value| resolved(value, looked_up));
            Value::Array(values.collect::<anyhow::Result<_>>()?)
        }
        Yaml::Tagged(tag, argument) => {
            let argument = argument.as_str();
            let argument = argument.with_context(|| format!("!{} of no text", tag.suffix))?;
            Value::String(match tag.suffix.as_str() {
                "Ref" | "GetAtt" => looked_up(argument)?,
                "Sub" => substituted(argument, looked_up)?,
                other => bail!("!{other}"),
            })
        }
        scalar => Value::String(text(scalar).context("a value that is no text")?),
    })
}

/// A text with each `${…}` replaced.
fn substituted(
    text: &str,
    looked_up: &impl Fn(&str) -> anyhow::Result<String>,
) -> anyhow::Result<String> {
    let mut parts = text.split("${");
    let mut whole = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (name, rest) = part.split_once('}').context("a ${ without its }")?;
        whole += &looked_up(name)?;
        whole += rest;
    }
    Ok(whole)
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

    fn of(yaml: &'static str) -> anyhow::Result<Value> {
        let documents = Yaml::load_from_str(yaml)?;
        let known = |name: &str| match name {
            "Table.Arn" => Ok("arn:table".to_owned()),
            "AWS::Region" => Ok("here".to_owned()),
            other => bail!("{other}"),
        };
        resolved(documents.first().unwrap(), &known)
    }

    #[test]
    fn intrinsic_functions_give_what_they_name_and_aliases_what_they_stand_for() {
        let yaml = "a: &a [!GetAtt Table.Arn, !Sub \"${Table.Arn}/*/${AWS::Region}\", 7]\nb: *a";
        let list = serde_json::json!(["arn:table", "arn:table/*/here", "7"]);
        assert_eq!(of(yaml).unwrap(), serde_json::json!({"a": list, "b": list}));
    }

    #[test]
    fn what_cannot_be_looked_up_is_named() {
        for (yaml, named) in [
            ("a: !GetAtt Other.Arn", "Other.Arn"),
            ("a: !Sub x/${Other}", "Other"),
            ("a: !Join [a, b]", "Join"),
            ("a: !ImportValue b", "ImportValue"),
            ("a: {\"Fn::Sub\": b}", "Fn::Sub"),
        ] {
            let error = of(yaml).unwrap_err().to_string();
            assert!(error.contains(named), "{error}");
        }
    }
}

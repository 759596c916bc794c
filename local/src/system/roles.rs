//! The functions' roles, as the template gives them, over the resources that exist here.

use anyhow::{Context, bail, ensure};
use saphyr::Yaml;
use serde_json::Value;

use super::{
    resources::Resources,
    rights,
    template::{find, resolved, resource, resources},
};
use crate::aws::{
    ACCOUNT, REGION,
    access::{Access, Role, Statement},
};

/// The elements that a role may have here, besides who may assume it.
const ELEMENTS: [&str; 3] = ["AssumeRolePolicyDocument", "ManagedPolicyArns", "Policies"];

/// The property with which each kind of resource names its KMS key.
const SEALED_WITH: [&str; 4] = [
    "KMSMasterKeyId",
    "KmsMasterKeyId",
    "KMSMasterKeyID",
    "KmsKeyId",
];

/// Gives each function's access key, which is its name, the rights of its role.
///
/// # Errors
/// If the template says something that is not emulated.
pub(super) fn grant(access: &Access, made: &Resources) -> anyhow::Result<()> {
    rights::only_roles_give_them(resources()?)?;
    let known = |name: &str| looked_up(name, made);
    seal(access, &known)?;
    for (id, function) in resources()? {
        if type_of(function) == Some("AWS::Serverless::Function") {
            let name = find(function, "SamResourceId").and_then(Yaml::as_str);
            let name = name.with_context(|| format!("{id} has no SamResourceId"))?;
            let read = role_of(name, function, &known);
            access.grant(name, read.with_context(|| format!("the role of {id}"))?);
        }
    }
    Ok(())
}

fn seal(access: &Access, known: &impl Fn(&str) -> anyhow::Result<String>) -> anyhow::Result<()> {
    for (id, declaration) in resources()? {
        let named = |name: &&str| find(declaration, name);
        if let Some(key) = SEALED_WITH.iter().find_map(named) {
            let key = resolved(key, known)?;
            let key = key.as_str().with_context(|| format!("the key of {id}"))?;
            // For a secret, `!Ref` gives the ARN.
            let arn = known(&format!("{id}.Arn")).or_else(|_| known(id));
            access.seal(arn.context("what is sealed with a key")?, key.to_owned());
        }
    }
    let bucket_key = find(resource("Audio")?, "BucketKeyEnabled").and_then(Yaml::as_bool);
    ensure!(
        bucket_key == Some(true),
        "without a bucket key S3 is not emulated"
    );
    Ok(())
}

fn role_of(
    function: &str,
    declaration: &Yaml<'static>,
    known: &impl Fn(&str) -> anyhow::Result<String>,
) -> anyhow::Result<Role> {
    let role = declaration.as_mapping_get("Properties");
    let role = role.and_then(|properties| properties.as_mapping_get("Role"));
    let role = role.and_then(Yaml::get_tagged_node).and_then(Yaml::as_str);
    let name = role
        .and_then(|role| role.strip_suffix(".Arn"))
        .context("none")?;
    let properties = properties(name)?;
    for (element, _) in properties.as_mapping().into_iter().flatten() {
        let element = element.as_str().unwrap_or_default();
        ensure!(ELEMENTS.contains(&element), "{element} is not emulated");
    }
    let mut statements = Vec::new();
    for policy in list(properties, "ManagedPolicyArns")? {
        let policy = policy.get_tagged_node().and_then(Yaml::as_str);
        let policy = policy.context("a managed policy that is not the template's own")?;
        statements.extend(read(function, policy, self::properties(policy)?, known)?);
    }
    for policy in list(properties, "Policies")? {
        let name = policy.as_mapping_get("PolicyName").and_then(Yaml::as_str);
        let name = name.context("a policy without a name")?;
        statements.extend(read(function, name, policy, known)?);
    }
    let name = name.to_owned();
    Ok(Role { name, statements })
}

/// The statements of a policy.
fn read(
    role: &str,
    policy: &str,
    declaration: &Yaml<'static>,
    known: &impl Fn(&str) -> anyhow::Result<String>,
) -> anyhow::Result<Vec<Statement>> {
    let document = declaration.as_mapping_get("PolicyDocument");
    let document = document.context("a policy without a document")?;
    let resolved = resolved(document, known);
    let mut document = resolved.with_context(|| format!("the policy {policy}"))?;
    match document.get_mut("Statement").map(Value::take) {
        Some(Value::Array(statements)) => statements
            .into_iter()
            .map(|statement| Statement::read(role, policy, statement))
            .collect(),
        _ => bail!("the policy {policy} has no list of statements"),
    }
}

fn properties(id: &str) -> anyhow::Result<&'static Yaml<'static>> {
    let properties = resource(id)?.as_mapping_get("Properties");
    properties.with_context(|| format!("{id} has no properties"))
}

fn list<'a>(of: &'a Yaml<'static>, name: &str) -> anyhow::Result<&'a [Yaml<'static>]> {
    match of.as_mapping_get(name) {
        Some(list) => {
            let list = list.as_sequence();
            Ok(list.with_context(|| format!("{name} is no list"))?)
        }
        None => Ok(&[]),
    }
}

fn type_of<'a>(declaration: &'a Yaml<'static>) -> Option<&'a str> {
    declaration.as_mapping_get("Type")?.as_str()
}

/// The values of `!Ref` and `!GetAtt` in a policy.
fn looked_up(name: &str, made: &Resources) -> anyhow::Result<String> {
    let found = match name {
        "AWS::Partition" => "aws".to_owned(),
        "AWS::Region" => REGION.to_owned(),
        "AWS::AccountId" => ACCOUNT.to_owned(),
        "Table.Arn" => format!("arn:aws:dynamodb:{REGION}:{ACCOUNT}:table/{}", made.table),
        "Key.Arn" => format!("arn:aws:kms:{REGION}:{ACCOUNT}:key/{}", made.key_id),
        "WakeUps.Arn" => made.wake_ups.arn.clone(),
        "WakeUpsDeadLetters.Arn" => made.wake_ups_dlq.arn.clone(),
        "HumanQueue.Arn" => made.human.arn.clone(),
        "HumanQueueDeadLetters.Arn" => made.human_dlq.arn.clone(),
        "AdminToken" => made.admin_token_arn.clone(),
        "Audio.Arn" => format!("arn:aws:s3:::{}", made.audio_bucket),
        other => {
            let group = other.strip_suffix(".Arn");
            let group = group.with_context(|| format!("{other} is not known here"))?;
            let kind = type_of(resource(group)?);
            ensure!(
                kind == Some("AWS::Logs::LogGroup"),
                "{other} is not known here"
            );
            format!("arn:aws:logs:{REGION}:{ACCOUNT}:log-group:{group}:*")
        }
    };
    Ok(found)
}

//! Anything else in the template that could give a role rights, besides what `roles` reads.

use anyhow::ensure;
use saphyr::Yaml;

const ATTACHED: [&str; 3] = [
    "AWS::IAM::Policy",
    "AWS::IAM::RolePolicy",
    "AWS::Serverless::Connector",
];

/// The elements that a managed policy may have here: any other would say who has it.
const OF_A_MANAGED_POLICY: [&str; 4] =
    ["Description", "ManagedPolicyName", "Path", "PolicyDocument"];

/// # Errors
/// If a resource gives rights by itself, which would be missing here.
pub(super) fn only_roles_give_them<'a>(
    resources: impl IntoIterator<Item = (&'a str, &'a Yaml<'static>)>,
) -> anyhow::Result<()> {
    for (id, declaration) in resources {
        let kind = declaration.as_mapping_get("Type").and_then(Yaml::as_str);
        let kind = kind.unwrap_or_default();
        ensure!(
            !gives_rights(kind, declaration),
            "{id} ({kind}) of the template gives rights in a way that is not followed here: put \
             its statements under Policies of the roles that need them, or in a managed policy \
             that the roles name under ManagedPolicyArns"
        );
    }
    Ok(())
}

fn gives_rights(kind: &str, declaration: &Yaml<'static>) -> bool {
    let properties = declaration.as_mapping_get("Properties");
    let properties = properties.and_then(Yaml::as_mapping).into_iter().flatten();
    let mut names = properties.filter_map(|(name, _)| name.as_str());
    ATTACHED.contains(&kind)
        || declaration.as_mapping_get("Connectors").is_some()
        || kind == "AWS::IAM::ManagedPolicy" && names.any(|of| !OF_A_MANAGED_POLICY.contains(&of))
}

#[cfg(test)]
mod tests {
    use saphyr::LoadableYamlNode;

    use super::*;
    use crate::system::template::resources;

    fn checked(declaration: &'static str) -> anyhow::Result<()> {
        let documents = Yaml::load_from_str(declaration)?;
        only_roles_give_them([("Spare", documents.first().unwrap())])
    }

    #[test]
    fn what_attaches_itself_to_a_role_is_named_with_what_to_do() {
        for (kind, declaration) in [
            ("AWS::IAM::Policy", "Type: AWS::IAM::Policy"),
            ("AWS::IAM::RolePolicy", "Type: AWS::IAM::RolePolicy"),
            (
                "AWS::IAM::ManagedPolicy",
                "{Type: AWS::IAM::ManagedPolicy, Properties: {PolicyDocument: {}, Roles: [!Ref A]}}",
            ),
            (
                "AWS::Serverless::Connector",
                "Type: AWS::Serverless::Connector",
            ),
            (
                "AWS::Serverless::Function",
                "{Type: AWS::Serverless::Function, Connectors: {Queue: {}}}",
            ),
        ] {
            let error = checked(declaration).unwrap_err().to_string();
            assert!(error.starts_with(&format!("Spare ({kind}) ")), "{error}");
            assert!(error.contains("under Policies of the roles"), "{error}");
        }
    }

    #[test]
    fn what_the_template_has_gives_none_by_itself() {
        only_roles_give_them(resources().unwrap()).unwrap();
        let unattached = "{Type: AWS::IAM::ManagedPolicy, Properties: {PolicyDocument: {}}}";
        checked(unattached).unwrap();
    }
}

//! The folder in which `sam build`, `sam local invoke` and `sam local start-api` run the functions
//! in containers, against the emulated services of this machine.
//!
//! SAM's behaviour was read in the sources of aws-sam-cli 1.170.

use std::{env, fs, net::Ipv4Addr, path::Path};

use anyhow::{Context, bail};
use serde_json::{Map, Value, json};

use super::template::all_declared;
use crate::{bridge::from_containers, runtime::Settings};

/// The default of `sam local start-api` is the gateway's port.
const API_PORT: u16 = 3100;

/// A function: its name in the template, and how it runs.
type Named<'a> = (&'static str, &'a Settings);

/// Writes SAM's template, the values of its variables, and its settings.
///
/// # Errors
/// If Lambda has no such processor, or the folder cannot be written.
pub(super) fn write(
    folder: &Path,
    address: Ipv4Addr,
    functions: &[Named<'_>],
) -> anyhow::Result<()> {
    let shown = folder.display();
    fs::create_dir_all(folder).with_context(|| format!("cannot make the folder {shown}"))?;
    let write = |name: &str, text: String| {
        let written = fs::write(folder.join(name), text);
        written.with_context(|| format!("cannot write {name} in {shown}"))
    };
    let (mut resources, mut values) = (Map::new(), Map::new());
    for (name, settings) in functions {
        let variables = variables(settings, address);
        resources.insert((*name).to_owned(), function(name, settings, &variables)?);
        values.insert((*name).to_owned(), variables);
    }
    let template = json!({
        "AWSTemplateFormatVersion": "2010-09-09",
        "Transform": "AWS::Serverless-2016-10-31",
        "Description": "Recado's functions with the emulated services of one machine. Not to be deployed.",
        "Globals": {"Function": {
            "Runtime": "provided.al2023",
            "Handler": "bootstrap",
            "Architectures": [architecture(env::consts::ARCH)?],
        }},
        "Resources": resources,
    });
    write("template.json", format!("{template:#}\n"))?;
    write("env.json", format!("{:#}\n", Value::Object(values)))?;
    write("samconfig.toml", config(&folder.join("env.json")))
}

/// All of the function's variables, with its credentials: otherwise SAM gives it the user's
/// credentials.
fn variables(settings: &Settings, address: Ipv4Addr) -> Value {
    let variables = settings.variables.iter();
    variables
        .map(|(name, value)| (name.clone(), from_containers(value, address).into()))
        .collect::<Map<_, _>>()
        .into()
}

/// SAM passes on only what the template names.
fn function(name: &str, settings: &Settings, variables: &Value) -> anyhow::Result<Value> {
    let routes = all_declared(name, "Path")?.into_iter().enumerate();
    let events: Map<_, _> = routes
        .map(|(nth, path)| {
            let properties = json!({"Path": path, "Method": "ANY"});
            let event = json!({"Type": "HttpApi", "Properties": properties});
            (format!("Route{nth}"), event)
        })
        .collect();
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).with_file_name("functions");
    Ok(json!({
        "Type": "AWS::Serverless::Function",
        "Metadata": {"BuildMethod": "rust-cargolambda", "SamResourceId": settings.name},
        "Properties": {
            "CodeUri": source.join(&settings.name),
            "Timeout": settings.timeout.as_secs(),
            "MemorySize": settings.memory_mb,
            "Environment": {"Variables": variables},
            "Events": events,
        },
    }))
}

/// Lambda's name for this machine's processor. In a container, code for another processor ends in
/// `exec format error`.
fn architecture(ours: &str) -> anyhow::Result<&'static str> {
    match ours {
        "x86_64" => Ok("x86_64"),
        "aarch64" => Ok("arm64"),
        _ => bail!("Lambda has no {ours} processors, so SAM has no container for this machine"),
    }
}

/// What the project's own `samconfig.toml` says of the build, and what these commands need. The
/// shell's variables win over the template's, and the file's over both.
fn config(values: &Path) -> String {
    // TOML writes a basic string as JSON does.
    let values = Value::from(values.to_string_lossy());
    format!(
        "version = 0.1\n\n\
         [default.global.parameters]\n\
         build_in_source = true\n\
         env_vars = {values}\n\n\
         [default.local_start_api.parameters]\n\
         port = {API_PORT}\n"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lambda_has_two_kinds_of_processor() {
        assert_eq!(architecture("x86_64").unwrap(), "x86_64");
        assert_eq!(architecture("aarch64").unwrap(), "arm64");
        let error = architecture("riscv64").unwrap_err().to_string();
        assert!(error.contains("riscv64"), "{error}");
    }
}

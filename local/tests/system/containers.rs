//! The folder for SAM, and where containers reach the services.

use std::{net::Ipv4Addr, path::Path};

use local::system::{Options, System};
use serde_json::{Value, json};

use crate::support::{bin_dir, http_client, said, until};

/// In place of a bridge's address: this machine's own services do not listen there.
const ADDRESS: Ipv4Addr = Ipv4Addr::new(127, 0, 0, 2);

async fn start(data: &Path, containers: Option<Ipv4Addr>) -> System {
    let binaries = bin_dir().await;
    let options = Options {
        bin_dir: Some(binaries.path().to_owned()),
        containers,
        ..Options::new(data)
    };
    System::start(options).await.unwrap()
}

fn read(system: &System, name: &str) -> String {
    std::fs::read_to_string(system.sam().join(name)).unwrap()
}

fn json(system: &System, name: &str) -> Value {
    serde_json::from_str(&read(system, name)).unwrap()
}

/// Whether something answers at these base URLs, when it is asked at the address.
async fn answers(urls: [&str; 5]) -> Vec<bool> {
    let mut answered = Vec::new();
    for url in urls {
        let there = url.replace("127.0.0.1", &ADDRESS.to_string());
        assert_ne!(there, url);
        answered.push(http_client().get(there).send().await.is_ok());
    }
    answered
}

#[tokio::test]
async fn services_listen_for_containers_only_when_they_are_told_to() {
    let data = tempfile::tempdir().unwrap();
    // The files of an earlier one are gone too.
    for (containers, expected) in [(None, false), (Some(ADDRESS), true), (None, false)] {
        let system = start(data.path(), containers).await;
        assert_eq!(answers(system.aws().endpoints().all()).await, [expected; 5]);
        assert_eq!(system.sam().exists(), expected);
    }
}

#[tokio::test]
async fn sam_is_given_each_functions_own_variables_as_a_container_needs_them() {
    let data = tempfile::tempdir().unwrap();
    let system = start(data.path(), Some(ADDRESS)).await;
    let (template, values) = (json(&system, "template.json"), json(&system, "env.json"));
    for (function, name) in [
        ("Ingest", "ingest"),
        ("Responder", "responder"),
        ("Transfer", "transfer"),
        ("Console", "console"),
    ] {
        let log = system.logs().join(format!("{name}.log"));
        let log = || std::fs::read_to_string(&log).unwrap();
        until("it has begun", || log().ends_with('\n')).await;
        let here = said(&log(), "variables ").remove(0);
        let there = values[function].as_object().unwrap();
        for (name, value) in there {
            let value = value.as_str().unwrap();
            assert!(!value.contains("127.0.0.1"), "{name}");
            let here = here[name].as_str().unwrap();
            assert_eq!(here.replace("127.0.0.1", "127.0.0.2"), value);
        }
        let credentials = [
            "AWS_ACCESS_KEY_ID",
            "AWS_SECRET_ACCESS_KEY",
            "AWS_SESSION_TOKEN",
        ];
        assert!(credentials.iter().all(|name| there.contains_key(*name)));
        let recado = |name: &&String| name.starts_with("RECADO_");
        assert!(
            here.as_object()
                .unwrap()
                .keys()
                .filter(recado)
                .all(|name| there.contains_key(name))
        );

        let resource = &template["Resources"][function];
        assert_eq!(
            resource["Properties"]["Environment"]["Variables"],
            values[function]
        );
        let code = resource["Properties"]["CodeUri"].as_str().unwrap();
        assert!(Path::new(code).join("Cargo.toml").exists(), "{code}");
    }
}

#[tokio::test]
async fn sam_finds_a_template_and_settings_of_its_own() {
    let data = tempfile::tempdir().unwrap();
    let system = start(data.path(), Some(ADDRESS)).await;
    let mut template = json(&system, "template.json");
    let architectures = template["Globals"]["Function"]["Architectures"].take();
    let ours = if cfg!(target_arch = "aarch64") {
        "arm64"
    } else {
        "x86_64"
    };
    assert_eq!(architectures, json!([ours]));
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    for resource in template["Resources"].as_object_mut().unwrap().values_mut() {
        resource["Properties"]["Environment"].take();
        let code = resource["Properties"]["CodeUri"].as_str().unwrap();
        let code = Path::new(code).strip_prefix(workspace).unwrap();
        resource["Properties"]["CodeUri"] = code.to_str().unwrap().into();
    }
    insta::assert_snapshot!("template_for_sam", format!("{template:#}"));
    let folder = system.sam().to_string_lossy().into_owned();
    let config = read(&system, "samconfig.toml").replace(&folder, "[sam]");
    insta::assert_snapshot!("samconfig_for_sam", config);
}

//! The real functions with the variables that SAM gives their containers.

use std::{net::Ipv4Addr, path::Path};

use bytes::Bytes;
use local::{
    runtime::{Function, Settings},
    system::{Options, System},
};
use secrecy::ExposeSecret;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::harness::bin_dir;

/// In place of a bridge's address: this machine's own services do not listen there.
const ADDRESS: Ipv4Addr = Ipv4Addr::new(127, 0, 0, 2);

fn event(name: &str) -> Value {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../events/lambda");
    serde_json::from_slice(&std::fs::read(folder.join(name)).unwrap()).unwrap()
}

/// An empty system: its functions are started as a container would start them.
struct Containers {
    system: System,
    logs: TempDir,
    _data: TempDir,
}

impl Containers {
    async fn start() -> Self {
        let data = tempfile::tempdir().unwrap();
        let options = Options {
            bin_dir: Some(bin_dir().await),
            containers: Some(ADDRESS),
            ..Options::new(data.path())
        };
        Self {
            system: System::start(options).await.unwrap(),
            logs: tempfile::tempdir().unwrap(),
            _data: data,
        }
    }

    /// The answer of the function, started as the folder for SAM says.
    async fn invoke(&self, name: &str, event: &Value) -> Value {
        let read = |file: &str| -> Value {
            let text = std::fs::read(self.system.sam().join(file)).unwrap();
            serde_json::from_slice(&text).unwrap()
        };
        let (template, values) = (read("template.json"), read("env.json"));
        let resources = template["Resources"].as_object().unwrap().iter();
        let mut named = resources.filter(|(_, it)| it["Metadata"]["SamResourceId"] == name);
        let variables = &values[named.next().unwrap().0];
        let mut settings = Settings::new(name, bin_dir().await.join(name), self.logs.path());
        settings.variables = serde_json::from_value(variables.clone()).unwrap();
        let function = Function::new(settings).unwrap();
        let answer = function.invoke(Bytes::from(event.to_string())).await;
        serde_json::from_slice(&answer.unwrap()).unwrap()
    }

    /// The status of the console's answer to its documented event, with the token of this system.
    async fn console(&self, change: impl FnOnce(&mut Value)) -> Value {
        let mut event = event("console-list-integrations.json");
        let token = self.system.admin_token().expose_secret();
        event["headers"]["authorization"] = format!("Bearer {token}").into();
        change(&mut event);
        self.invoke("console", &event).await["statusCode"].take()
    }

    async fn put(&self, path: &str, body: Value) {
        let put = |event: &mut Value| {
            event["requestContext"]["http"]["method"] = "PUT".into();
            for place in ["/rawPath", "/requestContext/http/path"] {
                *event.pointer_mut(place).unwrap() = format!("/console/api/{path}").into();
            }
            event["headers"]["content-type"] = "application/json".into();
            event["body"] = body.to_string().into();
        };
        let status = self.console(put).await.as_u64().unwrap();
        assert!(matches!(status, 200..=299), "{path}: {status}");
    }
}

/// As `docs/BY_HAND.md` says.
#[tokio::test]
async fn the_events_are_answered_without_any_settings() {
    let containers = Containers::start().await;
    for (name, file, status) in [
        ("ingest", "ingest-whatsapp.json", 404),
        ("ingest", "ingest-verify.json", 404),
        ("console", "console-list-integrations.json", 401),
    ] {
        let answer = containers.invoke(name, &event(file)).await;
        assert_eq!(answer["statusCode"], status, "{file}");
    }
    for (name, file) in [
        ("responder", "responder-wake-up.json"),
        ("responder", "responder-dead-letter.json"),
        ("transfer", "transfer.json"),
    ] {
        let answer = containers.invoke(name, &event(file)).await;
        assert_eq!(answer, json!({"batchItemFailures": []}), "{file}");
    }
}

#[tokio::test]
async fn each_function_works_with_the_variables_of_its_container() {
    let containers = Containers::start().await;
    let assistant = json!({"name": "Loja", "model": "gpt-fake", "instructions": "Você atende."});
    containers.put("assistants/asst_loja", assistant).await;
    let nowhere = "http://127.0.0.1:9";
    let integration = json!({
        "name": "Loja",
        "channel": {
            "kind": "whatsapp_cloud", "phone_number_id": "106540352242922", "base_url": nowhere,
            "access_token": "t", "app_secret": "demo-app-secret", "verify_token": "demo-verify-token",
        },
        "assistant": {"id": "asst_loja", "api_key": "k", "base_url": nowhere},
        "interval_ms": 3_600_000,
        "transfer": {"queue": "4", "message": "Vou chamar uma pessoa da equipe."},
    });
    containers.put("integrations/loja-1", integration).await;
    assert_eq!(containers.console(|_| {}).await, 200);

    let webhook = event("ingest-whatsapp.json");
    let answer = containers.invoke("ingest", &webhook).await;
    assert_eq!(answer["statusCode"], 200);
    for (name, file) in [
        ("responder", "responder-wake-up.json"),
        ("transfer", "transfer.json"),
    ] {
        let answer = containers.invoke(name, &event(file)).await;
        assert_eq!(answer["batchItemFailures"], json!([]), "{name}");
    }
}

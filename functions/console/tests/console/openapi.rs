//! The document and the code say the same. Every request of every test of the console is held against the
//! document, and so is every answer.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, OnceLock};

use jsonschema::Validator;
use serde_json::{Value, json};

use crate::support::{Answer, Bench, INTEGRATION, assistant, whatsapp, with};

const METHODS: [&str; 5] = ["get", "put", "post", "delete", "patch"];

fn document() -> &'static Value {
    static PARSED: OnceLock<Value> = OnceLock::new();
    PARSED.get_or_init(console::openapi_document)
}

/// A schema of the document by its name.
pub(crate) fn schema(name: &str) -> &'static Value {
    &document()["components"]["schemas"][name]
}

/// What is wrong with a value, by a schema of the document.
fn problem(schema: &Value, value: &Value) -> Option<String> {
    static KNOWN: Mutex<BTreeMap<String, Validator>> = Mutex::new(BTreeMap::new());
    let mut known = KNOWN.lock().unwrap();
    let validator = known.entry(schema.to_string()).or_insert_with(|| {
        let mut whole = schema.clone();
        whole["components"] = document()["components"].clone();
        jsonschema::draft202012::new(&whole).unwrap()
    });
    let error = validator.validate(value).err()?;
    Some(format!("{error} at {}", error.instance_path))
}

fn resolved(value: &'static Value) -> &'static Value {
    match value["$ref"].as_str() {
        Some(to) => document().pointer(to.trim_start_matches('#')).unwrap(),
        None => value,
    }
}

fn json_schema(of: &'static Value) -> Option<&'static Value> {
    of.pointer("/content/application~1json/schema")
}

pub(crate) fn is_api(path: &str) -> bool {
    let below = path.strip_prefix("/console/api");
    below.is_some_and(|below| below.is_empty() || below.starts_with('/'))
}

/// What the document says of a path.
fn documented(path: &str) -> Option<&'static Value> {
    let fits = |template: &str| {
        let (template, path) = (template.split('/'), path.split('/'));
        template.clone().count() == path.clone().count()
            && template
                .zip(path)
                .all(|(name, segment)| name.starts_with('{') || name == segment)
    };
    let paths = document()["paths"].as_object().unwrap();
    paths
        .iter()
        .find(|(template, _)| fits(template))
        .map(|(_, of)| of)
}

pub(crate) fn check(method: &str, path: &str, body: &[u8], answer: &Answer) {
    // It says nothing of pages.
    if !is_api(path) {
        return;
    }
    let call = format!("{method} {path} → {} {}", answer.status, answer.text);
    let operation = documented(path).and_then(|of| of.get(method.to_lowercase()));
    let Some(operation) = operation else {
        assert!(matches!(answer.status, 401 | 404 | 405), "{call}");
        assert_eq!(problem(schema("Error"), &answer.body), None, "{call}");
        return;
    };
    let response = operation["responses"].get(answer.status.to_string());
    let response = resolved(response.unwrap_or_else(|| unreachable!("undocumented: {call}")));
    match json_schema(response) {
        Some(schema) => assert_eq!(problem(schema, &answer.body), None, "{call}"),
        None => assert_eq!(answer.text, "", "{call}"),
    }
    for name in response["headers"]
        .as_object()
        .into_iter()
        .flat_map(|headers| headers.keys())
    {
        assert!(answer.header(name).is_some(), "{name}: {call}");
    }
    let written = serde_json::from_slice(body).ok();
    if let (Some(schema), Some(written)) = (json_schema(&operation["requestBody"]), written) {
        check_written(schema, &written, answer, &call);
    }
}

/// What the parser takes the schema takes, and what has the wrong fields or types neither does.
/// Of other refusals a schema cannot know all.
fn check_written(schema: &Value, written: &Value, answer: &Answer, call: &str) {
    let problem = problem(schema, written);
    match answer.status {
        200 | 201 | 502 => assert_eq!(problem, None, "{call}"),
        // Hours need a zone only if the integration has none.
        422 if answer.error() == ("required", Some("hours.time_zone")) => {}
        422 if matches!(
            answer.error().0,
            "unknown_field" | "wrong_type" | "required"
        ) =>
        {
            assert!(problem.is_some(), "the schema takes {written}: {call}");
        }
        _ => {}
    }
}

#[test]
fn every_schema_is_one() {
    for (name, schema) in document()["components"]["schemas"].as_object().unwrap() {
        jsonschema::meta::validate(schema).unwrap_or_else(|error| unreachable!("{name}: {error}"));
    }
}

#[tokio::test]
async fn what_is_documented_is_answered_and_no_other_method_is() {
    let bench = Bench::new().await;
    for (path, of) in document()["paths"].as_object().unwrap() {
        let path = path
            .replace("{id}", "none")
            .replace("{conversation}", &"0f".repeat(16));
        for method in METHODS {
            let request = crate::support::request(&method.to_uppercase(), &path);
            let status = bench.send(request, "{}".into()).await.status;
            assert_eq!(status != 405, of.get(method).is_some(), "{method} {path}");
        }
    }
}

/// The names in a schema of an object, or of any of several kinds of object.
fn names(schema: &'static Value) -> BTreeSet<&'static str> {
    let kinds = schema["oneOf"]
        .as_array()
        .into_iter()
        .flatten()
        .flat_map(names);
    let own = schema["properties"]
        .as_object()
        .into_iter()
        .flat_map(|own| own.keys());
    kinds.chain(own.map(String::as_str)).collect()
}

#[test]
fn what_is_shown_has_the_names_of_what_is_written() {
    for name in [
        "Integration",
        "Assistant",
        "AssistantRef",
        "Context",
        "Channel",
        "Desk",
        "Transfer",
        "Reply",
        "Hours",
    ] {
        let written = schema(&format!("{name}Write"));
        assert!(!names(written).is_empty());
        assert_eq!(names(written), names(schema(name)), "{name}");
    }
}

/// Each name that is documented is one that the parser knows, whatever it says of the value.
#[tokio::test]
async fn every_documented_field_is_known() {
    let bench = Bench::with_assistant().await;
    let hours = json!({"time_zone": "UTC", "week": {}, "message": "Abrimos às 9h."});
    let desk = json!({"kind": "webhook"});
    let context = ("/context", json!({}));
    let whole = with(whatsapp(), &[("/hours", hours), ("/desk", desk), context]);
    for (at, name) in [
        ("", "Integration"),
        ("/assistant", "AssistantRef"),
        ("/context", "Context"),
        ("/transfer", "Transfer"),
        ("/reply", "Reply"),
        ("/hours", "Hours"),
        ("/desk", "Desk"),
    ] {
        for field in names(schema(&format!("{name}Write"))) {
            let wrong = with(whole.clone(), &[(&format!("{at}/{field}"), json!([[]]))]);
            let answer = bench.put(INTEGRATION, &wrong).await.expect(422);
            assert_ne!(answer.error().0, "unknown_field", "{at}/{field}");
        }
    }
    for field in names(schema("AssistantWrite")) {
        let wrong = with(assistant(), &[(&format!("/{field}"), json!([[]]))]);
        let answer = bench
            .put("/console/api/assistants/asst_a", &wrong)
            .await
            .expect(422);
        assert_ne!(answer.error().0, "unknown_field", "{field}");
    }
}

//! What is out of somebody's scope is not there for them, on whichever path.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::config::interceptors::BeforeDeserializationInterceptorContextMut;
use aws_sdk_dynamodb::config::{ConfigBag, Intercept, RuntimeComponents};
use aws_sdk_dynamodb::error::BoxError;
use serde_json::{Value, json};
use store::SettingsTable;

use crate::conversations::CONTACT;
use crate::support::{
    ACCESS_TOKENS, ASSISTANT, Answer, Bench, INTEGRATION, Person, TABLE, any_clock, assistant,
    request_with, webhook, with,
};

const INTEGRATIONS: &str = "/console/api/integrations";
const ASSISTANTS: &str = "/console/api/assistants";
const LOJA_2: &str = "/console/api/integrations/loja-2";
const OTHERS: &str = "/console/api/assistants/asst_others";

/// What is the same for everybody, and what lists what is in scope.
fn shows_nothing_of_others(role: &str, call: &str) -> bool {
    let operators = [
        "GET /console/api/assistants",
        "GET /console/api/integrations",
        "GET /console/api/audit",
        "GET /console/api/figures",
        "GET /console/api/figures/behind",
        "GET /console/api/prices",
        "POST /console/api/voices",
        "POST /console/api/voice-models",
    ];
    call == "GET /console/api/openapi.json" || role == "operator" && operators.contains(&call)
}

async fn hidden(person: &Person<'_>, method: &str, path: &str) -> Answer {
    person.call(method, path, &json!({})).await
}

#[tokio::test]
async fn every_route_hides_what_is_of_others() {
    let bench = Bench::with_integration().await;
    let conversation = bench.conversation(CONTACT, &["oi"]).await;
    let conversation = conversation.rsplit('/').next().unwrap();
    let version = bench.get(ASSISTANT).await.etag().replace('"', "");
    let nothing = bench.get("/console/api/nothing").await.expect(404).shown();
    for role in ["operator", "agent"] {
        let person = bench.person(role, &["loja-2"]).await;
        let mut calls = 0;
        let document = console::openapi_document();
        for (template, of) in document["paths"].as_object().unwrap() {
            // What is filled in is there.
            let id = match template {
                of if of.starts_with(ASSISTANTS) => "asst_loja",
                of if of.starts_with(ACCESS_TOKENS) => &person.id,
                _ => "loja-1",
            };
            let path = template.replace("{id}", id);
            let path = path.replace("{conversation}", conversation);
            let path = path.replace("{version}", &version);
            for method in ["GET", "PUT", "POST", "DELETE"] {
                if of.get(method.to_lowercase()).is_none() {
                    continue;
                }
                calls += 1;
                let call = format!("{method} {template}");
                let answer = hidden(&person, method, &path).await;
                if shows_nothing_of_others(role, &call) {
                    assert_ne!(answer.status, 404, "{call}");
                    assert!(!answer.text.contains("loja-1"), "{call}");
                    assert!(
                        answer.status != 200 || !answer.text.contains("\"Loja"),
                        "{call}"
                    );
                } else {
                    assert_eq!(answer.shown(), nothing, "{role} {call}");
                }
            }
        }
        assert!(calls > 20, "{calls}");
    }
    // Nothing of it was done.
    bench.get(INTEGRATION).await.expect(200);
    bench.get(ASSISTANT).await.expect(200);
    let audit = bench.get("/console/api/audit").await.expect(200).body;
    let lines = audit["lines"].as_array().unwrap().iter();
    assert!(lines.into_iter().all(|line| line["who"]["id"].is_null()));
}

#[tokio::test]
async fn an_operator_sees_and_changes_its_own_alone() {
    let bench = Bench::with_integration().await;
    bench.put(OTHERS, &assistant()).await.expect(201);
    let others = with(webhook(), &[("/assistant/id", json!("asst_others"))]);
    bench.put(LOJA_2, &others).await.expect(201);
    let ana = bench.person("operator", &["loja-1", "loja-3"]).await;

    let listed = ana.get(INTEGRATIONS).await.expect(200).body;
    assert_eq!(listed["integrations"].as_array().unwrap().len(), 1);
    assert_eq!(listed["integrations"][0]["id"], "loja-1");
    let listed = ana.get(ASSISTANTS).await.expect(200).body;
    assert_eq!(listed["assistants"].as_array().unwrap().len(), 1);
    assert_eq!(listed["assistants"][0]["id"], "asst_loja");

    ana.put(INTEGRATION, &webhook()).await.expect(200);
    let new = format!("{INTEGRATIONS}/loja-3");
    ana.put(&new, &webhook()).await.expect(201);
    ana.put(LOJA_2, &webhook()).await.expect(404);
    ana.put(&format!("{INTEGRATIONS}/loja-4"), &webhook())
        .await
        .expect(404);
    ana.call("DELETE", &new, &Value::Null).await.expect(204);
    // Nor does an integration of its own lead it to another's assistant.
    let missing = with(webhook(), &[("/assistant/id", json!("asst_missing"))]);
    let refused = ana.put(INTEGRATION, &missing).await;
    let refused = refused.expect_refused("unknown_assistant", "assistant.id");
    let stolen = ana.put(INTEGRATION, &others).await;
    let stolen = stolen.expect_refused("unknown_assistant", "assistant.id");
    assert_eq!(
        stolen.text.replace("asst_others", "asst_missing"),
        refused.text
    );
}

#[tokio::test]
async fn an_assistant_that_others_use_too_is_only_read() {
    let bench = Bench::with_integration().await;
    let ana = bench.person("operator", &["loja-1"]).await;
    ana.put(ASSISTANT, &assistant()).await.expect(200);
    bench.put(LOJA_2, &webhook()).await.expect(201);
    ana.get(ASSISTANT).await.expect(200);
    ana.put(ASSISTANT, &assistant()).await.expect(404);
    ana.call("DELETE", ASSISTANT, &Value::Null)
        .await
        .expect(404);
    let both = bench.person("operator", &["loja-1", "loja-2"]).await;
    both.put(ASSISTANT, &assistant()).await.expect(200);
}

#[tokio::test]
async fn an_operator_makes_an_assistant_and_names_it() {
    const OWN: &str = "/console/api/assistants/asst_own";
    let bench = Bench::with_integration().await;
    bench.put(OTHERS, &assistant()).await.expect(201);
    let ana = bench.person("operator", &["loja-1"]).await;
    let rui = bench.person("operator", &["loja-2"]).await;
    ana.put(OWN, &assistant()).await.expect(201);
    ana.put(OWN, &assistant()).await.expect(200);
    for path in [OWN, OTHERS] {
        rui.get(path).await.expect(404);
        rui.put(path, &assistant()).await.expect(404);
    }
    ana.get(OTHERS).await.expect(404);
    let named = with(webhook(), &[("/assistant/id", json!("asst_own"))]);
    ana.put(INTEGRATION, &named).await.expect(200);
    ana.put(INTEGRATION, &webhook())
        .await
        .expect_refused("unknown_assistant", "assistant.id");
    ana.get(OWN).await.expect(200);
    rui.get(OWN).await.expect(404);
}

#[tokio::test]
async fn an_agent_has_the_conversations_and_nothing_else() {
    let bench = Bench::with_integration().await;
    let path = bench.conversation(CONTACT, &["oi"]).await;
    let eva = bench.person("agent", &["loja-1"]).await;
    let list = format!("{INTEGRATION}/conversations");
    eva.get(&list).await.expect(200);
    eva.get(&path).await.expect(200);
    for step in ["take-over", "release"] {
        let path = format!("{path}/{step}");
        eva.call("POST", &path, &Value::Null).await.expect(200);
    }
    let failed = format!("{list}/release-failed");
    eva.call("POST", &failed, &Value::Null).await.expect(200);
    for hidden in [
        INTEGRATION,
        INTEGRATIONS,
        ASSISTANT,
        ASSISTANTS,
        "/console/api/audit",
        "/console/api/integrations/loja-1/voices",
    ] {
        eva.get(hidden).await.expect(404);
    }
    eva.call("DELETE", &path, &Value::Null).await.expect(204);
}

/// The first read finds nothing, as if the item were written right after it.
#[derive(Debug, Default)]
struct FirstReadIsEmpty(AtomicBool);

impl Intercept for FirstReadIsEmpty {
    fn name(&self) -> &'static str {
        "FirstReadIsEmpty"
    }

    fn modify_before_deserialization(
        &self,
        context: &mut BeforeDeserializationInterceptorContextMut<'_>,
        _: &RuntimeComponents,
        _: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        if !self.0.swap(true, Ordering::SeqCst) {
            *context.response_mut().body_mut() = "{}".into();
        }
        Ok(())
    }
}

#[tokio::test]
async fn an_assistant_that_others_make_meanwhile_is_not_replaced() {
    let mut bench = Bench::with_integration().await;
    bench.put(OTHERS, &assistant()).await.expect(201);
    let token = bench.person("operator", &["loja-1"]).await.token;
    let config = bench.clients.dynamodb.config().to_builder();
    let late = Client::from_conf(config.interceptor(FirstReadIsEmpty::default()).build());
    let settings = SettingsTable::new(late, TABLE.to_owned(), any_clock(&bench.clock));
    Arc::get_mut(&mut bench.console).unwrap().settings = settings;

    let written = with(assistant(), &[("/name", json!("Rival"))]);
    let request = request_with(&token, "PUT", OTHERS);
    let put = bench.send(request, written.to_string().into()).await;
    put.expect(404);
    let kept = bench.get(OTHERS).await.expect(200);
    assert_eq!(kept.body["name"], "Loja");
}

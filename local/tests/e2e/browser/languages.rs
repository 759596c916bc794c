//! Each page in Portuguese: with nothing to show, and with names as long as they may be.

use reqwest::Method;
use serde_json::{Value, json};
use testkit::{channels::webhook_message, openai::Step};

use super::Screen;
use crate::harness::{CONTACT, Trial, accepted, changed, now};

const SAYS_PORTUGUESE: &str = "document.documentElement.lang === 'pt-BR'";

#[tokio::test]
async fn each_page_in_portuguese_with_nothing_to_show() {
    let trial = Trial::start([]).await;
    let gone = trial
        .site
        .console(Method::DELETE, "assistants/asst_loja", &Value::Null);
    assert_eq!(gone.await.status, 204);
    let Some(screen) = Screen::open(&trial).await else {
        return;
    };
    screen.go("/console").await;
    screen.press("Português").await;
    in_portuguese(&screen, "sign-in").await;
    screen.fill("Token", trial.site.token()).await;
    screen.press("Entrar").await;
    for (name, page) in [
        ("start", "/console"),
        ("inbox", "/console/conversations"),
        ("integrations", "/console/integrations"),
        ("integration-new", "/console/integrations/new"),
        ("assistants", "/console/assistants"),
        ("assistant-new", "/console/assistants/new"),
        ("figures", "/console/figures"),
        ("prices", "/console/prices"),
        ("access", "/console/access-tokens"),
        ("audit", "/console/audit?integration=nada"),
        ("not-found", "/console/nada"),
    ] {
        screen.go(page).await;
        in_portuguese(&screen, &format!("nothing-{name}")).await;
    }
}

#[tokio::test]
async fn each_page_in_portuguese_with_long_names() {
    let trial = Trial::start([
        Step::text(&format!(
            "Segue: https://{}.example/{}",
            "a".repeat(60),
            "b/".repeat(200)
        )),
        Step::transfer("quer uma pessoa", &long("Sobre o boleto ", 900)),
    ])
    .await;
    let id = "padaria-nossa-senhora-da-conceicao-do-mato-dentro-unidade-centro";
    let assistant = format!("asst_{}", "p".repeat(59));
    let token = set_up(&trial, id, &assistant).await;
    writes(&trial, id, "m-1", "oi").await;
    trial.settled().await;
    writes(&trial, id, "m-2", &long("quero uma pessoa ", 3000)).await;
    trial.settled().await;
    let conversation = trial.conversation_path(id, CONTACT).await;
    let phone = format!("integrations/{id}/phone");
    let nothing = json!({});
    let test = trial.site.console(Method::POST, &phone, &nothing);
    let test: Value = serde_json::from_str(&test.await.body).unwrap();
    let test = test["conversation"].as_str().unwrap().to_owned();

    let Some(screen) = Screen::signed_in(&trial).await else {
        return;
    };
    screen.press("Português").await;
    for (name, page) in [
        ("start", "/console".to_owned()),
        ("inbox", "/console/conversations".to_owned()),
        ("conversation", format!("/console/{conversation}")),
        (
            "conversation-erase",
            format!("/console/{conversation}/erase"),
        ),
        ("integrations", "/console/integrations".to_owned()),
        ("integration", format!("/console/integrations/{id}")),
        (
            "integration-delete",
            format!("/console/integrations/{id}/delete"),
        ),
        ("phone-new", format!("/console/integrations/{id}/phone")),
        ("phone", format!("/console/integrations/{id}/phone/{test}")),
        ("assistants", "/console/assistants".to_owned()),
        ("assistant", format!("/console/assistants/{assistant}")),
        (
            "assistant-versions",
            format!("/console/assistants/{assistant}/versions"),
        ),
        (
            "assistant-delete",
            format!("/console/assistants/{assistant}/delete"),
        ),
        ("figures", "/console/figures".to_owned()),
        (
            "behind",
            "/console/figures/behind?figure=conversations".to_owned(),
        ),
        (
            "prices",
            format!("/console/prices?models={}", "m".repeat(200)),
        ),
        ("access", "/console/access-tokens".to_owned()),
        (
            "access-revoke",
            format!("/console/access-tokens/{token}/revoke"),
        ),
        ("audit", format!("/console/audit?integration={id}")),
    ] {
        screen.go(&page).await;
        in_portuguese(&screen, &format!("long-{name}")).await;
    }
}

async fn in_portuguese(screen: &Screen, name: &str) {
    assert!(screen.value::<bool>(SAYS_PORTUGUESE).await, "{name}");
    screen.check(&format!("pt-{name}")).await;
}

/// An integration, its assistant and an access, named as long as can be. Gives the access's id.
async fn set_up(trial: &Trial, id: &str, assistant: &str) -> String {
    let name = long("Padaria Nossa Senhora da Conceição do Mato Dentro ", 140) + &"W".repeat(60);
    let settings = json!({"name": name, "model": "m".repeat(200), "instructions": "Atenda."});
    for model in ["m", "n"] {
        let mut settings = settings.clone();
        settings["model"] = model.repeat(200).into();
        trial
            .site
            .put(&format!("assistants/{assistant}"), &settings)
            .await;
    }
    let mut settings = trial.webhook_settings(0);
    settings["name"] = name.clone().into();
    settings["assistant"]["id"] = assistant.into();
    settings["transfer"]["queue"] = "q".repeat(256).into();
    settings["transfer"]["message"] = long("Vou chamar alguém. ", 4000).into();
    trial.put_integration(id, &settings).await;
    let asked = json!({"name": long(&name, 100), "role": "agent", "integrations": [id]});
    let made = trial
        .site
        .console(Method::POST, "access-tokens", &asked)
        .await;
    let made: Value = serde_json::from_str(&made.body).unwrap();
    made["id"]
        .as_str()
        .unwrap_or_else(|| panic!("{made}"))
        .to_owned()
}

/// A customer with a long name.
async fn writes(trial: &Trial, integration: &str, id: &str, text: &str) {
    let event = webhook_message(CONTACT, id, now(), text);
    let name = long("Maria Aparecida dos Santos ", 150) + &"M".repeat(50);
    let body = changed(&event, |event| event["contact"]["name"] = json!(name));
    accepted(trial.plain_webhook(integration, &body)).await;
}

/// The text over and over, until it has so many characters.
fn long(text: &str, chars: usize) -> String {
    text.chars().cycle().take(chars).collect()
}

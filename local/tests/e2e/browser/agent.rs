//! An agent, to whom the conversations of one integration are open, and nothing else.

use reqwest::Method;
use serde_json::{Value, json};
use testkit::openai::Step;

use super::Screen;
use crate::harness::{LOJA, Trial};

const SUMMARY: &str = "O boleto de novembro não chegou.";

#[tokio::test]
async fn an_agent_answers_in_one_integration_and_cannot_reach_another() {
    let trial = Trial::webhook(200, [Step::transfer("quer uma pessoa", SUMMARY)]).await;
    let mut other = trial.webhook_settings(200);
    other["name"] = "Padaria".into();
    trial.put_integration("padaria", &other).await;
    let token = an_agents_token(&trial).await;
    trial.writes("m-1", "quero falar com alguém").await;
    let Some(screen) = Screen::open(&trial).await else {
        return;
    };
    screen.go("/console").await;
    screen.fill("Token", &token).await;
    screen.press("Sign in").await;
    screen.sees("Loja").await;
    screen.sees_no("Padaria").await;
    screen.check("agent-start").await;
    for closed in [
        "/console/integrations/loja",
        "/console/integrations/loja/phone",
        "/console/integrations/padaria",
        "/console/conversations?integration=padaria",
        "/console/assistants",
        "/console/figures",
        "/console/prices",
        "/console/access-tokens",
        "/console/audit",
    ] {
        screen.go(closed).await;
        screen.sees("There is nothing here").await;
    }
    let conversations = "integrations/padaria/conversations";
    let site = &trial.site;
    let asked = site.console_as(&token, Method::GET, conversations, &Value::Null);
    assert_eq!(asked.await.status, 404);

    screen.press("Conversations").await;
    screen.sees(SUMMARY).await;
    screen.press("Cliente").await;
    screen.sees_no("Cost").await;
    screen.fill("Answer as a person", "Oi, aqui é a Ana.").await;
    screen.press("Send").await;
    let replies = trial.replies(1).await;
    assert_eq!(replies[0].body["text"], "Oi, aqui é a Ana.");
    screen.check("agent-conversation").await;
}

async fn an_agents_token(trial: &Trial) -> String {
    let asked = json!({"name": "Ana", "role": "agent", "integrations": [LOJA]});
    let made = trial.site.console(Method::POST, "access-tokens", &asked);
    let made: Value = serde_json::from_str(&made.await.body).unwrap();
    made["token"].as_str().unwrap().to_owned()
}

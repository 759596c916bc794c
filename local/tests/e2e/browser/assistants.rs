//! An assistant is made, changed, compared and brought back.

use reqwest::Method;
use serde_json::json;

use super::Screen;
use crate::harness::{Trial, until};

#[tokio::test]
async fn an_assistant_is_made_changed_and_brought_back() {
    let trial = Trial::start([]).await;
    let Some(screen) = Screen::signed_in(&trial).await else {
        return;
    };
    screen.go("/console/assistants").await;
    screen.check("assistants").await;
    screen.press("New assistant").await;
    screen.fill("Name", "Padaria").await;
    screen.fill("Model", "gpt-6-luna").await;
    screen.fill("Instructions", "Você atende a Padaria.").await;
    screen.sees("22 characters, about 6 tokens").await;
    screen.check("assistant-new").await;
    screen.press("Add it to the end of the instructions").await;
    let marker = "\nAção: Transferir para o setor de atendimento";
    let all = instructions(&screen, marker).await;
    screen.press("Save").await;
    screen.sees("The assistant is saved.").await;
    assert_eq!(screen.address().await, "/console/assistants/asst_padaria");

    // Somebody else saves while the form is open.
    let other =
        json!({"name": "Padaria", "model": "gpt-6-terra", "instructions": "Você vende pão."});
    let path = "assistants/asst_padaria";
    let saved = trial.site.console(Method::PUT, path, &other).await;
    assert_eq!(saved.status, 200, "{}", saved.body);
    screen.fill("Name", "Padaria da Ana").await;
    screen.press("Save").await;
    screen.sees("gpt-6-terra").await;
    let name: String = screen.value("document.getElementById('name').value").await;
    assert_eq!(name, "Padaria da Ana");
    screen.check("assistant-conflict").await;
    screen.go("/console/assistants/asst_padaria/versions").await;
    screen.sees("Changed: Instructions, Model").await;
    screen.check("assistant-history").await;
    screen.press("Back to this version").await;
    screen.sees("The version is back").await;
    assert_eq!(instructions(&screen, marker).await, all);

    screen.press("Português").await;
    screen.sees("Instruções").await;
    screen.check("assistant-pt").await;
    screen.press("Excluir").await;
    screen.check("assistant-delete").await;
    screen.press("Excluir").await;
    screen.sees("O assistente foi excluído").await;
}

/// Waits until the instructions end so, and gives them.
async fn instructions(screen: &Screen, end: &str) -> String {
    let mut found = String::new();
    until(&format!("the instructions end with {end:?}"), async || {
        let script = "document.getElementById('instructions')?.value ?? ''";
        let value = screen.page.evaluate_expression(script).await;
        found = value
            .ok()
            .and_then(|it| it.into_value().ok())
            .unwrap_or_default();
        found.ends_with(end)
    })
    .await;
    found
}

//! An operator in the console.

use std::time::Duration;

use reqwest::Method;
use serde_json::{Value, json};
use testkit::openai::Step;

use crate::harness::{
    CONTACT, LOJA, Trial, assistant, now, people_had_it, person, prompt, transcript, user, within,
};

#[tokio::test]
async fn an_operator_takes_the_conversation_writes_and_gives_it_back() {
    let trial = Trial::whatsapp(0, [Step::text("Olá!"), Step::text("De nada!")]).await;
    trial.says("m-1", "oi").await;
    trial.settled().await;
    let path = trial.conversation_path(LOJA, CONTACT).await;
    let taken = trial.post(&format!("{path}/take-over"), &Value::Null).await;
    assert_eq!(taken["owner"], "people");
    trial.says("m-2", "meu boleto não chegou").await;
    trial.settled().await;
    let words = json!({"text": "*Acabei* de reenviar."});
    trial.post(&format!("{path}/messages"), &words).await;
    let released = trial.post(&format!("{path}/release"), &Value::Null).await;
    assert_eq!(released["owner"], "assistant");
    trial.settled().await;
    assert_eq!(trial.whatsapp.texts(), ["Olá!", "*Acabei* de reenviar."]);

    trial.says("m-3", "obrigada!").await;
    trial.sends(3).await;
    let known = prompt([
        user("oi"),
        assistant("Olá!"),
        user("meu boleto não chegou"),
        person("*Acabei* de reenviar."),
        people_had_it(),
        user("obrigada!"),
    ]);
    assert_eq!(trial.prompts()[1], known);
    let shown = trial.conversation(LOJA, CONTACT).await;
    let said = transcript(&shown);
    assert_eq!(said[3], ("person", "*Acabei* de reenviar."));
    assert_eq!(said[6], ("assistant", "De nada!"));
    assert_eq!(said.len(), 7);
}

#[tokio::test]
async fn an_agent_answers_in_one_integration_and_sees_no_other() {
    let trial = Trial::whatsapp(0, [Step::text("Olá!")]).await;
    trial.says("m-1", "oi").await;
    trial.settled().await;
    let agent = json!({"name": "Ana", "role": "agent", "integrations": [LOJA]});
    let made = trial
        .site
        .console(Method::POST, "access-tokens", &agent)
        .await;
    assert_eq!(made.status, 201);
    let made: Value = serde_json::from_str(&made.body).unwrap();
    let token = made["token"].as_str().unwrap();
    let path = trial.conversation_path(LOJA, CONTACT).await;
    let as_ana = async |method, path: &str, body| {
        trial
            .site
            .console_as(token, method, path, body)
            .await
            .status
    };

    let words = json!({"text": "Oi, aqui é a Ana."});
    assert_eq!(
        as_ana(Method::POST, &format!("{path}/messages"), &words).await,
        200
    );
    assert_eq!(trial.whatsapp.texts(), ["Olá!", "Oi, aqui é a Ana."]);
    for hidden in [
        "integrations",
        &format!("integrations/{LOJA}"),
        "integrations/outra/conversations",
        "assistants",
        "audit",
    ] {
        assert_eq!(
            as_ana(Method::GET, hidden, &Value::Null).await,
            404,
            "{hidden}"
        );
    }
    let audit = trial.get("audit").await;
    let line = &audit["lines"][0];
    assert_eq!(
        (&line["who"]["name"], &line["did"]),
        (&json!("Ana"), &json!("send_message"))
    );
    assert!(!audit.to_string().contains("aqui"), "{audit:#}");

    let revoke = format!("access-tokens/{}", made["id"].as_str().unwrap());
    let revoked = trial
        .site
        .console(Method::DELETE, &revoke, &Value::Null)
        .await;
    assert_eq!(revoked.status, 204);
    within(async {
        while as_ana(Method::GET, &path, &Value::Null).await != 401 {
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    })
    .await;
}

#[tokio::test]
async fn nothing_is_left_of_a_conversation_that_is_erased() {
    let script = [
        Step::transfer("pediu", "Quer uma pessoa."),
        Step::text("Olá!"),
    ];
    let trial = Trial::at_whazing(script).await;
    trial.whazing_says("oi").await;
    trial.whazing_echoes().await;
    let reply = trial
        .whazing
        .person_says(CONTACT, "Oi, aqui é a Ana.", now());
    trial.whazing_tells(reply).await;
    let items = trial.site.conversation_items().await;
    for part in ["STATE", "MSG#", "TURN#", "SEEN#", "ALIAS"] {
        assert!(items.iter().any(|item| item.sk.starts_with(part)), "{part}");
    }
    let path = trial.conversation_path(LOJA, CONTACT).await;
    let erased = trial
        .site
        .console(Method::DELETE, &path, &Value::Null)
        .await;
    assert_eq!(erased.status, 204);
    let left = trial.site.conversation_items().await;
    assert!(left.is_empty(), "{left:#?}");

    trial.whazing_tells(trial.whazing.closes(CONTACT)).await;
    trial.whazing_says("de novo").await;
    assert_eq!(trial.prompts()[1], [user("de novo")]);
}

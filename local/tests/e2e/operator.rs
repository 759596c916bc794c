//! An operator in the console.

use reqwest::Method;
use serde_json::{Value, json};
use testkit::openai::Step;

use crate::harness::{
    CONTACT, LOJA, Trial, assistant, now, people_had_it, person, prompt, transcript, user,
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

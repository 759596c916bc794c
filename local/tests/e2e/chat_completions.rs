//! A server that speaks chat completions alone.

use testkit::openai::Step;

use crate::harness::{TRANSFER_MESSAGE, Trial, assistant, user};

#[tokio::test]
async fn it_answers_and_asks_for_a_person() {
    let thinks = "<think>A fatura é de novembro.</think>Vence dia 10.";
    let transfer = Step::transfer("O cliente pediu.", "Quer pagar o boleto de novembro.");
    let trial = Trial::whatsapp(0, [Step::text(thinks), transfer]).await;
    trial.put_assistant("chat_completions").await;
    trial.says("m-1", "quando vence?").await;
    trial.sends(1).await;
    trial.says("m-2", "quero uma pessoa").await;
    let transfer = &trial.transfers(1).await[0].body;
    assert_eq!(transfer["reason"], "requested");
    assert_eq!(transfer["summary"], "Quer pagar o boleto de novembro.");
    let told = ["Vence dia 10.", TRANSFER_MESSAGE];
    assert_eq!(trial.whatsapp.texts(), told);

    let first = user("quando vence?");
    let second = [
        first.clone(),
        assistant("Vence dia 10."),
        user("quero uma pessoa"),
    ];
    assert_eq!(trial.prompts(), [vec![first], second.into()]);
    for request in trial.openai.requests() {
        assert!(request.body["messages"].is_array(), "{}", request.body);
        assert_eq!(request.instructions(), "Você atende a Loja.");
    }
}

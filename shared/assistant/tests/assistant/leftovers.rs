//! What servers leave in an answer that is not for the customer.

use conversation::ports::{Completion, TransferCall};
use serde_json::{Value, json};
use testkit::openai::{Step, call, message};

use crate::common::answer_to;

async fn answer(step: Step) -> Completion {
    answer_to(step).await.unwrap()
}

async fn said(text: &str) -> String {
    answer(Step::text(text)).await.text
}

/// A response that the API's description does not know.
fn bent(output: Value) -> Step {
    Step::raw(200, json!({"output": output}).to_string())
}

#[tokio::test]
async fn half_an_emoji_costs_one_character() {
    let whole = r#"{"output": [{"type": "message", "content": "Olá! Saiu \ud83d hoje."}]}"#;
    let answer = answer(Step::raw(200, whole)).await;
    assert_eq!(answer.text, "Olá! Saiu  hoje.");
}

#[tokio::test]
async fn half_an_emoji_hides_no_error() {
    let error = r#"{"error": {"message": "context length \ud83d"}}"#;
    let error = answer_to(Step::raw(400, error)).await.unwrap_err();
    assert!(
        matches!(error, conversation::ports::AssistantError::TooLong { .. }),
        "{error:?}"
    );
    let error = r#"{"error": {"code": "server_error", "message": "\ud83d"}}"#;
    let error = answer_to(Step::raw(200, error)).await.unwrap_err();
    assert_eq!(error.to_string(), "failed for now: HTTP 200 server_error");
}

#[tokio::test]
async fn half_an_emoji_costs_no_summary() {
    let arguments = r#"{"reason": "pediu", "summary": "Boleto \ud83d"}"#;
    let answer = answer(Step::output([call("transfer_to_human", arguments)])).await;
    assert_eq!(answer.transfer.unwrap().summary, "Boleto");
}

#[tokio::test]
async fn control_characters_are_not_said() {
    assert_eq!(said("N\0e3o\u{1b}[0m,\n\tsim").await, "Ne3o[0m,\n\tsim");
    let arguments = json!({"reason": "p\0ediu", "summary": "N\u{8}ão."}).to_string();
    let answer = answer(Step::output([call("transfer_to_human", &arguments)])).await;
    let expected = TransferCall {
        reason: "pediu".to_owned(),
        summary: "Não.".to_owned(),
    };
    assert_eq!(answer.transfer, Some(expected));
}

#[tokio::test]
async fn what_comes_twice_is_said_once() {
    let twice = "O boleto vence dia 10.";
    for (items, text) in [
        (vec![twice, twice], "O boleto vence dia 10."),
        (vec!["A", "A B", "A B C"], "A B C"),
        (vec!["A B", "A"], "A B"),
        (vec!["A", "B", "A"], "A\n\nB"),
        (vec!["A", "B"], "A\n\nB"),
    ] {
        let output: Vec<_> = items.into_iter().map(message).collect();
        assert_eq!(answer(Step::output(output)).await.text, text);
    }
}

#[tokio::test]
async fn a_call_that_is_written_out_is_a_transfer() {
    let written =
        r#"{"name": "transfer_to_human", "arguments": {"reason": "pediu", "summary": "Boleto."}}"#;
    let expected = TransferCall {
        reason: "pediu".to_owned(),
        summary: "Boleto.".to_owned(),
    };
    for text in [
        written.to_owned(),
        format!("<tool_call>{written}</tool_call>"),
        format!("```json\n{written}\n```"),
        format!("<think>Call it.</think>\n{written}"),
    ] {
        let answer = answer(Step::text(&text)).await;
        assert_eq!(answer.transfer, Some(expected.clone()), "{text}");
        assert_eq!(answer.text, "", "{text}");
    }
}

#[tokio::test]
async fn a_call_that_is_only_thought_of_is_none() {
    let answer = answer(Step::text("<think>transfer_to_human? Not yet.</think>Olá!")).await;
    assert_eq!((&*answer.text, answer.transfer), ("Olá!", None));
}

#[tokio::test]
async fn a_written_call_of_a_tool_that_is_not_ours_is_not_said() {
    let text = "Um momento.\n<tool_call>{\"name\": \"look_up_order\"}</tool_call>";
    let answer = answer(Step::text(text)).await;
    assert_eq!((&*answer.text, answer.transfer), ("Um momento.", None));
}

#[tokio::test]
async fn what_a_model_thinks_is_not_said() {
    for text in [
        "Ela quer o boleto.</think>Olá!",
        "<think>Ela quer o boleto.</think>\n\nOlá!",
        "Olá!\n<think>Ela quer o bol",
    ] {
        assert_eq!(said(text).await, "Olá!", "{text}");
    }
    let parted = [message("<think>Ela quer o"), message("boleto.</think>Olá!")];
    assert_eq!(answer(Step::output(parted)).await.text, "Olá!");
    let before_the_marker = "Hm.</think>Ação: Transferir";
    assert_eq!(said(before_the_marker).await, "Ação: Transferir");
}

#[tokio::test]
async fn citation_marks_are_removed() {
    for text in [
        "Abrimos às 9h【4:0†x.pdf】.",
        "Abrimos às 9h [4:0†x.pdf].",
        "Abrimos às 9h fileciteturn0file0L10-L20.",
        "Abrimos às 9h \u{e200}filecite\u{e202}turn0file0\u{e202}L10-L20\u{e201}.",
    ] {
        assert_eq!(said(text).await, "Abrimos às 9h.", "{text}");
    }
}

#[tokio::test]
async fn a_part_of_another_name_is_read() {
    for part in [
        json!({"type": "text", "text": "Olá!"}),
        json!({"type": "text", "text": {"value": "Olá!", "annotations": []}}),
    ] {
        let output = json!([{"type": "message", "content": [part]}]);
        assert_eq!(answer(bent(output)).await.text, "Olá!");
    }
}

#[tokio::test]
async fn an_imitation_of_our_notes_is_not_said() {
    for text in [
        "[A member of the team wrote this:] Reenviei.",
        "[in reply to: cadê o boleto?]\nReenviei.",
        "[People of the team had this conversation until here.] Reenviei.",
    ] {
        assert_eq!(said(text).await, "Reenviei.", "{text}");
    }
}

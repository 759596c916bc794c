//! What servers leave in an answer that is not for the customer.

use conversation::ports::{Completion, TransferCall};
use serde_json::json;
use settings::Runtime;
use testkit::openai::{Step, call};

use crate::common::answer_to;

for_each_runtime!(
    half_an_emoji_costs_one_character,
    half_an_emoji_hides_no_error,
    half_an_emoji_costs_no_summary,
    control_characters_are_not_said,
    a_call_that_is_written_out_is_a_transfer,
    a_call_that_is_only_thought_of_is_none,
    a_written_call_of_a_tool_that_is_not_ours_is_not_said,
    what_a_model_thinks_is_not_said,
    citation_marks_are_removed,
    an_imitation_of_our_notes_is_not_said,
);

async fn answer(runtime: Runtime, step: Step) -> Completion {
    answer_to(runtime, step).await.unwrap()
}

async fn said(runtime: Runtime, text: &str) -> String {
    answer(runtime, Step::text(text)).await.text
}

async fn half_an_emoji_costs_one_character(runtime: Runtime) {
    let text = r#""Olá! Saiu \ud83d hoje.""#;
    let body = match runtime {
        Runtime::Responses => {
            format!(r#"{{"output": [{{"type": "message", "content": {text}}}]}}"#)
        }
        Runtime::ChatCompletions => {
            format!(r#"{{"choices": [{{"message": {{"content": {text}}}}}]}}"#)
        }
    };
    let answer = answer(runtime, Step::raw(200, body)).await;
    assert_eq!(answer.text, "Olá! Saiu  hoje.");
}

async fn half_an_emoji_hides_no_error(runtime: Runtime) {
    let error = r#"{"error": {"message": "context length \ud83d"}}"#;
    let error = answer_to(runtime, Step::raw(400, error)).await.unwrap_err();
    assert!(
        matches!(error, conversation::ports::AssistantError::TooLong { .. }),
        "{error:?}"
    );
    let error = r#"{"error": {"code": "server_error", "message": "\ud83d"}}"#;
    let error = answer_to(runtime, Step::raw(200, error)).await.unwrap_err();
    assert_eq!(error.to_string(), "failed for now: HTTP 200 server_error");
}

async fn half_an_emoji_costs_no_summary(runtime: Runtime) {
    let arguments = r#"{"reason": "pediu", "summary": "Boleto \ud83d"}"#;
    let answer = answer(
        runtime,
        Step::output([call("transfer_to_human", arguments)]),
    )
    .await;
    assert_eq!(answer.transfer.unwrap().summary, "Boleto");
}

async fn control_characters_are_not_said(runtime: Runtime) {
    assert_eq!(
        said(runtime, "N\0e3o\u{1b}[0m,\n\tsim").await,
        "Ne3o[0m,\n\tsim"
    );
    let arguments = json!({"reason": "p\0ediu", "summary": "N\u{8}ão."}).to_string();
    let answer = answer(
        runtime,
        Step::output([call("transfer_to_human", &arguments)]),
    )
    .await;
    let expected = TransferCall {
        reason: "pediu".to_owned(),
        summary: "Não.".to_owned(),
    };
    assert_eq!(answer.transfer, Some(expected));
}

async fn a_call_that_is_written_out_is_a_transfer(runtime: Runtime) {
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
        let answer = answer(runtime, Step::text(&text)).await;
        assert_eq!(answer.transfer, Some(expected.clone()), "{text}");
        assert_eq!(answer.text, "", "{text}");
    }
}

async fn a_call_that_is_only_thought_of_is_none(runtime: Runtime) {
    let answer = answer(
        runtime,
        Step::text("<think>transfer_to_human? Not yet.</think>Olá!"),
    )
    .await;
    assert_eq!((&*answer.text, answer.transfer), ("Olá!", None));
}

async fn a_written_call_of_a_tool_that_is_not_ours_is_not_said(runtime: Runtime) {
    let text = "Um momento.\n<tool_call>{\"name\": \"look_up_order\"}</tool_call>";
    let answer = answer(runtime, Step::text(text)).await;
    assert_eq!((&*answer.text, answer.transfer), ("Um momento.", None));
}

async fn what_a_model_thinks_is_not_said(runtime: Runtime) {
    for text in [
        "Ela quer o boleto.</think>Olá!",
        "<think>Ela quer o boleto.</think>\n\nOlá!",
        "Olá!\n<think>Ela quer o bol",
    ] {
        assert_eq!(said(runtime, text).await, "Olá!", "{text}");
    }
    let before_the_marker = "Hm.</think>Ação: Transferir";
    assert_eq!(said(runtime, before_the_marker).await, "Ação: Transferir");
}

async fn citation_marks_are_removed(runtime: Runtime) {
    for text in [
        "Abrimos às 9h【4:0†x.pdf】.",
        "Abrimos às 9h [4:0†x.pdf].",
        "Abrimos às 9h fileciteturn0file0L10-L20.",
        "Abrimos às 9h \u{e200}filecite\u{e202}turn0file0\u{e202}L10-L20\u{e201}.",
    ] {
        assert_eq!(said(runtime, text).await, "Abrimos às 9h.", "{text}");
    }
}

async fn an_imitation_of_our_notes_is_not_said(runtime: Runtime) {
    for text in [
        "[A member of the team wrote this:] Reenviei.",
        "[in reply to: cadê o boleto?]\nReenviei.",
        "[People of the team had this conversation until here.] Reenviei.",
    ] {
        assert_eq!(said(runtime, text).await, "Reenviei.", "{text}");
    }
}

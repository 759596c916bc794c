//! What is made of the server's answers.

use crate::common::answer_to;
use conversation::{
    Usage,
    ports::{AssistantError, Completion, Failure, Retry, TransferCall},
};
use serde_json::{Value, json};
use testkit::openai::{Step, call, message, refusal};

async fn answer(step: Step) -> Completion {
    answer_to(step).await.unwrap()
}

/// A response that the API's description does not know.
fn beyond_description(keys: Value) -> Step {
    Step::raw(200, keys.to_string())
}

fn transfer_to_human(reason: &str, summary: &str) -> Option<TransferCall> {
    Some(TransferCall {
        reason: reason.to_owned(),
        summary: summary.to_owned(),
    })
}

#[tokio::test]
async fn a_text_comes_with_its_cost() {
    let usage = Usage {
        input_tokens: 120,
        cached_tokens: 64,
        output_tokens: 30,
    };
    let expected = Completion {
        text: "Olá! **Tudo bem?**".to_owned(),
        usage,
        model: Some("gpt-6-luna".to_owned()),
        ..Completion::default()
    };
    assert_eq!(answer(Step::text(" Olá! **Tudo bem?**\n")).await, expected);
}

#[tokio::test]
async fn several_parts_and_messages_are_one_text() {
    let mut two_parts = message("Primeiro");
    let second = message(", e segundo.")["content"][0].clone();
    two_parts["content"].as_array_mut().unwrap().push(second);
    let items = [two_parts, message("  "), message("Terceiro.")];
    let answer = answer(Step::output(items)).await;
    assert_eq!(answer.text, "Primeiro, e segundo.\n\nTerceiro.");
}

#[tokio::test]
async fn only_the_final_answer_is_shown() {
    let mut commentary = message("Vou procurar isso.");
    commentary["phase"] = json!("commentary");
    let mut last = message("Achei.");
    last["phase"] = json!("final_answer");
    let reasoning = json!({"type": "reasoning", "id": "rs_1", "summary": []});
    let search = json!({
        "type": "file_search_call", "id": "fs_1", "status": "completed", "queries": ["boleto"],
    });
    let answer = answer(Step::output([reasoning, commentary, search, last])).await;
    assert_eq!(answer.text, "Achei.");
}

#[tokio::test]
async fn what_the_api_has_yet_to_learn_is_passed_over() {
    let mut with_new_part = message("Olá!");
    let parts = with_new_part["content"].as_array_mut().unwrap();
    parts.push(json!({"type": "output_hologram", "shape": {}}));
    let new_item = json!({"type": "telepathy_call", "id": 7});
    let new_phase = json!({"type": "message", "phase": "rehearsal", "content": parts});
    let output = [new_item, new_phase, with_new_part];
    let answer = answer(beyond_description(json!({"output": output}))).await;
    assert_eq!(answer.text, "Olá!");
    assert_eq!(answer.usage, Usage::default());
}

#[tokio::test]
async fn what_a_server_bends_costs_only_its_own_part() {
    let mut with_null_text = message("Olá!");
    let parts = with_null_text["content"].as_array_mut().unwrap();
    parts.push(json!({"type": "output_text", "text": null}));
    parts.push(json!({"text": "sem tipo"}));
    let output = json!([
        {"type": "message", "content": "Sou uma frase."},
        {"type": "message", "content": null},
        {"content": "sem tipo"},
        with_null_text,
    ]);
    let usage = json!({"input_tokens": null});
    let bent = json!({"output": output, "usage": usage, "error": "", "incomplete_details": ""});
    let answer = answer(beyond_description(bent)).await;
    assert_eq!(answer.text, "Sou uma frase.\n\nOlá!");
    assert_eq!(answer.usage, Usage::default());
}

#[tokio::test]
async fn a_failure_with_a_number_as_its_code_is_one_without_a_code() {
    let failed = json!({"status": "failed", "error": {"code": 500}, "output": []});
    let error = answer_to(beyond_description(failed)).await.unwrap_err();
    let AssistantError::Failed(Failure {
        detail,
        retry: Retry::Later(_),
    }) = error
    else {
        unreachable!("{error:?}")
    };
    assert_eq!(detail, "response failed: without a code");
}

#[tokio::test]
async fn an_answer_may_be_empty() {
    for output in [vec![], vec![message("")], vec![message(" 【4:0†source】 ")]] {
        let answer = answer(Step::output(output)).await;
        assert_eq!(
            (answer.text.as_str(), answer.transfer, answer.refused),
            ("", None, false)
        );
    }
}

#[tokio::test]
async fn a_refusal_is_told_apart_from_text() {
    let refused = answer(Step::output([refusal("Não posso ajudar com isso.")])).await;
    assert!(refused.refused);
    assert_eq!(refused.text, "");
    assert!(
        !answer(Step::text("Não posso ajudar com isso."))
            .await
            .refused
    );
}

#[tokio::test]
async fn a_transfer_keeps_the_text_beside_it() {
    let arguments = json!({"reason": "pediu", "summary": "Boleto."}).to_string();
    let items = [
        message("Vou chamar alguém."),
        call("transfer_to_human", &arguments),
    ];
    let answer = answer(Step::output(items)).await;
    assert_eq!(answer.transfer, transfer_to_human("pediu", "Boleto."));
    assert_eq!(answer.text, "Vou chamar alguém.");
}

#[tokio::test]
async fn a_transfer_whose_arguments_cannot_be_read_is_a_transfer() {
    for arguments in ["", "{\"reason\": \"ped", "[]", "null"] {
        let answer = answer(Step::output([call("transfer_to_human", arguments)])).await;
        assert_eq!(answer.transfer, transfer_to_human("", ""), "{arguments}");
    }
}

#[tokio::test]
async fn of_several_calls_the_first_transfer_counts() {
    let arguments = |reason| json!({"reason": reason, "summary": ""}).to_string();
    let items = [
        call("look_up_order", "{}"),
        call("transfer_to_human", &arguments("um")),
        call("transfer_to_human", &arguments("dois")),
    ];
    let answer = answer(Step::output(items)).await;
    assert_eq!(answer.transfer, transfer_to_human("um", ""));
}

#[tokio::test]
async fn a_call_of_a_tool_that_is_not_ours_is_no_transfer() {
    let answer = answer(Step::output([call("look_up_order", "{}")])).await;
    assert_eq!(answer.transfer, None);
}

fn incomplete(reason: &str, output: &[Value]) -> Step {
    Step::response(json!({
        "status": "incomplete", "incomplete_details": {"reason": reason}, "output": output,
    }))
}

#[tokio::test]
async fn an_answer_at_its_limit_ends_with_a_whole_sentence() {
    let cut = message("O boleto vence dia 10. Para pagar, abra o");
    let answer = answer(incomplete("max_output_tokens", &[cut])).await;
    assert_eq!(answer.text, "O boleto vence dia 10.");
    assert!(!answer.refused);
}

#[tokio::test]
async fn a_limit_reached_before_any_text_is_an_empty_answer() {
    let answer = answer(incomplete("max_output_tokens", &[])).await;
    assert_eq!((answer.text.as_str(), answer.refused), ("", false));
}

#[tokio::test]
async fn a_limit_reached_within_a_transfer_is_a_transfer() {
    let mut cut = call("transfer_to_human", "{\"reason\": \"ped");
    cut["status"] = json!("incomplete");
    let answer = answer(incomplete("max_output_tokens", &[cut])).await;
    assert_eq!(answer.transfer, transfer_to_human("", ""));
}

#[tokio::test]
async fn filtered_content_is_refused_and_not_shown() {
    let answer = answer(incomplete("content_filter", &[message("Bem, na verd")])).await;
    assert!(answer.refused);
    assert_eq!(answer.text, "");
}

#[tokio::test]
async fn a_response_that_is_not_complete_is_an_error_by_its_status() {
    for (keys, detail, transient) in [
        (json!({"status": "cancelled"}), "response cancelled", true),
        (json!({"status": "queued"}), "response not awaited", false),
        (
            json!({"status": "in_progress"}),
            "response not awaited",
            false,
        ),
        (
            failed(Some("server_error")),
            "response failed: server_error",
            true,
        ),
        (
            failed(Some("rate_limit_exceeded")),
            "response failed: rate_limit_exceeded",
            true,
        ),
        (
            failed(Some("vector_store_timeout")),
            "response failed: vector_store_timeout",
            true,
        ),
        (
            failed(Some("invalid_prompt")),
            "response failed: invalid_prompt",
            false,
        ),
        (
            failed(Some("bio_policy")),
            "response failed: bio_policy",
            false,
        ),
        (failed(None), "response failed: without a code", true),
    ] {
        let error = answer_to(Step::response(keys)).await.unwrap_err();
        let expected = match transient {
            true => AssistantError::Failed(Failure::transient(detail)),
            false => AssistantError::Failed(Failure::permanent(detail)),
        };
        assert_eq!(error, expected);
    }
    let unknown = beyond_description(json!({"status": "pondering", "output": []}));
    let error = answer_to(unknown).await.unwrap_err();
    assert!(matches!(
        error,
        AssistantError::Failed(Failure {
            retry: Retry::Never,
            ..
        })
    ));
}

fn failed(code: Option<&str>) -> Value {
    let error = code.map(|code| json!({"code": code, "message": "oi"}));
    json!({"status": "failed", "error": error})
}

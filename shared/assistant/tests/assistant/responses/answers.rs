//! What is made of responses.

use conversation::{
    Usage,
    ports::{AssistantError, Completion, Failure, Retry},
};
use serde_json::{Value, json};
use testkit::openai::{Step, message};

use super::answer_to;

async fn answer(step: Step) -> Completion {
    answer_to(step).await.unwrap()
}

/// A completed response with these items.
fn output(items: impl IntoIterator<Item = Value>) -> Step {
    Step::response(json!({"output": items.into_iter().collect::<Vec<_>>()}))
}

/// A response that the API's description does not know.
fn beyond_description(keys: Value) -> Step {
    Step::raw(200, keys.to_string())
}

#[tokio::test]
async fn several_parts_and_messages_are_one_text() {
    let mut two_parts = message("Primeiro").in_response();
    let second = message(", e segundo.").in_response()["content"][0].clone();
    two_parts["content"].as_array_mut().unwrap().push(second);
    let items = [
        two_parts,
        message("  ").in_response(),
        message("Terceiro.").in_response(),
    ];
    let answer = answer(output(items)).await;
    assert_eq!(answer.text, "Primeiro, e segundo.\n\nTerceiro.");
}

#[tokio::test]
async fn only_the_final_answer_is_shown() {
    let mut commentary = message("Vou procurar isso.").in_response();
    commentary["phase"] = json!("commentary");
    let mut last = message("Achei.").in_response();
    last["phase"] = json!("final_answer");
    let reasoning = json!({"type": "reasoning", "id": "rs_1", "summary": []});
    let search = json!({
        "type": "file_search_call", "id": "fs_1", "status": "completed", "queries": ["boleto"],
    });
    let answer = answer(output([reasoning, commentary, search, last])).await;
    assert_eq!(answer.text, "Achei.");
}

#[tokio::test]
async fn what_the_api_has_yet_to_learn_is_passed_over() {
    let mut with_new_part = message("Olá!").in_response();
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
    let mut with_null_text = message("Olá!").in_response();
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
        let said = items.into_iter().map(message);
        assert_eq!(answer(Step::output(said)).await.text, text);
    }
}

#[tokio::test]
async fn a_part_of_another_name_is_read() {
    for part in [
        json!({"type": "text", "text": "Olá!"}),
        json!({"type": "text", "text": {"value": "Olá!", "annotations": []}}),
    ] {
        let output = json!([{"type": "message", "content": [part]}]);
        assert_eq!(
            answer(beyond_description(json!({"output": output})))
                .await
                .text,
            "Olá!"
        );
    }
}

#[tokio::test]
async fn thoughts_in_parts_are_not_said() {
    let parted = [message("<think>Ela quer o"), message("boleto.</think>Olá!")];
    assert_eq!(answer(Step::output(parted)).await.text, "Olá!");
}

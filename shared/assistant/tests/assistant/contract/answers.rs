//! What is made of the server's answers.

use conversation::{
    Usage,
    ports::{Completion, TransferCall},
};
use serde_json::json;
use settings::Runtime;
use testkit::openai::{Step, call, message, refusal};

use crate::common::answer_to;

for_each_runtime!(
    a_text_comes_with_its_cost,
    an_answer_may_be_empty,
    a_refusal_is_told_apart_from_text,
    a_transfer_keeps_the_text_beside_it,
    a_transfer_whose_arguments_cannot_be_read_is_a_transfer,
    of_several_calls_the_first_transfer_counts,
    a_call_of_a_tool_that_is_not_ours_is_no_transfer,
    an_answer_at_its_limit_ends_with_a_whole_sentence,
    a_limit_reached_before_any_text_is_an_empty_answer,
    a_limit_reached_within_a_transfer_is_a_transfer,
    filtered_content_is_refused_and_not_shown,
);

async fn answer(runtime: Runtime, step: Step) -> Completion {
    answer_to(runtime, step).await.unwrap()
}

fn transfer_to_human(reason: &str, summary: &str) -> Option<TransferCall> {
    Some(TransferCall {
        reason: reason.to_owned(),
        summary: summary.to_owned(),
    })
}

async fn a_text_comes_with_its_cost(runtime: Runtime) {
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
    assert_eq!(
        answer(runtime, Step::text(" Olá! **Tudo bem?**\n")).await,
        expected
    );
}

async fn an_answer_may_be_empty(runtime: Runtime) {
    for output in [vec![], vec![message("")], vec![message(" 【4:0†source】 ")]] {
        let answer = answer(runtime, Step::output(output)).await;
        assert_eq!(
            (answer.text.as_str(), answer.transfer, answer.refused),
            ("", None, false)
        );
    }
}

async fn a_refusal_is_told_apart_from_text(runtime: Runtime) {
    let refused = answer(
        runtime,
        Step::output([refusal("Não posso ajudar com isso.")]),
    )
    .await;
    assert!(refused.refused);
    assert_eq!(refused.text, "");
    let text = answer(runtime, Step::text("Não posso ajudar com isso.")).await;
    assert!(!text.refused);
}

async fn a_transfer_keeps_the_text_beside_it(runtime: Runtime) {
    let arguments = json!({"reason": "pediu", "summary": "Boleto."}).to_string();
    let items = [
        message("Vou chamar alguém."),
        call("transfer_to_human", &arguments),
    ];
    let answer = answer(runtime, Step::output(items)).await;
    assert_eq!(answer.transfer, transfer_to_human("pediu", "Boleto."));
    assert_eq!(answer.text, "Vou chamar alguém.");
}

async fn a_transfer_whose_arguments_cannot_be_read_is_a_transfer(runtime: Runtime) {
    for arguments in ["", "{\"reason\": \"ped", "[]", "null"] {
        let answer = answer(
            runtime,
            Step::output([call("transfer_to_human", arguments)]),
        )
        .await;
        assert_eq!(answer.transfer, transfer_to_human("", ""), "{arguments}");
    }
}

async fn of_several_calls_the_first_transfer_counts(runtime: Runtime) {
    let arguments = |reason| json!({"reason": reason, "summary": ""}).to_string();
    let items = [
        call("look_up_order", "{}"),
        call("transfer_to_human", &arguments("um")),
        call("transfer_to_human", &arguments("dois")),
    ];
    let answer = answer(runtime, Step::output(items)).await;
    assert_eq!(answer.transfer, transfer_to_human("um", ""));
}

async fn a_call_of_a_tool_that_is_not_ours_is_no_transfer(runtime: Runtime) {
    let answer = answer(runtime, Step::output([call("look_up_order", "{}")])).await;
    assert_eq!(answer.transfer, None);
}

async fn an_answer_at_its_limit_ends_with_a_whole_sentence(runtime: Runtime) {
    let cut = message("O boleto vence dia 10. Para pagar, abra o");
    let answer = answer(runtime, Step::at_limit([cut])).await;
    assert_eq!(answer.text, "O boleto vence dia 10.");
    assert!(!answer.refused);
}

async fn a_limit_reached_before_any_text_is_an_empty_answer(runtime: Runtime) {
    let answer = answer(runtime, Step::at_limit([])).await;
    assert_eq!((answer.text.as_str(), answer.refused), ("", false));
}

async fn a_limit_reached_within_a_transfer_is_a_transfer(runtime: Runtime) {
    let cut = call("transfer_to_human", "{\"reason\": \"ped");
    let answer = answer(runtime, Step::at_limit([cut])).await;
    assert_eq!(answer.transfer, transfer_to_human("", ""));
}

async fn filtered_content_is_refused_and_not_shown(runtime: Runtime) {
    let answer = answer(runtime, Step::filtered([message("Bem, na verd")])).await;
    assert!(answer.refused);
    assert_eq!(answer.text, "");
}

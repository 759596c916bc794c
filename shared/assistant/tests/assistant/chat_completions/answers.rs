//! What is made of chat completions.

use conversation::{
    Usage,
    ports::{AssistantError, Completion, Failure, TransferCall},
};
use serde_json::{Value, json};
use testkit::openai::Step;

use super::answer_to;

/// A chat completion with this choice, as a compatible server writes it.
fn choice(choice: &Value) -> Step {
    Step::raw(200, json!({"choices": [choice]}).to_string())
}

async fn answer(step: Step) -> Completion {
    answer_to(step).await.unwrap()
}

async fn said(content: Value) -> String {
    let message = json!({"role": "assistant", "content": content});
    answer(choice(&json!({"message": message}))).await.text
}

#[tokio::test]
async fn the_content_is_a_text_or_parts_or_nothing() {
    let thinking = json!({"type": "thinking", "thinking": [{"type": "text", "text": "Hm."}]});
    for (content, expected) in [
        (json!("Olá!"), "Olá!"),
        (Value::Null, ""),
        (json!([]), ""),
        (json!(7), ""),
        (
            json!([{"type": "text", "text": "Olá"}, {"type": "text", "text": "!"}]),
            "Olá!",
        ),
        (json!([thinking, {"type": "text", "text": "Olá!"}]), "Olá!"),
        (
            json!([{"type": "text", "text": null}, {"type": "output_text", "text": "Olá!"}, {}]),
            "Olá!",
        ),
    ] {
        assert_eq!(said(content.clone()).await, expected, "{content}");
    }
}

#[tokio::test]
async fn thoughts_in_fields_of_their_own_are_not_said() {
    let message = json!({
        "content": "Olá!", "reasoning_content": "Ela quer o boleto.", "reasoning": "Hm.",
        "reasoning_details": [{"type": "reasoning.text", "text": "Hm."}],
    });
    let answer = answer(choice(&json!({"message": message}))).await;
    assert_eq!(answer.text, "Olá!");
}

#[tokio::test]
async fn a_refusal_is_a_field_or_a_part() {
    for (message, refused) in [
        (json!({"content": null, "refusal": "Não posso."}), true),
        (
            json!({"content": [{"type": "refusal", "refusal": "Não posso."}]}),
            true,
        ),
        (json!({"content": "Olá!", "refusal": null}), false),
        (json!({"content": "Olá!", "refusal": ""}), false),
        (json!({"content": "Olá!", "refusal": false}), false),
    ] {
        let answer = answer(choice(&json!({"message": message}))).await;
        assert_eq!(answer.refused, refused, "{message}");
    }
}

#[tokio::test]
async fn a_transfer_is_called_in_whatever_form_a_server_writes_it() {
    let arguments = json!({"reason": "pediu", "summary": "Boleto."});
    let text = arguments.to_string();
    let call = |arguments: &Value| {
        json!({"id": "c", "type": "function",
               "function": {"name": "transfer_to_human", "arguments": arguments}})
    };
    let other = json!({"type": "custom", "custom": {"name": "a", "input": "b"}});
    for message in [
        json!({"content": null, "tool_calls": [call(&json!(text))]}),
        json!({"content": null, "tool_calls": [call(&arguments)]}),
        json!({"tool_calls": [null, other, {"function": call(&arguments)["function"]}]}),
        json!({"function_call": {"name": "transfer_to_human", "arguments": text}}),
        json!({"tool_calls": null,
               "function_call": {"name": "transfer_to_human", "arguments": arguments}}),
        // The same call written out beside it says less.
        json!({"content": "transfer_to_human()", "tool_calls": [call(&arguments)]}),
    ] {
        let answer = answer(choice(&json!({"message": message}))).await;
        let expected = TransferCall {
            reason: "pediu".to_owned(),
            summary: "Boleto.".to_owned(),
        };
        assert_eq!(answer.transfer, Some(expected), "{message}");
        assert_eq!(answer.text, "", "{message}");
    }
}

#[tokio::test]
async fn what_a_server_bends_costs_only_its_own_part() {
    let function_call = json!("transfer_to_human");
    let message = json!({
        "content": "Olá!", "tool_calls": {"name": "transfer_to_human"},
        "function_call": function_call, "refusal": {},
    });
    for bent in [
        json!({"choices": [{"message": message, "finish_reason": 7}], "usage": [], "error": ""}),
        json!({"choices": [null, {"message": message}, {"message": {"content": "Outra."}}]}),
    ] {
        let answer = answer(Step::raw(200, bent.to_string())).await;
        let expected = Completion {
            text: "Olá!".to_owned(),
            model: Some("gpt-6-luna".to_owned()),
            ..Completion::default()
        };
        assert_eq!(answer, expected, "{bent}");
    }
    for empty in [
        json!({"choices": []}),
        json!({"choices": [{}]}),
        json!({"choices": [{"message": null}]}),
    ] {
        let answer = answer(Step::raw(200, empty.to_string())).await;
        assert_eq!(answer.text, "", "{empty}");
    }
}

#[tokio::test]
async fn the_end_says_what_the_answer_is_worth() {
    let content = "O boleto vence dia 10. Para pagar, abra o";
    let whole = "O boleto vence dia 10.";
    for (reason, text, refused) in [
        (json!("stop"), content, false),
        (json!("tool_calls"), content, false),
        (json!("function_call"), content, false),
        (json!("eos"), content, false),
        (json!(null), content, false),
        (json!("length"), whole, false),
        (json!("model_length"), whole, false),
        (json!("max_tokens"), whole, false),
        (json!("content_filter"), "", true),
    ] {
        let of = json!({"finish_reason": reason, "message": {"content": content}});
        let answer = answer(choice(&of)).await;
        assert_eq!((&*answer.text, answer.refused), (text, refused), "{reason}");
    }
    for reason in ["error", "abort", "insufficient_system_resource"] {
        let of = json!({"finish_reason": reason, "message": {"content": content}});
        let detail = format!("chat completion broken off: {reason}");
        let expected = AssistantError::Failed(Failure::transient(detail));
        assert_eq!(answer_to(choice(&of)).await, Err(expected));
    }
}

#[tokio::test]
async fn what_broke_an_answer_off_is_sorted_by_its_own_code() {
    let broken = json!({"finish_reason": "error", "message": {"content": "Bem, na verd"}});
    let mut with_own = broken.clone();
    with_own["error"] = json!({"code": 502, "message": "the provider failed"});
    let refused = json!({"code": "model_not_found"});
    for (body, expected) in [
        (
            json!({"choices": [with_own]}),
            Failure::transient("HTTP 502"),
        ),
        (
            json!({"choices": [broken], "error": refused}),
            Failure::permanent("HTTP 200 model_not_found"),
        ),
        (
            json!({"choices": [], "error": refused}),
            Failure::permanent("HTTP 200 model_not_found"),
        ),
    ] {
        let error = answer_to(Step::raw(200, body.to_string())).await;
        assert_eq!(error, Err(AssistantError::Failed(expected)), "{body}");
    }
}

#[tokio::test]
async fn tokens_are_counted_as_each_server_names_them() {
    let usage = |cached_tokens| Usage {
        input_tokens: 120,
        cached_tokens,
        output_tokens: 30,
    };
    let mut expected = vec![
        (
            json!({"prompt_tokens": 120, "completion_tokens": 30}),
            usage(0),
        ),
        (
            json!({"prompt_tokens": 120, "completion_tokens": 30, "prompt_tokens_details": null}),
            usage(0),
        ),
        (
            json!({"prompt_tokens": 120, "completion_tokens": 30,
                   "prompt_tokens_details": {"cached_tokens": 64}}),
            usage(64),
        ),
        // DeepSeek.
        (
            json!({"prompt_tokens": 120, "completion_tokens": 30,
                   "prompt_cache_hit_tokens": 64, "prompt_cache_miss_tokens": 56}),
            usage(64),
        ),
        (
            json!({"prompt_tokens": 120, "completion_tokens": 30,
                   "prompt_tokens_details": {"cached_tokens": null}, "total_tokens": "150"}),
            usage(0),
        ),
    ];
    expected.push((json!(null), Usage::default()));
    for (wire, expected) in expected {
        let body = json!({"choices": [{"message": {"content": "Olá!"}}], "usage": wire});
        let answer = answer(Step::raw(200, body.to_string())).await;
        assert_eq!(answer.usage, expected, "{wire}");
    }
}

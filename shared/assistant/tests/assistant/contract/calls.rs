//! The business's functions: which may be called, and what is told of those that were.

use conversation::{
    Author, Call, CallAnswer, Round,
    ports::{Assistant, Completion, Prompt},
};
use serde_json::{Value, json};
use settings::{Function, Runtime};
use testkit::openai::{FakeOpenAi, Step, call, message};

use crate::common::{PLENTY, assistant, prompt, settings};

for_each_runtime!(
    a_function_may_be_called_and_is_told_apart_from_a_transfer,
    several_calls_keep_their_order_and_what_is_said_beside_them,
    the_rounds_follow_the_batch,
    no_function_is_offered_when_none_may_be_called,
);

fn function(name: &str) -> Function {
    serde_json::from_value(json!({
        "name": name, "description": "Finds an order.", "url": "https://loja.example/find",
        "parameters": {"type": "object", "properties": {"number": {"type": "string"}}},
    }))
    .unwrap()
}

/// The answer of an assistant that may call two functions, and what its server was sent.
async fn asked(runtime: Runtime, prompt: Prompt, step: Step) -> (Completion, Vec<String>, Value) {
    let fake = FakeOpenAi::start([step]).await;
    let mut assistant = assistant(&fake, settings(runtime, json!({})));
    assistant.functions = ["find_order", "book"].map(function).to_vec();
    let answer = assistant.answer(&prompt, PLENTY).await.unwrap();
    let request = fake.requests().remove(0);
    let tools = request.tools().into_iter().map(str::to_owned).collect();
    (answer, tools, json!(request.calls()))
}

fn batch() -> Prompt {
    prompt("loja-1", &[(Author::Customer, "cadê meu pedido 12?")])
}

async fn a_function_may_be_called_and_is_told_apart_from_a_transfer(runtime: Runtime) {
    let arguments = r#"{"number":"12"}"#;
    let step = Step::output([call("find_order", arguments)]);
    let (answer, tools, _) = asked(runtime, batch(), step).await;
    assert_eq!(tools, ["transfer_to_human", "find_order", "book"]);
    assert_eq!(
        answer.calls,
        [Call::new("find_order", arguments.to_owned())]
    );
    assert_eq!(answer.transfer, None);
}

async fn several_calls_keep_their_order_and_what_is_said_beside_them(runtime: Runtime) {
    let step = Step::output([
        message("Um momento."),
        call("book", "{}"),
        call("find_order", "{}"),
    ]);
    let (answer, _, _) = asked(runtime, batch(), step).await;
    let names: Vec<_> = answer.calls.iter().map(|call| call.name.as_str()).collect();
    assert_eq!(names, ["book", "find_order"]);
    assert_eq!(answer.text, "Um momento.");
}

async fn the_rounds_follow_the_batch(runtime: Runtime) {
    let made = |name, output: &str| Call {
        answer: Some(CallAnswer {
            may_be_done: false,
            output: output.to_owned(),
            error: None,
            took_ms: 5,
        }),
        ..Call::new(name, r#"{"a":1}"#.to_owned())
    };
    let round = |text: &str, calls| Round {
        text: text.to_owned(),
        calls,
    };
    let prompt = Prompt {
        rounds: vec![
            round(
                "Um momento.",
                vec![made("find_order", "enviado"), made("book", "não")],
            ),
            round("", vec![made("book", "sim")]),
        ],
        ..batch()
    };
    // The stand-in checks the order, the ids and that each call is answered.
    let (answer, _, told) = asked(runtime, prompt, Step::text("Foi enviado.")).await;
    let expected = [
        ["find_order", r#"{"a":1}"#, "enviado"],
        ["book", r#"{"a":1}"#, "não"],
        ["book", r#"{"a":1}"#, "sim"],
    ];
    assert_eq!(told, json!(expected));
    assert_eq!(answer.text, "Foi enviado.");
    assert_eq!(answer.calls, []);
}

async fn no_function_is_offered_when_none_may_be_called(runtime: Runtime) {
    let prompt = Prompt {
        may_call: false,
        ..batch()
    };
    let (_, tools, _) = asked(runtime, prompt, Step::text("Oi!")).await;
    assert_eq!(tools, ["transfer_to_human"]);
}

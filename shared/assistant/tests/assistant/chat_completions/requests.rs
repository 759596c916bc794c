//! What only chat completions are asked.

use conversation::{
    Author,
    ports::{Assistant, AssistantError, Completion},
};
use serde_json::{Value, json};
use settings::Runtime;
use testkit::openai::{FakeOpenAi, Step};

use crate::common::{PLENTY, assistant, prompt, settings};

/// What is made of these answers, and the bodies of the requests.
async fn asked(
    with: Value,
    steps: impl IntoIterator<Item = Step>,
) -> (Result<Completion, AssistantError>, Vec<Value>) {
    let fake = FakeOpenAi::start(steps).await;
    let assistant = assistant(&fake, settings(Runtime::ChatCompletions, with));
    let prompt = prompt("loja-1", &[(Author::Customer, "oi")]);
    let answer = assistant.answer(&prompt, PLENTY).await;
    let bodies = fake.requests().into_iter().map(|it| it.body);
    (answer, bodies.collect())
}

#[tokio::test]
async fn no_instructions_are_no_message() {
    let (_, bodies) = asked(json!({}), [Step::text("Olá!")]).await;
    let expected = json!([{"role": "user", "content": "oi"}]);
    assert_eq!(bodies[0]["messages"], expected);
}

#[tokio::test]
async fn a_limit_goes_by_its_other_name_where_the_first_is_refused() {
    let says = |message: &str| Step::raw(400, json!({"error": {"message": message}}).to_string());
    for refusal in [
        Step::refuses("max_tokens"),
        says("Unsupported parameter: 'max_tokens' is not supported with this model."),
    ] {
        let with = json!({"max_output_tokens": 800});
        let (answer, bodies) = asked(with, [refusal, Step::text("Olá!")]).await;
        let answer = answer.unwrap();
        assert_eq!((&*answer.text, answer.left_out), ("Olá!", vec![]));
        let mut first = bodies[0].clone();
        let limit = first.as_object_mut().unwrap().remove("max_tokens");
        first["max_completion_tokens"] = limit.unwrap();
        assert_eq!(bodies[1], first);
    }
}

#[tokio::test]
async fn no_answer_is_without_its_limit() {
    let with = json!({"max_output_tokens": 800});
    let both = ["max_tokens", "max_completion_tokens"].map(Step::refuses);
    let (answer, bodies) = asked(with.clone(), both).await;
    assert!(answer.is_err());
    assert_eq!(bodies.len(), 2);
    let too_long = "input length and `max_tokens` exceed context limit: 179413 + 32768 > 200000";
    let too_long = json!({"error": {"message": too_long}}).to_string();
    for (with, step) in [
        (json!({}), Step::refuses("max_tokens")),
        (with, Step::raw(400, too_long)),
    ] {
        let (answer, bodies) = asked(with, [step]).await;
        assert!(answer.is_err());
        assert_eq!(bodies.len(), 1);
    }
}

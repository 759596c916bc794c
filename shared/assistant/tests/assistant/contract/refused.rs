//! A server that refuses a parameter is asked again without it.

use std::time::Duration;

use conversation::{
    Author, LeftOut,
    ports::{Assistant, AssistantError, Completion},
};
use serde_json::{Value, json};
use settings::Runtime;
use testkit::openai::{FakeOpenAi, Received, Step};

use crate::common::{PLENTY, assistant, prompt, settings};

for_each_runtime!(
    each_server_says_in_its_own_way_which_parameter_it_refuses,
    each_parameter_is_refused_once_at_most,
    what_is_refused_otherwise_is_not_asked_again,
    a_parameter_that_is_not_set_is_not_left_out,
    all_questions_together_have_the_time_of_one,
    a_check_passes_if_an_answer_comes_without_it,
);

/// What is made of these answers, of an assistant with all parameters, and what was asked.
async fn answers(
    runtime: Runtime,
    steps: impl IntoIterator<Item = Step>,
) -> (Result<Completion, AssistantError>, Vec<Value>) {
    let fake = FakeOpenAi::start(steps).await;
    let all = json!({"reasoning_effort": "low", "verbosity": "low", "service_tier": "flex"});
    let assistant = assistant(&fake, settings(runtime, all));
    let prompt = prompt("loja-1", &[(Author::Customer, "oi")]);
    let answer = assistant.answer(&prompt, PLENTY).await;
    let bodies = fake
        .requests()
        .into_iter()
        .map(|Received { body, .. }| body);
    (answer, bodies.collect())
}

/// The field that goes with a parameter.
fn field(runtime: Runtime, parameter: LeftOut) -> &'static str {
    match (runtime, parameter) {
        (Runtime::Responses, LeftOut::ReasoningEffort) => "reasoning",
        (Runtime::Responses, LeftOut::Verbosity) => "text",
        (Runtime::ChatCompletions, LeftOut::ReasoningEffort) => "reasoning_effort",
        (Runtime::ChatCompletions, LeftOut::Verbosity) => "verbosity",
        (_, LeftOut::ServiceTier) => "service_tier",
        (_, other) => panic!("no parameter: {other:?}"),
    }
}

/// A refusal without `param`, with this message.
fn says(status: u16, message: &str) -> Step {
    let error = json!({"message": message, "type": "invalid_request_error"});
    Step::raw(status, json!({ "error": error }).to_string())
}

async fn each_server_says_in_its_own_way_which_parameter_it_refuses(runtime: Runtime) {
    let value = "Unsupported value: 'reasoning_effort' does not support 'none' with this model.";
    for (step, left_out) in [
        (Step::refuses("reasoning.effort"), LeftOut::ReasoningEffort),
        (Step::refuses("reasoning"), LeftOut::ReasoningEffort),
        (Step::refuses("reasoning_effort"), LeftOut::ReasoningEffort),
        (says(400, value), LeftOut::ReasoningEffort),
        (Step::refuses("text.verbosity"), LeftOut::Verbosity),
        (Step::refuses("text"), LeftOut::Verbosity),
        (
            says(422, "property 'verbosity' is unsupported"),
            LeftOut::Verbosity,
        ),
        (Step::refuses("service_tier"), LeftOut::ServiceTier),
        (
            says(400, "Unsupported service_tier: flex"),
            LeftOut::ServiceTier,
        ),
    ] {
        let (answer, mut asked) = answers(runtime, [step, Step::text("Olá!")]).await;
        let answer = answer.unwrap();
        assert_eq!((&*answer.text, answer.left_out), ("Olá!", vec![left_out]));
        let again = asked.pop().unwrap();
        let mut expected = asked.pop().unwrap();
        let field = field(runtime, left_out);
        assert!(expected.as_object_mut().unwrap().remove(field).is_some());
        assert_eq!(again, expected);
    }
}

async fn each_parameter_is_refused_once_at_most(runtime: Runtime) {
    let all = ["service_tier", "reasoning.effort", "text.verbosity"].map(Step::refuses);
    let (answer, asked) = answers(runtime, all.into_iter().chain([Step::text("Olá!")])).await;
    let expected = [
        LeftOut::ServiceTier,
        LeftOut::ReasoningEffort,
        LeftOut::Verbosity,
    ];
    assert_eq!(
        (answer.unwrap().left_out, asked.len()),
        (expected.into(), 4)
    );

    let (answer, asked) = answers(runtime, [Step::refuses("text"), Step::refuses("text")]).await;
    let AssistantError::Failed(failure) = answer.unwrap_err() else {
        panic!("it is refused for good")
    };
    assert_eq!(failure.detail, "HTTP 400 unsupported_parameter");
    assert_eq!(asked.len(), 2);
}

async fn what_is_refused_otherwise_is_not_asked_again(runtime: Runtime) {
    for step in [
        Step::refuses("input[0].content[0].text"),
        Step::refuses("temperature"),
        says(404, "no such service_tier"),
        says(400, "the text cannot be read"),
        Step::raw(400, "<html>service_tier</html>"),
    ] {
        let (answer, asked) = answers(runtime, [step]).await;
        assert!(answer.is_err());
        assert_eq!(asked.len(), 1);
    }
}

async fn a_parameter_that_is_not_set_is_not_left_out(runtime: Runtime) {
    let fake = FakeOpenAi::start([Step::refuses("service_tier")]).await;
    let assistant = assistant(&fake, settings(runtime, json!({"verbosity": "low"})));
    let prompt = prompt("loja-1", &[(Author::Customer, "oi")]);
    assert!(assistant.answer(&prompt, PLENTY).await.is_err());
}

async fn all_questions_together_have_the_time_of_one(runtime: Runtime) {
    const DELAY: Duration = Duration::from_secs(1);
    let steps = [Step::refuses("text"), Step::text("Olá!")];
    let fake = FakeOpenAi::start(steps.map(|step| step.after(DELAY))).await;
    let assistant = assistant(&fake, settings(runtime, json!({"verbosity": "low"})));
    let prompt = prompt("loja-1", &[(Author::Customer, "oi")]);
    let answer = assistant.answer(&prompt, DELAY + DELAY / 2).await;
    assert!(answer.is_err());
}

async fn a_check_passes_if_an_answer_comes_without_it(runtime: Runtime) {
    let fake = FakeOpenAi::start([Step::refuses("text"), Step::text("Oi!")]).await;
    let assistant = assistant(&fake, settings(runtime, json!({"verbosity": "low"})));
    assert_eq!(assistant.check(PLENTY).await, Ok(()));
}

//! The files of a batch: how they are shown, and what becomes of a server that refuses them.

use conversation::{
    Author, FileKind, FileType, LeftOut, ShownFile,
    ports::{Assistant, AssistantError, Completion, Prompt, PromptLine},
};
use serde_json::json;
use settings::Runtime;
use testkit::openai::{FakeOpenAi, Received, Step};

use crate::common::{PLENTY, assistant, prompt, settings, snapshot};

for_each_runtime!(
    files_stand_with_their_message_in_their_order,
    a_server_that_cannot_see_is_asked_at_once_without_pictures,
    what_a_server_takes_stays_when_it_refuses_the_other,
    what_names_no_file_is_no_refusal_of_one,
);

fn file(kind: FileKind, mime_type: &'static str, extension: &'static str, name: &str) -> ShownFile {
    ShownFile {
        file_type: FileType {
            kind,
            mime_type,
            extension,
        },
        name: (!name.is_empty()).then(|| name.to_owned()),
        bytes: "123".into(),
    }
}

fn picture(name: &str) -> ShownFile {
    file(FileKind::Picture, "image/jpeg", "jpg", name)
}

fn pdf() -> ShownFile {
    file(FileKind::Document, "application/pdf", "pdf", "boleto.pdf")
}

/// The customer says these, each with its files, in one batch.
fn sends(lines: Vec<(&str, Vec<ShownFile>)>) -> Prompt {
    let line = |(text, files): (&str, Vec<ShownFile>)| PromptLine {
        author: Author::Customer,
        text: text.to_owned(),
        files,
    };
    Prompt {
        batch: lines.len(),
        lines: lines.into_iter().map(line).collect(),
        ..prompt("loja-1", &[])
    }
}

/// What is made of these answers, and what was asked.
async fn asked(
    runtime: Runtime,
    prompt: Prompt,
    steps: impl IntoIterator<Item = Step>,
) -> (Result<Completion, AssistantError>, Vec<Received>) {
    let fake = FakeOpenAi::start(steps).await;
    let assistant = assistant(&fake, settings(runtime, json!({})));
    let answer = assistant.answer(&prompt, PLENTY).await;
    (answer, fake.requests())
}

/// The same, with what the customer was shown to say each time.
async fn answers(
    runtime: Runtime,
    prompt: Prompt,
    steps: impl IntoIterator<Item = Step>,
) -> (Result<Completion, AssistantError>, Vec<String>) {
    let (answer, asked) = asked(runtime, prompt, steps).await;
    (answer, asked.iter().map(Received::newest).collect())
}

/// A refusal as compatible servers write it.
fn says(status: u16, message: &str) -> Step {
    let error = json!({"message": message, "type": "invalid_request_error"});
    Step::raw(status, json!({ "error": error }).to_string())
}

async fn files_stand_with_their_message_in_their_order(runtime: Runtime) {
    let word = file(FileKind::Document, "application/msword", "doc", "");
    let text = file(FileKind::Text, "text/plain", "txt", "a.txt");
    let lines = vec![
        ("um", vec![picture(""), pdf()]),
        ("dois", vec![]),
        ("três", vec![word, text]),
        ("quatro", vec![]),
    ];
    let (_, asked) = asked(runtime, sends(lines), [Step::text("Olá!")]).await;
    let content = &asked[0].sides().last().unwrap()["content"];
    insta::assert_json_snapshot!(snapshot("files", runtime), content);
}

async fn a_server_that_cannot_see_is_asked_at_once_without_pictures(runtime: Runtime) {
    for step in [
        says(404, "No endpoints found that support image input"),
        says(400, "m is not a multimodal model"),
        says(
            422,
            "Failed to deserialize: unknown variant `input_image`, expected `input_text` or `input_file`",
        ),
        says(400, "'messages.0' : 'content' must be a string"),
        says(415, "this model does not support image input"),
        Step::raw(
            400,
            json!({"error": {
                "message": "Invalid content type. image_url is only supported by certain models.",
                "param": "input[0].content[1].type", "type": "invalid_request_error",
            }})
            .to_string(),
        ),
    ] {
        let told = format!("{step:?}");
        let lines = vec![("oi", vec![picture("a.jpg"), picture("")]), ("e?", vec![])];
        let (answer, asked) = answers(runtime, sends(lines), [step, Step::text("Olá!")]).await;
        let answer = answer.unwrap();
        assert_eq!(
            (answer.text.as_str(), answer.left_out),
            ("Olá!", vec![LeftOut::Pictures]),
            "{told}"
        );
        let note =
            "[This file could not be shown, since the server of the assistant does not take it";
        let expected = format!("oi\n\n{note}: a.jpg]\n\n{note}]\n\ne?");
        assert_eq!(asked[1], expected, "{told}");
    }
}

async fn what_a_server_takes_stays_when_it_refuses_the_other(runtime: Runtime) {
    let refuses =
        "Invalid value: 'input_file'. Supported values are: 'input_text' and 'input_image'.";
    let lines = vec![("oi", vec![picture("a.jpg"), pdf()])];
    let (answer, asked) = answers(
        runtime,
        sends(lines),
        [says(400, refuses), Step::text("Olá!")],
    )
    .await;
    assert_eq!(answer.unwrap().left_out, [LeftOut::Documents]);
    let note = "[This file could not be shown, since the server of the assistant does not take it: \
                boleto.pdf]";
    let expected = format!("oi\n\n<image/jpeg, 4>\n\n{note}");
    assert_eq!(asked[1], expected);
}

async fn what_names_no_file_is_no_refusal_of_one(runtime: Runtime) {
    for (status, message) in [
        (400, "something else"),
        (500, "image input is not supported"),
        (429, "too many images"),
        (400, "the image exceeds the maximum context length"),
        (413, "image too large"),
    ] {
        let lines = vec![("oi", vec![picture("a.jpg")])];
        let (answer, asked) = answers(runtime, sends(lines), [says(status, message)]).await;
        assert!(answer.is_err());
        assert_eq!(asked.len(), 1, "{status} {message}");
    }
    // Without a file nothing is asked again.
    let (_, asked) = answers(runtime, sends(vec![("oi", vec![])]), [says(400, "image")]).await;
    assert_eq!(asked, ["oi"]);
}

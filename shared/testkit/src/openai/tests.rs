use std::time::Duration;

use http_client::{Access, BodyLimit, Client, Form, FormPart, HttpError, Response};
use serde_json::{Value, json};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

use super::*;
use crate::files::{VOICE_MESSAGE, VOICE_MESSAGE_TEXT};

fn chat_request() -> Value {
    json!({
        "model": "m",
        "messages": [{"role": "user", "content": "oi"}],
        "tools": [{
            "type": "function",
            "function": {"name": "f", "description": "d", "parameters": {"properties": {}}},
        }],
    })
}

fn request() -> Value {
    json!({
        "model": "m", "store": false, "safety_identifier": "s", "prompt_cache_key": "p",
        "input": [{"role": "user", "content": "oi"}],
        "tools": [{"type": "file_search", "vector_store_ids": ["vs_1"]}],
    })
}

async fn ask(fake: &FakeOpenAi, key: &str, body: &Value) -> Result<Response, HttpError> {
    let client = Client::new(Access::Anywhere).unwrap();
    let path = match body.get("messages") {
        Some(_) => "chat/completions",
        None => "responses",
    };
    let url = format!("{}/{path}", fake.base_url()).parse().unwrap();
    let request = client.post(&url).bearer_auth(key).json(body);
    let limit = Duration::from_secs(20);
    client.send(request, BodyLimit::JSON, limit).await
}

async fn status(fake: &FakeOpenAi, body: &Value) -> u16 {
    ask(fake, "sk-fake", body).await.unwrap().status
}

#[tokio::test]
async fn answers_by_the_script_and_then_by_the_responder() {
    let fake = FakeOpenAi::start_with(|_| Step::text("padrão")).await;
    fake.push(Step::error(500, "server_error", None));
    assert_eq!(status(&fake, &request()).await, 500);
    assert_eq!(status(&fake, &request()).await, 200);
    assert_eq!(fake.requests().len(), 2);
}

#[tokio::test]
async fn a_wrong_request_is_refused_and_remembered() {
    let fake = FakeOpenAi::start([]).await;
    let mut body = request();
    body["store"] = json!(true);
    assert_eq!(status(&fake, &body).await, 400);
    assert_eq!(ask(&fake, "", &request()).await.unwrap().status, 401);
    assert_eq!(
        fake.take_faults(),
        ["store: must be false", "authorization: no bearer token"]
    );
    assert!(fake.requests().is_empty());
}

#[tokio::test]
async fn the_apis_own_description_is_kept_where_it_is_to_be_had() {
    let mut body = request();
    body["instructions"] = json!(7);
    let expected = spec::spec().map_or(200, |_| 400);
    let fake = FakeOpenAi::start_with(|_| Step::text("Olá!")).await;
    assert_eq!(status(&fake, &body).await, expected);
    fake.push(Step::response(json!({"status": "pondering"})));
    assert_eq!(status(&fake, &request()).await, 200);
    let faults = fake.take_faults();
    assert_eq!(faults.len(), spec::spec().map_or(0, |_| 2), "{faults:?}");
}

#[tokio::test]
async fn so_is_that_of_chat_completions() {
    let described = spec::spec().and_then(|spec| spec.of(api::Api::ChatCompletions));
    let fake = FakeOpenAi::start_with(|_| Step::text("Olá!")).await;
    assert_eq!(status(&fake, &chat_request()).await, 200);
    assert!(fake.take_faults().is_empty());
    let mut body = chat_request();
    body["tools"][0]["function"]["description"] = json!(7);
    assert_eq!(status(&fake, &body).await, described.map_or(200, |_| 400));
    fake.push(Step::own(step::Own::Written(json!({"choices": 7}))));
    assert_eq!(status(&fake, &chat_request()).await, 200);
    let faults = fake.take_faults();
    assert_eq!(faults.len(), described.map_or(0, |_| 2), "{faults:?}");
}

/// The object with which the step is answered.
async fn answered(step: Step) -> Value {
    let fake = FakeOpenAi::start([step]).await;
    let answer = ask(&fake, "sk-fake", &chat_request()).await.unwrap();
    serde_json::from_slice(&answer.body).unwrap()
}

#[tokio::test]
async fn what_the_assistant_says_is_written_for_the_api_that_is_asked() {
    let items = || [message("Um."), call("f", "{}"), call("g", "")];
    let all = answered(Step::output(items())).await;
    let choice = &all["choices"][0];
    assert_eq!(choice["message"]["content"], "Um.");
    let calls = choice["message"]["tool_calls"].as_array().unwrap();
    let calls: Vec<_> = calls.iter().map(|call| &call["function"]).collect();
    let expected = json!([{"name": "f", "arguments": "{}"}, {"name": "g", "arguments": ""}]);
    assert_eq!(json!(calls), expected);
    assert_eq!(choice["finish_reason"], "tool_calls");
    for (step, reason) in [
        (Step::output([refusal("Não.")]), "stop"),
        (Step::at_limit(items()), "length"),
        (Step::filtered([]), "content_filter"),
    ] {
        assert_eq!(answered(step).await["choices"][0]["finish_reason"], reason);
    }
}

/// The bytes that come back, whether or not they are a response.
async fn raw_answer(step: Step) -> String {
    let fake = FakeOpenAi::start([step]).await;
    let mut connection = TcpStream::connect(fake.address).await.unwrap();
    let body = request().to_string();
    let request = format!(
        "POST /v1/responses HTTP/1.1\r\nhost: a\r\nauthorization: Bearer k\r\n\
         content-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    );
    connection.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    connection.read_to_string(&mut answer).await.unwrap();
    answer
}

#[tokio::test]
async fn a_dropped_connection_brings_not_even_a_status() {
    assert_eq!(raw_answer(Step::drop()).await, "");
}

#[tokio::test]
async fn a_connection_cut_off_brings_a_beginning() {
    let answer = raw_answer(Step::cut_off()).await;
    assert!(answer.starts_with("HTTP/1.1 200 OK"), "{answer}");
    assert!(answer.ends_with("\"outp\r\n"), "{answer}");
}

#[tokio::test]
#[should_panic(expected = "store: must be false")]
async fn a_remembered_fault_fails_the_test() {
    let fake = FakeOpenAi::start([]).await;
    let mut body = request();
    body["store"] = Value::Null;
    status(&fake, &body).await;
}

#[tokio::test]
#[should_panic(expected = "a request beyond the script")]
async fn a_request_too_many_fails_the_test() {
    let fake = FakeOpenAi::start([]).await;
    status(&fake, &request()).await;
}

#[tokio::test]
#[should_panic(expected = "never played")]
async fn a_step_too_many_fails_the_test() {
    FakeOpenAi::start([Step::hang()]).await;
}

#[tokio::test]
async fn the_demo_answers_and_never_panics() {
    let any = SocketAddr::from(([127, 0, 0, 1], 0));
    let fake = FakeOpenAi::start_demo(any).await.unwrap();
    assert_eq!(status(&fake, &json!({})).await, 400);
    for question in [request(), chat_request()] {
        let answer = ask(&fake, "sk-fake", &question).await.unwrap();
        let body = String::from_utf8(answer.body.to_vec()).unwrap();
        assert!(
            body.contains("[demonstração, sem IA] Recebi 1 mensagem: “oi”."),
            "{body}"
        );
    }
    assert_eq!(
        transcription(&fake, "audio.ogg", &[("model", "m")]).await,
        200
    );
}

/// The status of the answer to a recording with that name and these fields.
async fn transcription(
    fake: &FakeOpenAi,
    name: &str,
    fields: &[(&'static str, &'static str)],
) -> u16 {
    let file = FormPart::stream_with_length(VOICE_MESSAGE, VOICE_MESSAGE.len() as u64);
    let file = file
        .file_name(name.to_owned())
        .mime_str("audio/ogg")
        .unwrap();
    let form = Form::new().part("file", file);
    let form = fields
        .iter()
        .fold(form, |form, (name, value)| form.text(*name, *value));
    let client = Client::new(Access::Anywhere).unwrap();
    let url = format!("{}/audio/transcriptions", fake.base_url());
    let request = client
        .post(&url.parse().unwrap())
        .bearer_auth("sk-fake")
        .multipart(form);
    let limit = Duration::from_secs(20);
    client
        .send(request, BodyLimit::JSON, limit)
        .await
        .unwrap()
        .status
}

#[tokio::test]
async fn recordings_have_a_script_of_their_own() {
    let fake = FakeOpenAi::start([Step::text("Abrimos, sim.")]).await;
    fake.next_transcript(Step::transcript(VOICE_MESSAGE_TEXT));
    let fields = [("model", "m")];
    assert_eq!(transcription(&fake, "audio.ogg", &fields).await, 200);
    assert_eq!(status(&fake, &request()).await, 200);
    let heard = fake.heard().remove(0);
    assert_eq!(json!(heard.fields), json!({"model": "m"}));
    assert_eq!(heard.bytes, VOICE_MESSAGE);
}

#[tokio::test]
async fn a_wrong_recording_is_refused_and_remembered() {
    let fake = FakeOpenAi::start([]).await;
    let model = ("model", "m");
    assert_eq!(transcription(&fake, "file_0.oga", &[model]).await, 400);
    assert_eq!(transcription(&fake, "audio.ogg", &[]).await, 400);
    let format = ("response_format", "json");
    assert_eq!(
        transcription(&fake, "audio.ogg", &[model, format]).await,
        400
    );
    assert_eq!(
        transcription(&fake, "audio.ogg", &[model, model]).await,
        400
    );
    assert_eq!(transcription(&fake, "audio.ogg", &[model]).await, 500);
    let expected = [
        "form: no name of a recording: file_0.oga, audio/ogg",
        "model: must be a name",
        "form: a field too many: response_format",
        "form: a field twice, or two files",
        "a recording beyond the script",
    ];
    assert_eq!(fake.take_faults(), expected);
}

#[tokio::test]
async fn the_description_of_transcripts_is_kept_where_it_is_to_be_had() {
    let fake = FakeOpenAi::start([]).await;
    fake.next_transcript(Step::own(step::Own::Written(json!({"text": 7}))));
    assert_eq!(
        transcription(&fake, "audio.ogg", &[("model", "m")]).await,
        200
    );
    assert_eq!(fake.take_faults().len(), spec::spec().map_or(0, |_| 1));
}

//! Every field that can be wrong, with the path and the message by which it is told.

use serde_json::{Value, json};

use crate::support::{ASSISTANT, Bench, INTEGRATION, assistant, webhook, whatsapp, with, without};

/// What is told of each change; the field is the one that was changed unless it is named.
async fn told(bench: &Bench, path: &str, changes: Vec<(Value, &str, &str)>) -> String {
    let mut told = String::new();
    for (body, change, field) in changes {
        let answer = bench.put(path, &body).await.expect(422);
        let (code, named) = answer.error();
        assert_eq!(
            named,
            (!field.is_empty()).then_some(field),
            "{change}: {}",
            answer.text
        );
        told.push_str(&format!("{change} → {code}: {}\n", answer.message()));
    }
    told
}

/// The JSON path of a JSON pointer.
fn path_of(pointer: &str) -> String {
    pointer.trim_start_matches('/').replace('/', ".")
}

async fn told_of(bench: &Bench, path: &str, good: &Value, changes: &[(&str, Value)]) -> String {
    let rows: Vec<_> = changes
        .iter()
        .map(|(pointer, value)| {
            let body = match value {
                Value::String(text) if text == "left out" => without(good.clone(), pointer),
                value => with(good.clone(), &[(pointer, value.clone())]),
            };
            let mut shown = value.to_string();
            if shown.len() > 60 {
                shown = format!("{} bytes", shown.len());
            }
            (
                body,
                format!("{} = {shown}", path_of(pointer)),
                path_of(pointer),
            )
        })
        .collect();
    let rows = rows
        .iter()
        .map(|(body, change, field)| (body.clone(), &**change, &**field));
    told(bench, path, rows.collect()).await
}

#[tokio::test]
async fn every_field_of_an_assistant() {
    let bench = Bench::new().await;
    let changes = [
        ("/modle", json!("m")),
        ("/id", json!("asst_other")),
        ("/id", json!(7)),
        ("/name", json!("left out")),
        ("/name", json!(" ")),
        ("/name", json!(null)),
        ("/name", json!("é".repeat(201))),
        ("/name", json!("a\u{0}b")),
        ("/runtime", json!("assistants_v2")),
        ("/runtime", json!("telepathy")),
        ("/runtime", json!(2)),
        ("/model", json!("left out")),
        ("/model", json!("")),
        ("/model", json!("m".repeat(201))),
        ("/instructions", json!(["a"])),
        ("/instructions", json!("x".repeat(90_001))),
        ("/temperature", json!(2.1)),
        ("/temperature", json!(-0.1)),
        ("/temperature", json!("hot")),
        ("/reasoning_effort", json!("most")),
        ("/verbosity", json!("medium ")),
        ("/verbosity", json!(1)),
        ("/service_tier", json!("")),
        ("/max_output_tokens", json!(15)),
        ("/max_output_tokens", json!(32_769)),
        ("/max_output_tokens", json!(16.5)),
        ("/history_turns", json!(101)),
        ("/history_turns", json!(-1)),
        ("/history_turns", json!(null)),
        ("/history_turns", json!("20")),
        ("/history_chars", json!(999)),
        ("/history_chars", json!(200_001)),
        ("/history_chars", json!(null)),
        ("/history_chars", json!("40000")),
        ("/vector_store_ids", json!("vs_1")),
        ("/vector_store_ids", json!(vec!["vs"; 11])),
    ];
    let mut told = told_of(&bench, ASSISTANT, &assistant(), &changes).await;
    let ids = "/vector_store_ids";
    for (changed, value, field) in [
        (ids, json!(["vs_1", 2]), "vector_store_ids[1]"),
        (ids, json!([""]), "vector_store_ids[0]"),
        (ids, json!(["v".repeat(201)]), "vector_store_ids[0]"),
        ("/runtime", json!("chat_completions"), "vector_store_ids"),
    ] {
        let answer = bench
            .put(ASSISTANT, &with(assistant(), &[(changed, value)]))
            .await;
        let answer = answer.expect(422);
        assert_eq!(answer.error().1, Some(field));
        told.push_str(&format!(
            "{field} → {}: {}\n",
            answer.error().0,
            answer.message()
        ));
    }
    insta::assert_snapshot!(told);
    bench.get(ASSISTANT).await.expect(404);
}

#[tokio::test]
async fn every_field_of_an_integration() {
    let bench = Bench::with_assistant().await;
    let long = "x".repeat(1025);
    let changes = [
        ("/intervall_ms", json!(1)),
        ("/id", json!("loja-2")),
        ("/name", json!("left out")),
        ("/name", json!("")),
        ("/name", json!("é".repeat(201))),
        ("/enabled", json!("yes")),
        ("/enabled", json!(null)),
        ("/interval_ms", json!(3_600_001)),
        ("/interval_ms", json!(-1)),
        ("/interval_ms", json!(1.5)),
        ("/interval_ms", json!("1000")),
        ("/channel", json!("left out")),
        ("/channel", json!("whatsapp_cloud")),
        ("/channel/kind", json!("left out")),
        ("/channel/kind", json!("telex")),
        ("/channel/kind", json!(1)),
        ("/channel/token", json!("t")),
        ("/channel/phone_number_id", json!("left out")),
        ("/channel/phone_number_id", json!("+55 11")),
        ("/channel/phone_number_id", json!(106_540)),
        ("/channel/access_token", json!("left out")),
        ("/channel/access_token", json!(null)),
        ("/channel/access_token", json!("")),
        ("/channel/access_token", json!("com espaço")),
        ("/channel/access_token", json!(long)),
        ("/channel/access_token", json!(1)),
        ("/channel/access_token", json!({"set": false})),
        ("/channel/access_token", json!({"set": true, "value": "x"})),
        ("/channel/access_token", json!({"set": true})),
        ("/channel/app_secret", json!({"set": true})),
        ("/channel/base_url", json!("graph.facebook.com")),
        ("/channel/base_url", json!("ftp://graph.example/")),
        ("/channel/base_url", json!(null)),
        ("/assistant", json!("left out")),
        ("/assistant/id", json!("left out")),
        ("/assistant/id", json!("loja")),
        ("/assistant/id", json!("asst_")),
        ("/assistant/id", json!("asst_none")),
        ("/assistant/model", json!("m")),
        ("/assistant/api_key", json!("left out")),
        ("/assistant/api_key", json!(null)),
        ("/assistant/api_key", json!("")),
        ("/assistant/api_key", json!("sk-\n")),
        ("/assistant/api_key", json!(long)),
        ("/assistant/api_key", json!({"set": true})),
        ("/assistant/base_url", json!("https://u:p@ai.example")),
        (
            "/assistant/base_url",
            json!(format!("https://ai.example/{long}")),
        ),
        ("/transfer", json!("left out")),
        ("/transfer/mark", json!("x")),
        ("/transfer/queue", json!("left out")),
        ("/transfer/queue", json!(4)),
        ("/transfer/queue", json!(" ")),
        ("/transfer/queue", json!("q".repeat(257))),
        ("/transfer/message", json!("left out")),
        ("/transfer/message", json!("")),
        ("/transfer/message", json!("m".repeat(4097))),
        ("/transfer/marker", json!("***")),
        ("/transfer/marker", json!("m".repeat(257))),
        ("/reply", json!("voice")),
        ("/reply/format", json!("song")),
        ("/reply/format", json!(null)),
        ("/reply/speed", json!(1)),
        ("/reply/voice_id", json!("left out")),
        ("/reply/voice_id", json!("")),
        ("/reply/model_id", json!("left out")),
        ("/reply/api_key", json!("left out")),
        ("/reply/api_key", json!(null)),
        ("/reply/api_key", json!("")),
        ("/reply/api_key", json!({"set": true})),
        ("/reply/base_url", json!("http:/")),
    ];
    let mut told = told_of(&bench, INTEGRATION, &whatsapp(), &changes).await;
    told.push_str(
        &told_of(
            &bench,
            INTEGRATION,
            &webhook(),
            &[
                ("/channel/reply_url", json!("left out")),
                ("/channel/reply_url", json!("shop.example")),
                ("/channel/base_url", json!("https://shop.example/")),
                ("/channel/signing_secret", json!("left out")),
                ("/channel/signing_secret", json!("whsec_AAAA")),
            ],
        )
        .await,
    );
    insta::assert_snapshot!(told);
    bench.get(INTEGRATION).await.expect(404);
}

#[tokio::test]
async fn a_voices_fields_have_no_place_beside_text() {
    let bench = Bench::with_assistant().await;
    for name in [
        "voice_id",
        "model_id",
        "api_key",
        "base_url",
        "when",
        "language_code",
        "voice_settings",
        "max_reply_characters",
        "max_day_characters",
    ] {
        for format in [json!({"format": "text"}), json!({})] {
            let reply = with(format, &[(&format!("/{name}"), json!("https://x.example"))]);
            let answer = bench
                .put(INTEGRATION, &with(webhook(), &[("/reply", reply)]))
                .await;
            let answer = answer.expect_refused("invalid", &format!("reply.{name}"));
            assert_eq!(answer.message(), "is only for the format voice");
        }
    }
}

#[tokio::test]
async fn elevenlabs_hears_nothing_without_its_key() {
    let bench = Bench::with_assistant().await;
    let hearing = ("/hearing", json!({"by": "elevenlabs"}));
    let body = with(webhook(), std::slice::from_ref(&hearing));
    let answer = bench.put(INTEGRATION, &body).await;
    let answer = answer.expect_refused("invalid", "hearing.by");
    assert!(
        answer.message().contains("choose the reply format voice"),
        "{}",
        answer.text
    );
    let speaks = with(whatsapp(), &[hearing]);
    bench.put(INTEGRATION, &speaks).await.expect(201);
}

#[tokio::test]
async fn secrets_that_are_too_long_together_are_refused() {
    let bench = Bench::with_assistant().await;
    // A backslash is stored as two bytes.
    let long = json!("\\".repeat(1024));
    let body = with(
        whatsapp(),
        &[
            ("/channel/access_token", long.clone()),
            ("/assistant/api_key", long.clone()),
            ("/reply/api_key", long),
        ],
    );
    let answer = bench.put(INTEGRATION, &body).await.expect(422);
    assert_eq!(answer.error(), ("invalid", None));
    assert!(answer.message().contains("4096"), "{}", answer.text);
}

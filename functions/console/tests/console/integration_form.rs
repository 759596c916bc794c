//! The form of an integration: all that can be set can be set there.

use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value, json};
use store::Secrets;

use crate::browser::Browser;
use crate::form::Form;
use crate::support::{
    ASSISTANT, Bench, INTEGRATION, any_clock, assistant, webhook, whatsapp, whazing, with,
};

const EDIT: &str = "/console/integrations/loja-1";
const NEW: &str = "/console/integrations/new";
const SECRET: &str = "whsec_YWJjZGVmZ2hpamtsbW5vcHFyc3R1dnd4";

/// Every setting, with another value than its default.
fn everything() -> Value {
    with(
        whatsapp(),
        &[
            ("/name", json!("Loja \"1\" & <Filial>")),
            ("/enabled", json!(false)),
            ("/interval_ms", json!(15_000)),
            (
                "/wait",
                json!({"kind": "quiet", "quiet_ms": 3_000, "max_ms": 20_000}),
            ),
            (
                "/answer_at_once",
                json!({"phrases": ["é urgente", "socorro"], "buttons": true}),
            ),
            (
                "/assistant/base_url",
                json!("https://ai.example/v1?api-version=2"),
            ),
            ("/channel/base_url", json!("https://graph.example/v9")),
            (
                "/transfer/message",
                json!("\n Um momento.\n\nJá chamo \"alguém\".\n"),
            ),
            ("/transfer/marker", json!("Ação: Vendas")),
            (
                "/reply",
                json!({
                    "format": "voice", "api_key": "xi-secret", "voice_id": "v", "model_id": "m",
                    "base_url": "https://voz.example", "when": "mirror", "language_code": "pt",
                    "voice_settings": {
                        "stability": 0.5, "similarity_boost": 1.0, "style": 0.25,
                        "use_speaker_boost": false, "speed": 1.1,
                    },
                    "max_reply_characters": 700, "max_day_characters": 0,
                    "balloons": {"kind": "paragraphs", "max": 5, "max_pause_ms": 2_500},
                }),
            ),
            (
                "/hearing",
                json!({
                    "by": "elevenlabs", "model": "scribe_v1", "max_attachments": 3, "max_megabytes": 20,
                    "max_seconds": 90, "max_day_minutes": 30, "videos": false,
                    "server": {"base_url": "https://ouve.example", "api_key": "xi-ouve"},
                }),
            ),
            (
                "/seeing",
                json!({
                    "pictures": false, "documents": true, "detail": "auto", "max_attachments": 3,
                    "max_megabytes": 5,
                }),
            ),
            (
                "/tools",
                json!({
                    "functions": [{
                        "name": "find_order", "description": "Finds an order, by its number.",
                        "parameters": {
                            "type": "object", "properties": {"number": {"type": "string"}},
                        },
                        "url": "https://loja.example/find?v=1", "timeout_ms": 5_000,
                        "max_answer_bytes": 1_000,
                    }],
                    "signing_secret": SECRET, "max_calls": 3,
                }),
            ),
            (
                "/desk",
                json!({"kind": "webhook", "url": "https://desk.example/in?team=4", "signing_secret": SECRET}),
            ),
            (
                "/hours",
                json!({
                    "time_zone": "America/Manaus",
                    "week": {"mon": [["09:00", "12:00"], ["13:00", "18:00"]], "sat": [["22:00", "02:00"]]},
                    "message": "Abrimos às 9h.",
                }),
            ),
            ("/time_zone", json!("America/Belem")),
            (
                "/context",
                json!({"time": false, "channel": false, "hours": false, "customer_name": false}),
            ),
            ("/phrases", json!(["quero uma pessoa", "humano"])),
            ("/return_after_hours", json!(12)),
            ("/release_keyword", json!("#robô")),
            ("/answer_on_release", json!(false)),
            ("/return_on_recovery", json!(false)),
            ("/answer_when_enabled", json!(false)),
            ("/max_replies_per_hour", json!(12)),
            (
                "/caps",
                json!({
                    "max_turn_tokens": 60_000, "max_contact_day_tokens": 300_000, "max_day_tokens": 5_000_000,
                    "message": "Por hoje é só.\n\nAté amanhã!",
                }),
            ),
        ],
    )
}

fn telegram() -> Value {
    let channel = json!({"kind": "telegram", "bot_token": "1:a", "secret_token": "s"});
    with(
        webhook(),
        &[("/channel", channel), ("/phrases", json!("default"))],
    )
}

fn chatwoot() -> Value {
    let channel = json!({
        "kind": "chatwoot", "base_url": "https://chat.example", "account_id": "1",
        "access_token": "t", "webhook_secret": "s",
    });
    let transfer = json!({"queue": "4", "message": "Um momento."});
    with(
        webhook(),
        &[
            ("/channel", channel),
            ("/transfer", transfer),
            ("/desk", json!({"kind": "none"})),
            // As a phrase, it is no list of Recado's.
            ("/phrases", json!(["default"])),
        ],
    )
}

#[tokio::test]
async fn what_is_shown_and_saved_again_is_the_same() {
    let bench = Bench::with_assistant().await;
    let mut browser = Browser::of_admin(&bench).await;
    let whazing = with(
        whazing(),
        &[
            ("/channel/bot_queue", json!("9")),
            ("/channel/whatsapp_id", json!("1")),
        ],
    );
    for body in [everything(), webhook(), telegram(), whazing, chatwoot()] {
        let _ = bench.delete(INTEGRATION).await;
        let before = bench.put(INTEGRATION, &body).await.expect(201).body;
        let form = browser.get(EDIT).await.expect(200).form(EDIT);
        for path in paths("", &before) {
            let within = format!("{path}.");
            let has = |(name, _): (&str, &str)| name == path || name.starts_with(&within);
            assert!(form.pairs().any(has), "the form has no {path}");
        }
        browser.submit(&form).await.expect_see(EDIT);
        let after = bench.get(INTEGRATION).await.expect(200).body;
        assert_eq!(after, before);
        browser
            .get(EDIT)
            .await
            .expect_says("The integration is saved.");
    }
}

/// The paths of all settings that the form must have a field for.
fn paths(path: &str, value: &Value) -> Vec<String> {
    match value {
        Value::Object(fields) if !fields.contains_key("set") => fields
            .iter()
            .flat_map(|(name, value)| paths(&format!("{path}.{name}"), value))
            // What never changes, and what follows from others.
            .filter(|path| !["id", "desk_in_use", "reply.format"].contains(&path.as_str()))
            .collect(),
        _ => vec![path.trim_start_matches('.').to_owned()],
    }
}

/// A new integration on Telegram, as somebody fills it in.
async fn filled(browser: &mut Browser<'_>) -> Form {
    let form = browser.get(NEW).await.expect(200).form(NEW);
    let fields = [
        ("channel.kind", "telegram"),
        ("name", "Padaria São João"),
        ("transfer.queue", "vendas"),
        ("transfer.message", "Vou chamar alguém."),
        ("assistant.api_key", "sk-secret"),
        ("assistant.id", "asst_loja"),
        ("channel.bot_token", "123456:ABC-DEF"),
    ];
    fields
        .into_iter()
        .fold(form, |form, (name, value)| form.fill(name, value))
}

#[tokio::test]
async fn an_integration_is_made_with_what_the_original_screen_asks() {
    let bench = Bench::with_assistant().await;
    let mut browser = Browser::of_admin(&bench).await;
    let form = filled(&mut browser).await.fill("interval_ms", "15000");
    bench.clock.advance(Duration::from_secs(1));
    let saved = browser.submit(&form).await;
    saved.expect_see("/console/integrations/padaria-sao-joao");
    let path = "/console/api/integrations/padaria-sao-joao";
    let made = bench.get(path).await.expect(200).body;
    assert_eq!(made["interval_ms"], 15_000);
    assert_eq!(made["channel"]["secret_token"], json!({"set": true}));
    let one = json!({"format": "text", "balloons": null});
    assert_eq!(made["reply"], one);
    assert_eq!(made["hearing"]["by"], "assistant");
    assert_eq!(
        (&made["phrases"], &made["hours"]),
        (&Value::Null, &Value::Null)
    );
    assert_eq!(made["answer_on_release"], true);
    // The reader's, as far as is known.
    assert_eq!(made["time_zone"], "UTC");
    assert_eq!(made["context"]["customer_name"], true);
    let shown = browser
        .get("/console/integrations/padaria-sao-joao")
        .await
        .expect(200);
    let shown = shown.expect_says("https://recado.example/webhooks/padaria-sao-joao");
    for secret in ["sk-secret", "123456:ABC-DEF"] {
        assert!(!shown.html.contains(secret));
    }
    let audit = bench.get("/console/api/audit").await.body;
    assert_eq!(audit["lines"][0]["did"], "save_integration");
    assert_eq!(audit["lines"][0]["integration"], "padaria-sao-joao");

    // Whoever made it did not mean another one.
    let again = browser.submit(&form).await.expect(422);
    let again = again.expect_says("There is an integration under this id already");
    again.expect_says("href=\"#id\"");
}

#[tokio::test]
async fn what_is_stored_without_a_time_zone_gets_none_unasked() {
    let bench = Bench::with_assistant().await;
    bench.put(INTEGRATION, &webhook()).await.expect(201);
    let mut browser = Browser::of_admin(&bench).await;
    let form = browser.get(EDIT).await.expect(200).form(EDIT);
    let hours = form
        .fill("_hours", "own")
        .fill("hours.message", "Abrimos às 9h.")
        .fill("context.time", "false");
    let shown = browser.submit(&hours).await.expect(422);
    shown.expect_says("<p id=\"hours.time_zone-mistake\"");
    let inherits = hours.fill("time_zone", "America/Belem");
    browser.submit(&inherits).await.expect_see(EDIT);
    let stored = bench.get(INTEGRATION).await.body;
    assert_eq!(stored["hours"]["time_zone"], Value::Null);
    assert_eq!(stored["time_zone"], "America/Belem");
    assert_eq!(stored["context"]["time"], false);
    assert_eq!(stored["context"]["channel"], true);
}

#[tokio::test]
async fn a_time_zone_that_was_emptied_does_not_come_back() {
    let bench = Bench::with_assistant().await;
    let mut browser = Browser::of_admin(&bench).await;
    let form = filled(&mut browser).await;
    assert_eq!(form.get("time_zone"), "UTC");
    let wrong = form.fill("time_zone", "").fill("release_keyword", "!");
    let again = browser.submit(&wrong).await.expect(422).form(NEW);
    assert_eq!(again.get("time_zone"), "");
}

/// A browser would refuse them where nobody sees it.
#[tokio::test]
async fn numbers_that_may_be_hidden_have_no_bounds_in_the_page() {
    let bench = Bench::with_assistant().await;
    let mut browser = Browser::of_admin(&bench).await;
    let shown = browser.get(NEW).await.expect(200);
    for field in [
        "wait.quiet_ms",
        "wait.max_ms",
        "reply.balloons.max",
        "reply.balloons.max_pause_ms",
    ] {
        let (_, input) = shown
            .html
            .split_once(&format!("<input id=\"{field}\""))
            .unwrap();
        let (input, _) = input.split_once('>').unwrap();
        assert!(!input.contains("min="), "{input}");
        assert!(!input.contains("max="), "{input}");
        assert!(input.contains("step=\"any\""), "{input}");
    }
}

#[tokio::test]
async fn the_audit_names_what_could_not_be_made() {
    let mut bench = Bench::with_assistant().await;
    let kms = bench.clients.kms.clone();
    let keyless = Secrets::new(kms, "none".to_owned(), any_clock(&bench.clock));
    Arc::get_mut(&mut bench.console).unwrap().secrets = keyless;
    let mut browser = Browser::of_admin(&bench).await;
    let form = filled(&mut browser).await;
    bench.clock.advance(Duration::from_secs(1));
    browser.submit(&form).await.expect(500);
    let audit = bench.get("/console/api/audit").await.body;
    assert_eq!(audit["lines"][0]["integration"], "padaria-sao-joao");
}

#[tokio::test]
async fn a_mistake_is_told_beside_its_field_and_nothing_that_was_typed_is_lost() {
    let bench = Bench::with_assistant().await;
    let mut browser = Browser::of_admin(&bench).await;
    let form = filled(&mut browser).await;
    let form = form.fill("interval_ms", "9999999");
    let shown = browser.submit(&form).await.expect(422);
    for text in [
        "<p id=\"interval_ms-mistake\" class=\"mistake\">Write a whole number from 0 to 3,600,000.</p>",
        "aria-describedby=\"interval_ms-mistake interval_ms-help\" aria-invalid=\"true\"",
        "<a href=\"#interval_ms\">Interval between messages (ms)</a>",
        "data-unsaved=\"changed\"",
        "Type it again: what you typed here is not kept.",
    ] {
        assert!(shown.html.contains(text), "{text} in {}", shown.html);
    }
    for secret in ["sk-secret", "123456:ABC-DEF"] {
        assert!(!shown.html.contains(secret), "{secret}");
    }
    let again = shown.form(NEW);
    for (name, value) in form.pairs() {
        let expected = if matches!(name, "assistant.api_key" | "channel.bot_token") {
            ""
        } else {
            value
        };
        if form.get(name) == value {
            assert_eq!(again.get(name), expected, "{name}");
        }
    }
    let mended = again
        .fill("interval_ms", "0")
        .fill("_hours", "own")
        .fill("hours.week.tue", "9-18h")
        .fill("assistant.api_key", "sk-secret");
    let mended = mended.fill("channel.bot_token", "123456:ABC-DEF");
    let shown = browser.submit(&mended).await.expect(422);
    // A part of a field leads to its field.
    shown.expect_says("<p id=\"hours.week.tue-mistake\"");
}

#[tokio::test]
async fn refusals_are_told_in_the_readers_language() {
    let bench = Bench::with_assistant().await;
    let mut browser = Browser::of_admin(&bench).await;
    let form = filled(&mut browser).await;
    browser.headers = vec![("accept-language", "pt-BR")];
    let long = "x".repeat(5000);
    for (changes, at, said) in [
        (&[("name", "")][..], "name", "Preencha este campo."),
        (
            &[("name", ""), ("id", "loja")],
            "name",
            "Preencha este campo.",
        ),
        (
            &[("name", &long[..300])],
            "name",
            "É longo demais: no máximo 200 caracteres.",
        ),
        (&[("name", "a\u{1}b")], "name", "Há caracteres invisíveis."),
        (&[("id", "Loja 1")], "id", "Use de 1 a 64 de a–z, 0–9 e -"),
        (
            &[("channel.kind", "")],
            "channel.kind",
            "Preencha este campo.",
        ),
        (
            &[("channel.kind", "telex")],
            "channel.kind",
            "Escolha um destes: whatsapp_cloud",
        ),
        (
            &[("channel.bot_token", "abc")],
            "channel.bot_token",
            "Escreva o token que o BotFather deu",
        ),
        (
            &[("channel.bot_token", "")],
            "channel.bot_token",
            "Preencha este campo.",
        ),
        (
            &[("channel.secret_token", "ã")],
            "channel.secret_token",
            "Use de 1 a 256 de A–Z",
        ),
        (
            &[("channel.base_url", "api.example")],
            "channel.base_url",
            "Escreva o endereço completo",
        ),
        (
            &[("assistant.api_key", "sk 1")],
            "assistant.api_key",
            "sem espaços",
        ),
        (
            &[("assistant.id", "asst_none")],
            "assistant.id",
            "O Recado não tem o assistente asst_none.",
        ),
        (
            &[("assistant.id", "none")],
            "assistant.id",
            "Escreva asst_ e depois",
        ),
        (
            &[("assistant.base_url", "https://a.example?key=1")],
            "assistant.base_url",
            "não pode ter chave nem senha",
        ),
        (
            &[("interval_ms", "1,5")],
            "interval_ms",
            "número inteiro de 0 a 3.600.000.",
        ),
        (
            &[("transfer.queue", "")],
            "transfer.queue",
            "Preencha este campo.",
        ),
        (
            &[("transfer.marker", "***")],
            "transfer.marker",
            "É preciso ao menos uma letra",
        ),
        (
            &[("reply.voice_id", "v")],
            "reply.api_key",
            "Preencha este campo.",
        ),
        (
            &[
                ("reply.voice_id", "v"),
                ("reply.api_key", "x"),
                ("reply.model_id", "m"),
                ("reply.voice_settings.speed", "2"),
            ],
            "reply.voice_settings.speed",
            "Escreva um número de 0,7 a 1,2.",
        ),
        (
            &[
                ("reply.voice_id", "v"),
                ("reply.api_key", "x"),
                ("reply.model_id", "m"),
                ("reply.language_code", "por"),
            ],
            "reply.language_code",
            "Escreva as duas letras do idioma",
        ),
        (
            &[("desk.kind", "webhook")],
            "desk.url",
            "Preencha este campo.",
        ),
        (
            &[("desk.kind", "whazing")],
            "desk.kind",
            "Escolha outro destino.",
        ),
        (
            &[
                ("desk.kind", "webhook"),
                ("desk.url", "https://d.example"),
                ("desk.signing_secret", "whsec_a"),
            ],
            "desk.signing_secret",
            "Escreva whsec_ e depois uma chave",
        ),
        (
            &[("_hours", "own"), ("hours.time_zone", "Brasília")],
            "hours.time_zone",
            "Escolha um fuso horário",
        ),
        (
            &[("_hours", "own"), ("hours.message", "")],
            "hours.message",
            "Preencha este campo.",
        ),
        (
            &[("_hours", "own"), ("hours.week.fri", "manhã")],
            "hours.week.fri",
            "Escreva horários de 00:00 a 24:00",
        ),
        (
            &[("_phrases", "own"), ("phrases", "")],
            "phrases",
            "Escreva ao menos uma",
        ),
        (
            &[("_phrases", "own"), ("phrases", "a\n***")],
            "phrases",
            "É preciso ao menos uma letra",
        ),
        (
            &[("return_after_hours", "721")],
            "return_after_hours",
            "número inteiro de 1 a 720.",
        ),
        (
            &[("release_keyword", "!")],
            "release_keyword",
            "É preciso ao menos uma letra",
        ),
        (
            &[("wait.kind", "quiet"), ("wait.quiet_ms", "60001")],
            "wait.max_ms",
            "A espera máxima precisa ser",
        ),
        (
            &[
                ("reply.balloons.kind", "paragraphs"),
                ("reply.balloons.max", "11"),
            ],
            "reply.balloons.max",
            "número inteiro de 1 a 10.",
        ),
        (
            &[("answer_at_once.phrases", "a\n***")],
            "answer_at_once.phrases",
            "É preciso ao menos uma letra",
        ),
        (
            &[("hearing.by", "elevenlabs")],
            "hearing.by",
            "A ElevenLabs ouve com a chave que fala",
        ),
        (
            &[("hearing.by", "whisper")],
            "hearing.by",
            "Escolha um destes: assistant",
        ),
        (
            &[("hearing.max_day_minutes", "0")],
            "hearing.max_day_minutes",
            "número inteiro de 1 a 100.000.",
        ),
        (
            &[("seeing.detail", "original")],
            "seeing.detail",
            "Escolha um destes: low",
        ),
        (
            &[("max_replies_per_hour", "0")],
            "max_replies_per_hour",
            "número inteiro de 1 a 1.000.",
        ),
        (
            &[("caps.max_turn_tokens", "999")],
            "caps.max_turn_tokens",
            "número inteiro de 1.000 a 10.000.000.",
        ),
        (
            &[("caps.max_contact_day_tokens", "muito")],
            "caps.max_contact_day_tokens",
            "número inteiro de 1.000 a 1.000.000.000.",
        ),
        (
            &[("caps.max_day_tokens", "0")],
            "caps.max_day_tokens",
            "número inteiro de 1.000 a 1.000.000.000.",
        ),
    ] {
        let form = changes
            .iter()
            .fold(form.clone(), |form, (name, value)| form.fill(name, value));
        let shown = browser.submit(&form).await.expect(422);
        let mark = format!("<p id=\"{at}-mistake\" class=\"mistake\">");
        let (_, told) = shown
            .html
            .split_once(&mark)
            .unwrap_or_else(|| unreachable!("{changes:?}: {}", shown.html));
        let told = told.split_once("</p>").unwrap().0;
        assert!(told.contains(said), "{changes:?}: {told}");
        assert!(
            shown.html.contains(&format!("href=\"#{at}\"")),
            "{changes:?}"
        );
    }
}

#[tokio::test]
async fn a_stored_secret_stays_and_another_place_wants_it_again() {
    let bench = Bench::with_assistant().await;
    bench.put(INTEGRATION, &everything()).await.expect(201);
    let mut browser = Browser::of_admin(&bench).await;
    let form = browser.get(EDIT).await.expect(200).form(EDIT);
    let moved = form
        .clone()
        .fill("assistant.base_url", "https://other.example/v1");
    let shown = browser.submit(&moved).await.expect(422);
    let shown = shown.expect_says("Write it again: it would now go to another place than before.");
    shown.expect_says("<a href=\"#assistant.api_key\">API key</a>");
    let written = moved.fill("assistant.api_key", "sk-other");
    browser.submit(&written).await.expect_see(EDIT);
    assert!(!bench.raw_items().await.contains("sk-other"));

    // Whoever answers in text needs no key any more, unless it hears.
    let text = browser
        .get(EDIT)
        .await
        .form(EDIT)
        .fill("reply.voice_id", "")
        .fill("hearing.server.base_url", "");
    let shown = browser.submit(&text).await.expect(422);
    shown.expect_says("<p id=\"hearing.by-mistake\"");
    let text = text.fill("hearing.by", "assistant");
    browser.submit(&text).await.expect_see(EDIT);
    let stored = bench.get(INTEGRATION).await.body;
    let balloons = json!({"kind": "paragraphs", "max": 5, "max_pause_ms": 2_500});
    assert_eq!(
        stored["reply"],
        json!({"format": "text", "balloons": balloons})
    );
    assert_eq!(stored["hearing"]["model"], "scribe_v1");
    assert_eq!(stored["hearing"]["server"], Value::Null);
}

#[tokio::test]
async fn another_kind_of_channel_has_other_fields() {
    let bench = Bench::with_assistant().await;
    bench.put(INTEGRATION, &everything()).await.expect(201);
    let mut browser = Browser::of_admin(&bench).await;
    let form = browser.get(EDIT).await.expect(200).form(EDIT);
    let fields: Vec<_> = form.pairs().collect();
    browser.headers.push(("hx-request", "true"));
    for (kind, has, has_not) in [
        (
            "chatwoot",
            "name=\"channel.account_id\"",
            "channel.app_secret",
        ),
        (
            "whatsapp_cloud",
            "value=\"106540352242922\"",
            "channel.account_id",
        ),
        (
            "telegram",
            "name=\"channel.bot_token\"",
            "channel.access_token",
        ),
    ] {
        let mut fields = fields.clone();
        fields.push(("channel.kind", kind));
        fields.retain(|(name, value)| *name != "channel.kind" || *value == kind);
        let address = format!("{EDIT}/channel-fields");
        let shown = browser.post(&address, &fields).await.expect(200);
        let shown = shown.expect_says(has);
        assert!(
            !shown.html.contains(has_not) && !shown.html.contains("<html"),
            "{}",
            shown.html
        );
        // The stored token is WhatsApp's alone.
        let keeps = shown.html.contains("Stored. Leave it empty to keep it.");
        assert_eq!(keeps, kind == "whatsapp_cloud", "{kind}");
    }
    let shown = browser
        .post("/console/channel-fields", &[("channel.kind", "whazing")])
        .await;
    shown
        .expect(200)
        .expect_says("name=\"channel.webhook_token\"");
}

#[tokio::test]
async fn what_was_written_for_another_channel_never_goes_to_this_one() {
    let bench = Bench::with_assistant().await;
    bench.put(INTEGRATION, &everything()).await.expect(201);
    let mut browser = Browser::of_admin(&bench).await;
    let form = browser.get(EDIT).await.expect(200).form(EDIT);
    let other = form.fill("channel.kind", "telegram");
    let shown = browser.submit(&other).await.expect(422);
    let shown = shown.expect_says("<p id=\"channel.bot_token-mistake\"");
    assert!(!shown.html.contains("value=\"https://graph.example/v9\""));
    let moved = shown.form(EDIT).fill("channel.bot_token", "123456:ABC-DEF");
    browser.submit(&moved).await.expect_see(EDIT);
    let stored = bench.get(INTEGRATION).await.body;
    assert_ne!(stored["channel"]["base_url"], "https://graph.example/v9");

    let parts = [
        ("channel.kind", "telegram"),
        ("_kind", "whatsapp_cloud"),
        ("channel.base_url", "https://graph.example"),
    ];
    browser.headers.push(("hx-request", "true"));
    let shown = browser.post("/console/channel-fields", &parts).await;
    assert!(!shown.expect(200).html.contains("graph.example"));
}

#[tokio::test]
async fn a_part_that_does_not_come_takes_nothing_away() {
    let bench = Bench::with_assistant().await;
    bench.put(INTEGRATION, &everything()).await.expect(201);
    let before = bench.get(INTEGRATION).await.body;
    let mut browser = Browser::of_admin(&bench).await;
    let shown = browser.get(EDIT).await.expect(200);
    let mut asking = shown.html.split('<').filter(|tag| tag.contains("hx-post"));
    assert!(asking.all(|tag| {
        let keeps = |status: &str| tag.contains(&format!("hx-status:{status}=\"swap:none\""));
        keeps("4xx") && keeps("5xx")
    }));
    let form = shown.form(EDIT);
    let of_voices = ["reply.voice_id", "reply.model_id", "reply.when"];
    let without = form.pairs().filter(|(name, _)| !of_voices.contains(name));
    let without: Vec<_> = without.collect();
    browser.post(EDIT, &without).await.expect_see(EDIT);
    assert_eq!(bench.get(INTEGRATION).await.body, before);
}

#[tokio::test]
async fn a_key_for_voices_wants_a_voice() {
    let bench = Bench::with_assistant().await;
    let mut browser = Browser::of_admin(&bench).await;
    let form = filled(&mut browser).await;
    let form = form.fill("reply.api_key", "xi-secret");
    let shown = browser.submit(&form).await.expect(422);
    let shown = shown.expect_says("<p id=\"reply.voice_id-mistake\"");
    shown.expect_says("Choose a voice for this key");

    let deletes = "Deletes the stored key";
    bench.put(INTEGRATION, &webhook()).await.expect(201);
    let shown = browser.get(EDIT).await.expect(200);
    assert!(!shown.html.contains(deletes));
    bench.put(INTEGRATION, &everything()).await.expect(200);
    browser.get(EDIT).await.expect_says(deletes);
}

#[tokio::test]
async fn no_integration_has_the_address_of_the_form() {
    let bench = Bench::with_assistant().await;
    let mut browser = Browser::of_admin(&bench).await;
    let form = filled(&mut browser).await;
    let typed = form.clone().fill("id", "new");
    let shown = browser.submit(&typed).await.expect(422);
    shown.expect_says("No integration can have this id");
    let named = form.fill("name", "New!");
    let saved = browser.submit(&named).await;
    saved.expect_see("/console/integrations/new-1");
}

#[tokio::test]
async fn only_messages_are_written_on_several_lines() {
    let bench = Bench::with_assistant().await;
    bench.put(INTEGRATION, &everything()).await.expect(201);
    let mut browser = Browser::of_admin(&bench).await;
    let shown = browser.get(EDIT).await.expect(200);
    for field in [
        "channel.phone_number_id",
        "channel.base_url",
        "assistant.base_url",
    ] {
        assert!(
            shown.html.contains(&format!("<input id=\"{field}\"")),
            "{field}"
        );
    }
    for field in ["transfer.message", "hours.message", "phrases"] {
        assert!(
            shown.html.contains(&format!("<textarea id=\"{field}\"")),
            "{field}"
        );
    }
}

#[tokio::test]
async fn an_operator_makes_only_what_its_token_names() {
    let bench = Bench::new().await;
    let operator = bench.person("operator", &["loja-1"]).await;
    operator.put(ASSISTANT, &assistant()).await.expect(201);
    let mut browser = Browser::of(&bench, &operator.token).await;
    let form = filled(&mut browser).await;
    let other = form.clone().fill("id", "loja-2");
    browser.submit(&other).await.expect(404);
    bench
        .get("/console/api/integrations/loja-2")
        .await
        .expect(404);
    assert_eq!(form.get("id"), "");
    browser
        .submit(&form.fill("id", "loja-1"))
        .await
        .expect_see(EDIT);
    browser
        .get("/console/integrations/loja-2")
        .await
        .expect(404);
}

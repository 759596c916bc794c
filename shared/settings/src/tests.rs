use std::time::Duration;

use conversation::{Balloons, Caps, Wait};
use fields::{Invalid, Mistake, Reason, read};
use secrecy::ExposeSecret;
use serde_json::{Value, json};

use crate::{
    Assistant, HeardBy, Integration, ReasoningEffort, Reply, Runtime, SecretValues, ServiceTier,
    Verbosity,
};

fn integration(with: &[(&str, Value)]) -> Value {
    let mut body = json!({
        "id": "loja-1",
        "name": "Loja 1",
        "channel": {"kind": "telegram", "bot_token": "1:sk-secret", "secret_token": "sk-secret"},
        "assistant": {"id": "asst_loja", "api_key": "sk-secret"},
        "transfer": {"queue": "4", "message": "Vou chamar uma pessoa da equipe."},
    });
    for (pointer, value) in with {
        let (parent, name) = pointer.rsplit_once('/').unwrap();
        body.pointer_mut(parent).unwrap()[name] = value.clone();
    }
    body
}

fn refused(with: &[(&str, Value)]) -> (Mistake, String) {
    let Invalid { mistake, path, .. } = Integration::read(integration(with)).unwrap_err();
    (mistake, path)
}

#[test]
fn what_is_left_out_takes_its_default() {
    let settings = json!(Integration::read(integration(&[])).unwrap());
    let mut expected = integration(&[
        ("/enabled", json!(true)),
        (
            "/context",
            json!({"time": true, "channel": true, "hours": true, "customer_name": true}),
        ),
        ("/interval_ms", json!(1_000)),
        ("/answer_at_once", json!({"phrases": [], "buttons": false})),
        ("/assistant/api_key", json!({"set": true})),
        ("/assistant/base_url", json!("https://api.openai.com/v1")),
        (
            "/transfer/marker",
            json!("Ação: Transferir para o setor de atendimento"),
        ),
        ("/reply", json!({"format": "text", "balloons": null})),
        (
            "/hearing",
            json!({
                "by": "assistant", "model": null, "videos": true, "max_attachments": 8, "max_megabytes": 16,
                "max_seconds": 600, "max_day_minutes": 120, "server": null,
            }),
        ),
        (
            "/seeing",
            json!({
                "pictures": true, "documents": true, "detail": "high", "max_attachments": 8,
                "max_megabytes": 10,
            }),
        ),
        ("/max_replies_per_hour", json!(60)),
        (
            "/caps",
            json!({
                "max_turn_tokens": null, "max_contact_day_tokens": null, "max_day_tokens": null,
                "message": null,
            }),
        ),
        ("/channel/bot_token", json!({"set": true})),
        ("/channel/secret_token", json!({"set": true})),
        ("/channel/base_url", json!("https://api.telegram.org")),
    ]);
    let flags = [
        "answer_on_release",
        "return_on_recovery",
        "answer_when_enabled",
    ];
    for name in flags {
        expected[name] = json!(true);
    }
    let none = [
        "desk",
        "tools",
        "hours",
        "time_zone",
        "phrases",
        "return_after_hours",
        "release_keyword",
        "wait",
    ];
    for name in none {
        expected[name] = Value::Null;
    }
    assert_eq!(settings, expected);

    let written = json!({"id": "asst_loja", "name": "Loja", "model": "m"});
    let expected = json!({
        "id": "asst_loja",
        "name": "Loja",
        "runtime": "responses",
        "model": "m",
        "instructions": "",
        "temperature": null,
        "reasoning_effort": null,
        "verbosity": null,
        "service_tier": null,
        "max_output_tokens": null,
        "history_turns": 20,
        "history_chars": 40_000,
        "vector_store_ids": [],
    });
    assert_eq!(json!(read::<Assistant>(written).unwrap()), expected);
}

#[test]
fn chat_completions_search_no_files() {
    let written = |runtime: &str, stores: &[&str]| {
        json!({
            "id": "asst_loja", "name": "Loja", "model": "m", "runtime": runtime,
            "vector_store_ids": stores,
        })
    };
    let read = |runtime: &str, stores: &[&str]| {
        Assistant::read(written(runtime, stores)).map(|settings| settings.runtime)
    };
    assert_eq!(read("responses", &["vs_1"]), Ok(Runtime::Responses));
    assert_eq!(read("chat_completions", &[]), Ok(Runtime::ChatCompletions));
    let refused = Invalid::value("vector_store_ids", Reason::NoFileSearch);
    assert_eq!(read("chat_completions", &["vs_1"]), Err(refused));
    let unknown = Invalid::value("runtime", Reason::not_among(Runtime::NAMES));
    assert_eq!(read("telepathy", &[]), Err(unknown));
    for name in Runtime::NAMES {
        let settings = Assistant::read(written(name, &[])).unwrap();
        assert_eq!(json!(settings.runtime), json!(name));
    }
}

#[test]
fn what_is_written_is_read_again() {
    let voice = json!({
        "format": "voice", "api_key": "xi", "voice_id": "v", "model_id": "m", "when": "mirror",
        "voice_settings": {"speed": 1.1},
    });
    let settings = Integration::read(integration(&[
        ("/reply", voice),
        ("/phrases", json!(["humano"])),
        ("/release_keyword", json!("#fim")),
        (
            "/hours",
            json!({"time_zone": "America/Sao_Paulo", "week": {"mon": [["09:00", "18:00"]]}, "message": "Amanhã."}),
        ),
        ("/context", json!({"hours": false})),
    ]));
    let stored = serde_json::to_value(settings.unwrap()).unwrap();
    assert!(!stored.to_string().contains("sk-secret"), "{stored}");
    let again: Integration = serde_json::from_value(stored.clone()).unwrap();
    assert!(again.assistant.api_key.opened().is_err());
    assert_eq!(serde_json::to_value(&again).unwrap(), stored);
    let policy = again.policy(None);
    assert!(policy.phrases.found_in("um humano, por favor"));
    assert!(policy.closed.is_some() && policy.voice.is_some());
    let told = policy.context;
    assert!(told.time && told.channel && !told.hours && told.customer_name);
    assert_eq!(policy.channel, "Telegram");
}

#[test]
fn days_begin_and_end_in_the_own_time_zone_or_that_of_the_opening_hours() {
    let zone = |with: &[(&str, Value)]| -> String {
        let settings = Integration::read(integration(with)).unwrap();
        settings.policy(None).zone.into()
    };
    let hours = json!({"time_zone": "Europe/Lisbon", "week": {}, "message": "Amanhã."});
    let own = json!("America/Sao_Paulo");
    assert_eq!(zone(&[]), "UTC");
    assert_eq!(zone(&[("/hours", hours.clone())]), "Europe/Lisbon");
    assert_eq!(
        zone(&[("/hours", hours), ("/time_zone", own)]),
        "America/Sao_Paulo"
    );
}

#[test]
fn opening_hours_have_their_own_time_zone_or_that_of_the_integration() {
    let hours = |zone: Value| json!({"time_zone": zone, "week": {}, "message": "Amanhã."});
    let of_hours = |settings: Integration| {
        let policy = settings.policy(None);
        String::from(policy.closed.unwrap().hours.zone)
    };
    let zone = |own: Value, of_integration: Value| {
        let with = [("/hours", hours(own)), ("/time_zone", of_integration)];
        Integration::read(integration(&with)).map(of_hours)
    };
    let (lisbon, manaus) = (json!("Europe/Lisbon"), json!("America/Manaus"));
    for (own, of_integration, expected) in [
        (lisbon.clone(), Value::Null, "Europe/Lisbon"),
        (lisbon, manaus.clone(), "Europe/Lisbon"),
        (Value::Null, manaus, "America/Manaus"),
    ] {
        assert_eq!(zone(own, of_integration).as_deref(), Ok(expected));
    }
    let refused = zone(Value::Null, Value::Null).unwrap_err();
    assert_eq!(refused, Invalid::required("hours.time_zone"));
    let stored = integration(&[("/hours", hours(Value::Null))]);
    assert_eq!(of_hours(serde_json::from_value(stored).unwrap()), "UTC");
}

#[test]
fn elevenlabs_hears_only_with_a_key() {
    let voice = json!({"format": "voice", "api_key": "xi", "voice_id": "v", "model_id": "m"});
    let read = |by: &str, reply: Value| {
        let with = [("/hearing", json!({"by": by})), ("/reply", reply)];
        Integration::read(integration(&with)).map(|settings| settings.hearing.by)
    };
    let text = json!({"format": "text"});
    let refused = Invalid::value("hearing.by", Reason::HearingWithoutVoice);
    assert_eq!(read("elevenlabs", text.clone()), Err(refused));
    assert_eq!(read("elevenlabs", voice.clone()), Ok(HeardBy::Elevenlabs));
    for reply in [text, voice] {
        assert_eq!(read("assistant", reply.clone()), Ok(HeardBy::Assistant));
        assert_eq!(read("nobody", reply), Ok(HeardBy::Nobody));
    }
    let server = json!({"base_url": "https://api.elevenlabs.io", "api_key": "xi"});
    let with = [("/hearing", json!({"by": "elevenlabs", "server": server}))];
    let own = Integration::read(integration(&with)).unwrap();
    assert_eq!(own.hearing.by, HeardBy::Elevenlabs);
    for missing in ["base_url", "api_key"] {
        let mut server = server.clone();
        server.as_object_mut().unwrap().remove(missing);
        let with = [("/hearing", json!({"server": server}))];
        let refused = Integration::read(integration(&with)).unwrap_err();
        assert_eq!(refused.path, format!("hearing.server.{missing}"));
    }
    let unknown = Invalid::value("hearing.by", Reason::not_among(HeardBy::NAMES));
    assert_eq!(read("whisper", json!({"format": "text"})), Err(unknown));
}

#[test]
fn what_is_heard_has_bounds() {
    for (field, bounds) in [
        ("max_attachments", [0, 33]),
        ("max_megabytes", [0, 26]),
        ("max_seconds", [0, 7_201]),
        ("max_day_minutes", [0, 100_001]),
    ] {
        for beyond in bounds {
            let with = [("/hearing", json!({ field: beyond }))];
            let path = format!("hearing.{field}");
            assert_eq!(refused(&with), (Mistake::Invalid, path), "{beyond}");
        }
    }
}

#[test]
fn what_is_seen_has_bounds_and_may_be_nothing() {
    for (field, beyond) in [
        ("max_attachments", [json!(0), json!(33)]),
        ("max_megabytes", [json!(0), json!(16)]),
        ("detail", [json!("original"), json!(1)]),
    ] {
        for beyond in beyond {
            let (_, path) = refused(&[("/seeing", json!({ field: beyond }))]);
            assert_eq!(path, format!("seeing.{field}"));
        }
    }
    for (pictures, documents) in [(true, true), (true, false), (false, true), (false, false)] {
        let seeing = json!({"pictures": pictures, "documents": documents});
        let settings = Integration::read(integration(&[("/seeing", seeing)])).unwrap();
        let policy = settings.policy(None);
        let shown = policy.seeing.map(|it| (it.pictures, it.documents));
        assert_eq!(
            shown,
            (pictures || documents).then_some((pictures, documents))
        );
    }
}

#[test]
fn a_model_is_asked_as_its_api_has_it_and_not_otherwise() {
    let read = |name: &str, value: Value| {
        read::<Assistant>(json!({"id": "asst_loja", "name": "Loja", "model": "m", name: value}))
    };
    for (name, all) in [
        ("reasoning_effort", ReasoningEffort::NAMES),
        ("verbosity", Verbosity::NAMES),
        ("service_tier", ServiceTier::NAMES),
    ] {
        for value in all {
            let settings = json!(read(name, json!(value)).unwrap());
            assert_eq!(settings[name], json!(value));
        }
        let refused = read(name, json!("lowest")).unwrap_err();
        assert_eq!(refused, Invalid::value(name, Reason::not_among(all)));
    }
}

#[test]
fn what_a_newer_version_stored_is_read_and_a_person_is_told_of_it() {
    for pointer in ["/mood", "/assistant/mood", "/transfer/mood"] {
        let body = integration(&[(pointer, json!("calm"))]);
        assert!(serde_json::from_value::<Integration>(body).is_ok());
        let path = pointer.trim_start_matches('/').replace('/', ".");
        assert_eq!(
            refused(&[(pointer, json!(1))]),
            (Mistake::UnknownField, path)
        );
    }
}

#[test]
fn a_misspelled_field_is_told_before_the_one_that_is_missing() {
    let mut body = integration(&[("/called", json!("Loja"))]);
    body.as_object_mut().unwrap().remove("name");
    let error = Integration::read(body).unwrap_err();
    assert_eq!(
        (error.mistake, &*error.path),
        (Mistake::UnknownField, "called")
    );
}

#[test]
fn a_list_is_no_object() {
    for (pointer, list) in [
        ("/transfer", json!(["4", "Vou chamar."])),
        ("/assistant", json!(["asst_loja", "sk-secret"])),
        ("/reply", json!(["text"])),
        ("/transfer", json!([])),
        ("/transfer", json!(["4"])),
        ("/assistant", json!([])),
        ("/hours", json!([])),
        ("/hours", json!(["UTC", {}, "Amanhã.", 4])),
    ] {
        let path = pointer.trim_start_matches('/').to_owned();
        assert_eq!(refused(&[(pointer, list)]), (Mistake::WrongType, path));
    }
    let error = Integration::read(json!([])).unwrap_err();
    assert_eq!((error.mistake, &*error.path), (Mistake::WrongType, ""));
}

#[test]
fn no_refusal_repeats_what_was_written() {
    for (pointer, value) in [
        ("/enabled", json!("sk-secret")),
        ("/interval_ms", json!("sk-secret, expected nothing")),
        ("/assistant/api_key", json!("sk-secret com espaço")),
        ("/assistant/api_key", json!({"value": "sk-secret"})),
        ("/assistant/id", json!("sk-secret")),
        ("/reply", json!({"format": "sk-secret"})),
        (
            "/reply",
            json!({"format": "voice", "api_key": "k", "when": "sk-secret"}),
        ),
        ("/transfer/queue", json!({"sk-secret": 1})),
        ("/phrases", json!("sk-secret")),
        ("/release_keyword", json!(["sk-secret"])),
    ] {
        let error = Integration::read(integration(&[(pointer, value)])).unwrap_err();
        assert!(!error.to_string().contains("secret"), "{error}");
    }
}

#[test]
fn a_secret_is_opened_at_its_own_path_alone() {
    let settings = Integration::read(integration(&[])).unwrap();
    let stored: Integration = serde_json::from_value(json!(settings)).unwrap();
    let values = [("assistant.api_key", "sk-1"), ("reply.api_key", "xi")];
    let values = values.map(|(path, secret)| (path.to_owned(), secret.into()));
    let opened = stored.opened(&SecretValues::from(values));
    let key = opened.assistant.api_key.opened().unwrap();
    assert_eq!(key.expose_secret(), "sk-1");
    assert_eq!(opened.channel, stored.channel);
    assert!(!format!("{opened:?}").contains("sk-1"));
}

#[test]
fn of_kinds_the_wrong_field_is_named_too() {
    let with_control = json!("https://a.example/v1\u{1}");
    for (pointer, value, expected) in [
        (
            "/channel/base_url",
            with_control.clone(),
            (Mistake::Invalid, "channel.base_url"),
        ),
        (
            "/assistant/base_url",
            with_control,
            (Mistake::Invalid, "assistant.base_url"),
        ),
        ("/channel", json!(4), (Mistake::WrongType, "channel")),
        ("/channel", json!({}), (Mistake::Required, "channel.kind")),
        (
            "/channel",
            json!({"kind": 4}),
            (Mistake::WrongType, "channel.kind"),
        ),
        (
            "/channel/kind",
            json!("telex"),
            (Mistake::Invalid, "channel.kind"),
        ),
        (
            "/channel/mood",
            json!("calm"),
            (Mistake::UnknownField, "channel.mood"),
        ),
        (
            "/channel/bot_token",
            Value::Null,
            (Mistake::Required, "channel.bot_token"),
        ),
        (
            "/channel/bot_token",
            json!("sk"),
            (Mistake::Invalid, "channel.bot_token"),
        ),
        (
            "/channel/base_url",
            json!(4),
            (Mistake::WrongType, "channel.base_url"),
        ),
        (
            "/channel/base_url",
            json!("telegram"),
            (Mistake::Invalid, "channel.base_url"),
        ),
        (
            "/desk",
            json!({"kind": "whazing"}),
            (Mistake::Invalid, "desk.kind"),
        ),
        (
            "/desk",
            json!({"kind": "none", "url": "a"}),
            (Mistake::UnknownField, "desk.url"),
        ),
        (
            "/desk",
            json!({"kind": "webhook"}),
            (Mistake::Required, "desk.url"),
        ),
        (
            "/assistant/api_key",
            Value::Null,
            (Mistake::Required, "assistant.api_key"),
        ),
    ] {
        let (mistake, path) = refused(&[(pointer, value)]);
        assert_eq!((mistake, &*path), expected);
    }
}

#[test]
fn the_channels_own_desk_is_none_that_is_set_apart() {
    let whazing = json!({
        "kind": "whazing", "token": "t", "webhook_token": "t", "bot_queue": "9",
        "base_url": "https://api.loja.example/v1/api/external/1",
    });
    let with = |queue: &str| {
        let own = json!({"kind": "whazing"});
        let queue = ("/transfer/queue", json!(queue));
        Integration::read(integration(&[
            ("/channel", whazing.clone()),
            ("/desk", own),
            queue,
        ]))
    };
    let settings = with("4").unwrap();
    assert_eq!(
        (&settings.desk, settings.desk_in_use().kind()),
        (&None, "whazing")
    );
    for queue in [
        "vendas",
        "+4",
        "-4",
        "4.0",
        "4 ",
        "18446744073709551616",
        "9",
        "09",
    ] {
        assert_eq!(with(queue).unwrap_err().path, "transfer.queue", "{queue}");
    }
    for queue in ["0017", "18446744073709551615"] {
        assert!(with(queue).is_ok(), "{queue}");
    }
    let chatwoot = json!({
        "kind": "chatwoot", "base_url": "https://a.example", "account_id": "1", "access_token": "t",
        "webhook_secret": "t",
    });
    let of = |channel: &Value, queue: &str| {
        let queue = ("/transfer/queue", json!(queue));
        Integration::read(integration(&[("/channel", channel.clone()), queue])).is_ok()
    };
    for (queue, is_number) in [
        ("vendas", false),
        ("+4", false),
        ("4 ", false),
        ("0017", true),
    ] {
        assert_eq!(of(&chatwoot, queue), is_number, "{queue}");
        assert!(of(&integration(&[])["channel"], queue));
    }
}

#[test]
fn a_voice_has_no_place_in_a_reply_of_text() {
    let reply = |reply: Value| refused(&[("/reply", reply)]);
    let expected = |mistake, path: &str| (mistake, path.to_owned());
    assert_eq!(
        reply(json!({"voice_id": "v"})),
        expected(Mistake::Invalid, "reply.voice_id")
    );
    assert_eq!(
        reply(json!({"song": 1})),
        expected(Mistake::UnknownField, "reply.song")
    );
    assert_eq!(
        reply(json!({"voice_settings": {"song": 1}})),
        expected(Mistake::Invalid, "reply.voice_settings")
    );
    let settings = Integration::read(integration(&[("/reply", json!({"api_key": null}))]));
    assert_eq!(settings.unwrap().reply, Reply::default());
}

#[test]
fn a_reply_is_one_message_or_by_paragraph_in_text_and_beside_a_voice() {
    let voice = json!({"format": "voice", "api_key": "k", "voice_id": "v", "model_id": "m"});
    for reply in [json!({"format": "text"}), json!({}), voice] {
        let with = |balloons: Value| {
            let mut reply = reply.clone();
            reply["balloons"] = balloons;
            [("/reply", reply)]
        };
        let read = |balloons: Value| {
            let settings = Integration::read(integration(&with(balloons))).unwrap();
            let policy = settings.policy(None).balloons;
            (json!(settings.reply)["balloons"].clone(), policy)
        };
        for written in [Value::Null, json!({"kind": "one"})] {
            assert_eq!(read(written), (Value::Null, None));
        }
        let paragraphs = |max: usize, max_pause_ms: u64| {
            let max_pause = Duration::from_millis(max_pause_ms);
            let written = json!({"kind": "paragraphs", "max": max, "max_pause_ms": max_pause_ms});
            (written, Some(Balloons { max, max_pause }))
        };
        assert_eq!(read(json!({"kind": "paragraphs"})), paragraphs(3, 4_000));
        for (max, max_pause_ms) in [(1, 0), (10, 10_000)] {
            let (written, meant) = paragraphs(max, max_pause_ms);
            assert_eq!(read(written.clone()), (written, meant));
        }
        for (balloons, mistake, field) in [
            (json!("one"), Mistake::WrongType, ""),
            (json!({}), Mistake::Required, ".kind"),
            (json!({"kind": "two"}), Mistake::Invalid, ".kind"),
            (
                json!({"kind": "one", "max": 3}),
                Mistake::UnknownField,
                ".max",
            ),
            (
                json!({"kind": "paragraphs", "max": 0}),
                Mistake::Invalid,
                ".max",
            ),
            (
                json!({"kind": "paragraphs", "max": 11}),
                Mistake::Invalid,
                ".max",
            ),
            (
                json!({"kind": "paragraphs", "max_pause_ms": 10_001}),
                Mistake::Invalid,
                ".max_pause_ms",
            ),
        ] {
            let expected = (mistake, format!("reply.balloons{field}"));
            assert_eq!(refused(&with(balloons)), expected);
        }
    }
}

#[test]
fn a_wait_is_the_interval_or_until_the_customer_is_quiet() {
    let read = |wait: Value| {
        let settings = Integration::read(integration(&[
            ("/interval_ms", json!(15_000)),
            ("/wait", wait),
        ]));
        let settings = settings.unwrap();
        (json!(settings.wait), settings.wait_in_use())
    };
    let fixed = Wait::Fixed(Duration::from_secs(15));
    for written in [Value::Null, json!({"kind": "fixed"})] {
        assert_eq!(read(written), (Value::Null, fixed));
    }
    let quiet = |quiet_ms: u32, max_ms: u32| {
        let written = json!({"kind": "quiet", "quiet_ms": quiet_ms, "max_ms": max_ms});
        let [quiet, max] = [quiet_ms, max_ms].map(|ms| Duration::from_millis(ms.into()));
        (written, Wait::Quiet { quiet, max })
    };
    assert_eq!(read(json!({"kind": "quiet"})), quiet(5_000, 60_000));
    for (quiet_ms, max_ms) in [(1, 1), (600_000, 3_600_000)] {
        let (written, meant) = quiet(quiet_ms, max_ms);
        assert_eq!(read(written.clone()), (written, meant));
    }
}

#[test]
fn of_a_wait_and_of_what_needs_none_the_wrong_field_is_named() {
    for (pointer, value, expected) in [
        ("/wait", json!("quiet"), (Mistake::WrongType, "wait")),
        ("/wait", json!({}), (Mistake::Required, "wait.kind")),
        (
            "/wait",
            json!({"kind": "soon"}),
            (Mistake::Invalid, "wait.kind"),
        ),
        (
            "/wait",
            json!({"kind": "fixed", "quiet_ms": 1}),
            (Mistake::UnknownField, "wait.quiet_ms"),
        ),
        (
            "/wait",
            json!({"kind": "quiet", "quiet_ms": 0}),
            (Mistake::Invalid, "wait.quiet_ms"),
        ),
        (
            "/wait",
            json!({"kind": "quiet", "quiet_ms": 600_001, "max_ms": 3_600_000}),
            (Mistake::Invalid, "wait.quiet_ms"),
        ),
        (
            "/wait",
            json!({"kind": "quiet", "max_ms": 3_600_001}),
            (Mistake::Invalid, "wait.max_ms"),
        ),
        (
            "/wait",
            json!({"kind": "quiet", "quiet_ms": 5_001, "max_ms": 5_000}),
            (Mistake::Invalid, "wait.max_ms"),
        ),
        (
            "/answer_at_once",
            json!({"phrases": "default"}),
            (Mistake::WrongType, "answer_at_once.phrases"),
        ),
        (
            "/answer_at_once",
            json!({"phrases": ["já", "?!"]}),
            (Mistake::Invalid, "answer_at_once.phrases[1]"),
        ),
        (
            "/answer_at_once",
            json!({"phrases": vec!["já"; 101]}),
            (Mistake::Invalid, "answer_at_once.phrases"),
        ),
        (
            "/answer_at_once",
            json!({"phrases": ["já", "é\nurgente"]}),
            (Mistake::Invalid, "answer_at_once.phrases[1]"),
        ),
        (
            "/answer_at_once",
            json!({"button": true}),
            (Mistake::UnknownField, "answer_at_once.button"),
        ),
    ] {
        let (mistake, path) = refused(&[(pointer, value.clone())]);
        assert_eq!((mistake, &*path), expected, "{value}");
    }
}

#[test]
fn a_phrase_on_several_lines_is_refused_and_a_stored_one_still_read() {
    for broken in [
        "quero\numa pessoa",
        "quero\ruma pessoa",
        "quero\tuma pessoa",
    ] {
        let written = [("/phrases", json!(["humano", broken]))];
        let expected = (Mistake::Invalid, "phrases[1]".to_owned());
        assert_eq!(refused(&written), expected, "{broken:?}");
    }
    let mut stored = json!(Integration::read(integration(&[])).unwrap());
    stored["phrases"] = json!(["quero\numa pessoa"]);
    let settings: Integration = serde_json::from_value(stored).unwrap();
    let policy = settings.policy(None);
    assert!(policy.phrases.found_in("quero uma pessoa"));
}

#[test]
fn what_needs_no_wait_is_in_the_policy() {
    let at_once = json!({"phrases": ["é urgente"], "buttons": true});
    let settings = Integration::read(integration(&[("/answer_at_once", at_once)]));
    let policy = settings.unwrap().policy(None);
    assert!(policy.answer_at_once.buttons);
    assert!(policy.answer_at_once.phrases.found_in("E URGENTE, moça!"));
    assert!(!policy.phrases.found_in("é urgente"));
}

#[test]
fn caps_are_in_the_policy() {
    let policy = |caps: Value| {
        let settings = Integration::read(integration(&[("/caps", caps)]));
        settings.unwrap().policy(None).caps
    };
    assert_eq!(policy(json!({})), Caps::default());
    let some = json!({"max_turn_tokens": 1_000, "max_contact_day_tokens": 2_000, "max_day_tokens": 3_000,
        "message": "Voltamos amanhã."});
    let expected = Caps {
        max_turn_tokens: Some(1_000),
        max_contact_day_tokens: Some(2_000),
        max_day_tokens: Some(3_000),
        message: Some("Voltamos amanhã.".to_owned()),
    };
    assert_eq!(policy(some), expected);
}

#[test]
fn a_question_takes_its_instructions_its_tools_and_its_answer() {
    let settings = Integration::read(integration(&[])).unwrap();
    let tokens = |with: Value| {
        let mut assistant = json!({"id": "asst_loja", "name": "Loja", "model": "m"});
        let fields = with.as_object().unwrap().clone();
        assistant.as_object_mut().unwrap().extend(fields);
        let assistant: Assistant = read(assistant).unwrap();
        settings.policy(Some(&assistant)).question_tokens
    };
    for (with, expected) in [
        (json!({}), 4_200),
        (json!({"max_output_tokens": 800}), 1_000),
        (json!({"instructions": "Você"}), 4_202),
        (json!({"instructions": "a".repeat(90_000)}), 34_200),
        (json!({"vector_store_ids": ["vs_1", "vs_2"]}), 20_200),
    ] {
        assert_eq!(tokens(with.clone()), expected, "{with}");
    }
    assert_eq!(settings.policy(None).question_tokens, 0);
}

#[test]
fn a_question_takes_the_functions_that_it_names() {
    let function = |name: &str, parameters: Value| {
        json!({"name": name, "description": "Acha um pedido", "parameters": parameters,
            "url": "https://loja.example/f"})
    };
    let [few, many] = ["find", "find_all"];
    let schema = json!({"type": "object"});
    let large = json!({"type": "object", "description": "a".repeat(300)});
    let tokens = |functions: Value| {
        let key = "whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIz";
        let tools = json!({"functions": functions, "signing_secret": key});
        let settings = Integration::read(integration(&[("/tools", tools)])).unwrap();
        let assistant = json!({"id": "asst_loja", "name": "Loja", "model": "m"});
        let assistant: Assistant = read(assistant).unwrap();
        settings.policy(Some(&assistant)).question_tokens
    };
    // The schema gets empty properties.
    let one = 4_200 + 16 + 2 + 5 + 11;
    assert_eq!(tokens(json!([function(few, schema.clone())])), one);
    let two = json!([function(few, schema), function(many, large)]);
    assert_eq!(tokens(two), one + 16 + 3 + 5 + 117);
}

#[test]
fn the_policy_has_its_assistants_history() {
    let settings = Integration::read(integration(&[])).unwrap();
    let assistant = json!({"id": "asst_loja", "name": "Loja", "model": "m", "history_turns": 3});
    let history = settings.policy(Some(&read(assistant).unwrap())).history;
    assert_eq!((history.turns, history.chars), (3, 40_000));
    assert_eq!(settings.policy(None).history.turns, 0);
}

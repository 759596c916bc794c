//! The kinds and their settings.

use std::time::Duration;

use channels::{AnyDesk, ChannelSettings, DeskInUse, KINDS, inbound, outbound};
use fields::{Found, Invalid, SecretScope, Walk, check_written};
use http_client::Access;
use schemars::generate::SchemaSettings;
use serde_json::{Value, json};

use crate::support::{
    ACCESS_TOKEN, APP_SECRET, BOT_TOKEN, PHONE_NUMBER_ID, SIGNING_SECRET, WEBHOOK_SECRET,
    WEBHOOK_TOKEN, WHAZING_TOKEN, chatwoot, client, settings, to_chatwoot,
};

/// Settings of every kind as a person writes them, with all of their fields.
fn whole(kind: &str) -> Value {
    let mut settings = match kind {
        "whatsapp_cloud" => json!({
            "phone_number_id": PHONE_NUMBER_ID, "access_token": ACCESS_TOKEN,
            "app_secret": APP_SECRET, "verify_token": "um-token",
            "base_url": "https://graph.facebook.com/v25.0",
        }),
        "whazing" => json!({
            "base_url": "https://api.loja.example/v1/api/external/1", "token": WHAZING_TOKEN,
            "webhook_token": WEBHOOK_TOKEN, "whatsapp_id": "1", "bot_queue": "9",
        }),
        "telegram" => json!({
            "bot_token": "1:a", "secret_token": "um-segredo", "base_url": "https://api.telegram.org",
        }),
        "chatwoot" => json!({
            "base_url": "https://a.example", "account_id": "1", "access_token": BOT_TOKEN,
            "webhook_secret": WEBHOOK_SECRET,
        }),
        "webhook" => json!({
            "reply_url": "https://a.example/", "signing_secret": SIGNING_SECRET,
        }),
        other => unreachable!("{other} has no example"),
    };
    set(&mut settings, "kind", json!(kind));
    settings
}

fn set(settings: &mut Value, field: &str, value: Value) {
    settings
        .as_object_mut()
        .unwrap()
        .insert(field.to_owned(), value);
}

/// Reads what a person wrote, where only what is public may be reached.
fn written(settings: Value) -> Result<ChannelSettings, Invalid> {
    ChannelSettings::check(&settings)?;
    let mut settings = serde_json::from_value(settings).unwrap();
    check_written(&mut settings, Access::PublicHttps)?;
    Ok(settings)
}

/// Whether a field is a secret or a URL.
fn found(kind: &str, name: &str) -> String {
    let mut settings: ChannelSettings = serde_json::from_value(whole(kind)).unwrap();
    let mut described = String::new();
    settings.walk("", &mut |path, found| {
        if path == name {
            described += match found {
                Found::Link(..) => ", url",
                Found::Secret(SecretScope::Inbound, _) => ", secret in",
                Found::Secret(SecretScope::Outbound, _) => ", secret out",
                Found::Secret(SecretScope::Both, _) => ", secret in and out",
            };
        }
    });
    described
}

#[test]
fn the_fields_are_those_of_the_contract() {
    let schema = SchemaSettings::draft2020_12()
        .into_generator()
        .into_root_schema_for::<ChannelSettings>();
    let mut described = Vec::new();
    for (at, kind) in KINDS.iter().enumerate() {
        let schema = &schema.as_value()["oneOf"][at];
        assert_eq!(schema["properties"]["kind"]["const"], *kind);
        let required = schema["required"].as_array().unwrap();
        for (name, field) in schema["properties"].as_object().unwrap() {
            if name == "kind" {
                continue;
            }
            let described_as = match field.get("default") {
                Some(Value::String(default)) => format!(", default {default}"),
                _ if required.contains(&json!(name)) => String::new(),
                _ => ", optional".to_owned(),
            };
            described.push(format!("{kind}.{name}{}{described_as}", found(kind, name)));
        }
        let mut settings = written(whole(kind)).unwrap();
        assert_eq!(settings.kind(), *kind);
        let shown = serde_json::to_value(&settings).unwrap();
        settings.walk("", &mut |path, _| {
            assert!(!shown[path].is_null(), "{kind}.{path}")
        });
    }
    insta::assert_snapshot!(described.join("\n"), @r"
    whatsapp_cloud.access_token, secret out
    whatsapp_cloud.app_secret, secret in
    whatsapp_cloud.base_url, url, default https://graph.facebook.com/v25.0
    whatsapp_cloud.phone_number_id
    whatsapp_cloud.verify_token, secret in
    whazing.base_url, url
    whazing.bot_queue, optional
    whazing.token, secret out
    whazing.webhook_token, secret in
    whazing.whatsapp_id, optional
    telegram.base_url, url, default https://api.telegram.org
    telegram.bot_token, secret out
    telegram.secret_token, secret in and out
    chatwoot.access_token, secret out
    chatwoot.account_id
    chatwoot.base_url, url
    chatwoot.webhook_secret, secret in
    webhook.reply_url, url
    webhook.signing_secret, secret in and out
    ");
}

#[test]
fn a_value_of_the_wrong_form_is_refused_without_being_repeated() {
    let signing = |bytes: usize| {
        use base64::{Engine, engine::general_purpose::STANDARD};
        format!("whsec_{}", STANDARD.encode(vec![7; bytes]))
    };
    let long = "1".repeat(1025);
    let too_long = "a".repeat(257);
    for (name, good, bad) in [
        (
            "whatsapp_cloud.phone_number_id",
            vec!["106540352242922".to_owned()],
            vec![
                "",
                "+55 11 3000-0000",
                "abc",
                "123456789012345678901234567890123",
                &long,
            ],
        ),
        (
            "whatsapp_cloud.access_token",
            vec!["EAAG_x-1".to_owned(), "a".repeat(1024)],
            vec!["", "com espaço", "EAAG\n", "é", &long],
        ),
        (
            "whatsapp_cloud.base_url",
            vec!["https://graph.facebook.com/v25.0/".to_owned()],
            vec![
                "graph.facebook.com",
                "http://graph.facebook.com/v25.0",
                "https://10.0.0.1/",
                "https://a.example/?b",
            ],
        ),
        (
            "whazing.base_url",
            vec!["https://api.loja.example/v1/api/external/8c1d3f5e".to_owned()],
            vec![
                "https://api.loja.example/",
                "https://api.loja.example/v1/api/external/",
                "http://api.loja.example/v1/api/external/8c1d3f5e",
                "https://10.0.0.1/v1/api/external/8c1d3f5e",
            ],
        ),
        (
            "whazing.whatsapp_id",
            vec!["1".to_owned()],
            vec!["", "Loja", "-1", "+1", " 1", "123456789012345678901"],
        ),
        (
            "whazing.bot_queue",
            vec!["9".to_owned()],
            vec!["", "Robô", "-1", "+9", "9 ", "123456789012345678901"],
        ),
        (
            "telegram.bot_token",
            vec!["123456:ABC-DEF1234ghIkl_zyx57W2v1u123ew11".to_owned()],
            vec![
                "",
                "987",
                ":XYZ",
                "987:",
                "bot987:XYZ",
                "987:XYZ/getMe",
                "987:X YZ",
                "987:X:YZ",
                "987:é",
            ],
        ),
        (
            "telegram.secret_token",
            vec!["a".to_owned(), "aZ09_-".to_owned(), "a".repeat(256)],
            vec!["", "a b", "a.b", "é", &too_long],
        ),
        (
            "telegram.base_url",
            vec!["https://telegram.example/api".to_owned()],
            vec!["http://api.telegram.org", "https://10.0.0.1/"],
        ),
        (
            "chatwoot.base_url",
            vec![
                "https://app.chatwoot.com".to_owned(),
                "https://loja.example/chat/".to_owned(),
            ],
            vec![
                "app.chatwoot.com",
                "https://10.0.0.1/",
                "https://a.example/?b",
            ],
        ),
        (
            "chatwoot.account_id",
            vec!["1".to_owned(), "1234567890123456789".to_owned()],
            vec![
                "",
                "0",
                "01",
                "loja",
                "1/conversations/2",
                "-1",
                "12345678901234567890",
            ],
        ),
        (
            "webhook.reply_url",
            vec![
                "https://shop.example/recado".to_owned(),
                "https://shop.example/recado?shop=1".to_owned(),
            ],
            vec![
                "",
                "http://shop.example/",
                "https://localhost/",
                "https://u:p@shop.example/?shop=1",
                "https://shop.example/?shop=1#here",
            ],
        ),
        (
            "webhook.signing_secret",
            vec![signing(24), signing(64)],
            vec![
                "",
                "whsec_AAAA",
                "whsec_não",
                "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
                &signing(23),
                &signing(65),
                &format!("{} ", signing(24)),
            ],
        ),
    ] {
        let (kind, field) = name.split_once('.').unwrap();
        let with = |text: &str| {
            let mut settings = whole(kind);
            set(&mut settings, field, json!(text));
            written(settings)
        };
        for text in good {
            assert!(with(&text).is_ok(), "{name}: {text}");
        }
        for text in bad {
            let Invalid { path, reason, .. } = with(text).unwrap_err();
            let message = reason.to_string();
            assert_eq!(path, field);
            assert!(
                text.is_empty() || !message.contains(text),
                "{name}: {message}"
            );
        }
    }
}

#[test]
fn what_may_be_left_out_is_not_null() {
    for field in ["whatsapp_id", "bot_queue"] {
        let mut settings = whole("whazing");
        set(&mut settings, field, Value::Null);
        assert_eq!(written(settings).unwrap_err().path, field);
    }
}

#[test]
fn a_local_run_may_use_its_own_machine() {
    let mut local = settings(
        "webhook",
        &[
            ("reply_url", "http://127.0.0.1:4001/recado"),
            ("signing_secret", SIGNING_SECRET),
        ],
    );
    assert!(check_written(&mut local, Access::Anywhere).is_ok());
    let refused = check_written(&mut local, Access::PublicHttps).unwrap_err();
    assert_eq!(refused.path, "reply_url");
}

/// The settings of that kind, where only the secrets with those names are opened.
fn opened(kind: &str, secrets: &[&str]) -> ChannelSettings {
    let mut settings = whole(kind);
    let all: ChannelSettings = serde_json::from_value(settings.clone()).unwrap();
    let shown = serde_json::to_value(all).unwrap();
    for (name, value) in shown.as_object().unwrap() {
        if value.is_object() && !secrets.contains(&name.as_str()) {
            set(&mut settings, name, value.clone());
        }
    }
    serde_json::from_value(settings).unwrap()
}

#[test]
fn a_channel_needs_only_the_secrets_of_its_direction() {
    for (kind, inwards, outwards) in [
        (
            "whatsapp_cloud",
            &["app_secret", "verify_token"][..],
            &["access_token"][..],
        ),
        ("whazing", &["webhook_token"], &["token"]),
        (
            "telegram",
            &["secret_token"],
            &["bot_token", "secret_token"],
        ),
        ("chatwoot", &["webhook_secret"], &["access_token"]),
        ("webhook", &["signing_secret"], &["signing_secret"]),
    ] {
        assert!(inbound(&opened(kind, inwards)).is_ok(), "{kind}");
        assert!(
            outbound(&opened(kind, outwards), client()).is_ok(),
            "{kind}"
        );
        for secret in inwards {
            let others: Vec<_> = inwards
                .iter()
                .copied()
                .filter(|name| name != secret)
                .collect();
            assert!(
                inbound(&opened(kind, &others)).is_err(),
                "{kind} without {secret}"
            );
        }
        for secret in outwards {
            let others: Vec<_> = outwards
                .iter()
                .copied()
                .filter(|name| name != secret)
                .collect();
            let settings = opened(kind, &others);
            assert!(
                outbound(&settings, client()).is_err(),
                "{kind} without {secret}"
            );
            let desk = DeskInUse::of(&settings, None);
            let has_none = matches!(desk, DeskInUse::None);
            assert_eq!(AnyDesk::new(desk, client()).is_ok(), has_none, "{kind}");
        }
    }
}

#[test]
fn chatwoot_alone_must_be_answered_in_time() {
    // Before Chatwoot's own limit of 5 s, after which it does not try again.
    for kind in KINDS {
        let channel = inbound(&serde_json::from_value(whole(kind)).unwrap()).unwrap();
        let limit = (*kind == "chatwoot").then_some(Duration::from_secs(4));
        assert_eq!(channel.answer_within(), limit, "{kind}");
    }
}

#[test]
fn nothing_prints_a_secret() {
    let of = |kind| serde_json::from_value::<ChannelSettings>(whole(kind)).unwrap();
    let (whatsapp, telegram) = (of("whatsapp_cloud"), of("telegram"));
    let whatsapp_in = inbound(&whatsapp).unwrap();
    let whatsapp_out = outbound(&whatsapp, client()).unwrap();
    let telegram_in = inbound(&telegram).unwrap();
    let printed = format!(
        "{whatsapp:?} {telegram:?} {whatsapp_in:?} {whatsapp_out:?} {telegram_in:?} {:?} {:?} {:?} {:?} {:?}",
        crate::support::webhook(),
        crate::support::whazing(&[]),
        crate::support::to_whazing("https://api.loja.example/v1/api/external/1"),
        chatwoot(),
        to_chatwoot("https://a.example"),
    );
    for secret in [
        APP_SECRET,
        "um-token",
        "um-segredo",
        ACCESS_TOKEN,
        "MfKQ9r8GKYqr",
        WEBHOOK_TOKEN,
        WHAZING_TOKEN,
        BOT_TOKEN,
        WEBHOOK_SECRET,
    ] {
        assert!(!printed.contains(secret), "{printed}");
    }
}

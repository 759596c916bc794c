//! The kinds and their settings.

use channels::{Parts, SettingsError, inbound, kind, kinds, outbound};
use outbound::Access;

use crate::support::{
    ACCESS_TOKEN, APP_SECRET, BOT_TOKEN, PHONE_NUMBER_ID, WEBHOOK_SECRET, WEBHOOK_TOKEN,
    WHAZING_TOKEN, chatwoot, client, secrets, to_chatwoot, values,
};

#[test]
fn every_kind_and_field_has_a_name_of_its_own() {
    for (at, one) in kinds().iter().enumerate() {
        assert_eq!(kind(one.name).unwrap().name, one.name);
        assert!(
            kinds()
                .iter()
                .skip(at + 1)
                .all(|other| other.name != one.name)
        );
        for field in one.fields {
            let same = one.fields.iter().filter(|other| other.name == field.name);
            assert_eq!(same.count(), 1, "{}", field.name);
            assert!(field.secret.is_none() || field.required(), "{}", field.name);
        }
    }
    assert!(kind("telex").is_none());
}

#[test]
fn the_fields_are_those_of_the_contract() {
    let described: Vec<String> = kinds()
        .iter()
        .flat_map(|kind| kind.fields.iter().map(move |field| (kind, field)))
        .map(|(kind, field)| {
            let secret = match field.secret {
                None => "",
                Some(Parts::Inbound) => ", secret in",
                Some(Parts::Outbound) => ", secret out",
                Some(Parts::Both) => ", secret in and out",
            };
            let url = if field.url { ", url" } else { "" };
            let default = field.default.map(|default| format!(", default {default}"));
            let default = default.unwrap_or_default();
            let optional = if field.optional { ", optional" } else { "" };
            format!(
                "{}.{}{secret}{url}{default}{optional}",
                kind.name, field.name
            )
        })
        .collect();
    insta::assert_snapshot!(described.join("\n"), @r"
    whatsapp_cloud.phone_number_id
    whatsapp_cloud.access_token, secret out
    whatsapp_cloud.app_secret, secret in
    whatsapp_cloud.verify_token, secret in
    whatsapp_cloud.base_url, url, default https://graph.facebook.com/v25.0
    whazing.base_url, url
    whazing.token, secret out
    whazing.webhook_token, secret in
    whazing.whatsapp_id, optional
    whazing.bot_queue, optional
    telegram.bot_token, secret out
    telegram.secret_token, secret in and out
    telegram.base_url, url, default https://api.telegram.org
    chatwoot.base_url, url
    chatwoot.account_id
    chatwoot.access_token, secret out
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
        let (kind_name, field_name) = name.split_once('.').unwrap();
        let field = kind(kind_name).unwrap().field(field_name).unwrap();
        for text in good {
            assert_eq!(field.check(&text, Access::PublicHttps), Ok(()), "{name}");
        }
        for text in bad {
            let problem = field.check(text, Access::PublicHttps).unwrap_err();
            assert!(
                text.is_empty() || !problem.contains(text),
                "{name}: {problem}"
            );
        }
    }
}

#[test]
fn a_local_run_may_use_its_own_machine() {
    let field = kind("webhook").unwrap().field("reply_url").unwrap();
    assert_eq!(
        field.check("http://127.0.0.1:4001/recado", Access::Anywhere),
        Ok(())
    );
}

#[test]
fn a_channel_needs_only_the_secrets_of_its_direction() {
    let number = values(&[("phone_number_id", PHONE_NUMBER_ID)]);
    let inwards = secrets(&[("app_secret", APP_SECRET), ("verify_token", "t")]);
    let outwards = secrets(&[("access_token", ACCESS_TOKEN)]);
    assert!(inbound("whatsapp_cloud", &number, &inwards).is_ok());
    assert!(outbound("whatsapp_cloud", &number, &outwards, client()).is_ok());

    let missing = inbound("whatsapp_cloud", &number, &outwards).unwrap_err();
    assert_eq!(missing.to_string(), "app_secret: is missing");
    let missing = outbound("whatsapp_cloud", &number, &inwards, client()).unwrap_err();
    assert_eq!(missing.to_string(), "access_token: is missing");
    let missing = inbound("whatsapp_cloud", &values(&[]), &inwards).unwrap_err();
    assert_eq!(missing.to_string(), "phone_number_id: is missing");
    let base = values(&[("base_url", "https://api.loja.example/v1/api/external/1")]);
    let inwards = secrets(&[("webhook_token", WEBHOOK_TOKEN)]);
    let outwards = secrets(&[("token", WHAZING_TOKEN)]);
    assert!(inbound("whazing", &base, &inwards).is_ok());
    assert!(outbound("whazing", &base, &outwards, client()).is_ok());
    let missing = inbound("whazing", &base, &outwards).unwrap_err();
    assert_eq!(missing.to_string(), "webhook_token: is missing");
    let missing = outbound("whazing", &base, &inwards, client()).unwrap_err();
    assert_eq!(missing.to_string(), "token: is missing");

    let unknown = inbound("telex", &number, &inwards).unwrap_err();
    assert_eq!(unknown, SettingsError::UnknownKind);

    let inwards = secrets(&[("secret_token", "t")]);
    let outwards = secrets(&[("secret_token", "t"), ("bot_token", "1:a")]);
    assert!(inbound("telegram", &values(&[]), &inwards).is_ok());
    assert!(outbound("telegram", &values(&[]), &outwards, client()).is_ok());
    let missing = outbound("telegram", &values(&[]), &inwards, client()).unwrap_err();
    assert_eq!(missing.to_string(), "bot_token: is missing");
}

#[test]
fn chatwoot_alone_must_be_answered_in_time() {
    // Before Chatwoot's own limit of 5 s, after which it does not try again.
    let limits: Vec<_> = kinds()
        .iter()
        .filter_map(|kind| Some((kind.name, kind.answer_within?)))
        .collect();
    assert_eq!(limits, [("chatwoot", std::time::Duration::from_secs(4))]);
    assert_eq!(crate::support::chatwoot().kind().name, "chatwoot");
    assert_eq!(crate::support::webhook().kind().answer_within, None);
}

#[test]
fn nothing_prints_a_secret() {
    let number = values(&[("phone_number_id", PHONE_NUMBER_ID)]);
    let inwards = secrets(&[("app_secret", APP_SECRET), ("verify_token", "um-token")]);
    let outwards = secrets(&[("access_token", ACCESS_TOKEN)]);
    let whatsapp_in = inbound("whatsapp_cloud", &number, &inwards).unwrap();
    let whatsapp_out = outbound("whatsapp_cloud", &number, &outwards, client()).unwrap();
    let telegram_in = inbound(
        "telegram",
        &values(&[]),
        &secrets(&[("secret_token", "um-segredo")]),
    )
    .unwrap();
    let printed = format!(
        "{whatsapp_in:?} {whatsapp_out:?} {telegram_in:?} {:?} {:?} {:?} {:?} {:?}",
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

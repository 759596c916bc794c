//! Where people work, when, and how conversations come to them and back.

use serde_json::{Value, json};

use crate::support::{Bench, INTEGRATION, webhook, whatsapp, whazing, with, without};

const SECRET: &str = "whsec_YWJjZGVmZ2hpamtsbW5vcHFyc3R1dnd4";

fn desk() -> Value {
    json!({"kind": "webhook", "url": "https://desk.example/in?team=4", "signing_secret": SECRET})
}

fn hours() -> Value {
    json!({
        "time_zone": "America/Sao_Paulo",
        "week": {"mon": [["09:00", "12:00"], ["13:00", "18:00"]], "sat": [["22:00", "02:00"]]},
        "message": "Abrimos às 9h.",
    })
}

fn everything() -> Value {
    with(
        whatsapp(),
        &[
            ("/desk", desk()),
            ("/hours", hours()),
            ("/time_zone", json!("America/Manaus")),
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
                    "message": "Por hoje é só.",
                }),
            ),
        ],
    )
}

#[tokio::test]
async fn what_is_written_is_shown_and_can_be_sent_back() {
    let bench = Bench::with_assistant().await;
    let shown = bench.put(INTEGRATION, &everything()).await.expect(201);
    insta::assert_snapshot!(shown.shown());
    let again = bench.put(INTEGRATION, &shown.body).await.expect(200);
    assert_eq!(again.body, shown.body);
    assert_eq!(bench.get(INTEGRATION).await.body, shown.body);
    assert!(!bench.raw_items().await.contains("YWJjZGVm"));

    let off = [
        "desk",
        "hours",
        "time_zone",
        "phrases",
        "return_after_hours",
        "release_keyword",
    ];
    let nothing = off.map(|name| (format!("/{name}"), Value::Null));
    let nothing = nothing
        .iter()
        .map(|(name, value)| (name.as_str(), value.clone()));
    let cleared = with(shown.body, &nothing.collect::<Vec<_>>());
    let cleared = bench.put(INTEGRATION, &cleared).await.expect(200).body;
    for name in off {
        assert_eq!(cleared[name], Value::Null, "{name}");
    }
    assert_eq!(cleared["desk_in_use"], "none");
}

#[tokio::test]
async fn the_desk_in_use_is_said_whoever_chose_it() {
    let bench = Bench::with_assistant().await;
    let (none, own) = (json!({"kind": "none"}), json!({"kind": "whazing"}));
    for (body, shown, in_use) in [
        (whatsapp(), Value::Null, "none"),
        (
            with(whatsapp(), &[("/desk", none.clone())]),
            none.clone(),
            "none",
        ),
        (webhook(), Value::Null, "webhook"),
        (
            with(webhook(), &[("/desk", none.clone())]),
            none.clone(),
            "none",
        ),
        (whazing(), Value::Null, "whazing"),
        (with(whazing(), &[("/desk", own)]), Value::Null, "whazing"),
        (with(whazing(), &[("/desk", none.clone())]), none, "none"),
    ] {
        let answer = bench.put(INTEGRATION, &body).await.body;
        assert_eq!(
            (&answer["desk"], &answer["desk_in_use"]),
            (&shown, &json!(in_use))
        );
    }
    // What follows from the rest is not believed from outside.
    let told = with(whatsapp(), &[("/desk_in_use", json!("whazing"))]);
    let answer = bench.put(INTEGRATION, &told).await.expect(200);
    assert_eq!(answer.body["desk_in_use"], "none");
}

#[tokio::test]
async fn a_desks_secret_does_not_go_elsewhere() {
    let bench = Bench::with_assistant().await;
    let shown = bench.put(INTEGRATION, &everything()).await.expect(201).body;
    let secret = "/desk/signing_secret";
    let moved = with(
        shown.clone(),
        &[("/desk/url", json!("https://evil.example/in"))],
    );
    let refused = bench.put(INTEGRATION, &moved).await;
    refused.expect_refused("secret_needed_again", "desk.signing_secret");
    let same = with(
        shown,
        &[("/desk/url", json!("https://desk.example:443/other"))],
    );
    bench.put(INTEGRATION, &same).await.expect(200);
    let written = with(moved, &[(secret, json!(SECRET))]);
    bench.put(INTEGRATION, &written).await.expect(200);

    let none = with(whatsapp(), &[("/desk", json!({"kind": "none"}))]);
    bench.put(INTEGRATION, &none).await.expect(200);
    let kept = with(
        whatsapp(),
        &[("/desk", desk()), (secret, json!({"set": true}))],
    );
    let refused = bench.put(INTEGRATION, &kept).await;
    refused.expect_refused("secret_not_set", "desk.signing_secret");
}

#[tokio::test]
async fn the_edges_of_what_is_allowed_are_allowed() {
    let bench = Bench::with_assistant().await;
    let spans: Vec<_> = (0..10)
        .map(|n| json!([format!("{n:02}:00"), "24:00"]))
        .collect();
    for change in [
        ("/hours/week", json!({})),
        ("/hours/week/mon", json!(spans)),
        ("/hours/week/mon", json!([])),
        ("/hours/time_zone", json!("UTC")),
        ("/phrases", json!("default")),
        ("/phrases", json!(vec!["é".repeat(100); 100])),
        ("/return_after_hours", json!(1)),
        ("/return_after_hours", json!(720)),
        ("/max_replies_per_hour", json!(1)),
        ("/max_replies_per_hour", json!(1000)),
        ("/caps", json!({})),
        ("/caps/max_turn_tokens", json!(1_000)),
        ("/caps/max_turn_tokens", json!(10_000_000)),
        ("/caps/max_contact_day_tokens", json!(1_000)),
        ("/caps/max_contact_day_tokens", json!(1_000_000_000)),
        ("/caps/max_day_tokens", json!(1_000)),
        ("/caps/max_day_tokens", json!(1_000_000_000)),
        ("/caps/message", json!("é".repeat(4096))),
        ("/release_keyword", json!("#1".to_owned() + &"x".repeat(62))),
    ] {
        let answer = bench.put(INTEGRATION, &with(everything(), &[change])).await;
        assert!(matches!(answer.status, 200 | 201), "{}", answer.text);
    }
}

#[tokio::test]
async fn every_field_that_can_be_wrong_is_named() {
    let bench = Bench::with_assistant().await;
    let eleven = vec![json!(["09:00", "10:00"]); 11];
    let times = |from: &str, to: &str| json!([["08:00", "09:00"], [from, to]]);
    let mut told = String::new();
    for (pointer, value, field) in [
        ("/desk", json!("none"), "desk"),
        ("/desk", json!({}), "desk.kind"),
        ("/desk/kind", json!("jira"), "desk.kind"),
        ("/desk", json!({"kind": "whazing"}), "desk.kind"),
        ("/desk", json!({"kind": "chatwoot"}), "desk.kind"),
        (
            "/desk",
            json!({"kind": "none", "url": "https://d.example"}),
            "desk.url",
        ),
        ("/desk", json!({"kind": "webhook"}), "desk.url"),
        ("/desk/url", json!("desk.example"), "desk.url"),
        ("/desk/signing_secret", json!(null), "desk.signing_secret"),
        (
            "/desk/signing_secret",
            json!("whsec_AAAA"),
            "desk.signing_secret",
        ),
        ("/desk/token", json!("t"), "desk.token"),
        ("/desk_in_use", json!(1), "desk_in_use"),
        ("/hours", json!("9-18"), "hours"),
        ("/hours/zone", json!("UTC"), "hours.zone"),
        ("/hours/time_zone", json!("Brasilia"), "hours.time_zone"),
        ("/hours/message", json!(" "), "hours.message"),
        ("/hours/week", json!(null), "hours.week"),
        ("/hours/week/seg", json!([]), "hours.week.seg"),
        ("/hours/week/mon", json!("09:00"), "hours.week.mon"),
        ("/hours/week/mon", json!(eleven), "hours.week.mon"),
        ("/hours/week/mon", json!([["09:00"]]), "hours.week.mon[0]"),
        ("/hours/week/mon", json!([[9, 18]]), "hours.week.mon[0]"),
        (
            "/hours/week/sun",
            times("9:00", "18:00"),
            "hours.week.sun[1]",
        ),
        (
            "/hours/week/sun",
            times("09:00", "24:01"),
            "hours.week.sun[1]",
        ),
        ("/time_zone", json!("Brasilia"), "time_zone"),
        ("/time_zone", json!(-3), "time_zone"),
        ("/context", Value::Null, "context"),
        ("/context", json!({"place": true}), "context.place"),
        ("/context", json!({"time": "yes"}), "context.time"),
        ("/phrases", json!("padrão"), "phrases"),
        ("/phrases", json!([]), "phrases"),
        ("/phrases", json!(vec!["humano"; 101]), "phrases"),
        ("/phrases", json!(["humano", "?!"]), "phrases[1]"),
        ("/phrases", json!(["x".repeat(101)]), "phrases[0]"),
        ("/phrases", json!([1]), "phrases[0]"),
        ("/return_after_hours", json!(0), "return_after_hours"),
        ("/return_after_hours", json!(721), "return_after_hours"),
        ("/return_after_hours", json!("12"), "return_after_hours"),
        ("/release_keyword", json!(""), "release_keyword"),
        ("/release_keyword", json!("#"), "release_keyword"),
        ("/release_keyword", json!("x".repeat(65)), "release_keyword"),
        ("/answer_on_release", json!(null), "answer_on_release"),
        ("/return_on_recovery", json!(1), "return_on_recovery"),
        ("/answer_when_enabled", json!("yes"), "answer_when_enabled"),
        ("/max_replies_per_hour", json!(0), "max_replies_per_hour"),
        ("/max_replies_per_hour", json!(1001), "max_replies_per_hour"),
        ("/max_replies_per_hour", json!(null), "max_replies_per_hour"),
        ("/caps", Value::Null, "caps"),
        ("/caps", json!({"max_tokens": 1_000}), "caps.max_tokens"),
        ("/caps/max_turn_tokens", json!(999), "caps.max_turn_tokens"),
        (
            "/caps/max_turn_tokens",
            json!(10_000_001),
            "caps.max_turn_tokens",
        ),
        (
            "/caps/max_contact_day_tokens",
            json!(0),
            "caps.max_contact_day_tokens",
        ),
        (
            "/caps/max_contact_day_tokens",
            json!("1000"),
            "caps.max_contact_day_tokens",
        ),
        ("/caps/max_day_tokens", json!(999), "caps.max_day_tokens"),
        (
            "/caps/max_day_tokens",
            json!(1_000_000_001),
            "caps.max_day_tokens",
        ),
        ("/caps/message", json!(" "), "caps.message"),
        ("/caps/message", json!("x".repeat(4097)), "caps.message"),
    ] {
        let answer = bench
            .put(INTEGRATION, &with(everything(), &[(pointer, value)]))
            .await;
        let answer = answer.expect(422);
        let (code, named) = answer.error();
        assert_eq!(named, Some(field), "{}", answer.text);
        told.push_str(&format!("{field} → {code}: {}\n", answer.message()));
    }
    for (pointer, field) in [
        ("/hours/week", "hours.week"),
        ("/hours/message", "hours.message"),
        ("/desk/signing_secret", "desk.signing_secret"),
    ] {
        let answer = bench
            .put(INTEGRATION, &without(everything(), pointer))
            .await;
        answer.expect_refused("required", field);
    }
    insta::assert_snapshot!(told);
    bench.get(INTEGRATION).await.expect(404);
}

#[tokio::test]
async fn opening_hours_have_a_time_zone_of_their_own_or_the_integrations() {
    let bench = Bench::with_assistant().await;
    let inherits = without(everything(), "/hours/time_zone");
    let stored = bench.put(INTEGRATION, &inherits).await.expect(201).body;
    assert_eq!(stored["hours"]["time_zone"], Value::Null);
    let again = bench.put(INTEGRATION, &stored).await.expect(200);
    assert_eq!(again.body, stored);
    let neither = with(inherits, &[("/time_zone", Value::Null)]);
    let refused = bench.put(INTEGRATION, &neither).await;
    refused.expect_refused("required", "hours.time_zone");
}

#[tokio::test]
async fn a_desk_is_no_matter_where_there_is_no_channel() {
    let bench = Bench::with_assistant().await;
    for desk in [
        json!({"kind": "none"}),
        json!({"kind": "webhook", "url": "https://desk.example", "signing_secret": "whsec_AAAA"}),
    ] {
        let body = with(without(webhook(), "/channel"), &[("/desk", desk)]);
        let answer = bench.put(INTEGRATION, &body).await.expect(422);
        assert_eq!(answer.error(), ("required", Some("channel")));
    }
}

#[tokio::test]
async fn a_desks_url_must_be_https_and_public() {
    let bench = Bench::with(http_client::Access::PublicHttps).await;
    for url in [
        "http://1.1.1.1/in",
        "https://127.0.0.1/in",
        "https://name.invalid/in",
    ] {
        let changes = [
            ("/desk/url", json!(url)),
            ("/channel/base_url", json!("https://1.1.1.1/v25.0")),
            ("/assistant/base_url", json!("https://1.1.1.1/v1")),
            ("/reply/base_url", json!("https://1.1.1.1/")),
        ];
        let answer = bench.put(INTEGRATION, &with(everything(), &changes)).await;
        answer.expect_refused("invalid", "desk.url");
    }
}

#[tokio::test]
async fn where_whazing_is_the_desk_a_queue_is_a_number() {
    let bench = Bench::with_assistant().await;
    let named = with(whazing(), &[("/transfer/queue", json!("vendas"))]);
    let refused = bench.put(INTEGRATION, &named).await;
    let refused = refused.expect_refused("invalid", "transfer.queue");
    assert_eq!(
        refused.message(),
        "must be the queue's number at whazing, such as 4"
    );
    let elsewhere = with(named, &[("/desk", desk())]);
    bench.put(INTEGRATION, &elsewhere).await.expect(201);
}

#[tokio::test]
async fn what_a_channel_can_do_without_is_shown_when_it_is_there() {
    let bench = Bench::with_assistant().await;
    let without_it = bench.put(INTEGRATION, &whazing()).await.expect(201).body;
    for name in ["bot_queue", "whatsapp_id"] {
        let at = format!("/channel/{name}");
        assert_eq!(without_it["channel"].get(name), None);
        let with_it = with(without_it.clone(), &[(&at, json!("1"))]);
        let shown = bench.put(INTEGRATION, &with_it).await.expect(200).body;
        assert_eq!(shown, with_it);
        let gone = without(shown, &at);
        let shown = bench.put(INTEGRATION, &gone).await.expect(200).body;
        assert_eq!(shown, gone);
    }
}

//! The figures, what is behind them, and what models cost.

use conversation::{Counter, Date, Figures, Lateness, Reason, Tally};
use serde_json::{Value, json};
use std::time::Duration;

use crate::browser::Browser;
use crate::support::{Bench, INTEGRATION, TABLE, webhook};

const FIGURES: &str = "/console/api/figures";
const PRICES: &str = "/console/api/prices";
/// The days of the test clock.
const WEEK: &str = "from=2026-11-23&to=2026-11-24";
const MONDAY: Date = Date::constant(2026, 11, 23);

fn answered(model: &str, seconds: u64) -> Vec<(Counter, u64)> {
    let late = Lateness::of(Duration::from_secs(seconds));
    let model = || model.to_owned();
    vec![
        (Counter::Replies, 1),
        (Counter::Messages, 2),
        (Counter::Late(late), 1),
        (Counter::Answers(model()), 1),
        (Counter::InputTokens(model()), 1_000),
        (Counter::CachedTokens(model()), 400),
        (Counter::OutputTokens(model()), 100),
        (Counter::HeardSeconds("gpt-transcribe".to_owned()), 90),
    ]
}

/// Adds to the figures of a day, and gives the conversation's path.
async fn count(bench: &Bench, contact: &str, day: Date, counts: Vec<(Counter, u64)>) -> String {
    let path = bench.conversation(contact, &["oi"]).await;
    bench
        .commit(&path, |commit| {
            let figures = Figures::from_iter(counts);
            commit.tally = Some(Tally { day, figures });
        })
        .await;
    path
}

/// Ana was answered on both days, and given to people on the second; Bia was answered by another model.
async fn two_days(bench: &Bench) -> String {
    let tuesday = MONDAY.tomorrow().unwrap();
    let ana = count(bench, "5511999990001", MONDAY, answered("gpt-6-luna", 3)).await;
    let id = ana.rsplit('/').next().unwrap().to_owned();
    bench
        .commit(&ana, |commit| {
            let mut figures = Figures::from_iter(answered("gpt-6-luna", 60));
            figures.count(Counter::HandedOver(Reason::Requested), 1);
            commit.tally = Some(Tally {
                day: tuesday,
                figures,
            });
        })
        .await;
    count(bench, "5511999990002", tuesday, answered("=other", 5)).await;
    id
}

async fn luna_costs(bench: &Bench) {
    let models = json!({"models": [
        {"model": "gpt-6-luna", "input": "10", "cached": "1", "output": "100"},
    ], "hearing": [{"model": "gpt-transcribe", "minute": "0.004"}]});
    bench.put(PRICES, &models).await.expect(201);
}

#[tokio::test]
async fn the_figures_of_some_days_are_told_beside_those_of_as_many_before() {
    let bench = Bench::with_integration().await;
    two_days(&bench).await;
    luna_costs(&bench).await;
    let told = bench
        .get(&format!("{FIGURES}?{WEEK}"))
        .await
        .expect(200)
        .body;
    insta::assert_json_snapshot!(told);

    let later = bench
        .get(&format!("{FIGURES}?from=2026-11-24&to=2026-11-24"))
        .await;
    let later = later.expect(200).body;
    assert_eq!(later["total"]["conversations"], 2);
    assert_eq!(later["before"]["conversations"], 1);
    let other = bench
        .get(&format!("{FIGURES}?{WEEK}&integration=loja-9"))
        .await;
    assert_eq!(other.expect(200).body["total"]["conversations"], 0);
    for (query, field) in [
        ("from=2026-11-25&to=2026-11-24", "to"),
        ("from=2026-01-01&to=2026-11-24", "to"),
        ("from=monday", "from"),
        ("day=2026-11-24", "day"),
    ] {
        let answer = bench.get(&format!("{FIGURES}?{query}")).await.expect(422);
        assert_eq!(answer.error().1, Some(field), "{query}");
    }
}

#[tokio::test]
async fn each_figure_opens_the_conversations_behind_it() {
    let bench = Bench::with_integration().await;
    let ana = two_days(&bench).await;
    let behind = async |figure: &str| {
        let query = format!("{FIGURES}/behind?{WEEK}&figure={figure}");
        bench.get(&query).await.expect(200).body
    };
    let adds = |told: &Value| -> Vec<u64> {
        let conversations = told["conversations"].as_array().unwrap().iter();
        conversations
            .map(|it| it["adds"].as_u64().unwrap())
            .collect()
    };
    for (figure, expected) in [
        ("conversations", vec![1, 1]),
        ("replies", vec![2, 1]),
        ("without_people", vec![1]),
        ("transfers", vec![1]),
        ("transfers:requested", vec![1]),
        ("transfers:phrase", vec![]),
        ("failures", vec![]),
        ("heard_seconds", vec![180, 90]),
        ("answers", vec![2, 1]),
        ("answers:%3Dother", vec![1]),
    ] {
        let told = behind(figure).await;
        assert_eq!(adds(&told), expected, "{figure}");
        assert_eq!(told["sum"], expected.iter().sum::<u64>(), "{figure}");
    }
    let transferred = behind("transfers").await;
    let expected = json!({"integration": "loja-1", "conversation": ana, "adds": 1, "exists": true});
    assert_eq!(transferred["conversations"], json!([expected]));

    // The counts of an erased conversation stay.
    bench
        .delete(&format!("{INTEGRATION}/conversations/{ana}"))
        .await
        .expect(204);
    let transferred = behind("transfers").await;
    assert_eq!(transferred["conversations"][0]["exists"], false);
    let wrong = bench.get(&format!("{FIGURES}/behind?figure=moods")).await;
    wrong.expect_refused("invalid", "figure");
}

#[tokio::test]
async fn the_figures_are_of_the_integrations_that_are_open() {
    let bench = Bench::with_integration().await;
    let other = "/console/api/integrations/loja-2";
    bench.put(other, &webhook()).await.expect(201);
    two_days(&bench).await;
    let conversations = async |token: &crate::support::Person<'_>, query: &str| {
        let told = token.get(&format!("{FIGURES}?{WEEK}{query}")).await;
        (told.status, told.body["total"]["conversations"].clone())
    };
    let operator = bench.person("operator", &["loja-2"]).await;
    assert_eq!(conversations(&operator, "").await, (200, json!(0)));
    assert_eq!(conversations(&operator, "&integration=loja-1").await.0, 404);
    let own = bench.person("operator", &["loja-1"]).await;
    assert_eq!(conversations(&own, "").await, (200, json!(2)));
    let agent = bench.person("agent", &["loja-1"]).await;
    assert_eq!(conversations(&agent, "").await.0, 404);
    own.get(PRICES).await.expect(200);
    own.put(PRICES, &json!({"models": []})).await.expect(404);
    let behind = format!("{FIGURES}/behind?figure=replies&{WEEK}&integration=loja-1");
    operator.get(&behind).await.expect(404);
}

#[tokio::test]
async fn many_days_of_many_integrations_are_refused() {
    const DAYS: &str = "from=2026-10-24&to=2026-11-24";
    let bench = Bench::with_integration().await;
    for n in 2..=20 {
        let path = format!("/console/api/integrations/loja-{n}");
        bench.put(&path, &webhook()).await.expect(201);
    }
    let all = format!("{FIGURES}?{DAYS}");
    bench.get(&all).await.expect(200);
    let path = "/console/api/integrations/loja-21";
    bench.put(path, &webhook()).await.expect(201);
    let refused = bench.get(&all).await.expect(422);
    assert_eq!(refused.error(), ("invalid", Some("to")));
    for query in [
        "from=2026-10-25&to=2026-11-24",
        &format!("{DAYS}&integration=loja-2"),
    ] {
        bench.get(&format!("{FIGURES}?{query}")).await.expect(200);
    }
}

#[tokio::test]
async fn what_cannot_be_read_is_named_and_is_not_nothing() {
    let bench = Bench::with_integration().await;
    two_days(&bench).await;
    // An item that a newer version wrote.
    let newer = bench.clients.dynamodb.put_item().table_name(TABLE);
    let text = |text: &str| aws_sdk_dynamodb::types::AttributeValue::S(text.to_owned());
    let format = aws_sdk_dynamodb::types::AttributeValue::N("99".to_owned());
    let newer = newer.item("pk", text("FIGURES#loja-1#2026-11-24"));
    let newer = newer.item("sk", text("newer")).item("format", format);
    newer.send().await.unwrap();

    let told = bench
        .get(&format!("{FIGURES}?{WEEK}"))
        .await
        .expect(200)
        .body;
    let missing = json!([{"integration": "loja-1", "day": "2026-11-24"}]);
    assert_eq!(told["unreadable"], missing);
    let whole: Vec<_> = (0..2).map(|nth| &told["days"][nth]["is_whole"]).collect();
    assert_eq!(whole, [true, false]);

    let mut browser = Browser::of_admin(&bench).await;
    let page = browser
        .get(&format!("/console/figures?{WEEK}"))
        .await
        .expect(200);
    page.expect_says("loja-1 on 24 Nov 2026")
        .expect_says("≥ 1")
        .expect_says("not known");
}

#[tokio::test]
async fn a_conversation_that_cannot_be_read_is_shown_behind_a_figure() {
    let bench = Bench::with_integration().await;
    let id = two_days(&bench).await;
    // A state that a newer version wrote.
    let newer = bench.clients.dynamodb.put_item().table_name(TABLE);
    let text = |text: &str| aws_sdk_dynamodb::types::AttributeValue::S(text.to_owned());
    let format = aws_sdk_dynamodb::types::AttributeValue::N("99".to_owned());
    let newer = newer.item("pk", text(&format!("CONV#loja-1#{id}")));
    let newer = newer.item("sk", text("STATE")).item("format", format);
    newer.send().await.unwrap();

    let behind = format!("behind?figure=replies&{WEEK}");
    let told = bench.get(&format!("{FIGURES}/{behind}")).await.expect(200);
    let exists: Vec<_> = (0..2)
        .map(|nth| &told.body["conversations"][nth]["exists"])
        .collect();
    assert_eq!(exists, [true, true]);
    let mut browser = Browser::of_admin(&bench).await;
    let page = browser
        .get(&format!("/console/figures/{behind}"))
        .await
        .expect(200);
    page.expect_says("cannot be read");
}

#[tokio::test]
async fn the_page_leads_to_what_is_behind_each_figure() {
    let bench = Bench::with_integration().await;
    let ana = two_days(&bench).await;
    luna_costs(&bench).await;
    let mut browser = Browser::of_admin(&bench).await;
    let page = browser
        .get(&format!("/console/figures?{WEEK}"))
        .await
        .expect(200);
    let page = page
        .expect_says("50.0%")
        .expect_says("The assistant asked for a person")
        .expect_says("without =other, which has no price");
    let transfers =
        "/console/figures/behind?from=2026-11-23&amp;to=2026-11-24&amp;figure=transfers";
    page.expect_says(transfers);

    let behind = browser
        .get(&format!("/console/figures/behind?{WEEK}&figure=transfers"))
        .await;
    let conversation = format!("/console/integrations/loja-1/conversations/{ana}");
    behind.expect(200).expect_says(&conversation);

    let csv = browser
        .get(&format!("/console/figures/csv?{WEEK}&block=models"))
        .await;
    let csv = csv.expect(200);
    assert!(csv.header("content-type").unwrap().starts_with("text/csv"));
    insta::assert_snapshot!(csv.html.replace('\r', ""));
    let days = browser
        .get(&format!("/console/figures/csv?{WEEK}&block=days"))
        .await;
    days.expect(200)
        .expect_says("\"2026-11-24\",\"2\",\"1\",\"2\",\"1\",\"0\",\"0\",\"0\"");

    let nothing = browser
        .get("/console/figures?from=2026-01-01&to=2026-01-02")
        .await;
    nothing
        .expect(200)
        .expect_says("Nothing happened in these days.");
    let agent = bench.person("agent", &["loja-1"]).await;
    let mut browser = Browser::of(&bench, &agent.token).await;
    browser.get("/console/figures").await.expect(404);
}

#[tokio::test]
async fn prices_are_written_in_the_browser() {
    let bench = Bench::with_integration().await;
    let mut browser = Browser::of_admin(&bench).await;
    browser.headers = vec![("accept-language", "pt-BR")];
    let page = browser
        .get("/console/prices?models=gpt-6-luna")
        .await
        .expect(200);
    let version = page.value_of("version").unwrap();
    let line = |version: &'static str, input: &'static str| {
        vec![
            ("version", version),
            ("models[0].model", ""),
            ("models[1].model", "gpt-6-luna"),
            ("models[1].input", input),
            ("models[1].cached", "0,075"),
            ("models[1].output", "0.6"),
            ("hearing[0].model", ""),
            ("hearing[1].model", "gpt-transcribe"),
            ("hearing[1].minute", "0,0045"),
        ]
    };
    assert_eq!(version, "0");
    let refused = browser.post("/console/prices", &line("0", "muito")).await;
    refused
        .expect(422)
        .expect_says("id=\"models[1].input-mistake\"");
    let mut nameless = line("0", "0,15");
    nameless[2].1 = "";
    let refused = browser.post("/console/prices", &nameless).await;
    refused
        .expect(422)
        .expect_says("id=\"models[1].model-mistake\"");
    let saved = browser.post("/console/prices", &line("0", "0,15")).await;
    saved.expect_see("/console/prices");
    let stored = bench.get(PRICES).await.expect(200).body;
    let expected =
        json!({"model": "gpt-6-luna", "input": "0.15", "cached": "0.075", "output": "0.6"});
    assert_eq!(stored["models"], json!([expected]));
    let expected = json!({"model": "gpt-transcribe", "minute": "0.0045"});
    assert_eq!(stored["hearing"], json!([expected]));
    let mut dear = line("0", "0,15");
    dear.last_mut().unwrap().1 = "caro";
    let refused = browser.post("/console/prices", &dear).await;
    refused
        .expect(422)
        .expect_says("id=\"hearing[1].minute-mistake\"");
    // A mistake hides nothing of what was saved meanwhile.
    let wrong = browser.post("/console/prices", &line("0", "muito")).await;
    assert_eq!(wrong.expect(422).value_of("version").unwrap(), "0");
    let late = browser.post("/console/prices", &line("0", "1")).await;
    late.expect(409)
        .expect_says("Outra pessoa mudou os preços")
        .expect_says("0,15");
    browser
        .get("/console/prices")
        .await
        .expect(200)
        .expect_says("value=\"0,075\"");
}

#[tokio::test]
async fn prices_are_written_over_those_that_were_read() {
    let bench = Bench::new().await;
    let none = bench.get(PRICES).await.expect(200);
    assert_eq!(none.body, json!({"models": []}));
    let of = |model: &str| json!({"model": model, "input": "1", "cached": "1", "output": "1"});
    let first = bench
        .put(PRICES, &json!({"models": [of("a")]}))
        .await
        .expect(201);
    let second = json!({"models": [of("b")]});
    bench
        .put_if(PRICES, ("if-match", &first.etag()), &second)
        .await
        .expect(200);
    bench
        .put_if(PRICES, ("if-match", &first.etag()), &second)
        .await
        .expect(409);
    let hearing = json!([{"model": "h", "minute": "0.1"}]);
    for hears in [
        json!({"models": [], "hearing": hearing}),
        json!({"models": [of("c")]}),
    ] {
        bench.put(PRICES, &hears).await.expect(200);
    }
    let both = json!({"models": [of("c")], "hearing": hearing});
    assert_eq!(bench.get(PRICES).await.expect(200).body, both);
    let twice = bench
        .put(PRICES, &json!({"models": [of("a"), of("a")]}))
        .await;
    twice.expect_refused("invalid", "models[1].model");
    let wrong = json!({"models": [{"model": "a", "input": "1,5", "cached": "1", "output": "1"}]});
    bench
        .put(PRICES, &wrong)
        .await
        .expect_refused("invalid", "models[0].input");
}

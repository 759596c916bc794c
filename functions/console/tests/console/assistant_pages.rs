//! The assistants in the browser.

use std::time::Duration;

use serde_json::json;

use crate::browser::{Browser, Shown};
use crate::support::{ASSISTANT, Bench, INTEGRATION, assistant, webhook, with};

const LIST: &str = "/console/assistants";
const NEW: &str = "/console/assistants/new";
const LOJA: &str = "/console/assistants/asst_loja";

/// The form as it is filled in, with other values.
fn form<'f>(changes: &[(&'f str, &'f str)]) -> Vec<(&'f str, &'f str)> {
    let mut fields = vec![
        ("name", "Loja"),
        ("model", "gpt-6-luna"),
        ("instructions", "Você atende a Loja."),
        ("max_output_tokens", "800"),
        ("temperature", ""),
        ("reasoning_effort", ""),
        ("verbosity", ""),
        ("service_tier", ""),
        ("runtime", "responses"),
        ("history_turns", "20"),
        ("history_chars", "24000"),
        ("vector_store_ids", "vs_1"),
    ];
    for change in changes {
        fields.retain(|(name, _)| name != &change.0);
        fields.push(*change);
    }
    fields
}

/// The version that a form was made from.
fn version(shown: &Shown) -> String {
    shown.value_of("version").unwrap()
}

#[tokio::test]
async fn an_assistant_is_made_under_an_id_of_its_name() {
    let bench = Bench::new().await;
    let mut browser = Browser::of_admin(&bench).await;
    let empty = browser.get(LIST).await.expect(200);
    empty
        .expect_says("There is no assistant yet.")
        .expect_says("OpenAI closed its Assistants API on 26 August 2026");
    browser.get(NEW).await.expect(200);
    let fields = form(&[
        ("name", "Padaria São João"),
        ("id", ""),
        ("temperature", "0.5"),
        ("reasoning_effort", "none"),
        ("service_tier", "flex"),
    ]);
    browser
        .post(NEW, &fields)
        .await
        .expect_see("/console/assistants/asst_padaria-sao-joao");
    let made = bench
        .get("/console/api/assistants/asst_padaria-sao-joao")
        .await;
    let expected = with(
        assistant(),
        &[
            ("/id", json!("asst_padaria-sao-joao")),
            ("/name", json!("Padaria São João")),
            ("/temperature", json!(0.5)),
            ("/reasoning_effort", json!("none")),
            ("/service_tier", json!("flex")),
        ],
    );
    assert_eq!(made.body, expected);
    let audit = bench.get("/console/api/audit").await.body;
    assert!(audit["lines"].as_array().unwrap().iter().any(|line| {
        line["did"] == "save_assistant" && line["assistant"] == "asst_padaria-sao-joao"
    }));

    let page = "/console/assistants/asst_padaria-sao-joao";
    let shown = browser.get(page).await.expect(200);
    shown.expect_says("<option value=\"flex\" selected>flex</option>");

    // The same id once more, and what is no number, with what was typed.
    let taken = browser.post(NEW, &fields).await.expect(422);
    taken.expect_says("This id is taken already");
    let wrong = form(&[("history_turns", "vinte"), ("instructions", "<i>Oi</i>")]);
    let wrong = browser.post(NEW, &wrong).await.expect(422);
    wrong
        .expect_says("href=\"#history_turns\"")
        .expect_says("value=\"vinte\"")
        .expect_says("&lt;i&gt;Oi&lt;/i&gt;");
}

#[tokio::test]
async fn of_two_editors_the_second_is_told_and_loses_nothing() {
    let bench = Bench::with_integration().await;
    let ana = bench.person("operator", &["loja-1"]).await;
    let mut one = Browser::of(&bench, &ana.token).await;
    let mut other = Browser::of_admin(&bench).await;
    let seen = version(&one.get(LOJA).await.expect(200));
    assert_eq!(version(&other.get(LOJA).await.expect(200)), seen);

    let first = form(&[
        ("version", &seen),
        ("instructions", "Você atende a Loja e a Padaria."),
    ]);
    one.post(LOJA, &first).await.expect_see(LOJA);
    // A mistake hides nothing of it.
    let wrong = form(&[("version", &seen), ("name", "")]);
    let wrong = other.post(LOJA, &wrong).await.expect(422);
    assert_eq!(version(&wrong), seen);
    let second = form(&[("version", &seen), ("name", "Loja & Cia")]);
    let told = other.post(LOJA, &second).await.expect(409);
    let shown = told
        .expect_says("Ana")
        .expect_says("</span>+ Você atende a Loja e a Padaria.")
        .expect_says("value=\"Loja &amp; Cia\"");
    let stored = bench.get(ASSISTANT).await.body;
    assert_eq!(stored["name"], "Loja");
    assert_eq!(stored["instructions"], "Você atende a Loja e a Padaria.");

    // Having seen it, the second may save all the same.
    let now = version(&shown);
    assert_ne!(now, seen);
    let again = form(&[("version", &now), ("name", "Loja & Cia")]);
    other.post(LOJA, &again).await.expect_see(LOJA);
    assert_eq!(bench.get(ASSISTANT).await.body["name"], "Loja & Cia");
}

#[tokio::test]
async fn what_it_was_before_is_shown_and_comes_back() {
    let bench = Bench::with_integration().await;
    let mut browser = Browser::of_admin(&bench).await;
    let seen = version(&browser.get(LOJA).await);
    bench.clock.advance(Duration::from_secs(3600));
    let changed = form(&[
        ("version", &seen),
        ("model", "gpt-6-terra"),
        ("instructions", "Você atende a Padaria."),
    ]);
    browser.post(LOJA, &changed).await.expect_see(LOJA);
    let history = browser.get(&format!("{LOJA}/versions")).await.expect(200);
    let history = history
        .expect_says("Admin token")
        .expect_says("Changed: Instructions, Model")
        .expect_says("Você atende a Padaria.")
        .expect_says("Você atende a Loja.")
        .expect_says("1 h ago");
    let now = version(&history);
    let restore = format!("{LOJA}/versions/{seen}/restore");
    browser
        .post(&restore, &[("version", &seen)])
        .await
        .expect(409);
    browser
        .post(&restore, &[("version", &now)])
        .await
        .expect_see(LOJA);
    assert_eq!(bench.get(ASSISTANT).await.body["model"], "gpt-6-luna");

    let open = format!("{LOJA}/versions?version={now}");
    let older = format!("{open}#v-{now}");
    let newest = browser.get(&format!("{LOJA}/versions")).await.expect(200);
    assert!(newest.html.contains(&older));
    let opened = browser.get(&open).await.expect(200);
    assert!(!opened.html.contains(&older));
    for page in [newest, opened] {
        assert_eq!(page.html.matches("class=\"changes\"").count(), 1);
    }
}

#[tokio::test]
async fn how_to_ask_for_a_person_goes_in_with_one_click() {
    let bench = Bench::with_assistant().await;
    let marked = with(webhook(), &[("/transfer/marker", json!("#humano"))]);
    bench.put(INTEGRATION, &marked).await.expect(201);
    let mut browser = Browser::of_admin(&bench).await;
    let shown = browser.get(LOJA).await.expect(200);
    let seen = version(&shown);
    let shown = shown.expect_says("do not say how to call a person");
    assert!(!shown.html.contains("Ação: Transferir"));
    let draft = form(&[("version", &seen), ("of", "asst_loja")]);
    let added = browser
        .post("/console/assistants/draft", &draft)
        .await
        .expect(200);
    let added = added.expect_says("action=\"/console/assistants/asst_loja\"");
    let added = added.expect_says("a summary of the case for the team:\n#humano</textarea>");
    let added = added.expect_says(">Você atende a Loja.\n\n");
    assert!(!added.html.contains("do not say how to call a person"));
    assert!(added.html.contains("data-unsaved=\"changed\""));
    assert_eq!(added.value_of("back").as_deref(), Some(LOJA));
    // Nothing is saved by that, and the form is still made from the same version.
    assert_eq!(version(&added), seen);
    assert_eq!(
        bench.get(ASSISTANT).await.body["instructions"],
        "Você atende a Loja."
    );
}

#[tokio::test]
async fn one_in_use_stays_and_says_who_uses_it() {
    let bench = Bench::with_integration().await;
    let mut browser = Browser::of_admin(&bench).await;
    let listed = browser.get(LIST).await.expect(200);
    listed.expect_says("href=\"/console/integrations/loja-1\"");
    let delete = format!("{LOJA}/delete");
    let asked = browser.get(&delete).await.expect(200);
    let asked = asked.expect_says("cannot be deleted").expect_says("Loja 1");
    assert!(!asked.html.contains("button danger"));
    let seen = bench.get(ASSISTANT).await.etag().replace('"', "");
    let of_seen = [("version", seen.as_str())];
    browser.post(&delete, &of_seen).await.expect(409);
    bench.delete(INTEGRATION).await.expect(204);
    let seen = version(&browser.get(&delete).await.expect(200));
    browser
        .post(&delete, &[("version", &seen)])
        .await
        .expect_see(LIST);
    bench.get(ASSISTANT).await.expect(404);

    let copied = browser.get(&format!("{NEW}?copy=asst_loja")).await;
    copied.expect(404);
}

#[tokio::test]
async fn what_was_changed_since_it_was_asked_about_is_not_deleted() {
    let bench = Bench::with_assistant().await;
    let mut browser = Browser::of_admin(&bench).await;
    let delete = format!("{LOJA}/delete");
    let seen = version(&browser.get(&delete).await.expect(200));
    let changed = with(
        bench.get(ASSISTANT).await.body,
        &[("/name", json!("Outra"))],
    );
    bench.put(ASSISTANT, &changed).await.expect(200);
    let asked = browser.post(&delete, &[("version", &seen)]).await;
    let asked = asked
        .expect(409)
        .expect_says("Somebody else saved this assistant meanwhile.");
    let now = version(&asked);
    browser
        .post(&delete, &[("version", &now)])
        .await
        .expect_see(LIST);
}

#[tokio::test]
async fn what_others_use_too_has_no_way_to_change_it() {
    let bench = Bench::with_integration().await;
    bench
        .put("/console/api/integrations/loja-2", &webhook())
        .await
        .expect(201);
    let changed = with(
        bench.get(ASSISTANT).await.body,
        &[("/name", json!("Outra"))],
    );
    bench.put(ASSISTANT, &changed).await.expect(200);
    let history = format!("{LOJA}/versions");
    for (integrations, may_change) in [(&["loja-1"][..], false), (&["loja-1", "loja-2"][..], true)]
    {
        let rui = bench.person("operator", integrations).await;
        let mut browser = Browser::of(&bench, &rui.token).await;
        let listed = browser.get(LIST).await.expect(200).expect_says(LOJA);
        let delete = format!("{LOJA}/delete");
        assert_eq!(listed.html.contains(&delete), may_change);
        let shown = browser.get(&history).await.expect(200);
        assert_eq!(shown.html.contains("/restore"), may_change);
    }
}

#[tokio::test]
async fn what_is_of_others_is_not_there() {
    let bench = Bench::with_integration().await;
    let rui = bench.person("operator", &["loja-2"]).await;
    let mut browser = Browser::of(&bench, &rui.token).await;
    let listed = browser.get(LIST).await.expect(200);
    assert!(!listed.html.contains("asst_loja"));
    for path in [
        LOJA.to_owned(),
        format!("{LOJA}/versions"),
        format!("{LOJA}/delete"),
        format!("{NEW}?copy=asst_loja"),
    ] {
        browser.get(&path).await.expect(404);
    }
    let stored = bench.get(ASSISTANT).await;
    let version = stored.etag().replace('"', "");
    for path in [
        LOJA.to_owned(),
        format!("{LOJA}/delete"),
        format!("{LOJA}/versions/{version}/restore"),
    ] {
        browser
            .post(&path, &form(&[("version", &version)]))
            .await
            .expect(404);
    }
    let draft = form(&[("of", "asst_loja")]);
    browser
        .post("/console/assistants/draft", &draft)
        .await
        .expect(404);
    let taken = browser.post(NEW, &form(&[("id", "asst_loja")])).await;
    taken.expect(422).expect_says("This id is taken already");
    assert_eq!(bench.get(ASSISTANT).await.body, stored.body);
}

#[tokio::test]
async fn the_protocol_is_chosen_and_one_that_searches_no_files_is_given_none() {
    let bench = Bench::new().await;
    let mut browser = Browser::of_admin(&bench).await;
    let new = browser.get(NEW).await.expect(200);
    let options = "<option value=\"responses\">Responses</option>\
                   <option value=\"chat_completions\">Chat Completions</option>";
    new.expect_says(options);
    let chat = ("runtime", "chat_completions");
    let fields = form(&[("id", "asst_loja"), chat]);
    let refused = browser.post(NEW, &fields).await.expect(422);
    refused
        .expect_says("href=\"#vector_store_ids\"")
        .expect_says("Only the protocol Responses searches files.")
        .expect_says("<option value=\"chat_completions\" selected>");
    let fields = form(&[("id", "asst_loja"), chat, ("vector_store_ids", "")]);
    browser.post(NEW, &fields).await.expect_see(LOJA);
    let made = bench.get(ASSISTANT).await.body;
    assert_eq!(made["runtime"], "chat_completions");
    let shown = browser.get(LOJA).await.expect(200);
    shown.expect_says("<option value=\"chat_completions\" selected>");
}

#[tokio::test]
async fn a_choice_that_nobody_knows_is_shown_as_it_was_sent() {
    let bench = Bench::new().await;
    let mut browser = Browser::of_admin(&bench).await;
    let fields = form(&[("id", ""), ("service_tier", "turbo")]);
    let refused = browser.post(NEW, &fields).await.expect(422);
    refused.expect_says("<option value=\"turbo\" selected>turbo</option>");
}

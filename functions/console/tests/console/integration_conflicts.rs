//! Two people who change the same integration.

use serde_json::json;

use crate::browser::Browser;
use crate::support::{Bench, INTEGRATION, with};

const EDIT: &str = "/console/integrations/loja-1";

#[tokio::test]
async fn the_second_is_told_what_changed_and_loses_nothing() {
    let bench = Bench::with_integration().await;
    let mut browser = Browser::of_admin(&bench).await;
    let mine = browser.get(EDIT).await.expect(200).form(EDIT);
    let before = bench.get(INTEGRATION).await.body;
    let theirs = with(
        before.clone(),
        &[
            ("/interval_ms", json!(2_000)),
            ("/transfer/message", json!("Já vem alguém.")),
            ("/phrases", json!("default")),
            ("/enabled", json!(false)),
            (
                "/reply",
                json!({"format": "voice", "api_key": "xi", "voice_id": "v", "model_id": "m"}),
            ),
        ],
    );
    bench.put(INTEGRATION, &theirs).await.expect(200);

    let mine = mine.fill("name", "O meu nome").fill("interval_ms", "3000");
    let mine = mine.fill("assistant.api_key", "sk-mine");
    let shown = browser.submit(&mine).await.expect(409);
    assert_eq!(bench.get(INTEGRATION).await.body["name"], before["name"]);
    let row = |setting: &str| {
        let begin = format!("<th scope=\"row\">{setting}</th>");
        let (_, row) = shown
            .html
            .split_once(&begin)
            .unwrap_or_else(|| unreachable!("{}", shown.html));
        row.split_once("</tr>").unwrap().0.to_owned()
    };
    let interval = row("Interval between messages (ms)");
    let at = |text: &str| interval.find(&format!(">{text}<")).unwrap();
    assert!(
        at("1000") < at("2000") && at("2000") < at("3000"),
        "{interval}"
    );
    assert!(row("Transfer message").contains("Já vem alguém."));
    // Values are said as the form says them.
    let phrases = row("Phrases with which a customer asks for a person");
    assert!(phrases.contains("Recado's own list"), "{phrases}");
    assert!(row("Enabled").contains(">No<"));
    let format = row("Format of the reply");
    assert!(format.contains(">Text<") && format.contains(">v<"));
    assert!(!shown.html.contains("<th scope=\"row\">reply.format</th>"));
    // What only this one changed is no news.
    assert!(!shown.html.contains("<th scope=\"row\">Name</th>"));
    assert!(!shown.html.contains("sk-mine"));

    let again = shown.form(EDIT);
    assert_eq!(
        (again.get("name"), again.get("interval_ms")),
        ("O meu nome", "3000")
    );
    let shown = shown
        .expect_says("Type it again")
        .expect_says("Save mine over it");
    shown.expect_says("Take theirs");
    browser
        .submit(&again.fill("assistant.api_key", "sk-mine"))
        .await
        .expect_see(EDIT);
    let saved = bench.get(INTEGRATION).await.body;
    assert_eq!(
        (&saved["name"], &saved["interval_ms"]),
        (&json!("O meu nome"), &json!(3_000))
    );
    assert_eq!(saved["transfer"]["message"], before["transfer"]["message"]);
}

#[tokio::test]
async fn whoever_mends_a_mistake_is_told_as_well() {
    let bench = Bench::with_integration().await;
    let mut browser = Browser::of_admin(&bench).await;
    let mine = browser.get(EDIT).await.expect(200).form(EDIT);
    let theirs = with(
        bench.get(INTEGRATION).await.body,
        &[("/interval_ms", json!(2_000))],
    );
    bench.put(INTEGRATION, &theirs).await.expect(200);
    let wrong = mine.fill("return_after_hours", "0");
    let shown = browser.submit(&wrong).await.expect(422);
    let mended = shown.form(EDIT).fill("return_after_hours", "12");
    let told = browser.submit(&mended).await.expect(409);
    told.expect_says(">1000<").expect_says(">2000<");
}

#[tokio::test]
async fn a_third_who_saves_meanwhile_is_told_as_well() {
    let bench = Bench::with_integration().await;
    let mut browser = Browser::of_admin(&bench).await;
    let mine = browser.get(EDIT).await.expect(200).form(EDIT);
    let before = bench.get(INTEGRATION).await.body;
    let save = async |interval: u64| {
        let body = with(before.clone(), &[("/interval_ms", json!(interval))]);
        bench.put(INTEGRATION, &body).await.expect(200);
    };
    save(2_000).await;
    let again = browser.submit(&mine).await.expect(409).form(EDIT);
    save(4_000).await;
    let shown = browser.submit(&again).await.expect(409);
    shown.expect_says(">2000<").expect_says(">4000<");
}

#[tokio::test]
async fn a_change_of_secrets_alone_is_a_change() {
    let bench = Bench::with_integration().await;
    let mut browser = Browser::of_admin(&bench).await;
    let mine = browser.get(EDIT).await.expect(200).form(EDIT);
    let before = bench.get(INTEGRATION).await.body;
    let theirs = with(before, &[("/assistant/api_key", json!("sk-theirs"))]);
    bench.put(INTEGRATION, &theirs).await.expect(200);
    let shown = browser.submit(&mine).await.expect(409);
    shown.expect_says("Keys and tokens cannot be compared.");
}

#[tokio::test]
async fn what_somebody_deleted_meanwhile_can_be_made_anew() {
    let bench = Bench::with_integration().await;
    let mut browser = Browser::of_admin(&bench).await;
    let mine = browser.get(EDIT).await.expect(200).form(EDIT);
    bench.delete(INTEGRATION).await.expect(204);
    let shown = browser.submit(&mine).await.expect(409);
    let again = shown
        .expect_says("Somebody else deleted this integration meanwhile")
        .form(EDIT);
    let again = again.fill("assistant.api_key", "sk-1");
    let again = again.fill(
        "channel.signing_secret",
        "whsec_YWJjZGVmZ2hpamtsbW5vcHFyc3R1dnd4",
    );
    browser.submit(&again).await.expect_see(EDIT);
    bench.get(INTEGRATION).await.expect(200);
}

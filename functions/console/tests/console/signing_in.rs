//! Signing in to the pages, staying signed in, and signing out.

use std::time::Duration;

use serde_json::json;

use crate::browser::Browser;
use crate::support::{ACCESS_TOKENS, Bench, TOKEN};

#[tokio::test]
async fn whoever_is_not_signed_in_is_led_to_the_form_and_back() {
    let bench = Bench::new().await;
    let mut browser = Browser::new(&bench);
    let first = browser.get("/console/audit?integration=loja-1").await;
    let form = "/console/sign-in?to=%2Fconsole%2Faudit%3Fintegration%3Dloja-1";
    first.expect_see(form);
    let shown = browser.get(form).await.expect(200);
    let to = shown.value_of("to").unwrap();
    assert_eq!(to, "/console/audit?integration=loja-1");
    let entered = browser
        .post("/console/sign-in", &[("token", TOKEN), ("to", &to)])
        .await;
    entered.expect_see(&to);
    browser.get(&to).await.expect(200).expect_says("Audit");
    // Elsewhere it is the API's own rule: a cookie opens nothing there.
    assert_eq!(browser.get("/console/api/audit").await.status, 401);
}

#[tokio::test]
async fn the_cookie_goes_nowhere_else_and_no_script_reads_it() {
    let bench = Bench::new().await;
    let mut browser = Browser::new(&bench);
    let entered = browser.post("/console/sign-in", &[("token", TOKEN)]).await;
    let cookie = entered.header("set-cookie").unwrap();
    for attribute in [
        "HttpOnly",
        "SameSite=Strict",
        "Secure",
        "Path=/console",
        "Max-Age=43200",
    ] {
        assert!(cookie.contains(attribute), "{attribute}: {cookie}");
    }
    assert!(
        !bench
            .raw_items()
            .await
            .contains(&browser.cookies["recado_session"][44..87])
    );
}

#[tokio::test]
async fn a_changed_cookie_opens_nothing() {
    let bench = Bench::new().await;
    let mut browser = Browser::of_admin(&bench).await;
    let cookie = browser.cookies["recado_session"].clone();
    let at = cookie.len() / 2;
    let other = if cookie.as_bytes()[at] == b'A' {
        "B"
    } else {
        "A"
    };
    let changed = format!("{}{other}{}", &cookie[..at], &cookie[at + 1..]);
    browser.cookies.insert("recado_session".to_owned(), changed);
    browser
        .get("/console")
        .await
        .expect_see("/console/sign-in?to=%2Fconsole");
}

#[tokio::test]
async fn signing_out_ends_the_session_on_the_server_too() {
    let bench = Bench::new().await;
    let mut browser = Browser::of_admin(&bench).await;
    let kept = browser.cookies.clone();
    browser
        .post("/console/sign-out", &[])
        .await
        .expect_see("/console/sign-in");
    browser
        .get("/console/sign-in")
        .await
        .expect_says("You are signed out.");
    browser.cookies = kept;
    assert_eq!(browser.get("/console").await.status, 303);
}

#[tokio::test]
async fn a_session_ends_after_half_a_day() {
    let bench = Bench::new().await;
    let mut browser = Browser::of_admin(&bench).await;
    bench.clock.advance(Duration::from_secs(12 * 3600 - 1));
    browser.get("/console").await.expect(200);
    bench.clock.advance(Duration::from_secs(6));
    assert_eq!(browser.get("/console").await.status, 303);
}

#[tokio::test]
async fn a_session_ends_with_its_access_token() {
    let bench = Bench::new().await;
    let ana = bench.person("agent", &["loja-1"]).await;
    let mut browser = Browser::of(&bench, &ana.token).await;
    browser.get("/console").await.expect(200);
    assert_eq!(browser.get("/console/audit").await.status, 404);
    bench
        .delete(&format!("{ACCESS_TOKENS}/{}", ana.id))
        .await
        .expect(204);
    bench.clock.advance(Duration::from_secs(6));
    assert_eq!(browser.get("/console").await.status, 303);
}

#[tokio::test]
async fn another_site_can_send_no_form() {
    let bench = Bench::new().await;
    let mut browser = Browser::of_admin(&bench).await;
    let fields = [("name", "Eva"), ("role", "admin")];
    let token = std::mem::take(&mut browser.form_token);
    browser
        .post("/console/access-tokens", &fields)
        .await
        .expect(403);
    browser.form_token = "0".repeat(token.len());
    browser
        .post("/console/access-tokens", &fields)
        .await
        .expect(403);
    browser.form_token = token;
    browser.headers.push(("origin", "https://evil.example"));
    browser
        .post("/console/access-tokens", &fields)
        .await
        .expect(403);
    browser.headers.pop();
    browser.headers.push(("origin", "https://recado.example"));
    browser
        .post("/console/access-tokens", &fields)
        .await
        .expect(201);
    let listed = bench.get(ACCESS_TOKENS).await.expect(200).body;
    assert_eq!(listed["access_tokens"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn a_form_of_another_session_can_be_sent_again_without_its_secrets() {
    let bench = Bench::new().await;
    let mut browser = Browser::of_admin(&bench).await;
    browser.form_token = "0".repeat(browser.form_token.len());
    let fields = [("name", "Eva"), ("role", "admin"), ("api_key", "sk-secret")];
    let address = "/console/access-tokens";
    let stale = browser.post(address, &fields).await.expect(403);
    assert!(!stale.html.contains("sk-secret"), "{}", stale.html);
    let stale = stale.expect_says("type them again");
    browser.submit(&stale.form(address)).await.expect(201);
    let listed = bench.get(ACCESS_TOKENS).await.expect(200).body;
    assert_eq!(listed["access_tokens"][0]["name"], "Eva");
}

#[tokio::test]
async fn what_is_read_again_leads_nowhere_once_the_session_has_ended() {
    let bench = Bench::new().await;
    let mut browser = Browser::new(&bench);
    browser.headers.push(("hx-request", "true"));
    let here = "https://recado.example/console/conversations?owner=people#end";
    browser.headers.push(("hx-current-url", here));
    let read = browser.get("/console/conversations").await.expect(401);
    assert_eq!(read.header("hx-redirect"), None);
    read.expect_says("You are not signed in any more");
    let sent = browser.post("/console/access-tokens", &[]).await;
    let form = "/console/sign-in?to=%2Fconsole%2Fconversations%3Fowner%3Dpeople";
    assert_eq!(sent.expect(401).header("hx-redirect"), Some(form));
}

#[tokio::test]
async fn after_ten_failures_an_address_waits_a_quarter_of_an_hour() {
    let bench = Bench::new().await;
    let mut browser = Browser::new(&bench);
    browser
        .post("/console/sign-in", &[("token", TOKEN)])
        .await
        .expect(303);
    for _ in 0..10 {
        let failed = browser
            .post("/console/sign-in", &[("token", "rec_wrong")])
            .await;
        failed.expect(422).expect_says("This token is not known.");
    }
    let right = [("token", TOKEN)];
    browser.post("/console/sign-in", &right).await.expect(429);
    bench.clock.advance(Duration::from_secs(15 * 60));
    browser.post("/console/sign-in", &right).await.expect(303);
}

#[tokio::test]
async fn a_link_signs_in_once() {
    let bench = Bench::new().await;
    let link = bench.console.sessions.make_link([7; 32]).await.unwrap();
    let address = format!("/console/sign-in?link={link}");
    let mut browser = Browser::new(&bench);
    browser.get(&address).await.expect_see("/console");
    browser.get("/console").await.expect(200);
    let mut other = Browser::new(&bench);
    other
        .get(&address)
        .await
        .expect(410)
        .expect_says("used already");
    assert!(other.cookies.is_empty());
}

#[tokio::test]
async fn who_signs_in_and_out_is_noted() {
    let bench = Bench::new().await;
    let ana = bench.person("operator", &["loja-1"]).await;
    bench.clock.advance(Duration::from_secs(1));
    let mut browser = Browser::of(&bench, &ana.token).await;
    bench.clock.advance(Duration::from_secs(1));
    browser.post("/console/sign-out", &[]).await;
    let lines = bench.get("/console/api/audit").await.expect(200).body["lines"].clone();
    let told: Vec<_> = lines
        .as_array()
        .unwrap()
        .iter()
        .map(|line| json!([line["who"]["name"], line["did"]]))
        .collect();
    assert_eq!(
        told[..2],
        [json!(["Ana", "sign_out"]), json!(["Ana", "sign_in"])]
    );
}

#[tokio::test]
async fn a_page_is_in_the_language_that_was_chosen_or_that_the_browser_wishes_for() {
    let bench = Bench::new().await;
    let mut browser = Browser::new(&bench);
    browser.headers = vec![("accept-language", "pt-BR,pt;q=0.9,en;q=0.8")];
    let shown = browser.get("/console/sign-in").await.expect(200);
    shown
        .expect_says("<html lang=\"pt-BR\">")
        .expect_says("Entrar");
    let chosen = [("language", "en"), ("back", "/console/sign-in")];
    browser
        .post("/console/language", &chosen)
        .await
        .expect_see("/console/sign-in");
    let shown = browser.get("/console/sign-in").await.expect(200);
    shown
        .expect_says("<html lang=\"en\">")
        .expect_says("Sign in");
}

/// The address of such a page stays with the browser, which comes back to it after choosing a language
/// or signing in again.
#[tokio::test]
async fn the_address_of_what_only_a_form_makes_leads_to_a_page() {
    let bench = Bench::with_integration().await;
    let mut browser = Browser::of_admin(&bench).await;
    for (made, page) in [
        ("/console/assistants/draft", "/console/assistants/new"),
        (
            "/console/integrations/loja-1/check",
            "/console/integrations/loja-1",
        ),
        (
            "/console/integrations/loja-1/conversations/release-failed",
            "/console/conversations?integration=loja-1",
        ),
    ] {
        browser.get(made).await.expect_see(page);
        browser.get(page).await.expect(200);
    }
}

#[tokio::test]
async fn nothing_of_a_page_may_load_or_run_what_is_not_ours() {
    let bench = Bench::new().await;
    let mut browser = Browser::new(&bench);
    for address in ["/console/sign-in", "/console", "/console/nothing"] {
        let shown = browser.get(address).await;
        let policy = shown.header("content-security-policy").unwrap();
        assert!(
            policy.starts_with("default-src 'none'; script-src 'self';"),
            "{policy}"
        );
        assert!(!policy.contains("unsafe"), "{policy}");
        assert_eq!(shown.header("cache-control"), Some("no-store"));
    }
}

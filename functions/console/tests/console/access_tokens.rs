//! The access tokens: made, shown once, listed, revoked.

use std::time::Duration;

use serde_json::{Value, json};

use crate::browser::Browser;
use crate::logs::logged;
use crate::support::{ACCESS_TOKENS, Bench, request_with};

const ASSISTANTS: &str = "/console/api/assistants";

#[tokio::test]
async fn the_form_says_what_is_wrong_wherever_it_is() {
    let bench = Bench::new().await;
    let mut browser = Browser::of_admin(&bench).await;
    let page = "/console/access-tokens";
    for (role, integration, said) in [
        ("agent", "No id!", "id=\"integrations-mistake\""),
        ("boss", "loja-1", "class=\"problem\""),
    ] {
        let fields = [
            ("name", "Ana"),
            ("role", role),
            ("integrations", integration),
        ];
        let refused = browser.post(page, &fields).await;
        refused.expect(422).expect_says(said);
    }
}

#[tokio::test]
async fn a_token_is_shown_once_and_opens_what_it_was_made_for() {
    let bench = Bench::new().await;
    logged();
    let asked = json!({"name": "Ana", "role": "operator", "integrations": ["loja-2", "loja-1"]});
    let made = bench.post(ACCESS_TOKENS, &asked).await.expect(201).body;
    let token = made["token"].as_str().unwrap();
    assert!(token.starts_with("rec_") && token.len() == 47, "{token}");
    assert_eq!(made["integrations"], json!(["loja-1", "loja-2"]));

    let listed = || async {
        let listed = bench.get(ACCESS_TOKENS).await.expect(200);
        assert!(!listed.text.contains(token));
        listed.body["access_tokens"][0].clone()
    };
    let unused = listed().await;
    assert_eq!(unused["last_used_at"], Value::Null);
    let request = || request_with(token, "GET", ASSISTANTS);
    bench.send(request(), "".into()).await.expect(200);
    let used = listed().await;
    assert_eq!(used["last_used_at"], used["created_at"]);
    for name in ["id", "name", "role", "integrations", "created_at"] {
        assert_eq!(used[name], made[name], "{name}");
    }

    // Only its hash is kept, and nothing of it is logged.
    for shown in [
        bench.raw_items().await,
        logged(),
        format!("{:?}", bench.console),
    ] {
        assert!(!shown.contains(token));
        assert!(!shown.contains(token.strip_prefix("rec_").unwrap()));
    }
}

#[tokio::test]
async fn a_revoked_token_is_refused() {
    let bench = Bench::new().await;
    let ana = bench.person("operator", &["loja-1"]).await;
    ana.get(ASSISTANTS).await.expect(200);
    let path = format!("{ACCESS_TOKENS}/{}", ana.id);
    bench.delete(&path).await.expect(204);
    ana.get(ASSISTANTS).await.expect(401);
    bench.delete(&path).await.expect(404);
    let listed = bench.get(ACCESS_TOKENS).await.expect(200);
    assert_eq!(listed.body, json!({"access_tokens": []}));
    for id in ["x", &"0F".repeat(16)] {
        let path = format!("{ACCESS_TOKENS}/{id}");
        bench.delete(&path).await.expect(404);
    }
}

#[tokio::test]
async fn an_admin_by_an_access_token_does_what_the_admin_does() {
    let bench = Bench::new().await;
    let asked = json!({"name": "Rui", "role": "admin"});
    let made = bench.post(ACCESS_TOKENS, &asked).await.expect(201).body;
    assert_eq!(made["integrations"], Value::Null);
    let token = made["token"].as_str().unwrap();
    let request = request_with(token, "POST", ACCESS_TOKENS);
    let asked = json!({"name": "Ana", "role": "agent", "integrations": ["loja-1"]});
    bench
        .send(request, asked.to_string().into())
        .await
        .expect(201);

    // Nobody else makes, sees or revokes tokens.
    for role in ["operator", "agent"] {
        let person = bench.person(role, &["loja-1"]).await;
        person.get(ACCESS_TOKENS).await.expect(404);
        person.call("POST", ACCESS_TOKENS, &asked).await.expect(404);
        let own = format!("{ACCESS_TOKENS}/{}", person.id);
        person.call("DELETE", &own, &Value::Null).await.expect(404);
    }
}

#[tokio::test]
async fn what_cannot_be_a_token_is_refused() {
    let bench = Bench::new().await;
    let many: Vec<_> = (0..101).map(|n| format!("loja-{n}")).collect();
    for (body, code, field) in [
        (json!({"role": "admin"}), "required", "name"),
        (json!({"name": " ", "role": "admin"}), "invalid", "name"),
        (json!({"name": "Ana"}), "required", "role"),
        (json!({"name": "Ana", "role": "root"}), "invalid", "role"),
        (
            json!({"name": "Ana", "role": "admin", "integrations": ["loja-1"]}),
            "invalid",
            "integrations",
        ),
        (
            json!({"name": "Ana", "role": "operator"}),
            "invalid",
            "integrations",
        ),
        (
            json!({"name": "Ana", "role": "agent", "integrations": []}),
            "invalid",
            "integrations",
        ),
        (
            json!({"name": "Ana", "role": "agent", "integrations": many}),
            "invalid",
            "integrations",
        ),
        (
            json!({"name": "Ana", "role": "agent", "integrations": ["Loja"]}),
            "invalid",
            "integrations[0]",
        ),
        (
            json!({"name": "Ana", "role": "admin", "scope": 1}),
            "unknown_field",
            "scope",
        ),
    ] {
        let answer = bench.post(ACCESS_TOKENS, &body).await;
        answer.expect_refused(code, field);
    }
    let most = json!({"name": "Ana", "role": "agent", "integrations": many[..100]});
    bench.post(ACCESS_TOKENS, &most).await.expect(201);
}

#[tokio::test]
async fn what_looks_like_a_token_and_is_none_is_refused() {
    let bench = Bench::new().await;
    let ana = bench.person("agent", &["loja-1"]).await;
    let other = format!("rec_{}", "A".repeat(43));
    for wrong in [&other, &ana.token[4..], &ana.token[..46], &ana.id] {
        let request = request_with(wrong, "GET", ASSISTANTS);
        bench.send(request, "".into()).await.expect(401);
    }
    bench.clock.advance(Duration::from_secs(3600));
    ana.get("/console/api/openapi.json").await.expect(200);
}

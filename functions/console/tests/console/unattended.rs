//! What people have although none of them has attended to it.

use std::time::Duration;

use conversation::ports::{Clock, Commit};
use conversation::{Later, Owner, Unattended, operator};
use serde_json::{Value, json};

use crate::conversations::{CONTACT, CONVERSATIONS};
use crate::support::{Bench, INTEGRATION, conversation_at, webhook, with};

const RELEASE_FAILED: &str = "/console/api/integrations/loja-1/conversations/release-failed";

/// As it is when the assistant has failed in it.
async fn fail(bench: &Bench, path: &str) {
    let now = bench.clock.now();
    bench
        .commit(path, |commit| {
            let window = commit.state.window.take().unwrap();
            commit.state.unattended = Some(Unattended::AssistantFailed {
                window,
                tried_at: now,
            });
            commit.state.owner = Owner::People {
                since: now,
                quiet_since: now,
                unanswered: None,
                returns: None,
                later: Later::NONE,
            };
            commit.state.changed_at = now;
        })
        .await;
}

async fn failed(bench: &Bench, integration: &str, contact: &str) -> String {
    let path = bench.conversation_of(integration, contact, &["oi"]).await;
    fail(bench, &path).await;
    path
}

#[tokio::test]
async fn what_people_have_because_the_assistant_failed_is_given_back_at_once() {
    let bench = Bench::with_integration().await;
    let other = "/console/api/integrations/loja-2";
    bench.put(other, &webhook()).await.expect(201);
    let mut back = Vec::new();
    for contact in ["551", "552", "553"] {
        back.push(failed(&bench, "loja-1", contact).await);
    }
    let elsewhere = failed(&bench, "loja-2", "551").await;
    let attended = failed(&bench, "loja-1", "554").await;
    let wanted = bench.conversation(CONTACT, &["uma pessoa"]).await;
    let person_wrote = |commit: &mut Commit| commit.state.unattended = None;
    bench.commit(&attended, person_wrote).await;
    let take_over = format!("{wanted}/take-over");
    bench.post(&take_over, &Value::Null).await.expect(200);
    let shown = bench.get(&back[0]).await.expect(200).body;
    assert_eq!(shown["unattended"], "assistant_failed");
    bench.wake_ups().await;

    let released = bench.post(RELEASE_FAILED, &Value::Null).await.expect(200);
    assert_eq!(released.body, json!({"released": 3, "next_cursor": null}));
    assert_eq!(bench.wake_ups().await, 3);
    for path in &back {
        let shown = bench.get(path).await.expect(200).body;
        assert_eq!(shown["owner"], "assistant");
        assert!(shown["unanswered"].is_object());
        assert_eq!(shown.get("unattended"), None);
    }
    for path in [&elsewhere, &attended, &wanted] {
        assert_eq!(bench.get(path).await.expect(200).body["owner"], "people");
    }
    let again = bench.post(RELEASE_FAILED, &Value::Null).await.expect(200);
    assert_eq!(again.body, json!({"released": 0, "next_cursor": null}));
    assert_eq!(bench.wake_ups().await, 0);
}

/// As when a person was faster than the call that has listed it.
#[tokio::test]
async fn what_a_person_has_just_attended_to_stays_theirs() {
    let bench = Bench::with_integration().await;
    let path = failed(&bench, "loja-1", CONTACT).await;
    let person_wrote = |commit: &mut Commit| commit.state.unattended = None;
    bench.commit(&path, person_wrote).await;
    let of = conversation_at(&path);
    let stored = bench.console.settings.integration(&of.integration).await;
    let settings = stored.unwrap().unwrap().value.settings;
    let policy = settings.policy(None);
    let released = operator::release_failed(&*bench.console, &of, &policy).await;
    assert!(!released.unwrap());
    assert_eq!(bench.get(&path).await.body["owner"], "people");
}

#[tokio::test]
async fn one_call_ends_in_time_and_the_next_goes_on() {
    let bench = Bench::with_integration().await;
    for n in 0..51 {
        failed(&bench, "loja-1", &format!("55{n}")).await;
        bench.clock.advance(Duration::from_secs(1));
    }
    let slow = async { bench.clock.advance(Duration::from_secs(20)) };
    let (first, ()) = tokio::join!(biased; bench.post(RELEASE_FAILED, &Value::Null), slow);
    let first = first.expect(200).body;
    assert_eq!(first["released"], 50);
    let cursor = first["next_cursor"].as_str().unwrap();
    let rest = format!("{RELEASE_FAILED}?cursor={cursor}");
    let rest = bench.post(&rest, &Value::Null).await.expect(200).body;
    assert_eq!(rest, json!({"released": 1, "next_cursor": null}));
    for (query, code, field) in [
        ("cursor=x", "invalid", "cursor"),
        ("owner=people", "unknown_field", "owner"),
    ] {
        let refused = bench
            .post(&format!("{RELEASE_FAILED}?{query}"), &Value::Null)
            .await;
        refused.expect_refused(code, field);
    }
    let unknown = RELEASE_FAILED.replace("loja-1", "loja-9");
    bench.post(&unknown, &Value::Null).await.expect(404);
}

#[tokio::test]
async fn what_comes_while_an_integration_is_disabled_is_found() {
    let bench = Bench::with_integration().await;
    let disabled = with(webhook(), &[("/enabled", json!(false))]);
    bench.put(INTEGRATION, &disabled).await.expect(200);
    let path = bench.conversation(CONTACT, &["oi", "alguém aí?"]).await;
    let listed = bench.get(CONVERSATIONS).await.expect(200).body;
    let listed = listed["conversations"].as_array().unwrap();
    assert_eq!(listed.len(), 1);
    assert!(path.ends_with(listed[0]["id"].as_str().unwrap()));
    assert_eq!(listed[0]["owner"], "people");
    assert_eq!(listed[0]["unattended"], "disabled");
    let shown = bench.get(&path).await.expect(200).body;
    assert_eq!(shown["unattended"], "disabled");
    let first = &shown["transcript"][0];
    assert_eq!(shown["unanswered"]["first"], first["seq"]);
    assert_eq!(shown["unanswered"]["since"], first["received_at"]);
}

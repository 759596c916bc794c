//! The conversations of an integration, as they are listed and shown.

use std::time::Duration;

use conversation::ports::{Clock, Commit, Conversations};
use conversation::{
    Decision, Handover, Later, Lease, Part, Range, Reason, Seq, Timestamp, Told, Transferred, Turn,
    VoiceReport,
};
use lambda_http::Body;
use serde_json::{Value, json};

use crate::support::{AUDIO_BUCKET, Bench, INTEGRATION, conversation_at, request, webhook};

pub(crate) const CONVERSATIONS: &str = "/console/api/integrations/loja-1/conversations";
pub(crate) const CONTACT: &str = "5511999990000";

fn ids(list: &Value) -> Vec<&str> {
    let listed = list["conversations"].as_array().unwrap().iter();
    listed.map(|one| one["id"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn a_conversation_is_shown_with_all_that_was_said_and_done() {
    let bench = Bench::with_integration().await;
    let path = bench
        .conversation(CONTACT, &["oi", "meu boleto não chegou"])
        .await;
    bench.clock.advance(Duration::from_secs(5));
    bench
        .post(&format!("{path}/take-over"), &Value::Null)
        .await
        .expect(200);
    let shown = bench.get(&path).await.expect(200);
    let id = shown.body["id"].as_str().unwrap();
    insta::assert_snapshot!(shown.shown().replace(id, "[conversation]"));
}

/// As a run leaves it that has decided, sent one part of two, and found an earlier transfer stuck.
#[tokio::test]
async fn what_is_on_its_way_is_shown() {
    let bench = Bench::with_integration().await;
    let path = bench.conversation(CONTACT, &["oi"]).await;
    let of = conversation_at(&path);
    let known = bench
        .console
        .conversations
        .state(&of)
        .await
        .unwrap()
        .unwrap();
    let mut state = known.state;
    let (seq, at) = (Seq(7), bench.clock.now());
    let window = state.window.take().unwrap();
    let batch = Range {
        first: window.first,
        last: window.first,
    };
    let lease = Lease {
        token: None,
        until: at,
    };
    let part = |sent| Part {
        sent,
        ..Part::text("olá")
    };
    state.turn = Some(Turn {
        messages: 1,
        attempts: 2,
        spent: 2,
        failing_since: Some(at),
        decision: Some(Decision::text(vec![part(true), part(false)])),
        decided_at: Some(at),
        dropped: 1,
        voice: Some(VoiceReport {
            parts: 1,
            characters: 3,
            character_cost: 2,
            ..VoiceReport::default()
        }),
        last_error: Some("status 503".to_owned()),
        ..Turn::claimed(seq, batch, window, lease.clone(), at)
    });
    state.transferred = Some(Transferred {
        answered: false,
        reason: Reason::Requested,
        summary: "O boleto não chegou.".to_owned(),
        at: Timestamp::from_millis(1_795_435_217_000),
        later: Later::NONE,
    });
    state.handover = Some(Handover {
        desk: None,
        turn: Seq(6),
        batch,
        window: None,
        decided_at: at,
        entry: None,
        lease,
        attempts: 3,
        attempts_before_step: 0,
        claimed_at: Some(at),
        told: Told::No {
            why: "status 410".to_owned(),
        },
        desk_steps: 1,
        last_error: Some("status 500".to_owned()),
        later: Later::NONE,
    });
    let commit = Commit {
        read_version: known.version,
        version: known.version + 1,
        ..Commit::of(state)
    };
    bench
        .console
        .conversations
        .commit(&of, commit)
        .await
        .unwrap();
    let shown = bench.get(&path).await.expect(200);
    let shown = json!({
        "turn": shown.body["turn"],
        "handover": shown.body["handover"],
        "transfer": shown.body["transfer"],
    });
    insta::assert_snapshot!(format!("{shown:#}").replace(of.id.as_str(), "[conversation]"));
}

#[tokio::test]
async fn conversations_are_listed_by_owner_newest_first_and_in_pages() {
    let bench = Bench::with_integration().await;
    let mut paths = Vec::new();
    for n in 0..53 {
        paths.push(
            bench
                .conversation(&format!("551199999{n:04}"), &["oi"])
                .await,
        );
        bench.clock.advance(Duration::from_secs(1));
    }
    for path in paths.iter().take(52) {
        bench
            .post(&format!("{path}/take-over"), &Value::Null)
            .await
            .expect(200);
        bench.clock.advance(Duration::from_secs(1));
    }
    let first = bench.get(CONVERSATIONS).await.expect(200).body;
    assert_eq!(
        first,
        bench
            .get(&format!("{CONVERSATIONS}?owner=people"))
            .await
            .body
    );
    let cursor = first["next_cursor"].as_str().unwrap();
    let second = bench
        .get(&format!("{CONVERSATIONS}?cursor={cursor}"))
        .await
        .expect(200)
        .body;
    assert_eq!(second["next_cursor"], Value::Null);
    let listed: Vec<_> = ids(&first).into_iter().chain(ids(&second)).collect();
    let expected = paths
        .iter()
        .take(52)
        .rev()
        .map(|path| path.rsplit('/').next().unwrap());
    assert_eq!(listed, expected.collect::<Vec<_>>());

    let assistants = bench
        .get(&format!("{CONVERSATIONS}?owner=assistant"))
        .await
        .expect(200)
        .body;
    assert!(paths[52].ends_with(ids(&assistants)[0]));
    assert_eq!(ids(&assistants).len(), 1);
    let other = format!("{CONVERSATIONS}?owner=assistant&cursor={cursor}");
    bench.get(&other).await.expect_refused("invalid", "cursor");
}

#[tokio::test]
async fn a_contact_is_found_by_name_and_is_nobody_elses() {
    let bench = Bench::with_integration().await;
    let path = bench.conversation(CONTACT, &["oi"]).await;
    let found = bench
        .get(&format!("{CONVERSATIONS}?contact={CONTACT}"))
        .await
        .expect(200)
        .body;
    assert!(path.ends_with(ids(&found)[0]));
    assert_eq!(found["next_cursor"], Value::Null);
    assert_eq!(found["conversations"][0]["contact"]["id"], CONTACT);
    let stranger = bench
        .get(&format!("{CONVERSATIONS}?contact=5511888880000"))
        .await;
    assert_eq!(stranger.expect(200).body["conversations"], json!([]));

    let other = "/console/api/integrations/loja-2";
    bench.put(other, &webhook()).await.expect(201);
    let found = bench
        .get(&format!("{other}/conversations?contact={CONTACT}"))
        .await;
    assert_eq!(found.expect(200).body["conversations"], json!([]));
    let id = path.rsplit('/').next().unwrap();
    let foreign = format!("{other}/conversations/{id}");
    bench.get(&foreign).await.expect(404);
    bench.delete(&foreign).await.expect(404);
    for act in ["take-over", "release"] {
        bench
            .post(&format!("{foreign}/{act}"), &Value::Null)
            .await
            .expect(404);
    }
    bench.get(&path).await.expect(200);
}

#[tokio::test]
async fn a_wrong_question_is_told_what_is_wrong() {
    let bench = Bench::with_integration().await;
    for (query, code, field) in [
        ("owner=nobody", "invalid", "owner"),
        ("ower=people", "unknown_field", "ower"),
        ("owner=people&owner=people", "invalid", "owner"),
        ("cursor=x", "invalid", "cursor"),
        ("contact=", "invalid", "contact"),
        ("contact=1&owner=people", "invalid", "owner"),
        ("contact=1&cursor=x", "invalid", "cursor"),
    ] {
        let refused = bench.get(&format!("{CONVERSATIONS}?{query}")).await;
        refused.expect_refused(code, field);
    }
    let none = format!("{CONVERSATIONS}/{}", "0f".repeat(16));
    for path in [&none, CONVERSATIONS, &format!("{CONVERSATIONS}/X")].map(ToString::to_string) {
        if path != CONVERSATIONS {
            bench.get(&path).await.expect(404);
            bench.delete(&path).await.expect(404);
            bench
                .post(&format!("{path}/take-over"), &Value::Null)
                .await
                .expect(404);
            bench
                .post(&format!("{path}/release"), &Value::Null)
                .await
                .expect(404);
            bench
                .post(&format!("{path}/messages"), &json!({"text": "oi"}))
                .await
                .expect(404);
        }
        let elsewhere = path.replace("loja-1", "loja-9");
        bench.get(&elsewhere).await.expect(404);
    }
    let wrong = bench
        .send(request("PUT", CONVERSATIONS), Body::Empty)
        .await
        .expect(405);
    assert_eq!(wrong.header("allow"), Some("GET"));
}

#[tokio::test]
async fn what_is_erased_is_gone() {
    let bench = Bench::with_integration().await;
    let path = bench.conversation(CONTACT, &["meu boleto"]).await;
    let other = bench.conversation("5511777770000", &["outra"]).await;
    let kept = bench.get(&other).await.body;
    bench.delete(&path).await.expect(204);
    bench.get(&path).await.expect(404);
    bench.delete(&path).await.expect(404);
    let left = bench.raw_items().await;
    assert!(!left.contains(CONTACT) && !left.contains("meu boleto"));
    assert_eq!(bench.get(&other).await.body, kept);
    bench.get(INTEGRATION).await.expect(200);
}

#[tokio::test]
async fn what_cannot_be_erased_whole_can_be_erased_again() {
    let bench = Bench::with_integration().await;
    let path = bench.conversation(CONTACT, &["meu boleto"]).await;
    let s3 = &bench.clients.s3;
    let lost = s3.delete_bucket().bucket(AUDIO_BUCKET);
    lost.send().await.unwrap();
    bench.delete(&path).await.expect(500);
    let made = s3.create_bucket().bucket(AUDIO_BUCKET);
    made.send().await.unwrap();
    bench.get(&path).await.expect(200);
    bench.delete(&path).await.expect(204);
}

#[tokio::test]
async fn of_a_long_transcript_the_newest_part_is_shown() {
    let bench = Bench::with_integration().await;
    let long = "é".repeat(50_000);
    let said: Vec<String> = (0..12).map(|n| format!("{n} {long}")).collect();
    let said: Vec<&str> = said.iter().map(String::as_str).collect();
    let path = bench.conversation(CONTACT, &said).await;
    let shown = bench.get(&path).await.expect(200).body;
    let transcript = shown["transcript"].as_array().unwrap();
    let firsts = transcript
        .iter()
        .map(|line| line["text"].as_str().unwrap().split(' ').next());
    let firsts: Vec<_> = firsts.map(Option::unwrap).collect();
    assert_eq!(firsts, ["2", "3", "4", "5", "6", "7", "8", "9", "10", "11"]);
    assert_eq!(shown["transcript_is_whole"], false);
    let rest = format!("{path}?before={}", shown["earlier"]);
    let rest = bench.get(&rest).await.expect(200).body;
    let rest = rest["transcript"].as_array().unwrap();
    assert_eq!(rest.len(), 2);
    assert_eq!(rest[1]["message_id"], "m-1");
}

#[tokio::test]
async fn no_log_line_holds_a_contact_or_what_was_said() {
    let bench = Bench::with_integration().await;
    let path = bench.conversation(CONTACT, &["meu boleto"]).await;
    crate::logs::logged();
    for query in [
        format!("contact={CONTACT}"),
        format!("contact={CONTACT}&owner=people"),
    ] {
        bench.get(&format!("{CONVERSATIONS}?{query}")).await;
    }
    bench.get(&path).await.expect(200);
    bench
        .post(&format!("{path}/take-over"), &Value::Null)
        .await
        .expect(200);
    bench
        .post(
            &format!("{path}/messages"),
            &json!({"text": "segredo", "to": CONTACT}),
        )
        .await
        .expect(422);
    bench
        .post(&format!("{path}/messages"), &json!({"text": "segredo"}))
        .await
        .expect(502);
    let table = bench.clients.dynamodb.delete_table().table_name("recado");
    table.send().await.unwrap();
    bench
        .get(&format!("{CONVERSATIONS}?contact={CONTACT}"))
        .await
        .expect(500);
    let logged = crate::logs::logged();
    assert_eq!(logged.matches("\"answered\"").count(), 7, "{logged}");
    for hidden in [CONTACT, "Cliente", "segredo", "boleto"] {
        assert!(!logged.contains(hidden), "{hidden}: {logged}");
    }
}

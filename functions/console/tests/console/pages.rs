//! A long conversation is shown in parts.

use conversation::ports::{Clock, Commit};
use conversation::{Author, Message, Outcome, Range, Said, Seq, Timestamp, TurnRecord};
use serde_json::Value;

use crate::conversations::CONTACT;
use crate::heard::{hear, recordings};
use crate::support::Bench;

/// A turn with one reply.
fn turn(commit: &mut Commit, now: Timestamp) {
    let seq = commit.state.next_seq;
    let reply = seq.next();
    commit.state.next_seq = reply.next();
    let said = Message::said(reply, Author::Assistant, "olá".to_owned(), now);
    commit.messages.push(said);
    let batch = Range {
        first: seq,
        last: seq,
    };
    commit.turn_record = Some(TurnRecord {
        messages: 1,
        tried_again: true,
        ..TurnRecord::ended(seq, batch, Outcome::Expired, now)
    });
}

/// The numbers of what is shown: of messages and of turns.
fn shown(page: &Value) -> [Vec<u64>; 2] {
    let list = |name: &str| page[name].as_array().unwrap().iter();
    let of_turn = |turn: &Value| {
        let id = turn["turn_id"].as_str().unwrap().rsplit('-').next();
        id.unwrap().parse().unwrap()
    };
    let seqs = list("transcript").map(|line| line["seq"].as_u64().unwrap());
    [seqs.collect(), list("trail").map(of_turn).collect()]
}

#[tokio::test]
async fn what_came_earlier_is_on_the_next_page() {
    let bench = Bench::with_integration().await;
    let path = bench.conversation(CONTACT, &["oi"]).await;
    let (now, mut expected) = (bench.clock.now(), Vec::new());
    for _ in 0..501 {
        bench
            .commit(&path, |commit| {
                expected.push(commit.state.next_seq.0);
                turn(commit, now);
            })
            .await;
    }
    let newest = bench.get(&path).await.expect(200).body;
    let [messages, turns] = shown(&newest);
    assert_eq!(turns, expected[1..]);
    let replies: Vec<_> = expected.iter().map(|turn| Seq(*turn).next().0).collect();
    assert_eq!(messages, replies[1..]);
    assert_eq!(newest["transcript_is_whole"], false);
    assert_eq!(newest["trail"][0]["outcome"]["kind"], "expired");
    assert_eq!(newest["trail"][0]["tried_again"], true);

    let earlier = newest["earlier"].as_u64().unwrap();
    let older = bench.get(&format!("{path}?before={earlier}")).await;
    let older = older.expect(200).body;
    let [messages, turns] = shown(&older);
    assert_eq!(turns, expected[..1]);
    assert_eq!(messages.len(), 2);
    assert_eq!(messages[1], replies[0]);
    assert_eq!(older["earlier"], Value::Null);
    assert_eq!(older["transcript_is_whole"], false);
    for (query, code, field) in [
        ("before=x", "invalid", "before"),
        ("before=1&before=1", "invalid", "before"),
        ("after=1", "unknown_field", "after"),
    ] {
        let refused = bench.get(&format!("{path}?{query}")).await;
        refused.expect_refused(code, field);
    }
}

#[tokio::test]
async fn what_was_heard_counts_for_a_page_as_what_was_written() {
    const EACH: usize = 5;
    const CHARS: usize = 20_000;
    let bench = Bench::with_integration().await;
    let path = bench.conversation(CONTACT, &["oi"]).await;
    let (now, mut expected) = (bench.clock.now(), Vec::new());
    for _ in 0..6 {
        bench
            .commit(&path, |commit| expected.push(recordings(commit, EACH, now)))
            .await;
        let words = vec![Said::Words("a".repeat(CHARS)); EACH];
        hear(&bench, &path, expected[expected.len() - 1], words).await;
    }
    let expected: Vec<_> = expected.iter().map(|seq| seq.0).collect();
    let newest = bench.get(&path).await.expect(200).body;
    assert_eq!(shown(&newest)[0], expected[1..]);
    assert_eq!(newest["earlier"], expected[1]);
    assert_eq!(newest["transcript_is_whole"], false);

    let older = bench.get(&format!("{path}?before={}", expected[1])).await;
    let older = older.expect(200).body;
    let [messages, _] = shown(&older);
    assert_eq!(messages.len(), 2);
    assert_eq!(messages[1], expected[0]);
    assert_eq!(older["earlier"], Value::Null);
}

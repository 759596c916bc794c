//! What is shown of replies in a voice.

use conversation::ports::{Clock, Commit};
use conversation::{
    Author, Message, Outcome, Range, TextBecause, TextFallback, TurnRecord, VoiceReport,
};
use serde_json::{Value, json};

use crate::conversations::CONTACT;
use crate::openapi::schema;
use crate::support::Bench;

/// Every reason; a new one does not compile until it joins them.
fn reasons() -> Vec<TextBecause> {
    let after = |because: &TextBecause| match because {
        TextBecause::CustomerWrote => Some(TextBecause::NothingToSay),
        TextBecause::NothingToSay => Some(TextBecause::OverReplyCap),
        TextBecause::OverReplyCap => Some(TextBecause::OverDayCap),
        TextBecause::OverDayCap => Some(TextBecause::VoiceFailed),
        TextBecause::VoiceFailed => Some(TextBecause::StorageFailed),
        TextBecause::StorageFailed => Some(TextBecause::ChannelRefused),
        TextBecause::ChannelRefused => Some(TextBecause::NoTime),
        TextBecause::NoTime => None,
    };
    std::iter::successors(Some(TextBecause::CustomerWrote), after).collect()
}

/// A conversation in which each of these became of a reply.
async fn shown(bench: &Bench, turns: Vec<VoiceReport>) -> Value {
    let path = bench.conversation(CONTACT, &["oi"]).await;
    for voice in turns {
        bench
            .commit(&path, |commit| answer(commit, voice, bench))
            .await;
    }
    bench.get(&path).await.expect(200).body
}

/// An answered turn, and its reply.
pub(crate) fn answer(commit: &mut Commit, voice: VoiceReport, bench: &Bench) {
    let (turn, now) = (commit.state.next_seq, bench.clock.now());
    commit.state.next_seq = turn.next().next();
    let text = "O boleto chega amanhã.".to_owned();
    commit.messages.push(Message {
        voice: voice.parts > 0,
        ..Message::said(turn.next(), Author::Assistant, text, now)
    });
    let batch = Range {
        first: turn,
        last: turn,
    };
    let outcome = Outcome::Answered { parts: 1 };
    commit.turn_record = Some(TurnRecord {
        messages: 1,
        claimed_at: Some(now),
        decided_at: Some(now),
        voice: Some(voice),
        ..TurnRecord::ended(turn, batch, outcome, now)
    });
}

/// A conversation with two answers, of which the first turn is as `change` makes it.
pub(crate) async fn two_answers(bench: &Bench, change: impl FnOnce(&mut TurnRecord)) -> String {
    let path = bench.conversation(CONTACT, &["oi"]).await;
    let first = |commit: &mut Commit| {
        answer(commit, VoiceReport::default(), bench);
        change(commit.turn_record.as_mut().unwrap());
    };
    bench.commit(&path, first).await;
    let second = |commit: &mut Commit| answer(commit, VoiceReport::default(), bench);
    bench.commit(&path, second).await;
    path
}

#[tokio::test]
async fn what_was_spoken_is_shown_with_what_it_cost() {
    let bench = Bench::with_integration().await;
    let spoken = VoiceReport {
        parts: 2,
        characters: 310,
        character_cost: 155,
        ..VoiceReport::default()
    };
    let shown = shown(&bench, vec![spoken, VoiceReport::default()]).await;
    let expected = json!({"parts": 2, "characters": 310, "character_cost": 155, "in_text": null});
    assert_eq!(shown["trail"][0]["voice"], expected);
    let lines = shown["transcript"].as_array().unwrap().iter();
    let voices: Vec<_> = lines.map(|line| &line["voice"]).collect();
    assert_eq!(voices, [false, true, false]);
}

#[tokio::test]
async fn each_reason_for_text_is_shown_and_documented() {
    let bench = Bench::with_integration().await;
    let turns = reasons().into_iter().map(|because| VoiceReport {
        text_fallback: Some(TextFallback {
            because,
            detail: Some("HTTP 401 invalid_api_key".to_owned()),
        }),
        ..VoiceReport::default()
    });
    let mut turns: Vec<_> = turns.collect();
    turns.push(VoiceReport {
        text_fallback: Some(TextFallback {
            because: TextBecause::NoTime,
            detail: None,
        }),
        ..VoiceReport::default()
    });
    let shown = shown(&bench, turns).await;
    let mut trail = shown["trail"].as_array().unwrap().clone();
    let last = trail.pop().unwrap();
    let without_detail = json!({"because": "no_time", "detail": null});
    assert_eq!(last["voice"]["in_text"], without_detail);

    let reasons = trail
        .iter()
        .map(|turn| &turn["voice"]["in_text"]["because"]);
    let documented = schema("Voiced").pointer("/properties/in_text/properties/because/enum");
    let documented = documented.unwrap().as_array().unwrap();
    assert_eq!(
        reasons.collect::<Vec<_>>(),
        documented.iter().collect::<Vec<_>>()
    );
    let mut details = trail.iter().map(|turn| &turn["voice"]["in_text"]["detail"]);
    assert!(details.all(|detail| detail == "HTTP 401 invalid_api_key"));
}

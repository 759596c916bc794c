//! What is shown of recordings that customers sent.

use conversation::ports::{Clock, Commit, Conversations};
use conversation::{
    Attachment, AttachmentKind, AttachmentSource, Author, Heard, HeardReport, Message, Said, Seq,
    Timestamp, Token, Took, Unheard,
};
use serde_json::{Value, json};

use crate::browser::Browser;
use crate::conversations::CONTACT;
use crate::openapi::schema;
use crate::spoken::two_answers;
use crate::support::{Bench, conversation_at};

/// Every reason; a new one does not compile until it joins them.
fn reasons() -> Vec<Unheard> {
    let after = |why: &Unheard| match why {
        Unheard::Gone => Some(Unheard::Video),
        Unheard::Video => Some(Unheard::TooLarge),
        Unheard::TooLarge => Some(Unheard::TooLong),
        Unheard::TooLong => Some(Unheard::OverDayCap),
        Unheard::OverDayCap => Some(Unheard::TooMany),
        Unheard::TooMany => Some(Unheard::NotAudio),
        Unheard::NotAudio => Some(Unheard::Failed),
        Unheard::Failed => Some(Unheard::NoTime),
        Unheard::NoTime => Some(Unheard::Unknown),
        Unheard::Unknown => None,
    };
    std::iter::successors(Some(Unheard::Gone), after).collect()
}

fn source(nth: usize) -> AttachmentSource {
    AttachmentSource(json!({"media_id": nth}))
}

/// A message with so many recordings.
pub(crate) fn recordings(commit: &mut Commit, count: usize, now: Timestamp) -> Seq {
    let seq = commit.state.next_seq;
    commit.state.next_seq = seq.next();
    let attachments = (0..count).map(|nth| Attachment {
        source: Some(source(nth)),
        duration_ms: Some(12_400),
        ..Attachment::of(AttachmentKind::Voice)
    });
    commit.messages.push(Message {
        attachments: attachments.collect(),
        voice: true,
        ..Message::said(seq, Author::Customer, String::new(), now)
    });
    seq
}

/// The path of a conversation with a recording for each of these, and one of which nothing is known.
async fn conversation(bench: &Bench, heard: Vec<Said>) -> String {
    let path = bench.conversation(CONTACT, &["oi"]).await;
    let (now, count) = (bench.clock.now(), heard.len() + 1);
    let mut seq = Seq(0);
    bench
        .commit(&path, |commit| seq = recordings(commit, count, now))
        .await;
    hear(bench, &path, seq, heard).await;
    path
}

/// Somebody hears the first recordings of a message.
pub(crate) async fn hear(bench: &Bench, path: &str, message: Seq, heard: Vec<Said>) {
    let heard = heard.into_iter().enumerate().map(|(nth, said)| Heard {
        of: source(nth).fingerprint(),
        model: None,
        seconds: Some(13),
        said,
        error: None,
    });
    let heard: Vec<_> = heard.collect();
    let of = conversation_at(path);
    let table = &bench.console.conversations;
    let (token, now) = (Token(7), bench.clock.now());
    let hold = table.hold_hearing(&of, message, token, (now, now));
    hold.await.unwrap();
    table.note_heard(&of, message, token, &heard).await.unwrap();
}

fn words() -> Said {
    Said::Words("Meu <boleto> não chegou.".to_owned())
}

async fn attachments(bench: &Bench, path: &str) -> Vec<Value> {
    let shown = bench.get(path).await.expect(200).body;
    let line = &shown["transcript"][1];
    line["attachments"].as_array().unwrap().clone()
}

#[tokio::test]
async fn a_recording_is_shown_with_what_was_said_in_it() {
    let bench = Bench::with_integration().await;
    let said = vec![words(), Said::Nothing, Said::Unheard(Unheard::TooLong)];
    let path = conversation(&bench, said).await;
    let heard = attachments(&bench, &path).await;
    let heard: Vec<_> = heard.iter().map(|one| one["heard"].clone()).collect();
    let expected = [
        json!({"outcome": "words", "words": "Meu <boleto> não chegou."}),
        json!({"outcome": "nothing"}),
        json!({"outcome": "unheard", "because": "too_long"}),
        Value::Null,
    ];
    assert_eq!(heard, expected);
    let shown = bench.get(&path).await.body;
    let text = shown["transcript"][1]["text"].as_str().unwrap();
    assert!(text.contains("\nMeu <boleto> não chegou.\n"), "{text}");

    let page = path.replace("/console/api/", "/console/");
    let mut browser = Browser::of_admin(&bench).await;
    for (language, lines) in [
        (
            "en",
            [
                "Voice message, 0:12</p><p class=\"help\">Said in it:</p>\
                 <blockquote class=\"quoted\">Meu &lt;boleto&gt; não chegou.</blockquote>",
                "Nothing is said in it.",
                "Not heard: it is too long.",
            ],
        ),
        (
            "pt-BR",
            [
                "Mensagem de voz, 0:12</p><p class=\"help\">Transcrição:</p>\
                 <blockquote class=\"quoted\">Meu &lt;boleto&gt; não chegou.</blockquote>",
                "Sem fala.",
                "Sem transcrição: a duração é longa demais.",
            ],
        ),
    ] {
        browser.expect_shown(language, &page, &lines).await;
    }
}

#[tokio::test]
async fn each_reason_why_nothing_was_heard_is_shown_and_documented() {
    let bench = Bench::with_integration().await;
    let path = conversation(&bench, reasons().into_iter().map(Said::Unheard).collect()).await;
    let shown = attachments(&bench, &path).await;
    let reasons: Vec<_> = shown
        .iter()
        .map(|one| &one["heard"]["because"])
        .filter(|because| !because.is_null())
        .collect();
    let variants = schema("Heard")["oneOf"].as_array().unwrap();
    let mut documented = variants
        .iter()
        .filter_map(|variant| variant.pointer("/properties/because/enum")?.as_array());
    assert_eq!(
        reasons,
        documented.next().unwrap().iter().collect::<Vec<_>>()
    );
}

#[tokio::test]
async fn a_turn_says_what_it_heard_and_how_long_it_waited_for_that() {
    let bench = Bench::with_integration().await;
    let path = two_answers(&bench, |turn| {
        turn.took = Took {
            hear_ms: 1_900,
            ..Took::default()
        };
        turn.heard = Some(HeardReport {
            recordings: 2,
            seconds: 75,
            model: Some("gpt-transcribe".to_owned()),
            unheard: vec![Unheard::TooMany, Unheard::Gone, Unheard::TooMany],
            error: Some("HTTP 401 invalid_api_key".to_owned()),
        });
    })
    .await;
    let shown = bench.get(&path).await.expect(200).body;
    let expected = json!({"recordings": 2, "seconds": 75, "model": "gpt-transcribe", "unheard": ["too_many", "gone", "too_many"],
               "error": "HTTP 401 invalid_api_key"});
    assert_eq!(shown["trail"][0]["heard"], expected);
    let took = json!({"hear_ms": 1_900, "see_ms": 0, "ask_ms": 0, "call_ms": 0, "speak_ms": 0, "send_ms": 0,
                      "pause_ms": 0});
    assert_eq!(shown["trail"][0]["took"], took);
    assert_eq!(shown["trail"][1]["heard"], Value::Null);

    let prices =
        json!({"models": [], "hearing": [{"model": "gpt-transcribe", "minute": "0.0045"}]});
    bench.put("/console/api/prices", &prices).await.expect(201);
    let page = path.replace("/console/api/", "/console/");
    let mut browser = Browser::of_admin(&bench).await;
    for (language, facts) in [
        (
            "en",
            [
                "<dt>Cost of hearing</dt><dd>$0.0056</dd>",
                "<dt>Waited for recordings</dt><dd>1.9 s</dd>",
                "<dt>Heard</dt><dd>2 recordings, 1:15</dd>",
                "<dt>Not heard</dt><dd>2 × there were more at once than the settings allow</dd>\
                 <dd>1 × the channel no longer has it</dd>",
            ],
        ),
        (
            "pt-BR",
            [
                "<dt>Custo da transcrição</dt><dd>US$\u{a0}0,0056</dd>",
                "<dt>Esperou pela transcrição</dt><dd>1,9 s</dd>",
                "<dt>Transcreveu</dt><dd>2 áudios, 1:15</dd>",
                "<dt>Não transcreveu</dt><dd>2 × vieram mais ao mesmo tempo do que as configurações permitem</dd>\
                 <dd>1 × o canal não tem mais o arquivo</dd>",
            ],
        ),
    ] {
        browser.expect_shown(language, &page, &facts).await;
    }
}

//! What comes with a message, as the API and the pages show it.

use conversation::ports::{Clock, Commit};
use conversation::{Attachment, AttachmentKind, AttachmentSource, Author, Message, Timestamp};
use serde_json::json;

use crate::browser::Browser;
use crate::conversations::CONTACT;
use crate::openapi::schema;
use crate::support::Bench;

/// Every kind; a new one does not compile until it joins them.
fn kinds() -> Vec<AttachmentKind> {
    let after = |kind: &AttachmentKind| match kind {
        AttachmentKind::Voice => Some(AttachmentKind::Audio),
        AttachmentKind::Audio => Some(AttachmentKind::Image),
        AttachmentKind::Image => Some(AttachmentKind::Video),
        AttachmentKind::Video => Some(AttachmentKind::Document),
        AttachmentKind::Document => Some(AttachmentKind::Sticker),
        AttachmentKind::Sticker => Some(AttachmentKind::AnimatedSticker),
        AttachmentKind::AnimatedSticker => None,
    };
    std::iter::successors(Some(AttachmentKind::Voice), after).collect()
}

/// A voice and a document, with words and without.
fn files(commit: &mut Commit, now: Timestamp) {
    let voice = Attachment {
        source: Some(AttachmentSource(json!({"media_id": "1003383421387256"}))),
        duration_ms: Some(12_400),
        ..Attachment::of(AttachmentKind::Voice)
    };
    let document = Attachment {
        mime_type: Some("application/pdf".to_owned()),
        size: Some(1_234_567),
        name: Some("contrato.pdf".to_owned()),
        ..Attachment::of(AttachmentKind::Document)
    };
    for (text, attachments) in [("", vec![voice]), ("segue", vec![document])] {
        let seq = commit.state.next_seq;
        commit.state.next_seq = seq.next();
        commit.messages.push(Message {
            attachments,
            ..Message::said(seq, Author::Customer, text.to_owned(), now)
        });
    }
}

#[tokio::test]
async fn a_file_is_shown_with_what_is_known_of_it() {
    let bench = Bench::with_integration().await;
    let path = bench.conversation(CONTACT, &["oi"]).await;
    let now = bench.clock.now();
    bench.commit(&path, |commit| files(commit, now)).await;

    let shown = bench.get(&path).await.expect(200);
    let [said, voice, document] = [0, 1, 2].map(|nth| &shown.body["transcript"][nth]);
    assert_eq!(said.get("attachments"), None);
    assert_eq!(voice["text"], "[the customer sent a voice message]");
    let note = "[the customer sent a document: contrato.pdf]\nsegue";
    assert_eq!(document["text"], note);
    let known = json!([{"kind": "document", "name": "contrato.pdf", "mime_type": "application/pdf",
                        "size": 1_234_567, "duration_ms": null, "heard": null}]);
    assert_eq!(document["attachments"], known);
    assert!(!shown.text.contains("1003383421387256"), "{}", shown.text);

    let page = path.replace("/console/api/", "/console/");
    let mut browser = Browser::of_admin(&bench).await;
    for (language, lines) in [
        (
            "en",
            ["Voice message, 0:12", "Document contrato.pdf, 1.2\u{a0}MB"],
        ),
        (
            "pt-BR",
            [
                "Mensagem de voz, 0:12",
                "Documento contrato.pdf, 1,2\u{a0}MB",
            ],
        ),
    ] {
        browser.headers = vec![("accept-language", language)];
        let shown = browser.get(&page).await.expect(200);
        for line in lines {
            assert!(shown.html.contains(line), "{line}: {}", shown.html);
        }
        assert!(!shown.html.contains("[the customer sent"));
    }
}

#[test]
fn every_kind_is_documented() {
    let documented = &schema("Attachment")["properties"]["kind"]["enum"];
    assert_eq!(json!(kinds()), *documented);
}

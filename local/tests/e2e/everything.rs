//! All that customers send beside text, in one batch: one answer is given all of it, in its order.

use serde_json::{Value, json};
use testkit::{
    channels::{TelegramUpdate, WhatsappBody},
    files::{INVOICE, RECEIPT, VOICE_MESSAGE, VOICE_MESSAGE_TEXT},
    openai::Step,
};

use crate::harness::{
    JOANA, LOJA, Line, MARIA, PHONE_NUMBER_ID, Trial, accepted, now, prompt, shown, user, within,
};

const OGG: &str = "audio/ogg";
const PNG: &str = "image/png";
const PDF: &str = "application/pdf";

/// The batch as the assistant reads it, but for what tells the channels apart.
fn expected(sticker: &str, place: &str) -> Vec<Line> {
    let voice = "[the customer sent a voice message. What is said in it:]";
    prompt([
        user("bom dia"),
        user(&format!("{voice}\n{VOICE_MESSAGE_TEXT}")),
        user("[the customer sent an image]\no comprovante"),
        user(&shown(PNG, RECEIPT)),
        user("[the customer sent a document: nota.pdf]\ne a nota"),
        user(&shown(PDF, INVOICE)),
        user(sticker),
        user(&shown(PNG, RECEIPT)),
        user(&format!("[the customer sent a location: {place}]")),
        user("[the customer sent a contact: Joana, +55 11 98888-0000]"),
        user("é isso"),
    ])
}

#[tokio::test]
async fn on_whatsapp() {
    let trial = Trial::whatsapp(5000, [Step::text("Recebi tudo!")]).await;
    let words = Step::transcript(VOICE_MESSAGE_TEXT);
    trial.openai.next_transcript(words);
    for (id, bytes, kind) in [
        ("1001", VOICE_MESSAGE, OGG),
        ("1002", RECEIPT, PNG),
        ("1003", INVOICE, PDF),
        ("1004", RECEIPT, PNG),
    ] {
        trial.whatsapp.holds(id, bytes, kind);
    }
    let contact = json!({
        "name": {"formatted_name": "Joana"}, "phones": [{"phone": "+55 11 98888-0000"}],
    });
    let file = |id: &str, kind: &str| json!({"id": id, "mime_type": kind});
    let with = |mut file: Value, name: &str, value: &str| {
        file[name] = json!(value);
        file
    };
    let picture = with(file("1002", PNG), "caption", "o comprovante");
    let document = with(file("1003", PDF), "caption", "e a nota");
    let contents = [
        json!({"type": "text", "text": {"body": "bom dia"}}),
        json!({"type": "audio", "audio": {"id": "1001", "mime_type": OGG, "voice": true}}),
        json!({"type": "image", "image": picture}),
        json!({"type": "document", "document": with(document, "filename", "nota.pdf")}),
        json!({"type": "sticker", "sticker": file("1004", "image/webp")}),
        json!({"type": "location", "location": {"latitude": -23.5614, "longitude": -46.6559,
               "name": "Loja Centro", "address": "Av. Exemplo, 1000"}}),
        json!({"type": "contacts", "contacts": [contact]}),
        json!({"type": "text", "text": {"body": "é isso"}}),
    ];
    for (nth, content) in contents.into_iter().enumerate() {
        let id = format!("m-{nth}");
        let body = WhatsappBody::new(PHONE_NUMBER_ID).message(MARIA, &id, now(), content);
        accepted(trial.whatsapp_webhook(LOJA, &body.bytes())).await;
    }
    trial.sends(1).await;
    assert_eq!(trial.whatsapp.texts(), ["Recebi tudo!"]);
    let place = "Loja Centro; Av. Exemplo, 1000; -23.5614, -46.6559";
    let expected = expected("[the customer sent a sticker]", place);
    assert_eq!(trial.prompts(), [expected]);
    assert_eq!(trial.openai.heard().len(), 1);
}

#[tokio::test]
async fn on_telegram() {
    let trial = Trial::start([Step::text("Recebi tudo!")]).await;
    let telegram = trial.put_on_telegram(trial.whatsapp_settings(5000)).await;
    let words = Step::transcript(VOICE_MESSAGE_TEXT);
    trial.openai.next_transcript(words);
    for (id, bytes, kind) in [
        ("file-1", VOICE_MESSAGE, OGG),
        ("file-2", RECEIPT, PNG),
        ("file-3", INVOICE, PDF),
        ("file-4", RECEIPT, PNG),
    ] {
        telegram.holds(id, bytes, kind);
    }
    let file = |id: &str| json!({"file_id": id, "file_unique_id": format!("unique-{id}")});
    let with = |mut file: Value, more: Value| {
        for (name, value) in more.as_object().into_iter().flatten() {
            file[name] = value.clone();
        }
        file
    };
    let size = json!({"width": 64, "height": 64});
    let sticker = json!({
        "type": "regular", "is_animated": false, "is_video": false, "emoji": "👍",
        "width": 512, "height": 512,
    });
    let contents = [
        json!({"text": "bom dia"}),
        json!({"voice": with(file("file-1"), json!({"duration": 3, "mime_type": OGG}))}),
        json!({"photo": [with(file("file-2"), size)], "caption": "o comprovante"}),
        json!({"document": with(file("file-3"), json!({"file_name": "nota.pdf", "mime_type": PDF})),
               "caption": "e a nota"}),
        json!({"sticker": with(file("file-4"), sticker)}),
        json!({"location": {"latitude": -23.5614, "longitude": -46.6559}}),
        json!({"contact": {"phone_number": "+55 11 98888-0000", "first_name": "Joana"}}),
        json!({"text": "é isso"}),
    ];
    for (id, content) in (1..).zip(contents) {
        let update = TelegramUpdate::message(JOANA, id, now(), content);
        trial.telegram_tells(&update).await;
    }
    within(telegram.wait_for_sends(1)).await;
    trial.settled().await;
    let expected = expected("[the customer sent a sticker: 👍]", "-23.5614, -46.6559");
    assert_eq!(trial.prompts(), [expected]);
    assert_eq!(trial.openai.heard().len(), 1);
}

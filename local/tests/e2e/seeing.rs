//! Pictures and documents that customers send, on each channel.

use serde_json::{Value, json};
use testkit::{
    channels::{self, TelegramUpdate, WhatsappBody},
    files::{INVOICE, RECEIPT},
    openai::Step,
};

use crate::harness::{
    CONTACT, JOANA, LOJA, MARIA, MARIA_AT_CHATWOOT, PHONE_NUMBER_ID, Trial, accepted, changed, now,
    prompt, shown, user, within,
};

const IMAGE: &str = "[the customer sent an image]";

fn receipt() -> String {
    shown("image/png", RECEIPT)
}

impl Trial {
    /// [`MARIA`] sends a file, which the provider holds under the id of its message.
    async fn sends_a_file(&self, id: &str, kind: &str, mut file: Value) {
        file["id"] = json!(id);
        let mut content = json!({"type": kind});
        content[kind] = file;
        let body = WhatsappBody::new(PHONE_NUMBER_ID).message(MARIA, id, now(), content);
        accepted(self.whatsapp_webhook(LOJA, &body.bytes())).await;
    }

    async fn sends_a_picture(&self, id: &str) {
        self.whatsapp.holds(id, RECEIPT, "image/png");
        let picture = json!({"mime_type": "image/png"});
        self.sends_a_file(id, "image", picture).await;
    }

    /// What the first turn was shown.
    async fn seen(&self) -> Value {
        let conversation = self.conversation(LOJA, CONTACT).await;
        conversation["trail"][0]["seen"].clone()
    }
}

#[tokio::test]
async fn one_answer_is_given_all_pictures_and_a_document_in_their_order() {
    let trial = Trial::whatsapp(3000, [Step::text("Recebi tudo!")]).await;
    trial.sends_a_picture("1001").await;
    trial.says("m-2", "e esta:").await;
    trial.sends_a_picture("1002").await;
    trial.whatsapp.holds("1003", INVOICE, "application/pdf");
    let invoice =
        json!({"mime_type": "application/pdf", "filename": "nota.pdf", "caption": "e a nota"});
    trial.sends_a_file("1003", "document", invoice).await;
    trial.sends(1).await;
    assert_eq!(trial.whatsapp.texts(), ["Recebi tudo!"]);
    let document = "[the customer sent a document: nota.pdf]\ne a nota";
    let batch = prompt([
        user(IMAGE),
        user(&receipt()),
        user("e esta:"),
        user(IMAGE),
        user(&receipt()),
        user(document),
        user(&shown("application/pdf", INVOICE)),
    ]);
    assert_eq!(trial.prompts(), [batch]);
    let bytes = 2 * RECEIPT.len() + INVOICE.len();
    let seen = json!({"files": 3, "bytes": bytes, "unseen": []});
    assert_eq!(trial.seen().await, seen);
}

#[tokio::test]
async fn what_cannot_be_shown_is_named_and_answered() {
    let trial = Trial::whatsapp(3000, [Step::text("Pode reenviar?")]).await;
    trial.whatsapp.holds("2001", "not a picture\0", "image/png");
    let picture = json!({"mime_type": "image/png"});
    trial.sends_a_file("2001", "image", picture).await;
    for _ in 0..3 {
        let gone = channels::Step::graph_error(404, 100);
        trial.whatsapp.next_lookup(gone);
    }
    trial.sends(1).await;
    let why = "[the customer sent an image. It could not be shown: it is not there any more]";
    assert_eq!(trial.prompts(), [[user(why)]]);
    let seen = json!({"files": 0, "bytes": 0, "unseen": ["gone"]});
    assert_eq!(trial.seen().await, seen);
}

#[tokio::test]
async fn a_server_without_eyes_answers_all_the_same() {
    let blind = json!({"error": {
        "message": "No endpoints found that support image input", "type": "invalid_request_error",
    }});
    let script = [
        Step::raw(404, blind.to_string()),
        Step::text("Não consigo ver imagens."),
    ];
    let trial = Trial::whatsapp(0, script).await;
    trial.sends_a_picture("3001").await;
    trial.sends(1).await;
    assert_eq!(trial.whatsapp.texts(), ["Não consigo ver imagens."]);
    let asked = trial.openai.requests();
    assert_eq!(asked.len(), 2);
    assert_eq!(asked[0].files().len(), 1);
    assert!(asked[1].files().is_empty());
    let note = "[This file could not be shown, since the server of the assistant does not take it]";
    assert!(asked[1].newest().ends_with(note));
    let conversation = trial.conversation(LOJA, CONTACT).await;
    assert_eq!(conversation["trail"][0]["left_out"], json!(["pictures"]));
}

#[tokio::test]
async fn an_album_on_telegram() {
    let trial = Trial::start([Step::text("Lindas!")]).await;
    let telegram = trial.put_on_telegram(trial.whatsapp_settings(3000)).await;
    for id in [1, 2, 3] {
        let file = format!("AgACAgEAAxkBAAI{id}");
        telegram.holds(&file, RECEIPT, "image/png");
        let photo = json!([{
            "file_id": file, "file_unique_id": format!("AQADkwA{id}"), "width": 64, "height": 64,
            "file_size": RECEIPT.len(),
        }]);
        let mut content = json!({"photo": photo, "media_group_id": "13579"});
        if id == 1 {
            content["caption"] = json!("qual das três?");
        }
        let update = TelegramUpdate::message(JOANA, id, now(), content);
        trial.telegram_tells(&update).await;
    }
    within(telegram.wait_for_sends(1)).await;
    trial.settled().await;
    let first = format!("{IMAGE}\nqual das três?");
    let (picture, image) = (user(&receipt()), user(IMAGE));
    let album = prompt([
        user(&first),
        picture.clone(),
        image.clone(),
        picture.clone(),
        image,
        picture,
    ]);
    assert_eq!(trial.prompts(), [album]);
}

#[tokio::test]
async fn three_pictures_of_one_message_at_chatwoot() {
    let trial = Trial::at_chatwoot([Step::text("Olá!")]).await;
    let links = ["a", "b", "c"].map(|name| trial.chatwoot.holds(name, RECEIPT, "image/png"));
    let mut said = trial
        .chatwoot
        .customer_says(MARIA_AT_CHATWOOT, "estas três", now());
    for webhook in &mut said {
        webhook.body = changed(&webhook.body, |body| {
            let attachments = links
                .iter()
                .zip(55..)
                .map(|(link, id)| json!({"id": id, "file_type": "image", "data_url": link}));
            body["attachments"] = attachments.collect();
        });
    }
    trial.chatwoot_tells(said).await;
    trial.settled().await;
    let message = format!("{IMAGE}\n{IMAGE}\n{IMAGE}\nestas três");
    let pictures = [0; 3].map(|_| user(&receipt()));
    let [one, two, three] = pictures;
    assert_eq!(trial.prompts(), [prompt([user(&message), one, two, three])]);
}

#[tokio::test]
async fn a_picture_on_whazing() {
    let trial = Trial::at_whazing([Step::text("Olá!")]).await;
    let link = trial.whazing.holds("foto.png", RECEIPT, "image/png");
    let bodies = trial.whazing.customer_says(CONTACT, "este", now());
    let bodies = bodies.iter().map(|body| {
        changed(body, |body| {
            if body.get("messageBody").is_some() && body.get("Type").is_none() {
                body["mediaType"] = json!("image");
                body["mediaUrl"] = json!(link);
            }
        })
    });
    trial.whazing_tells(bodies.collect()).await;
    trial.settled().await;
    let message = format!("{IMAGE}\neste");
    let expected = prompt([user(&message), user(&receipt())]);
    assert_eq!(trial.prompts(), [expected]);
}

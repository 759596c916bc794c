//! Replies in a voice, and when they are text.

use reqwest::Method;
use serde_json::{Value, json};
use testkit::{
    channels::WhatsappBody,
    elevenlabs::{MP3, OGG, Step as Speech},
    openai::Step,
};

use crate::harness::{
    CONTACT, LOJA, MARIA, PHONE_NUMBER_ID, TRANSFER_MESSAGE, Trial, accepted, now, transcript,
};

const PHONE: &str = "5511999990000";

#[tokio::test]
async fn a_voice_note_goes_out_and_what_is_to_be_copied_beside_it() {
    let answer = "**Seu pedido saiu!** 🎉 Acompanhe em https://loja.example/p/1";
    let trial = Trial::start([Step::text(answer)]).await;
    trial.put_whatsapp_voice().await;
    trial.says("m-1", "cadê meu pedido?").await;
    let sends = trial.sends(2).await;
    assert_eq!(sends[0].body["type"], "audio");
    assert_eq!(sends[0].body["audio"]["voice"], true);
    assert_eq!(trial.whatsapp.voices(), [OGG]);
    assert_eq!(trial.whatsapp.texts(), ["https://loja.example/p/1"]);

    let asked = trial.elevenlabs.asked();
    let texts: Vec<_> = asked.iter().map(|asked| &asked.body["text"]).collect();
    assert_eq!(texts, ["Seu pedido saiu! Acompanhe em."]);
    let kept = trial.kept().await;
    let [kept] = &kept[..] else {
        panic!("{kept:?}")
    };
    let conversation = trial.conversation(LOJA, PHONE).await;
    let turn = conversation["trail"][0]["turn_id"].as_str().unwrap();
    assert_eq!(kept.key, format!("audio/{LOJA}/{turn}/0.ogg"));
    assert_eq!(kept.content_type, "audio/ogg; codecs=opus");
    assert_eq!(kept.bytes, OGG);

    let expected = json!({"parts": 1, "characters": 30, "character_cost": 30, "in_text": null});
    assert_eq!(conversation["trail"][0]["voice"], expected);
    let said = ("assistant", "Seu pedido saiu! Acompanhe em.");
    assert_eq!(transcript(&conversation)[1], said);
    assert_eq!(conversation["transcript"][1]["voice"], true);
    assert_eq!(conversation["transcript"][2]["voice"], false);
}

#[tokio::test]
async fn the_link_of_a_voice_opens_and_its_copy_without_the_signature_does_not() {
    let trial = Trial::start([Step::text("Já vou ver.")]).await;
    let settings = trial.in_a_voice(trial.webhook_settings(0));
    trial.put_integration(LOJA, &settings).await;
    trial.writes("m-1", "oi").await;
    let replies = trial.replies(1).await;
    let reply = &replies[0].body;
    let link = reply["audio"]["url"].as_str().unwrap();
    let expected = json!({
        "type": "reply", "contact": {"id": CONTACT}, "in_reply_to": ["m-1"],
        "audio": {"url": link, "mime_type": "audio/ogg; codecs=opus", "text": "Já vou ver."},
    });
    assert_eq!(*reply, expected);
    assert!(link.contains("X-Amz-Expires=86400"), "{link}");

    let (status, content_type, bytes) = trial.site.fetch(link).await;
    assert_eq!((status, &*content_type), (200, "audio/ogg; codecs=opus"));
    assert_eq!(bytes, OGG);
    let (bare, _) = link.split_once('?').unwrap();
    assert_eq!(trial.site.fetch(bare).await.0, 403);
}

#[tokio::test]
async fn a_long_reply_is_several_voices_that_know_their_neighbours() {
    let sentence = "O boleto foi pago, e o seu pedido sai do estoque amanhã de manhã.";
    let trial = Trial::start([Step::text(&[sentence; 22].join(" "))]).await;
    trial.put_whatsapp_voice().await;
    trial.says("m-1", "conta tudo").await;
    trial.sends(2).await;
    assert_eq!(trial.whatsapp.voices(), [OGG, OGG]);
    let asked = trial.elevenlabs.asked();
    let text = |nth: usize, name: &str| asked[nth].body[name].clone();
    assert_eq!(text(0, "next_text"), text(1, "text"));
    assert_eq!(text(1, "previous_text"), text(0, "text"));
    assert_eq!(text(0, "previous_text"), Value::Null);
    assert_eq!(text(1, "next_text"), Value::Null);
}

#[tokio::test]
async fn a_mirror_answers_as_it_is_asked() {
    let trial = Trial::start([Step::text("Um."), Step::text("Dois.")]).await;
    let mut settings = trial.in_a_voice(trial.whatsapp_settings(0));
    settings["reply"]["when"] = json!("mirror");
    settings["hearing"] = json!({"by": "nobody"});
    trial.put_integration(LOJA, &settings).await;
    trial.says("m-1", "por escrito").await;
    trial.sends(1).await;
    assert_eq!(trial.whatsapp.texts(), ["Um."]);

    let audio = json!({"id": "1", "mime_type": "audio/ogg; codecs=opus", "voice": true});
    let content = json!({"type": "audio", "audio": audio});
    let body = WhatsappBody::new(PHONE_NUMBER_ID).message(MARIA, "m-2", now(), content);
    accepted(trial.whatsapp_webhook(LOJA, &body.bytes())).await;
    trial.sends(2).await;
    assert_eq!(trial.whatsapp.voices(), [OGG]);
    let voices = trial.voices(PHONE).await;
    assert_eq!(voices[0]["in_text"]["because"], "customer_wrote");
    assert_eq!(voices[1]["in_text"], Value::Null);
}

#[tokio::test]
async fn past_a_cap_replies_are_text() {
    let trial = Trial::start([
        Step::text("Doze letras."),
        Step::text("Treze letras."),
        Step::text("Doze letras."),
        Step::text("Doze letras."),
    ])
    .await;
    let mut settings = trial.in_a_voice(trial.whatsapp_settings(0));
    settings["reply"]["max_reply_characters"] = json!(12);
    settings["reply"]["max_day_characters"] = json!(30);
    trial.put_integration(LOJA, &settings).await;
    for n in 1..=4 {
        trial.says(&format!("m-{n}"), "oi").await;
        trial.sends(n).await;
    }
    assert_eq!(trial.whatsapp.texts(), ["Treze letras.", "Doze letras."]);
    let voices = trial.voices(PHONE).await;
    let because: Vec<_> = voices.iter().map(|v| &v["in_text"]["because"]).collect();
    let expected = [
        &Value::Null,
        &json!("over_reply_cap"),
        &Value::Null,
        &json!("over_day_cap"),
    ];
    assert_eq!(because, expected);
}

#[tokio::test]
async fn where_there_is_no_opus_the_voice_is_plain_audio() {
    let trial = Trial::start([Step::text("Um.")]).await;
    trial.put_whatsapp_voice().await;
    trial.elevenlabs.next_speech(Speech::answer(200, MP3));
    trial.says("m-1", "oi").await;
    let sends = trial.sends(1).await;
    assert_eq!(sends[0].body["type"], "audio");
    assert_ne!(sends[0].body["audio"]["voice"], true);
    assert_eq!(trial.whatsapp.voices(), [MP3]);
    assert!(trial.kept().await[0].key.ends_with("/0.mp3"));
}

#[tokio::test]
async fn a_transfer_is_never_spoken() {
    let trial = Trial::start([Step::transfer("pediu", "Quer uma pessoa.")]).await;
    trial.put_whatsapp_voice().await;
    trial.says("m-1", "quero uma pessoa").await;
    trial.sends(1).await;
    assert_eq!(trial.whatsapp.texts(), [TRANSFER_MESSAGE]);
    assert!(trial.elevenlabs.asked().is_empty());
}

#[tokio::test]
async fn erasing_a_conversation_erases_its_audio_and_no_other() {
    let trial = Trial::start([Step::text("Um."), Step::text("Dois.")]).await;
    let settings = trial.in_a_voice(trial.whatsapp_settings(0));
    trial.put_integration(LOJA, &settings).await;
    let joao = testkit::channels::Customer {
        phone: Some("5511999990001"),
        ..MARIA
    };
    trial.says("m-1", "oi").await;
    trial.sends(1).await;
    trial.says_as(joao, "m-2", "oi").await;
    trial.sends(2).await;
    assert_eq!(trial.kept().await.len(), 2);
    let path = trial.conversation_path(LOJA, PHONE).await;
    let erased = trial
        .site
        .console(Method::DELETE, &path, &Value::Null)
        .await;
    assert_eq!(erased.status, 204);
    let kept = trial.kept().await;
    let joaos = trial.conversation(LOJA, "5511999990001").await;
    assert_eq!(kept.len(), 1);
    assert!(kept[0].key.contains(joaos["id"].as_str().unwrap()));
}
